"""Which files a local run loads, and where its report goes."""

from pathlib import Path

import pytest

from movielytics.embedded import setup
from movielytics.embedded.setup import landing_uri, report_uri
from movielytics.errors import LandingError


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(setup, "STATE_DIR", tmp_path / "state")
    monkeypatch.delenv("MOVIELYTICS_LANDING_URI", raising=False)
    (tmp_path / "state" / "landing").mkdir(parents=True)
    return tmp_path / "state"


def test_a_named_folder_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    assert landing_uri("mine", as_last_time=False) == str(tmp_path / "mine")


def test_an_object_store_is_taken_as_it_is() -> None:
    assert landing_uri("s3://bucket/prefix", as_last_time=False) == "s3://bucket/prefix"


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(LandingError, match=r"there is no folder .*/nowhere"):
        landing_uri(str(tmp_path / "nowhere"), as_last_time=False)


def test_the_environment_is_asked_before_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", "s3://theirs")
    assert landing_uri(None, as_last_time=False) == "s3://theirs"


def test_without_any_word_it_is_the_sample(state_dir: Path) -> None:
    assert landing_uri(None, as_last_time=True) == str(state_dir / "landing")


def test_the_ui_goes_on_with_the_files_of_the_last_run(state_dir: Path) -> None:
    (state_dir / "landing.last").write_text("s3://last\n")
    assert landing_uri(None, as_last_time=True) == "s3://last"
    assert landing_uri(None, as_last_time=False) == str(state_dir / "landing")


@pytest.mark.parametrize(
    ("named", "meant"),
    [("", "{state}/report"), ("mine", "{here}/mine"), ("/some/where", "/some/where"), ("s3://bucket/prefix", "s3://bucket/prefix")],
)
def test_the_report_goes_where_it_is_told(named: str, meant: str, tmp_path: Path, state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOVIELYTICS_REPORT_URI", named)
    assert report_uri() == meant.format(state=state_dir, here=tmp_path)
