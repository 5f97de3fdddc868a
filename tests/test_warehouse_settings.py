"""Settings that cannot work are refused with what to set."""

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
        r"MOVIELYTICS_WAREHOUSE_URL: .*neither postgresql://.* nor redshift://",
    ),
    "no way into Redshift": (
        {"REDSHIFT_STAGING_URI": "", "REDSHIFT_IAM_ROLE": ""},
        r"MOVIELYTICS_WAREHOUSE_URL: .*set MOVIELYTICS_REDSHIFT_STAGING_URI and MOVIELYTICS_REDSHIFT_IAM_ROLE",
    ),
    "no role": ({"REDSHIFT_IAM_ROLE": ""}, r"set MOVIELYTICS_REDSHIFT_IAM_ROLE \("),
    "a folder": (
        {"REDSHIFT_STAGING_URI": "/tmp/staging"},
        r"MOVIELYTICS_REDSHIFT_STAGING_URI: .*'/tmp/staging' and not s3://bucket/prefix",
    ),
    "a name for a role": ({"REDSHIFT_IAM_ROLE": "copy"}, r"MOVIELYTICS_REDSHIFT_IAM_ROLE: .*'copy' and neither arn:aws:iam::"),
    "a quote in a role": ({"REDSHIFT_IAM_ROLE": "arn:aws:iam::123456789012:role/x'; DROP"}, "MOVIELYTICS_REDSHIFT_IAM_ROLE"),
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
    assert (settings.redshift_staging_uri, settings.redshift_iam_role) == ("s3://bucket/prefix", REDSHIFT["REDSHIFT_IAM_ROLE"])


@pytest.mark.parametrize("role", ["default", "arn:aws-cn:iam::123456789012:role/some/path/copy"])
def test_a_role_may_be_the_default_or_have_a_path(monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    _set(monkeypatch, REDSHIFT | {"REDSHIFT_IAM_ROLE": role})
    assert get_settings().redshift_iam_role == role


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_work_is_told_without_the_password(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    changed, message = WRONG[case]
    _set(monkeypatch, REDSHIFT | changed)
    with pytest.raises(SettingsError, match=message) as refused:
        get_settings()
    assert "s3cret" not in str(refused.value)
