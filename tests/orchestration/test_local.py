"""The local runtime: a step's errors as Airflow receives them."""

import traceback
from pathlib import Path
from typing import Any, cast

import pytest
from airflow.sdk.exceptions import AirflowFailException

from movielytics import steps
from movielytics.errors import GateError, UnreachableError, WarehouseUnreachableError
from movielytics.failures import exit_code_of
from movielytics.orchestration.local import LocalStep
from movielytics.settings import get_settings
from support.planted import assert_nothing_shown

PYTHON_ERROR = """
  An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "copy.py", line 1, in copy_partition
movielytics.errors.WarehouseUnreachableError: the connection to the warehouse broke: x; check it

\tat org.apache.spark.api.python.BasePythonRunner
"""


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", str(tmp_path))
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT", "0")
    get_settings.cache_clear()


def failed(step: str = "migrate") -> Exception:
    operator = LocalStep(task_id="x", step=step)
    try:
        operator.execute(cast(Any, {"run_id": "run"}))
    except Exception as error:
        return error
    pytest.fail("the step did not fail")


@pytest.mark.parametrize("password", ["zyxq/wvut", "zyxq@wvut", "zyxq wvut", "zyxq%wvut"])
def test_wrong_settings_fail_at_once_without_the_password(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", f"postgresql://user:{password}@127.0.0.1:1/none")
    error = failed()
    assert isinstance(error, AirflowFailException)
    assert exit_code_of(error) == 3
    assert_nothing_shown("".join(traceback.format_exception(error)))


def test_an_unreachable_warehouse_is_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", "postgresql://user:zyxq%2Fwvut@127.0.0.1:1/none")
    error = failed()
    assert isinstance(error, WarehouseUnreachableError)
    assert exit_code_of(error) == 6
    assert_nothing_shown("".join(traceback.format_exception(error)))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (GateError("violations"), AirflowFailException),
        (UnreachableError("S3"), UnreachableError),
        (RuntimeError(PYTHON_ERROR), WarehouseUnreachableError),
        (ZeroDivisionError("x"), ZeroDivisionError),
    ],
)
def test_each_error_is_retried_or_not(
    error: Exception, expected: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(run_id: str) -> None:
        raise error

    monkeypatch.setattr(steps, "check", fail)
    assert type(failed("check")) is expected
