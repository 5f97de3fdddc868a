"""Each setting is validated when it is read; its error names it and what is allowed."""

import pytest

from movielytics.errors import SettingsError
from movielytics.settings import get_settings

REDSHIFT = {
    "WAREHOUSE_URL": "redshift://loader:s3cret@host:5439/movies",
    "REDSHIFT_STAGING_URI": "s3://bucket/prefix/",
    "REDSHIFT_IAM_ROLE": "arn:aws:iam::123456789012:role/copy",
}
WRONG = {
    "another warehouse": (
        {"WAREHOUSE_URL": "mysql://loader:s3cret@h/d"},
        r"MOVIELYTICS_WAREHOUSE_URL is neither postgresql://.* nor redshift://",
    ),
    "no staging bucket for Redshift": (
        {"REDSHIFT_STAGING_URI": "", "REDSHIFT_IAM_ROLE": ""},
        r"MOVIELYTICS_WAREHOUSE_URL .*set MOVIELYTICS_REDSHIFT_STAGING_URI and MOVIELYTICS_REDSHIFT_IAM_ROLE",
    ),
    "no role": ({"REDSHIFT_IAM_ROLE": ""}, r"set MOVIELYTICS_REDSHIFT_IAM_ROLE \("),
    "a folder": (
        {"REDSHIFT_STAGING_URI": "/tmp/staging"},
        r"MOVIELYTICS_REDSHIFT_STAGING_URI is '/tmp/staging' and not s3://bucket/prefix",
    ),
    "a role by name": (
        {"REDSHIFT_IAM_ROLE": "copy"},
        r"MOVIELYTICS_REDSHIFT_IAM_ROLE is 'copy' and neither arn:aws:iam::",
    ),
    "a quote in a role": (
        {"REDSHIFT_IAM_ROLE": "arn:aws:iam::123456789012:role/x'; DROP"},
        "MOVIELYTICS_REDSHIFT_IAM_ROLE",
    ),
    "no database": (
        {"WAREHOUSE_URL": "postgresql://loader:s3cret@h:5432"},
        "MOVIELYTICS_WAREHOUSE_URL names no database",
    ),
    "no host": ({"WAREHOUSE_URL": "postgresql:///movies"}, "MOVIELYTICS_WAREHOUSE_URL names no host"),
    "port 0": (
        {"WAREHOUSE_URL": "postgresql://loader:s3cret@h:0/d"},
        "MOVIELYTICS_WAREHOUSE_URL has a port that is no number from 1",
    ),
    "a large port": (
        {"WAREHOUSE_URL": "postgresql://l:s3cret@h:65536/d"},
        "MOVIELYTICS_WAREHOUSE_URL has a port .* to 65535",
    ),
    "a word as port": ({"WAREHOUSE_URL": "postgresql://l:s3cret@h:s3cret/d"}, "MOVIELYTICS_WAREHOUSE_URL has a port"),
    "an unknown parameter": (
        {"WAREHOUSE_URL": "postgresql://l:p@h/d?s3cret=1"},
        "MOVIELYTICS_WAREHOUSE_URL has a parameter after its ?",
    ),
    "another landing zone": (
        {"LANDING_URI": "gs://bucket"},
        "MOVIELYTICS_LANDING_URI is 'gs://bucket' and neither a folder nor s3://",
    ),
    "a landing zone by file URI": (
        {"LANDING_URI": "file:///tmp"},
        "MOVIELYTICS_LANDING_URI is 'file:///tmp' and neither a folder nor",
    ),
    "no bucket": (
        {"LANDING_URI": "s3:///prefix"},
        "MOVIELYTICS_LANDING_URI is 's3:///prefix', but s3://bucket/prefix needs a bucket",
    ),
    "a segment ..": ({"LANDING_URI": "s3://bucket/a/../b"}, "MOVIELYTICS_LANDING_URI is .* no empty, . or .. segment"),
    "an empty segment": (
        {"LANDING_URI": "s3://bucket/a//b"},
        "MOVIELYTICS_LANDING_URI is .* no empty, . or .. segment",
    ),
    "another place for pages": (
        {"REPORT_URI": "gs://bucket"},
        "MOVIELYTICS_REPORT_URI is 'gs://bucket' and neither a folder nor s3://",
    ),
    "an endpoint without a scheme": (
        {"S3_ENDPOINT_URL": "storage:9000"},
        "MOVIELYTICS_S3_ENDPOINT_URL is 'storage:9000', which begins",
    ),
    "an endpoint without a host": (
        {"S3_ENDPOINT_URL": "http://:9000"},
        "MOVIELYTICS_S3_ENDPOINT_URL is .* names no host",
    ),
    "an endpoint with a large port": (
        {"S3_ENDPOINT_URL": "http://h:99999"},
        "MOVIELYTICS_S3_ENDPOINT_URL is .* no readable host and port",
    ),
    "an endpoint with a password": (
        {"S3_ENDPOINT_URL": "http://key:s3cret@h:1"},
        "MOVIELYTICS_S3_ENDPOINT_URL holds a user or a password",
    ),
    "a share above 1": (
        {"MAX_QUARANTINED_SHARE": "5"},
        "MOVIELYTICS_MAX_QUARANTINED_SHARE is '5', but must be: .*0 to 1",
    ),
    "a share that is not a number": ({"MAX_QUARANTINED_SHARE": "nan"}, "MOVIELYTICS_MAX_QUARANTINED_SHARE is 'nan'"),
    "a range with a unit": (
        {"RANGE_BYTES": "32 MiB"},
        "MOVIELYTICS_RANGE_BYTES is '32 MiB', but must be: .*1024 to 1073741824",
    ),
    "a range of no bytes": ({"RANGE_BYTES": "0"}, "MOVIELYTICS_RANGE_BYTES is '0'"),
    "a limit of no bytes": (
        {"MAX_UNPACKED_BYTES": "-1"},
        "MOVIELYTICS_MAX_UNPACKED_BYTES is '-1', but must be: .*at least 1024",
    ),
    "an endless timeout": (
        {"WAREHOUSE_CONNECT_TIMEOUT": "inf"},
        "MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT is 'inf', but must be: .*0 to 3600",
    ),
    "an unknown runtime": ({"RUNTIME": "docker"}, "MOVIELYTICS_RUNTIME is 'docker', but must be: local or kubernetes"),
    "an unknown master": ({"SPARK_MASTER": "local[x]"}, r"MOVIELYTICS_SPARK_MASTER is 'local\[x\]' and none of local"),
    "memory without a unit": (
        {"SPARK_DRIVER_MEMORY": "4"},
        "MOVIELYTICS_SPARK_DRIVER_MEMORY is '4' and not a number with a unit",
    ),
    "a heap in two places": (
        {"SPARK_JAVA_OPTIONS": "-Xmx1g"},
        "MOVIELYTICS_SPARK_JAVA_OPTIONS holds -Xmx; .*SPARK_DRIVER_MEMORY",
    ),
    "no pause between two looks": (
        {"ARRIVAL_POLL_SECONDS": "0"},
        "MOVIELYTICS_ARRIVAL_POLL_SECONDS is '0', but must be: .*0.1 to 3600",
    ),
    "files that never become stable": (
        {"ARRIVAL_STABLE_SECONDS": "inf"},
        "MOVIELYTICS_ARRIVAL_STABLE_SECONDS is 'inf', but must be: .*0.1 to 3600",
    ),
    "a file as the state folder": ({"STATE_DIR": __file__}, "MOVIELYTICS_STATE_DIR is '.*', which is a file"),
}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", "unused")
    get_settings.cache_clear()


def _set(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"MOVIELYTICS_{name}", value)


def test_redshift_needs_a_bucket_and_a_role(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, REDSHIFT)
    settings = get_settings()
    assert (settings.redshift_staging_uri, settings.redshift_iam_role) == (
        "s3://bucket/prefix",
        REDSHIFT["REDSHIFT_IAM_ROLE"],
    )


@pytest.mark.parametrize("role", ["default", "arn:aws-cn:iam::123456789012:role/some/path/copy"])
def test_a_role_may_be_the_default_or_have_a_path(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    _set(monkeypatch, REDSHIFT | {"REDSHIFT_IAM_ROLE": role})
    assert get_settings().redshift_iam_role == role


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_setting_is_named_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    changed, message = WRONG[case]
    _set(monkeypatch, REDSHIFT | changed)
    with pytest.raises(SettingsError, match=message) as refused:
        get_settings()
    assert "s3cret" not in str(refused.value)


def test_all_missing_and_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOVIELYTICS_LANDING_URI")
    monkeypatch.delenv("MOVIELYTICS_WAREHOUSE_URL", raising=False)
    _set(monkeypatch, {"RANGE_BYTES": "x"})
    with pytest.raises(SettingsError) as refused:
        get_settings()
    assert [part.split(" is ")[0] for part in str(refused.value).partition(": ")[2].split("; ")] == [
        "MOVIELYTICS_WAREHOUSE_URL",
        "MOVIELYTICS_LANDING_URI",
        "MOVIELYTICS_RANGE_BYTES",
    ]


@pytest.mark.parametrize("name", ["/a#b/c?d/e%20f", "relative [x]", "C:folder", "http:/x", "100%"])
def test_a_folder_name_is_taken_literally(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    _set(monkeypatch, REDSHIFT | {"LANDING_URI": name, "REPORT_URI": name})
    assert (get_settings().landing_uri, get_settings().report_uri) == (name, name)


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
def test_a_line_break_in_a_credential_is_rejected(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A client would quote the whole header in its error."""
    _set(monkeypatch, REDSHIFT)
    monkeypatch.setenv(name, "s3cret\n")
    with pytest.raises(SettingsError, match=f"{name} holds") as refused:
        get_settings()
    assert "s3cret" not in str(refused.value)
