"""A run reports its lineage: a real receiver gets the events of Airflow's OpenLineage provider."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from support.local_run import Machine
from support.receiver import receiving
from support.rows import cpi_csv, links_csv, movie, movies_csv, ratings_csv

Event = dict[str, Any]

FACETS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["_producer", "_schemaURL"],
        "properties": {"_schemaURL": {"pattern": "^https://openlineage.io/spec/"}},
    },
}
DATASETS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["namespace", "name"],
        "properties": {"facets": FACETS, "inputFacets": FACETS, "outputFacets": FACETS},
    },
}
RUN_EVENT = {
    "type": "object",
    "required": ["eventTime", "eventType", "producer", "schemaURL", "run", "job"],
    "properties": {
        "schemaURL": {"pattern": "^https://openlineage.io/spec/"},
        "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
        "run": {"type": "object", "required": ["runId"], "properties": {"facets": FACETS}},
        "job": {"type": "object", "required": ["namespace", "name"], "properties": {"facets": FACETS}},
        "inputs": DATASETS,
        "outputs": DATASETS,
    },
}
"""What OpenLineage's specification requires of the event of a run."""


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Event]]:
    """The events of a run over a few files, in a folder named landing."""
    folder = tmp_path_factory.mktemp("lineage")
    deliver(folder / "landing")
    with receiving() as receiver:
        machine = Machine(folder / "state", {"OPENLINEAGE_URL": f"http://{receiver.address}"})
        run = machine.run("run", "--landing", str(folder / "landing"))
        assert run.process.returncode == 0, run.output
        yield receiver.bodies
        machine.run("stop")


def deliver(landing: Path) -> None:
    landing.mkdir()
    (landing / "movies_metadata.csv").write_text(movies_csv(movie(1, "One"), movie(2, "Two")))
    (landing / "links.csv").write_text(links_csv((10, 1), (20, 2)))
    (landing / "ratings.csv").write_text(ratings_csv((1, 10, 4.5), (1, 20, 3.0), (2, 10, 5.0)))
    (landing / "cpi.csv").write_text(cpi_csv(("2000-01-01", "100.0")))


@pytest.fixture
def lineage(events: list[Event]) -> Event:
    """The event of the run's last task, which holds the lineage."""
    (found,) = (event for event in events if event["job"]["name"].endswith(".end") and event["eventType"] == "COMPLETE")
    return found


def short(name: str) -> str:
    """Return a file's name, or a table's without the database."""
    return name.rpartition("/")[2] if "/" in name else name.partition(".")[2]


def names(datasets: list[dict[str, Any]]) -> set[str]:
    return {short(dataset["name"]) for dataset in datasets}


def test_every_event_follows_the_specification(events: list[Event]) -> None:
    assert {event["eventType"] for event in events} >= {"START", "COMPLETE"}
    for event in events:
        jsonschema.validate(event, RUN_EVENT)
        uuid.UUID(event["run"]["runId"])
        datetime.fromisoformat(event["eventTime"])


def test_inputs_are_the_loaded_files(lineage: Event) -> None:
    assert names(lineage["inputs"]) == {"movies_metadata.csv", "links.csv", "ratings.csv", "cpi.csv"}
    (ratings,) = (one for one in lineage["inputs"] if one["name"].endswith("/landing/ratings.csv"))
    assert ratings["namespace"] == "file"
    assert ratings["inputFacets"]["inputStatistics"]["rowCount"] == 3
    columns = [field["name"] for field in ratings["facets"]["schema"]["fields"]]
    assert columns == ["userId", "movieId", "rating", "timestamp"]


def test_outputs_are_the_changed_tables_and_their_marts(lineage: Event) -> None:
    found = names(lineage["outputs"])
    assert {"movies.movies", "movies.ratings", "marts.genre_earnings"} <= found
    assert "movies.person" not in found  # no credits were delivered
    (ratings,) = (one for one in lineage["outputs"] if short(one["name"]) == "movies.ratings")
    assert ratings["namespace"].startswith("postgres://")
    assert ratings["outputFacets"]["outputStatistics"]["rowCount"] == 3


@pytest.mark.parametrize(
    ("output", "column", "source"),
    [
        ("movies.ratings", "rating", ("ratings.csv", "rating")),
        ("marts.highest_rated_movies", "title", ("movies.movies", "title")),
    ],
)
def test_columns_have_their_sources(lineage: Event, output: str, column: str, source: tuple[str, str]) -> None:
    (dataset,) = (one for one in lineage["outputs"] if short(one["name"]) == output)
    inputs = dataset["facets"]["columnLineage"]["fields"][column]["inputFields"]
    assert source in {(short(one["name"]), one["field"]) for one in inputs}
