"""Each plan gives work to the tasks that have some, and to no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from movielytics import steps
from movielytics.errors import FileChangedError, LandingError
from movielytics.results import StepResult
from movielytics.settings import get_settings
from movielytics.tables import TABLES
from support.harness import Pipeline
from support.rows import cpi_csv, links_csv, movie, movies_csv, ratings_csv

LAST = {"check_warehouse", "publish_report"}
UPSERTS = {f"upsert_{table}" for table in TABLES}
FILES = {
    "movies_metadata.csv": movies_csv(movie(862, "Toy Story")),
    "links.csv": links_csv((1, 862), (2, 8844)),
    "ratings.csv": ratings_csv((1, 1, 4.0, 1_000_000_000), (1, 2, 3.5, 1_000_000_000)),
    "cpi.csv": cpi_csv(("2001-01-01", "90.5")),
}


@pytest.fixture
def delivered(pipeline: Pipeline) -> Pipeline:
    """A landing zone with one file per required dataset, and an empty warehouse."""
    for name, content in FILES.items():
        pipeline.deliver(name, content)
    return pipeline


@pytest.fixture
def loaded(delivered: Pipeline) -> Iterator[Pipeline]:
    """The same after a complete run; one rating waits for its movie. Great Expectations is not needed to plan."""
    steps.plan("first")
    delivered.run("first")
    delivered.execute("INSERT INTO audit.checks SELECT 'first', CLOCK_TIMESTAMP(), %s, TRUE", (_expectations(),))
    steps.report("first")
    yield delivered


def _expectations() -> str:
    from movielytics.gate.suites import Area, fingerprint

    return fingerprint(Area.WAREHOUSE, TABLES)


def work(planned: StepResult) -> set[str]:
    """Return the tasks with work, of those that the first plan of a landing zone with all datasets has."""
    every = {f"stage_{load}" for load in ("movies", "ratings", "cpi", "credits")} | {"audit_staging", "end"}
    assert set(planned.skip) <= every | UPSERTS | LAST
    found = (every | UPSERTS | LAST) - set(planned.skip)
    # The DAG relies on this: a task with work directly follows all earlier tasks with work, or there is one in between.
    assert ("audit_staging" in found) == any(task.startswith("stage_") for task in found)
    assert ("end" in found) == bool(found - {"end"})
    assert found >= LAST or not UPSERTS & found
    return found


def test_a_first_run_skips_only_what_is_not_delivered(delivered: Pipeline) -> None:
    planned = steps.plan("first")
    assert planned.skip == ("stage_credits", "upsert_person")
    assert planned.changed


def test_a_plan_creates_the_missing_tables(delivered: Pipeline) -> None:
    delivered.execute("DROP TABLE movies.cpi CASCADE")
    assert "created movies.cpi" in steps.plan("first").summary
    assert delivered.rows("SELECT COUNT(*) FROM movies.cpi") == [(0,)]


def test_each_change_gives_work_to_its_own_tasks(loaded: Pipeline) -> None:
    end = {"audit_staging", "end", *LAST}
    nothing = steps.plan("again")
    assert (work(nothing), nothing.changed) == (set(), False)
    assert nothing.summary == "nothing new; 0 of 17 tasks have work"

    loaded.deliver("ratings/more.csv", ratings_csv((2, 1, 5.0, 1_000_000_001)))
    assert work(steps.plan("ratings")) == {"stage_ratings", "upsert_ratings"} | end
    (loaded.landing / "ratings" / "more.csv").unlink()

    loaded.deliver("cpi.csv", cpi_csv(("2001-01-01", "90.5"), ("2001-02-01", "91")))
    assert work(steps.plan("cpi")) == {"stage_cpi", "upsert_cpi"} | end
    loaded.deliver("cpi.csv", FILES["cpi.csv"])

    # New movies may be those that ratings and casts wait for.
    loaded.deliver("movies_metadata/more.csv", movies_csv(movie(8844, "Jumanji")))
    fed = {f"upsert_{table}" for table in ("movies", "genre", "date", "movie_genre", "ratings", "movie_cast")}
    assert work(steps.plan("movies")) == {"stage_movies"} | fed | end
    (loaded.landing / "movies_metadata" / "more.csv").unlink()

    loaded.execute("UPDATE audit.checks SET passed = FALSE")
    assert work(steps.plan("verdict")) == LAST | {"end"}
    loaded.execute("UPDATE audit.checks SET passed = TRUE")

    report = Path(get_settings().report_uri) / "index.html"
    report.rename(report.with_suffix(".away"))
    assert work(steps.plan("report")) == {"publish_report", "end"}
    report.with_suffix(".away").rename(report)

    loaded.execute("UPDATE audit.reports SET definition = 'older'")
    assert work(steps.plan("marts")) == {"publish_report", "end"}


def test_an_interrupted_run_is_planned_again(delivered: Pipeline) -> None:
    steps.plan("first")
    steps.stage("cpi", "first")
    assert {"stage_cpi", "audit_staging", "upsert_cpi"} <= work(steps.plan("second"))
    delivered.run("second", "cpi")
    assert not {"stage_cpi", "upsert_cpi"} & work(steps.plan("third"))


def test_a_waiting_row_whose_movie_has_arrived_is_work(loaded: Pipeline) -> None:
    """As after a run whose upsert of ratings failed."""
    loaded.execute("INSERT INTO movies.movies (movie_id, title) VALUES (8844, 'Jumanji')")
    assert work(steps.plan("again")) == {"upsert_ratings", "end"} | LAST


def test_problems_with_files_are_reported_together(delivered: Pipeline) -> None:
    delivered.deliver("cpi.csv", "a,b\n1,2\n")
    delivered.deliver("ratings.csv", "")
    (delivered.landing / "links.csv").unlink()
    with pytest.raises(LandingError) as caught:
        steps.plan("first")
    first, *lines, last = str(caught.value).splitlines()
    assert first == "3 problems in the landing zone:"
    assert [line.split(",")[0].split(" in ")[0] for line in lines] == [
        "no links", "ratings.csv is empty (0 bytes): deliver it again", "cpi.csv"
    ]  # fmt: skip
    assert last == "Until this is corrected, nothing is loaded."


def test_a_load_reads_what_the_plan_has_listed(delivered: Pipeline) -> None:
    steps.plan("first")
    delivered.deliver("cpi/later.csv", cpi_csv(("2002-01-01", "100")))
    assert steps.stage("cpi", "first").counts.read == 1
    assert "stage_cpi" in work(steps.plan("second"))


def test_a_run_without_plan_lists_the_landing_zone(delivered: Pipeline) -> None:
    steps.plan("first")
    assert steps.stage("cpi", "manual").counts.read == 1


def test_a_file_changed_after_the_plan_is_reported_then_loaded(delivered: Pipeline) -> None:
    steps.plan("first")
    delivered.deliver("cpi.csv", cpi_csv(("2001-01-01", "90.5"), ("2001-02-01", "91")))
    with pytest.raises(FileChangedError, match=r"^cpi\.csv changed"):
        steps.stage("cpi", "first")
    assert steps.stage("cpi", "first").counts.read == 2


def test_a_name_that_is_not_utf8_can_be_planned(delivered: Pipeline) -> None:
    folder = delivered.landing / "cpi"
    folder.mkdir()
    (folder / b"caf\xe9.csv".decode(errors="surrogateescape")).write_text(cpi_csv(("2002-01-01", "100")))
    (delivered.landing / "cpi.csv").unlink()
    steps.plan("first")
    assert steps.stage("cpi", "first").counts.read == 1
