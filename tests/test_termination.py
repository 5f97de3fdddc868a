"""A step's termination message."""

import json
from pathlib import Path

import pytest

from movielytics.errors import Kind
from movielytics.failures import Failure
from movielytics.results import Counts, StepResult
from movielytics.termination import LONGEST_MESSAGE, TerminationMessage, write_failure, write_result


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("MOVIELYTICS_RESULT_FILE", str(tmp_path / "result"))
    return tmp_path / "result"


def failure(message: str, *, permanent: bool = True) -> Failure:
    return Failure(kind=Kind.INPUT, message=message, exit_code=4, permanent=permanent)


def test_a_result_is_read_back_unchanged(file: Path) -> None:
    counts = Counts(read=2, staged=1, quarantined=1, superseded=0)
    result = StepResult(task="stage_cpi", changed=True, summary="é", counts=counts, seconds=1.5)
    write_result(result)
    assert TerminationMessage.model_validate_json(file.read_text()).result == result


@pytest.mark.parametrize("permanent", [True, False])
def test_a_failure_has_its_kind_and_whether_to_retry(file: Path, permanent: bool) -> None:
    write_failure(failure("no cpi", permanent=permanent))
    expected = TerminationMessage(error="no cpi", kind=Kind.INPUT, permanent=permanent)
    assert TerminationMessage.model_validate_json(file.read_text()) == expected


@pytest.mark.parametrize("letter", ["x", "é", "\u2028", '"', "\x00"])
def test_a_message_too_long_for_kubernetes_is_cut(file: Path, letter: str) -> None:
    write_failure(failure(letter * 100_000))
    assert len(file.read_bytes()) <= LONGEST_MESSAGE
    message = TerminationMessage.model_validate_json(file.read_text())
    assert message.permanent
    assert message.error is not None
    assert message.error.endswith("… (cut: the log has all of it)")
    write_result(StepResult(task="audit_staging", changed=True, summary=letter * 100_000))
    assert len(file.read_bytes()) <= LONGEST_MESSAGE
    assert json.loads(file.read_text())["result"]["task"] == "audit_staging"


def test_a_secret_is_not_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", 'zyxq"/wvut')
    write_failure(failure('rejected zyxq"/wvut and zyxq%22%2Fwvut'))
    assert TerminationMessage.model_validate_json(file.read_text()).error == "rejected *** and ***"


def test_nothing_is_written_without_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MOVIELYTICS_RESULT_FILE", raising=False)
    monkeypatch.chdir(tmp_path)
    write_failure(failure("x"))
    assert list(tmp_path.iterdir()) == []
