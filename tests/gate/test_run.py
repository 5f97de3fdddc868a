"""What the two gates do: what they judge, when they have nothing to do, what they leave behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gate_warehouse import (
    GOOD_ROWS,
    GOOD_STAGING,
    GOOD_WAREHOUSE,
    RUN,
    account,
    execute,
    new_warehouse,
    settings_for,
)
from movielytics.errors import GateError, WarehouseError
from movielytics.gate import audit
from movielytics.gate.run import audit_staging, check_warehouse
from movielytics.gate.suites import Area, fingerprint
from movielytics.settings import Settings
from movielytics.tables import TABLES

ODD_RUN = "manual__2026-01-01T00:00:00+00:00 it's :a {batch} %s ../x"
NEGATIVE_BUDGET = "UPDATE staging.movies SET budget = -1 WHERE movie_id = 1;"


@pytest.fixture(scope="module")
def good_staging(postgres_url: str) -> str:
    """A warehouse with good rows in staging; what a test has loaded is told apart by its run."""
    return new_warehouse(postgres_url, GOOD_STAGING)


@pytest.fixture(scope="module")
def empty_warehouse(postgres_url: str) -> str:
    return new_warehouse(postgres_url)


@pytest.fixture
def no_history(empty_warehouse: str) -> str:
    """An empty warehouse that nothing was ever published to and that was never checked."""
    execute(empty_warehouse, "TRUNCATE audit.loads, audit.checks")
    return empty_warehouse


def docs(settings: Settings) -> Path:
    return settings.report_dir / "data-docs"


def test_good_staging_passes_and_has_its_data_docs(good_staging: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for table in TABLES:
        account(good_staging, table)
    settings = settings_for(good_staging, tmp_path)
    result = audit_staging(settings, RUN)
    index = docs(settings) / "index.html"
    assert (result.task, result.changed) == ("audit_staging", True)
    assert result.summary == f"65 expectations of 10 tables met. Data Docs: {index}"
    assert "all 65 expectations met" in index.read_text()
    assert (docs(settings) / "staging" / "index.html").exists()
    pages = {page.parent.parent.parent.name for page in (docs(settings) / "staging" / "validations").rglob("*.html")}
    assert pages == {*TABLES, "loads"}
    assert capfd.readouterr() == ("", "")


def test_only_tables_that_the_run_has_loaded_and_not_published_are_judged(postgres_url: str, tmp_path: Path) -> None:
    url = new_warehouse(postgres_url, GOOD_STAGING + NEGATIVE_BUDGET)
    account(url, "cpi")
    account(url, "movies", published=True)
    account(url, "movies", run_id="another run")
    assert audit_staging(settings_for(url, tmp_path), RUN).summary.startswith("9 expectations of 2 tables met")


def test_references_may_be_met_by_what_is_published_already(postgres_url: str, tmp_path: Path) -> None:
    """A load whose file did not change stages nothing."""
    pairs = "INSERT INTO staging.movie_genre VALUES (1, 18); INSERT INTO staging.movie_cast VALUES ('a', 1, 500);"
    movie = "INSERT INTO staging.movies (movie_id, title, release_date) VALUES (9, 'x', '2000-01-01');"
    url = new_warehouse(postgres_url, GOOD_ROWS.format(schema="movies") + pairs + movie)
    for table in ("movie_genre", "movie_cast", "movies"):
        account(url, table)
    assert audit_staging(settings_for(url, tmp_path), RUN).changed


@pytest.mark.parametrize(("limit", "quarantined", "waiting"), [(0.05, 5, 0), (0.05, 60, 55), (1, 100, 0)])
def test_unusable_rows_up_to_the_limit_pass(limit: float, quarantined: int, waiting: int, good_staging: str, tmp_path: Path) -> None:
    run_id = f"{limit} {quarantined} {waiting}"
    account(good_staging, "cpi", staged=100 - quarantined, quarantined=quarantined, waiting=waiting, run_id=run_id)
    assert audit_staging(settings_for(good_staging, tmp_path, max_quarantined_share=limit), run_id).changed


@pytest.mark.parametrize(("limit", "quarantined", "waiting"), [(0.05, 60, 54), (0, 1, 0)])
def test_more_unusable_rows_fail_and_the_message_says_where_they_are(
    limit: float, quarantined: int, waiting: int, good_staging: str, tmp_path: Path
) -> None:
    run_id = f"{limit} {quarantined} {waiting}"
    account(good_staging, "cpi", staged=100 - quarantined, quarantined=quarantined, waiting=waiting, run_id=run_id)
    with pytest.raises(GateError, match=rf"rows_unusable={quarantined - waiting}, unusable_share=0.0") as raised:
        audit_staging(settings_for(good_staging, tmp_path, max_quarantined_share=limit), run_id)
    assert f"FROM quarantine.rows WHERE run_id = '{run_id}'" in str(raised.value)


def test_a_failure_is_told_apart_from_what_could_not_be_judged(postgres_url: str, tmp_path: Path) -> None:
    missing = "ALTER TABLE staging.links DROP COLUMN movie_id; DROP TABLE staging.cpi;"
    url = new_warehouse(postgres_url, GOOD_STAGING + NEGATIVE_BUDGET + missing)
    for table in ("movies", "links", "cpi"):
        account(url, table)
    settings = settings_for(url, tmp_path)
    with pytest.raises(GateError) as raised:
        audit_staging(settings, RUN)
    message = str(raised.value).splitlines()
    assert message == [
        "audit_staging: nothing of this run was published. The data does not meet 1 of 28 expectations:",
        "  - staging.movies: expected that budget is at least 0; 1 violation in 3 rows: (movie_id=1, budget=-1)",
        "2 could not be judged, a fault of the tables or the suites and not of the data:",
        "  - staging.cpi: could not be judged whether it meets its expectations:"
        ' relation "staging.cpi" does not exist; `movielytics migrate` creates tables that are missing',
        '  - staging.links: could not be judged whether movie_id is at least 1: The column "movie_id" in BatchData does not exist.',
        f"Data Docs: {docs(settings) / 'index.html'}",
    ]


def test_a_failure_leaves_data_docs_of_this_run_alone_without_the_password(postgres_url: str, tmp_path: Path) -> None:
    url = new_warehouse(postgres_url, GOOD_STAGING)
    account(url, "movies")
    account(url, "movies", run_id=ODD_RUN)
    settings = settings_for(url, tmp_path)
    audit_staging(settings, RUN)
    execute(url, NEGATIVE_BUDGET)
    with pytest.raises(GateError):
        audit_staging(settings, ODD_RUN)
    pages = [page for page in docs(settings).rglob("*") if page.is_file()]
    validations = [page for page in pages if "validations" in page.parts]
    assert len(validations) == 2
    assert all("it_s__a__batch___s_.._x" in str(page) for page in validations)
    texts = {page: page.read_text() for page in pages}
    password = url.partition("://")[2].partition("@")[0].partition(":")[2]
    assert password
    assert not [page for page, text in texts.items() if password in text]
    assert "budget is at least 0; 1 violation" in texts[docs(settings) / "index.html"]
    verdict = json.loads(texts[docs(settings) / "staging" / "verdict.json"])
    assert (verdict["run_id"], verdict["expectations"], len(verdict["failures"])) == (ODD_RUN, 16, 1)


def test_the_warehouse_is_judged_once_for_what_was_published(postgres_url: str, tmp_path: Path) -> None:
    url = new_warehouse(postgres_url, GOOD_WAREHOUSE)
    settings = settings_for(url, tmp_path)
    account(url, "movies", published=True)
    first, second = check_warehouse(settings, RUN), check_warehouse(settings, "next day")
    assert first.summary.startswith("62 expectations of 9 tables met. Data Docs: ")
    assert (first.changed, second.changed) == (True, False)
    assert second.summary.startswith("nothing was published since the check of ")
    execute(url, "UPDATE movies.movies SET title = '' WHERE movie_id = 2")
    account(url, "movies", run_id="another day", published=True)
    with pytest.raises(GateError, match=r"(?s)check_warehouse: .* title has .*\(movie_id=2, title=\)"):
        check_warehouse(settings, "another day")
    assert audit.last_pass(url, "the day after", fingerprint(Area.WAREHOUSE, TABLES)) is None


@pytest.mark.parametrize(
    ("published_by", "expectations", "passed", "skipped"),
    [
        ("an earlier run", "same", True, True),
        ("an earlier run", "same", False, False),
        ("an earlier run", "others", True, False),
        (RUN, "same", True, False),
        (None, "same", True, True),
    ],
)
def test_a_check_is_skipped_only_after_one_that_passed_over_the_same_state(
    published_by: str | None, expectations: str, passed: bool, skipped: bool, no_history: str
) -> None:
    if published_by:
        account(no_history, "movies", published=True, run_id=published_by)
    began = audit.begin_check(no_history)
    audit.record_check(no_history, "an earlier run", began, expectations, passed)
    assert (audit.last_pass(no_history, RUN, "same") is not None) == skipped


def test_a_check_is_not_skipped_after_a_publication_that_it_did_not_see(no_history: str) -> None:
    began = audit.begin_check(no_history)
    account(no_history, "movies", published=True, run_id="meanwhile")
    audit.record_check(no_history, "an earlier run", began, "same", True)
    assert audit.last_pass(no_history, RUN, "same") is None


def test_gates_with_nothing_to_judge_do_not_import_great_expectations(no_history: str, tmp_path: Path) -> None:
    script = """
import sys
from movielytics.gate import audit, run, suites
from movielytics.settings import get_settings
from movielytics.tables import TABLES
settings = get_settings()
url = settings.warehouse_url.get_secret_value()
expectations = suites.fingerprint(suites.Area.WAREHOUSE, TABLES)
audit.record_check(url, "earlier", audit.begin_check(url), expectations, True)
results = run.audit_staging(settings, "r"), run.check_warehouse(settings, "r")
print([result.changed for result in results], "great_expectations" in sys.modules)
"""
    environment = {
        "PYTHONPATH": "jobs",
        "MOVIELYTICS_LANDING_URI": "unused",
        "MOVIELYTICS_WAREHOUSE_URL": no_history,
        "MOVIELYTICS_REPORT_DIR": str(tmp_path),
    }
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, env=environment, cwd=root, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("[False, False] False\n", 0), done.stderr
    assert not list(tmp_path.iterdir())


def test_a_warehouse_that_does_not_answer_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="cannot connect"):
        audit_staging(settings_for("postgresql://nobody@127.0.0.1:1/none", tmp_path), RUN)
