"""The two gates: what they validate, and when they have nothing to do."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from movielytics.errors import GateError, WarehouseError
from movielytics.gate import checks
from movielytics.gate.run import audit_staging, check_warehouse
from movielytics.gate.suites import LOADS, Area, fingerprint
from movielytics.reasons import MEANINGS, Code
from movielytics.tables import TABLES
from support.gate_rows import good_rows
from support.gate_warehouse import (
    NEGATIVE_BUDGET,
    RUN,
    account,
    docs,
    docs_of,
    execute,
    expectations_of,
    new_warehouse,
    settings_for,
)


@pytest.fixture(scope="module")
def empty_warehouse(postgres_url: str) -> str:
    return new_warehouse(postgres_url)


@pytest.fixture
def no_history(empty_warehouse: str) -> str:
    """An empty warehouse that nothing was ever published to and that was never checked."""
    execute(empty_warehouse, "TRUNCATE audit.loads, audit.checks")
    return empty_warehouse


def test_good_staging_passes_and_has_its_data_docs(
    good_staging: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for table in TABLES:
        account(good_staging, table)
    settings = settings_for(good_staging, tmp_path)
    result = audit_staging(settings, RUN)
    index = docs(settings) / "index.html"
    assert (result.task, result.changed) == ("audit_staging", True)
    met = expectations_of(Area.STAGING, *TABLES, LOADS)
    assert result.summary == f"{met} expectations of {len(TABLES) + 1} tables met. Data Docs: {index}"
    assert f"all {met} expectations met" in index.read_text()
    page = (docs(settings) / "staging.html").read_text()
    assert "Source: no files yet." in index.read_text()
    assert "Source: no files yet." in page
    for subject in (*(f"staging.{table}" for table in TABLES), "audit.loads"):
        assert f'<section class="card" id="{subject}">' in page
    files = {file.name: file.read_text() for file in docs(settings).iterdir()}
    assert files == {file.name: file.read_text() for file in docs_of(settings, RUN).iterdir()}
    assert sorted(files) == ["index.html", "staging.html", "staging.json"]
    assert capfd.readouterr() == ("", "")


def test_only_unpublished_tables_of_the_run_are_validated(postgres_url: str, tmp_path: Path) -> None:
    url = new_warehouse(postgres_url, good_rows(Area.STAGING) + NEGATIVE_BUDGET)
    account(url, "cpi")
    account(url, "movies", published=True)
    account(url, "movies", run_id="another run")
    met = expectations_of(Area.STAGING, "cpi", LOADS)
    assert audit_staging(settings_for(url, tmp_path), RUN).summary.startswith(f"{met} expectations of 2 tables met")


def test_references_may_point_to_published_rows(postgres_url: str, tmp_path: Path) -> None:
    """A load whose file did not change stages nothing."""
    pairs = "INSERT INTO staging.movie_genre VALUES (1, 18); INSERT INTO staging.movie_cast VALUES ('a', 1, 500);"
    movie = "INSERT INTO staging.movies (movie_id, title, release_date) VALUES (9, 'x', '2000-01-01');"
    url = new_warehouse(postgres_url, good_rows(Area.WAREHOUSE, "both") + pairs + movie)
    for table in ("movie_genre", "movie_cast", "movies"):
        account(url, table)
    assert audit_staging(settings_for(url, tmp_path), RUN).changed


@pytest.mark.parametrize(
    ("limit", "codes"),
    [
        (0.05, {Code.NOT_A_NUMBER: 5}),
        (0.05, {Code.NOT_A_NUMBER: 5, Code.NO_VALUE_PUBLISHED: 55}),
        (0, {Code.NO_VALUE_PUBLISHED: 99}),
        (1, {Code.NOT_A_NUMBER: 100}),
    ],
)
def test_unusable_rows_up_to_the_limit_pass(
    limit: float, codes: dict[Code, int], good_staging: str, tmp_path: Path
) -> None:
    run_id, rows = f"{limit} {codes}", sum(codes.values())
    account(good_staging, "cpi", staged=100 - rows, quarantined=rows, codes=codes, run_id=run_id)
    assert audit_staging(settings_for(good_staging, tmp_path, max_quarantined_share=limit), run_id).changed


def test_more_unusable_rows_fail_with_the_most_frequent_codes(good_staging: str, tmp_path: Path) -> None:
    run_id = "it's too many"
    codes = {Code.EMPTY: 1, Code.BACKSLASH_QUOTING: 48, Code.NO_VALUE_PUBLISHED: 30, Code.NOT_A_NUMBER: 5}
    account(good_staging, "cpi", staged=16, quarantined=84, codes=codes, run_id=run_id)
    account(good_staging, "genre", staged=95, quarantined=5, run_id=run_id)
    account(good_staging, "links", staged=0, quarantined=100, published=True, run_id=run_id)
    with pytest.raises(
        GateError, match=r"1 violation in 2 rows: \(dataset=cpi, rows_read=100, rows_unusable=54, "
    ) as raised:
        audit_staging(settings_for(good_staging, tmp_path), run_id)
    lines, quoting = str(raised.value).splitlines(), MEANINGS[Code.BACKSLASH_QUOTING]
    assert lines[2:-1] == [
        "54 of 100 rows of cpi are unusable; MOVIELYTICS_MAX_QUARANTINED_SHARE allows 5 %:",
        f"    48 with code backslash_quoting: {quoting.problem}; {quoting.remedy}",
        f"    5 with code not_a_number: {MEANINGS[Code.NOT_A_NUMBER].problem}",
        f"    1 with code empty: {MEANINGS[Code.EMPTY].problem}",
        """To see these rows: movielytics quarantine list --run 'it'"'"'s too many'""",
    ]


@pytest.mark.parametrize(
    ("counts", "rejected", "unaccounted"),
    [((90, 0), 0, 10), ((95, 5), 3, 2), ((100, 0), 2, 2), ((95, 6), 6, 1)],
)
def test_an_uncounted_row_fails(
    counts: tuple[int, int], rejected: int, unaccounted: int, good_staging: str, tmp_path: Path
) -> None:
    """Counts are the rows staged and quarantined of 100; rejected ones are in the quarantine."""
    run_id, (staged, quarantined) = f"{counts} {rejected}", counts
    account(good_staging, "cpi", staged=staged, quarantined=quarantined, codes={Code.EMPTY: rejected}, run_id=run_id)
    with pytest.raises(GateError, match=f"rows_unaccounted={unaccounted}"):
        audit_staging(settings_for(good_staging, tmp_path, max_quarantined_share=1), run_id)


def test_the_tables_of_a_dataset_count_its_rows_once(good_staging: str, tmp_path: Path) -> None:
    account(good_staging, "genre", staged=94, quarantined=6, run_id="twice")
    execute(
        good_staging,
        "INSERT INTO audit.loads SELECT run_id, 'date', dataset, file, file_no, fingerprint,"
        " schema_hash, header, rows_read, rows_staged, rows_superseded, rows_quarantined, rows_waiting,"
        " NULL, NULL, NULL, started_at FROM audit.loads WHERE run_id = 'twice'",
    )
    with pytest.raises(GateError, match=r"\(dataset=genre, rows_read=100, rows_unusable=6, unusable_share=0.06\)"):
        audit_staging(settings_for(good_staging, tmp_path), "twice")


def test_a_failure_differs_from_an_expectation_that_cannot_run(postgres_url: str, tmp_path: Path) -> None:
    missing = "ALTER TABLE staging.links DROP COLUMN movie_id; DROP TABLE staging.cpi;"
    url = new_warehouse(postgres_url, good_rows(Area.STAGING) + NEGATIVE_BUDGET + missing)
    for table in ("movies", "links", "cpi"):
        account(url, table)
    settings = settings_for(url, tmp_path)
    with pytest.raises(GateError) as raised:
        audit_staging(settings, RUN)
    message = str(raised.value).splitlines()
    expectations = expectations_of(Area.STAGING, "movies", "links", "cpi", LOADS)
    assert message == [
        f"Nothing of this run was published. The data does not meet 1 of {expectations} expectations:",
        "  - staging.movies: expected that budget is at least 0; 1 violation in 3 rows: (movie_id=1, budget=-1)",
        "2 could not be validated, because of the tables or the suites, not the data:",
        "  - staging.cpi: cannot check whether it meets its expectations:"
        ' relation "staging.cpi" does not exist; `movielytics migrate` creates tables that are missing',
        "  - staging.links: cannot check whether movie_id is at least 1:"
        ' The column "movie_id" in BatchData does not exist.',
        f"Data Docs: {docs_of(settings, RUN) / 'index.html'}",
    ]
    page = (docs(settings) / "staging.html").read_text()
    assert "staging.cpi: cannot check" in page
    assert 'The column "movie_id" in BatchData does not exist.' in page


def test_a_publication_is_checked_once(postgres_url: str, tmp_path: Path) -> None:
    url = new_warehouse(postgres_url, good_rows(Area.WAREHOUSE))
    settings = settings_for(url, tmp_path)
    account(url, "movies", published=True)
    first, second = check_warehouse(settings, RUN), check_warehouse(settings, "next day")
    met = expectations_of(Area.WAREHOUSE, *TABLES)
    assert first.summary.startswith(f"{met} expectations of {len(TABLES)} tables met. Data Docs: ")
    assert (first.changed, second.changed) == (True, False)
    assert second.summary.startswith("nothing was published since the check of ")
    execute(url, "UPDATE movies.movies SET title = '' WHERE movie_id = 2")
    account(url, "movies", run_id="another day", published=True)
    with pytest.raises(
        GateError, match=r"(?s)The published tables failed the check\. .* title has .*\(movie_id=2, title=\)"
    ):
        check_warehouse(settings, "another day")
    assert checks.last_pass(url, "the day after", fingerprint(Area.WAREHOUSE, TABLES)) is None


def test_a_passing_check_scans_ratings_once_per_rule(postgres_url: str, tmp_path: Path) -> None:
    url = new_warehouse(postgres_url, good_rows(Area.WAREHOUSE))
    scans: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "movies.ratings" in statement and "LIMIT" not in statement:
            scans.append(statement)

    event.listen(Engine, "before_cursor_execute", record)
    try:
        check_warehouse(settings_for(url, tmp_path), RUN)
    finally:
        event.remove(Engine, "before_cursor_execute", record)
    assert len(scans) == len(set(scans)) == 2, "\n\n".join(scans)


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
def test_a_check_is_skipped_if_one_passed_over_the_same_state(
    published_by: str | None, expectations: str, passed: bool, skipped: bool, no_history: str
) -> None:
    if published_by:
        account(no_history, "movies", published=True, run_id=published_by)
    began = checks.begin_check(no_history)
    checks.record_check(no_history, "an earlier run", began, expectations, passed)
    assert (checks.last_pass(no_history, RUN, "same") is not None) == skipped


def test_a_check_is_not_skipped_after_a_concurrent_publication(no_history: str) -> None:
    began = checks.begin_check(no_history)
    account(no_history, "movies", published=True, run_id="meanwhile")
    checks.record_check(no_history, "an earlier run", began, "same", True)
    assert checks.last_pass(no_history, RUN, "same") is None


def test_idle_gates_do_not_import_great_expectations(no_history: str, tmp_path: Path) -> None:
    script = """
import sys
from movielytics.gate import checks, run, suites
from movielytics.settings import get_settings
from movielytics.tables import TABLES
from movielytics.warehouse.connection import transaction
settings = get_settings()
url = settings.warehouse_url.get_secret_value()
expectations = suites.fingerprint(suites.Area.WAREHOUSE, TABLES)
checks.record_check(url, "earlier", checks.begin_check(url), expectations, True)
results = run.audit_staging(settings, "r"), run.check_warehouse(settings, "r")
print([result.changed for result in results], "great_expectations" in sys.modules)
"""
    environment = {
        "PYTHONPATH": "jobs",
        "MOVIELYTICS_LANDING_URI": "unused",
        "MOVIELYTICS_WAREHOUSE_URL": no_history,
        "MOVIELYTICS_REPORT_URI": str(tmp_path),
    }
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, env=environment, cwd=root, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("[False, False] False\n", 0), done.stderr
    assert not list(tmp_path.iterdir())


def test_an_unreachable_warehouse_is_not_a_gate_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT", "0")
    with pytest.raises(WarehouseError, match="cannot connect"):
        audit_staging(settings_for("postgresql://nobody@127.0.0.1:1/none", tmp_path), RUN)
