"""What a step's pod says at its end."""

import json
from pathlib import Path

import pytest

from movielytics.results import LONGEST_MESSAGE, Counts, Ending, StepResult, leave_error, leave_result


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("MOVIELYTICS_RESULT_FILE", str(tmp_path / "result"))
    return tmp_path / "result"


def test_a_result_comes_back_as_it_was(file: Path) -> None:
    counts = Counts(read=2, staged=1, quarantined=1, superseded=0)
    result = StepResult(task="stage_cpi", changed=True, summary="é", counts=counts, seconds=1.5)
    leave_result(result)
    assert Ending.model_validate_json(file.read_text()).result == result


@pytest.mark.parametrize("permanent", [True, False])
def test_an_error_says_whether_a_retry_is_of_use(file: Path, permanent: bool) -> None:
    leave_error("no cpi", permanent=permanent)
    assert Ending.model_validate_json(file.read_text()) == Ending(error="no cpi", permanent=permanent)


@pytest.mark.parametrize("letter", ["x", "é", "\u2028", '"', "\x00"])
def test_what_is_too_long_for_kubernetes_is_cut_so_that_it_can_be_read(file: Path, letter: str) -> None:
    leave_error(letter * 100_000, permanent=True)
    assert len(file.read_bytes()) <= LONGEST_MESSAGE
    ending = Ending.model_validate_json(file.read_text())
    assert ending.permanent
    assert ending.error is not None
    assert ending.error.endswith("… (cut: the log has it all)")
    leave_result(StepResult(task="audit_staging", changed=True, summary=letter * 100_000))
    assert len(file.read_bytes()) <= LONGEST_MESSAGE
    assert json.loads(file.read_text())["result"]["task"] == "audit_staging"


def test_nothing_is_written_where_nobody_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MOVIELYTICS_RESULT_FILE", raising=False)
    monkeypatch.chdir(tmp_path)
    leave_error("x", permanent=False)
    assert list(tmp_path.iterdir()) == []
