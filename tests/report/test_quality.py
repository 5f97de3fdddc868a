"""What the report says of files, rows and checks."""

from typing import TYPE_CHECKING

from movielytics.reasons import MEANINGS, Code
from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from report.conftest import Publish

REJECT = """
INSERT INTO quarantine.rejected_rows
VALUES ('movies_metadata', %s, %s, 'run-9', %s, %s, %s, %s, %s, 'raw', NOW())
"""


def stage(url: str, file: str, rows_read: int) -> None:
    """Record a staged delivery of a file of movies; its fingerprint is its name."""
    with transaction(url) as cursor:
        cursor.execute(
            """
            INSERT INTO audit.loads (
                run_id, table_name, dataset, file, file_no, fingerprint, schema_hash, header, rows_read, rows_staged,
                rows_superseded, rows_quarantined, rows_waiting, started_at, staged_at
            )
            VALUES (
                'run-9', 'movies', 'movies_metadata', %s, 0, %s, 'c', '[]', %s, %s, 0, 0, 0, NOW(), CLOCK_TIMESTAMP()
            )
            """,
            (file, file, rows_read, rows_read),
        )


def test_loads_are_of_this_run_and_the_last_per_file(filled_url: str, publish: "Publish") -> None:
    rows = publish(filled_url).rows("loads")

    ratings = ["ratings", "ratings.csv", "4", "3", "0", "0", "1", "1", "1", "1", "2026-01-02 10:00"]
    movies = ["movies", "movies_metadata.csv", "6", "3", "0", "3", "0", "3", "0", "0", "2026-01-01 10:00"]
    genre = ["genre", *movies[1:]]
    assert [row for row in rows if row[0] != "Table"] == [ratings, genre, movies, ratings]


def test_a_run_without_new_files_says_so(filled_url: str, publish: "Publish") -> None:
    page = publish(filled_url, "run-4")

    assert "This run loaded no file" in page.with_id("loads").text


def test_quality_shows_row_counts_limit_and_check(filled_url: str, publish: "Publish") -> None:
    quality = dict(publish(filled_url).rows("quality"))

    assert quality["Expectations of the warehouse"] == "✓ all met (2026-01-02 03:04 UTC)"
    assert quality["Last publication of each dataset, UTC"] == (
        "movies_metadata 2026-01-01 10:00, ratings 2026-01-02 10:00"
    )
    assert quality["Rows read = staged + superseded + quarantined + waiting"] == "✓ in 5 of 5 loads"
    assert quality["Quarantined rows"] == "✗ at most 3 of 6 (50%), of movies_metadata; the limit is 5%"
    assert quality["Ratings waiting for their movie"] == "1 of 4 (25%)"
    assert quality["Casts waiting for their movie"] == "1"
    assert quality["Movies with known revenue"] == "2 of 3 (67%)"


def test_headline_separates_quarantined_and_waiting(filled_url: str, publish: "Publish") -> None:
    headline = publish(filled_url).with_id("headline").text

    assert "3rows in quarantine, 2 waiting for their movie" in headline


def test_equal_codes_and_columns_are_one_problem(hostile_name: str, filled_url: str, publish: "Publish") -> None:
    _, *kinds = publish(filled_url).rows("quarantine")

    assert [kind[:4] for kind in kinds] == [
        ["movies_metadata", "3", "id", f"{MEANINGS[Code.NOT_A_NUMBER].problem} not_a_number"]
    ]
    assert (
        kinds[0][4]
        == f"movies_metadata.csv:2 id: 191x is not a whole number; title: is empty {hostile_name}{hostile_name}"
    )


def test_the_example_is_the_first_row_of_the_first_file(filled_url: str, publish: "Publish") -> None:
    stage(filled_url, "b.csv", rows_read=1000)
    stage(filled_url, "a.csv", rows_read=1000)
    with transaction(filled_url) as cursor:
        for file, line in (("b.csv", 2), ("a.csv", 40), ("a.csv", 9)):
            cursor.execute(REJECT, (file, file, line, 1, "quoting", None, f"detail of {file} {line} "))

    problem = next(row for row in publish(filled_url).rows("quarantine") if "quoting" in row[3])

    assert problem[:3] == ["movies_metadata", "3", "whole row"]
    assert "double each quote inside it" in problem[3]
    assert problem[4] == "a.csv:9 detail of a.csv 9 raw"


def test_months_without_value_are_listed_but_not_counted(filled_url: str, publish: "Publish") -> None:
    stage(filled_url, "movies_metadata.csv", rows_read=12)
    with transaction(filled_url) as cursor:
        cursor.execute(
            REJECT, ("movies_metadata.csv", "movies_metadata.csv", 2, 11, "no_value_published", "month", "'.'")
        )
        cursor.execute(REJECT, ("movies_metadata.csv", "movies_metadata.csv", 3, 1, "empty", "month", "is empty"))

    page = publish(filled_url)

    assert [(row[1], "does not count" in row[3]) for row in page.rows("quarantine")[1:]] == [("11", True), ("1", False)]
    assert dict(page.rows("quality"))["Quarantined rows"].startswith("✗ at most 1 of 12 (8.3%), of movies_metadata")


def test_a_malformed_record_counts_as_its_lines(filled_url: str, publish: "Publish") -> None:
    stage(filled_url, "m.csv", rows_read=1000)
    with transaction(filled_url) as cursor:
        cursor.execute(REJECT, ("m.csv", "m.csv", 2, 70, "quoting", None, "unclosed quote"))

    page = publish(filled_url)

    assert page.rows("quarantine")[1][1] == "70"
    assert "73rows in quarantine" in page.with_id("headline").text


def test_a_corrected_delivery_clears_its_entries(filled_url: str, publish: "Publish") -> None:
    stage(filled_url, "movies_metadata.csv", rows_read=6)

    page = publish(filled_url)

    assert "Empty: every row of the latest deliveries can be used." in page.with_id("quarantine").text
    assert dict(page.rows("quality"))["Quarantined rows"].startswith("✓ at most 0 of ")
    with transaction(filled_url) as cursor:
        cursor.execute("SELECT COUNT(*) FROM quarantine.rejected_rows")
        assert cursor.fetchone() == (3,)


def test_runs_show_verdict_rows_and_seconds(filled_url: str, publish: "Publish") -> None:
    with transaction(filled_url) as cursor:
        cursor.execute(
            """
            INSERT INTO audit.steps VALUES
                ('run-1', 'audit_staging', '2026-01-01 09:58Z', '2026-01-01 10:01Z', 'done'),
                ('run-2', 'audit_staging', '2026-01-02 09:58Z', '2026-01-02 09:58:09.6Z', 'refused'),
                ('run-9', 'plan_run', '2026-01-03 09:58Z', '2026-01-03 09:58:01Z', 'idle'),
                ('run-9', 'upsert_cpi', '2026-01-03 09:58Z', '2026-01-03 09:58:01Z', 'failed')
            """
        )
        for day in range(30):
            cursor.execute(
                "INSERT INTO audit.steps VALUES (%s, 'plan_run', '2025-01-01', '2025-01-01', 'idle')", (f"old-{day}",)
            )
    _, *runs = publish(filled_url).rows("runs")

    assert runs[:4] == [
        ["2026-01-03 09:58", "✗ failed: upsert_cpi", "0", "0", "0", "1"],
        ["2026-01-02 09:58", "✗ refused: audit_staging", "4", "0", "2", "10"],
        ["2026-01-01 09:58", "✓ passed", "1,117", "3", "1,117", "180"],
        ["2025-01-01 00:00", "nothing new", "0", "0", "0", "0"],
    ]
    assert len(runs) == 30
