"""No planted password appears in messages, traces, logs, termination messages, alerts, files or command lines."""

import json
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from movielytics.errors import MovielyticsError
from movielytics.failures import failure_of
from movielytics.settings import get_settings
from movielytics.warehouse.connection import connect
from support.planted import ADDRESSES, FORMS, PASSWORDS, assert_nothing_shown

SUBPROCESS = ["zyxq/wvut", "zyxq@wvut", "zyxq%wvut", "zyxq#wvut", "zyxq wvut"]


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", str(tmp_path))
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT", "0")
    get_settings.cache_clear()


def shown(error: BaseException) -> str:
    """Return everything that this error can print."""
    return "".join(traceback.format_exception(error)) + repr(error) + failure_of(error).message


def attempts(url: str) -> list[Callable[[], object]]:
    return [get_settings, partial(connect, url)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("scheme", ["postgresql", "redshift", "mysql"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_warehouse_password_is_in_no_error(
    address: str, scheme: str, form: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for password in PASSWORDS:
        url = f"{scheme}://loader:{FORMS[form](password)}@{ADDRESSES[address]}"
        monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", url)
        get_settings.cache_clear()
        for fail in attempts(url):
            try:
                fail()
            except MovielyticsError as error:
                assert_nothing_shown(shown(error))
    assert_nothing_shown(caplog.text)


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_rejected_password_is_in_no_error(password: str, postgres_url: str) -> None:
    url = f"postgresql://movielytics:{FORMS['encoded'](password)}@{postgres_url.rpartition('@')[2]}"
    with pytest.raises(MovielyticsError, match="rejects the user or the password") as refused:
        connect(url)
    assert_nothing_shown(shown(refused.value))


def run(tmp_path: Path, *arguments: str, **environment: str) -> str:
    """Run a command; return all that it prints and writes."""
    written = tmp_path / "written"
    written.mkdir(exist_ok=True)
    places = {"MOVIELYTICS_RESULT_FILE": str(written / "result"), "MOVIELYTICS_STATE_DIR": str(written)}
    command = [str(Path(sys.executable).with_name("movielytics")), *arguments]
    done = subprocess.run(command, env=os.environ | places | environment, capture_output=True, text=True, check=False)
    assert done.returncode not in {0, 1}, done.stderr  # it fails, but not with a defect
    files = [file for file in written.rglob("*") if file.is_file()]
    assert written / "result" in files
    return done.stdout + done.stderr + "".join(file.read_text() for file in files)


@pytest.mark.parametrize("form", ["raw", "encoded"])
@pytest.mark.parametrize("password", SUBPROCESS)
def test_a_command_shows_and_writes_no_password(password: str, form: str, tmp_path: Path) -> None:
    url = f"postgresql://loader:{FORMS[form](password)}@127.0.0.1:1/none"
    assert_nothing_shown(run(tmp_path, "migrate", "--json", MOVIELYTICS_WAREHOUSE_URL=url))


@pytest.mark.parametrize("key", ["zyxq/wvut+", "zyxq wvut", "zyxq\nwvut"])
def test_a_command_shows_no_s3_credential(key: str, tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": key, "AWS_SESSION_TOKEN": key, "AWS_MAX_ATTEMPTS": "1"}
    url = {
        "MOVIELYTICS_S3_ENDPOINT_URL": "http://127.0.0.1:1",
        "MOVIELYTICS_WAREHOUSE_URL": "postgresql://u:p@127.0.0.1:1/none",
    }
    assert_nothing_shown(
        run(tmp_path, "stage", "cpi", "--json", MOVIELYTICS_LANDING_URI="s3://no-such-bucket/x", **keys, **url)
    )


def test_sample_data_for_a_bucket_shows_no_credential(tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "zyxq/wvut", "AWS_MAX_ATTEMPTS": "1"}
    arguments = ("sample-data", "s3://bucket/x", "--scale", "0.01", "--json", "--s3-endpoint-url")
    for endpoint in ("http://127.0.0.1:1", "http://id:zyxqwvut@127.0.0.1:1", "http://zyxq wvut@h"):
        output = run(tmp_path, *arguments, endpoint, **keys)
        assert_nothing_shown(output)
        assert json.loads(output[output.index('{"task"') :].splitlines()[0])["error"]["kind"] in {
            "unreachable",
            "settings",
        }
