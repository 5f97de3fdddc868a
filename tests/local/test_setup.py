"""Which files a local run loads, and where its report goes."""

import shutil
from pathlib import Path

import pytest

from movielytics.errors import LandingError, SettingsError
from movielytics.landing.identity import MARKER, LandingZone
from movielytics.local import setup
from movielytics.local.setup import choose_landing_zone, report_uri
from movielytics.warehouse import landing_zones
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.migrate import migrate


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(setup, "STATE_DIR", tmp_path / "state")
    monkeypatch.delenv("MOVIELYTICS_LANDING_URI", raising=False)
    monkeypatch.delenv("MOVIELYTICS_S3_ENDPOINT_URL", raising=False)
    (tmp_path / "state" / "landing").mkdir(parents=True)
    (tmp_path / "state" / "landing" / MARKER).touch()
    (tmp_path / "own").mkdir()
    return tmp_path / "state"


@pytest.fixture
def filled(warehouse_url: str, tmp_path: Path) -> str:
    """A warehouse that has published a file of ``own``."""
    migrate(warehouse_url)
    landing_zones.record(warehouse_url, "first", "cpi", LandingZone(str(tmp_path / "own")))
    _publish(warehouse_url)
    return warehouse_url


def _publish(url: str) -> None:
    with transaction(url) as cursor:
        cursor.execute(
            """
            INSERT INTO audit.loads (
                run_id, table_name, dataset, file, file_no, fingerprint, schema_hash, header, rows_read, rows_staged,
                rows_superseded, rows_quarantined, rows_waiting, started_at, published_at
            )
            VALUES ('first', 'cpi', 'cpi', 'cpi.csv', 0, '', '', '[]', 1, 1, 0, 0, 0, NOW(), NOW())
            """
        )


def choose(url: str, named: str | Path | None, *, switch: bool = False, held: LandingZone | None = None) -> LandingZone:
    return choose_landing_zone(None if named is None else str(named), url, switch=switch, held=held)


@pytest.mark.parametrize("migrated", [False, True])
def test_an_empty_warehouse_takes_any_landing_zone(
    warehouse_url: str, tmp_path: Path, state_dir: Path, migrated: bool
) -> None:
    if migrated:
        migrate(warehouse_url)
    assert choose(warehouse_url, tmp_path / "own") == LandingZone(str(tmp_path / "own"))
    assert choose(warehouse_url, None) == LandingZone(str(state_dir / "landing"), made_up=True)


def test_the_environment_names_the_landing_zone(
    warehouse_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", str(tmp_path / "own"))
    assert choose(warehouse_url, None) == LandingZone(str(tmp_path / "own"))


def test_a_missing_folder_is_reported_at_once(warehouse_url: str) -> None:
    with pytest.raises(LandingError, match=r"there is no folder .*/nowhere"):
        choose(warehouse_url, "/nowhere")


def test_a_bare_run_continues_with_the_last_landing_zone(filled: str, tmp_path: Path) -> None:
    assert choose(filled, None) == LandingZone(str(tmp_path / "own"))


@pytest.mark.parametrize("spelling", ["{}/own", "{}/own/", "{}/link", "file://{}/own", "{}/own/../own"])
def test_another_spelling_is_the_same_landing_zone(filled: str, tmp_path: Path, spelling: str) -> None:
    (tmp_path / "link").symlink_to("own")
    assert choose(filled, spelling.format(tmp_path)) == LandingZone(str(tmp_path / "own"))


@pytest.mark.parametrize("from_environment", [False, True])
def test_another_landing_zone_is_refused(
    filled: str, tmp_path: Path, state_dir: Path, monkeypatch: pytest.MonkeyPatch, from_environment: bool
) -> None:
    (tmp_path / "own 2").mkdir()
    if from_environment:
        monkeypatch.setenv("MOVIELYTICS_LANDING_URI", str(tmp_path / "own 2"))
    with pytest.raises(SettingsError) as refused:
        choose(filled, None if from_environment else tmp_path / "own 2")
    for words in (
        f"filled from {tmp_path}/own.",
        "MOVIELYTICS_STATE_DIR=",
        f"LANDING='{tmp_path}/own 2'",
        "make clean",
        "SWITCH=1",
    ):
        assert words in str(refused.value)


def test_a_switch_is_remembered_at_once(filled: str, tmp_path: Path, state_dir: Path) -> None:
    sample = LandingZone(str(state_dir / "landing"), made_up=True)
    assert choose(filled, state_dir / "landing", switch=True) == sample
    assert choose(filled, None) == sample
    assert landing_zones.source(filled) == f"{sample}; earlier {tmp_path}/own"
    with pytest.raises(SettingsError, match="made-up sample data"):
        choose(filled, tmp_path / "own")


def test_a_landing_zone_without_publications_is_replaceable(
    warehouse_url: str, tmp_path: Path, state_dir: Path
) -> None:
    migrate(warehouse_url)
    landing_zones.record(warehouse_url, "interrupted", "cpi", LandingZone(str(state_dir / "landing"), made_up=True))
    assert choose(warehouse_url, tmp_path / "own") == LandingZone(str(tmp_path / "own"))
    landing_zones.record(warehouse_url, "next", "cpi", LandingZone(str(tmp_path / "own")))
    assert landing_zones.source(warehouse_url) == str(tmp_path / "own")


def test_recording_twice_leaves_one_row(filled: str, tmp_path: Path) -> None:
    for _ in range(2):
        landing_zones.record(filled, "first", "cpi", LandingZone(str(tmp_path / "own")))
    with transaction(filled) as cursor:
        cursor.execute("SELECT run_id, load_name FROM audit.landing_zones")
        assert cursor.fetchall() == [("first", "cpi")]


def test_a_demo_generates_its_files_but_keeps_a_warehouse(filled: str, warehouse_url: str, state_dir: Path) -> None:
    shutil.rmtree(state_dir / "landing")
    with pytest.raises(SettingsError, match="another landing zone"):
        choose(filled, setup.sample_data())
    assert (state_dir / "landing" / "cpi.csv").is_file()


def test_a_removed_folder_is_named(filled: str, tmp_path: Path) -> None:
    (tmp_path / "own").rmdir()
    with pytest.raises(LandingError, match=r"filled from .*/own, and that folder is gone"):
        choose(filled, None)


def test_a_running_ui_keeps_its_landing_zone(warehouse_url: str, tmp_path: Path, state_dir: Path) -> None:
    held = LandingZone(str(state_dir / "landing"), made_up=True)
    assert choose(warehouse_url, None, held=held) == held
    for switch in (False, True):
        with pytest.raises(SettingsError, match="make stop"):
            choose(warehouse_url, tmp_path / "own", held=held, switch=switch)


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("", "{state}/report"),
        ("mine", "{here}/mine"),
        ("/some/where", "/some/where"),
        ("s3://bucket/prefix", "s3://bucket/prefix"),
    ],
)
def test_the_report_goes_to_the_named_place(
    named: str, meant: str, tmp_path: Path, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOVIELYTICS_REPORT_URI", named)
    assert report_uri() == meant.format(state=state_dir, here=tmp_path)
