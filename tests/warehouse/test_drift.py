"""A change of a dataset's columns is noticed: each case is two deliveries and the changes reported for the second."""

import json
from html import escape
from pathlib import Path

import pytest

from movielytics import steps
from movielytics.errors import GateError
from movielytics.warehouse.drift import column_changes
from movielytics.warehouse.snapshot import snapshot
from support.harness import Pipeline
from support.rows import cpi_csv

BEFORE = ["id", "title", "budget", "revenue"]
CASES: dict[str, tuple[list[str], dict[str, int], dict[str, int], list[str]]] = {
    # name: (header of the second delivery, unusable of 100 rows before, unusable after, the changes)
    "the same": (BEFORE, {}, {}, []),
    "new at the end": ([*BEFORE, "mood"], {}, {}, ["the column 'mood' is new"]),
    "new in front": (["row", *BEFORE], {}, {}, ["the column 'row' is new"]),
    "two new": ([*BEFORE, "a", "b"], {}, {}, ["the column 'a' is new", "the column 'b' is new"]),
    "missing": (["id", "title", "revenue"], {}, {}, ["the column 'budget' is missing"]),
    "two missing": (["id", "title"], {}, {}, ["the column 'budget' is missing", "the column 'revenue' is missing"]),
    "renamed": (
        ["id", "title", "cost", "revenue"], {}, {}, ["the column 'budget' may now be called 'cost'"],
    ),
    "renamed and moved": (
        ["id", "cost", "title", "revenue"], {}, {}, ["the column 'budget' may now be called 'cost'"],
    ),
    "two renamed": (
        ["id", "name", "cost", "revenue"],
        {},
        {},
        ["the column 'title' may now be called 'name'", "the column 'budget' may now be called 'cost'"],
    ),
    "renamed, with another one": (
        ["id", "title", "cost", "revenue", "mood"],
        {},
        {},
        ["the column 'budget' may now be called 'cost'", "the column 'mood' is new"],
    ),
    "another order": (["title", "id", "revenue", "budget"], {}, {}, []),
    "retyped": (
        BEFORE,
        {"budget": 1},
        {"budget": 97},
        ["97% of the values of 'budget' are unusable, 1% before: its type may have changed"],
    ),
    "as bad as before": (BEFORE, {"budget": 5}, {"budget": 9}, []),
    "renamed, and another one retyped": (
        ["id", "title", "cost", "revenue"],
        {},
        {"revenue": 40},
        [
            "the column 'budget' may now be called 'cost'",
            "40% of the values of 'revenue' are unusable, 0% before: its type may have changed",
        ],
    ),
    "a name that a terminal would obey": ([*BEFORE, "a\x1b[31m"], {}, {}, ["the column 'a␛[31m' is new"]),
}  # fmt: skip


def deliver(  # noqa: PLR0917
    pipeline: Pipeline,
    run_id: str,
    header: list[str],
    unusable: dict[str, int],
    minutes: int,
    published: bool = True,
    content: str = "",
) -> None:
    """Record a delivery of 100 rows, as a load and its upsert do, for two tables; ``content`` is the fingerprint."""
    content = content or run_id
    for table in ("movies", "genre"):
        pipeline.execute(
            f"""
            INSERT INTO audit.loads (
                run_id, table_name, dataset, file, file_no, fingerprint, schema_hash, header, rows_read, rows_staged,
                rows_superseded, rows_quarantined, rows_waiting, started_at, staged_at, published_at
            )
            VALUES (
                %s, %s, 'movies_metadata', 'movies_metadata.csv', 0, %s, '', %s, 100, 100, 0, 0, 0, NOW(),
                TIMESTAMP '2026-01-01' + INTERVAL '{minutes} minutes', {"NOW()" if published else "NULL"}
            )
            """,
            (run_id, table, content, json.dumps(header)),
        )
    for column, rows in unusable.items():
        pipeline.execute(
            """
            INSERT INTO quarantine.rejected_rows
            SELECT
                'movies_metadata', 'movies_metadata.csv', %s, %s, line, 1, 'not_a_number', %s, '', '', NOW()
            FROM GENERATE_SERIES(1, %s) AS line
            """,
            (content, run_id, column, rows),
        )


def changes(pipeline: Pipeline, run_id: str) -> list[str]:
    with snapshot(pipeline.url) as warehouse:
        return column_changes(warehouse, run_id)


@pytest.mark.parametrize("case", CASES)
def test_a_change_of_columns_is_noticed(pipeline: Pipeline, case: str) -> None:
    header, before, after, wanted = CASES[case]
    deliver(pipeline, "long ago", ["other"], {"budget": 50}, 0)
    deliver(pipeline, "first", BEFORE, before, 1)
    deliver(pipeline, "second", header, after, 2)
    deliver(pipeline, "third", ["later"], {"budget": 99}, 3)
    assert changes(pipeline, "second") == [f"movies_metadata: {change}" for change in wanted]


def test_a_refused_delivery_is_no_standard(pipeline: Pipeline) -> None:
    deliver(pipeline, "first", BEFORE, {}, 1)
    for minute in (2, 3):
        deliver(pipeline, f"refused {minute}", [*BEFORE, "mood"], {}, minute, published=False)
        assert changes(pipeline, f"refused {minute}") == ["movies_metadata: the column 'mood' is new"]


def test_a_corrected_file_in_the_same_run_counts_alone(pipeline: Pipeline) -> None:
    deliver(pipeline, "first", BEFORE, {}, 1)
    deliver(pipeline, "second", [*BEFORE, "mood"], {"budget": 100}, 2, published=False, content="wrong")
    deliver(pipeline, "second", BEFORE, {}, 3, content="corrected")
    assert changes(pipeline, "second") == []


def test_a_file_that_is_loaded_again_has_not_changed(pipeline: Pipeline) -> None:
    deliver(pipeline, "first", BEFORE, {"budget": 5}, 1, content="same")
    pipeline.execute("DELETE FROM quarantine.rejected_rows")
    deliver(pipeline, "again", BEFORE, {"budget": 5}, 2, content="same")
    assert changes(pipeline, "again") == []


def test_a_first_delivery_changes_nothing(pipeline: Pipeline) -> None:
    deliver(pipeline, "first", BEFORE, {"budget": 90}, 1)
    assert changes(pipeline, "first") == []
    assert changes(pipeline, "a run without files") == []


def test_the_run_and_its_report_name_the_changes(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    assert "column" not in pipeline.run("one", "cpi")["stage_cpi"].summary
    pipeline.deliver("cpi.csv", "observation_date,CUSR0000SS62031,<note>\n2000-02-01,101,x\n")
    said = [
        "cpi: the column 'DATE' may now be called 'observation_date'",
        "cpi: the column '<note>' is new",
    ]
    assert pipeline.run("two", "cpi")["stage_cpi"].summary == f"cpi.csv; {'; '.join(said)}"
    page = Path(steps.report("two").summary.removeprefix("report: ")).read_text()
    for change in said:
        assert f"<li>{escape(change).replace('&#x27;', '&#39;')}</li>" in page
    assert not steps.stage("cpi", "three").changed


def test_a_refused_delivery_names_the_changes(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    pipeline.run("one", "cpi")
    pipeline.deliver("cpi.csv", cpi_csv(*((f"{year}-01-01", "twelve") for year in range(1950, 2000))))
    steps.stage("cpi", "two")
    with pytest.raises(GateError, match=r"cpi: 100% of the values of 'CUSR0000SS62031' are unusable, 0% before"):
        steps.audit("two")
