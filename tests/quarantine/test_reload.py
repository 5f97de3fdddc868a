"""`movielytics reload`: the next run loads a file again, and nothing else changes."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from movielytics import steps
from movielytics.cli import app
from movielytics.errors import LandingError
from movielytics.quarantine.reload import reload
from movielytics.warehouse.content import content_hashes
from quarantine.conftest import START, Deliveries
from support.harness import Pipeline
from support.rows import cpi_csv

MARKED = "SELECT DISTINCT file FROM audit.loads WHERE schema_hash = '' ORDER BY 1"


def marked(pipeline: Pipeline) -> list[str]:
    return [file for (file,) in pipeline.rows(MARKED)]


def counts(pipeline: Pipeline, run_id: str) -> tuple[Any, ...]:
    results = pipeline.run(run_id, "cpi")
    upsert = results["upsert_cpi"].counts
    return results["stage_cpi"].changed, upsert.inserted, upsert.updated, upsert.unchanged


@pytest.fixture
def two_files(pipeline: Pipeline) -> Pipeline:
    """A warehouse with two files of cpi, one of which has a rejected row."""
    pipeline.deliver("cpi/1.csv", cpi_csv(("2000-01-01", "100"), ("2000-02-01", "x")))
    pipeline.deliver("cpi/2.csv", cpi_csv(("2000-03-01", "102")))
    assert counts(pipeline, "one") == (True, 2, 0, 0)
    return pipeline


@pytest.mark.parametrize("run_id", ["two", "one"], ids=["next run", "same run id"])
def test_a_reloaded_file_changes_no_content(run_id: str, two_files: Pipeline) -> None:
    hashes = content_hashes(two_files.url)
    quarantined = two_files.rows("SELECT file, first_line, code FROM quarantine.rows")
    reload(two_files.url, ["cpi/1.csv"])

    assert counts(two_files, run_id) == (True, 0, 0, 1)
    assert content_hashes(two_files.url) == hashes
    assert two_files.rows("SELECT file, first_line, code FROM quarantine.rows") == quarantined != []
    assert counts(two_files, "three") == (False, None, None, None)


def test_entries_stay_open_until_the_reload_has_succeeded(two_files: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    quarantined = two_files.rows("SELECT run_id, first_line FROM quarantine.rows")
    reload(two_files.url, ["cpi/1.csv"])
    killed = lambda *_: (_ for _ in ()).throw(RuntimeError("killed"))  # noqa: E731
    monkeypatch.setattr("movielytics.staging.load.attempts.write_row_counts", killed)
    with pytest.raises(RuntimeError, match="killed"):
        steps.stage("cpi", "two")
    assert two_files.rows("SELECT run_id, first_line FROM quarantine.rows") == quarantined

    monkeypatch.undo()
    steps.stage("cpi", "three")
    assert two_files.rows("SELECT run_id, first_line FROM quarantine.rejected_rows") == [("three", quarantined[0][1])]


def test_a_file_with_the_content_of_another_is_reloaded(pipeline: Pipeline) -> None:
    for name in ("1", "2"):
        pipeline.deliver(f"cpi/{name}.csv", cpi_csv(("2000-01-01", "100")))
    pipeline.run("one", "cpi")
    reload(pipeline.url, ["cpi/1.csv"])

    assert steps.stage("cpi", "two").summary == "cpi/1.csv"


def test_a_file_restored_after_a_refused_delivery_is_loaded(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    pipeline.run("one", "cpi")
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "x")))
    steps.stage("cpi", "two")  # like a run that ends at the gate
    assert len(pipeline.rows("SELECT * FROM quarantine.rows")) == 1
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))

    assert counts(pipeline, "three") == (True, 0, 0, 1)
    assert pipeline.rows("SELECT * FROM quarantine.rows") == []


def test_one_run_id_may_deliver_content_that_comes_back(pipeline: Pipeline) -> None:
    for index in ("100", "200", "100"):
        pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", index)))
        pipeline.run("manual", "cpi")

    assert pipeline.rows("SELECT price_index::INTEGER FROM movies.cpi") == [(100,)]
    assert not steps.stage("cpi", "manual").changed


def test_marking_is_idempotent_and_leaves_other_files(deliveries: Deliveries) -> None:
    deliveries.stage("ratings/a.csv", "a")
    deliveries.stage("ratings/b.csv", "b")
    deliveries.stage("waiting", "2026", dataset="ratings", file_no=-1)

    first = reload(deliveries.pipeline.url, ["ratings/a.csv", "./ratings/a.csv"])

    assert reload(deliveries.pipeline.url, ["ratings/a.csv"]) == first
    assert marked(deliveries.pipeline) == ["ratings/a.csv"]


def test_a_dataset_means_all_of_its_files(deliveries: Deliveries) -> None:
    for file in ("ratings/a.csv", "ratings/b.csv", "movies_metadata.csv", "cpi.csv"):
        deliveries.stage(file, file)

    found = reload(deliveries.pipeline.url, ["ratings", "movies_metadata"])

    assert [file.file for file in found] == ["movies_metadata.csv", "ratings/a.csv", "ratings/b.csv"]
    assert marked(deliveries.pipeline) == ["movies_metadata.csv", "ratings/a.csv", "ratings/b.csv"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ratings/2023.cvs", "(did you mean ratings/2023.csv"),
        ("/data/landing/ratings/2024.csv", "(did you mean ratings/2024.csv"),
        ("2024.csv", "(did you mean ratings/2024.csv"),
        ("waiting", "'waiting' was never loaded."),
        ("x\x1b[2J\udcff", r"'x\x1b[2J\udcff' was never loaded."),
        ("", "'' was never loaded"),
        ("'; DROP TABLE audit.loads; --", "was never loaded."),
    ],
)
def test_an_unknown_file_marks_nothing(name: str, hint: str, deliveries: Deliveries) -> None:
    deliveries.stage("ratings/2023.csv", "a")
    deliveries.stage("ratings/2024.csv", "b")
    deliveries.stage("waiting", "2026", dataset="ratings", file_no=-1)

    with pytest.raises(LandingError) as error:
        reload(deliveries.pipeline.url, ["ratings/2023.csv", name])

    assert "no file was marked" in str(error.value)
    assert hint in str(error.value)
    assert "SELECT DISTINCT dataset, file FROM audit.loads" in str(error.value)
    assert all(character.isprintable() for character in str(error.value))
    assert marked(deliveries.pipeline) == []


def test_the_command_prints_lines_or_json(deliveries: Deliveries) -> None:
    deliveries.stage("ratings/\x1b.csv", "a", published_at=START)
    deliveries.stage("ratings/b.csv", "b", published_at="2026-02-01Z")

    lines = CliRunner().invoke(app, ["reload", "ratings/\x1b.csv"]).stdout.splitlines()
    printed = json.loads(CliRunner().invoke(app, ["reload", "ratings/\x1b.csv", "--json"]).stdout)

    assert lines[0] == r"ratings/\x1b.csv: the next run loads it again"
    assert lines[1].startswith(r"1 file of ratings was published after ratings/\x1b.csv: if they share rows")
    assert lines[1].endswith("movielytics reload ratings")
    assert printed == [{"dataset": "ratings", "file": "ratings/\x1b.csv", "later_files": 1}]
    assert CliRunner().invoke(app, ["reload"]).exit_code == 2
