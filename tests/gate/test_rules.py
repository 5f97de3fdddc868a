"""Every rule of every suite has rows that break it, and says so in words with the rows' keys.

All rows of an area are validated at once; only tables that must not be empty need warehouses of their own.
"""

from pathlib import Path

import pytest

from movielytics.errors import GateError
from movielytics.gate.run import audit_staging, check_warehouse
from movielytics.gate.suites import LOADS, Area, load_suite
from movielytics.tables import TABLES, load_named
from support.gate_rows import Broken, broken_rows, empty_tables, good_rows, inserts
from support.gate_warehouse import RUN, account, new_warehouse, settings_for

STAGING_CASES, WAREHOUSE_CASES = broken_rows(Area.STAGING), broken_rows(Area.WAREHOUSE)
ACCOUNTS = {"links": (90, 0), "ratings": (94, 6)}
"""Rows staged and quarantined, of 100 rows read: ten of links are lost, six of ratings are unusable."""


def lines(error: GateError) -> list[str]:
    """The failures of a message."""
    return [line.removeprefix("  - ") for line in str(error).splitlines() if line.startswith("  - ")]


@pytest.fixture(scope="module")
def report_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("report")


def staging_failures_of(url: str, report_dir: Path) -> list[str]:
    with pytest.raises(GateError) as raised:
        audit_staging(settings_for(url, report_dir), RUN)
    return lines(raised.value)


def warehouse_failures_of(url: str, report_dir: Path) -> list[str]:
    with pytest.raises(GateError) as raised:
        check_warehouse(settings_for(url, report_dir), RUN)
    return lines(raised.value)


@pytest.fixture(scope="module")
def staging_failures(postgres_url: str, report_dir: Path) -> list[str]:
    url = new_warehouse(postgres_url, good_rows(Area.STAGING) + inserts(STAGING_CASES, Area.STAGING))
    for table in TABLES:
        staged, quarantined = ACCOUNTS.get(table, (100, 0))
        account(url, table, staged=staged, quarantined=quarantined)
    return staging_failures_of(url, report_dir)


@pytest.fixture(scope="module")
def warehouse_failures(postgres_url: str, report_dir: Path) -> list[str]:
    url = new_warehouse(postgres_url, good_rows(Area.WAREHOUSE) + inserts(WAREHOUSE_CASES, Area.WAREHOUSE))
    return warehouse_failures_of(url, report_dir)


ONE_HUNDRED_MOVIES = "INSERT INTO {schema}.movies (movie_id, title) SELECT i, 'x' FROM generate_series(1, 100) AS i;"
NO_GENRE_NO_CAST = """
INSERT INTO staging.movie_genre (movie_id) SELECT i FROM generate_series(1, 100) AS i;
INSERT INTO staging.movie_cast (movie_id) SELECT i FROM generate_series(1, 100) AS i;
"""


@pytest.fixture(scope="module")
def empty_staging_failures(postgres_url: str, report_dir: Path) -> list[str]:
    """Two deliveries: one of nothing, one of a hundred movies of which nothing but the title could be read."""
    of_nothing = new_warehouse(postgres_url)
    for table in ("movies", "movie_genre", "movie_cast"):
        account(of_nothing, table)
    of_titles = new_warehouse(postgres_url, ONE_HUNDRED_MOVIES.format(schema="staging") + NO_GENRE_NO_CAST)
    for table in TABLES:
        account(of_titles, table)
    return staging_failures_of(of_nothing, report_dir) + staging_failures_of(of_titles, report_dir)


@pytest.fixture(scope="module")
def empty_warehouse_failures(postgres_url: str, report_dir: Path) -> list[str]:
    empty = new_warehouse(postgres_url)
    of_titles = new_warehouse(postgres_url, ONE_HUNDRED_MOVIES.format(schema="movies"))
    return warehouse_failures_of(empty, report_dir) + warehouse_failures_of(of_titles, report_dir)


def assert_reported(failures: list[str], subject: str, rule: str, sample: str) -> None:
    head = f"{subject}: expected that {rule}"
    assert [line for line in failures if line.startswith(head) and sample in line], "\n".join(failures)


@pytest.mark.parametrize("broken", STAGING_CASES, ids=lambda b: f"{b.table}: {b.rule} {b.sample[:30]}")
def test_a_broken_staging_rule_is_reported_with_its_rows(broken: Broken, staging_failures: list[str]) -> None:
    assert_reported(staging_failures, f"staging.{broken.table}", broken.rule, broken.sample)


@pytest.mark.parametrize(
    ("rule", "sample"),
    [
        (
            "at most the share MOVIELYTICS_MAX_QUARANTINED_SHARE"
            " of a dataset's delivered rows is unusable (at most 0.05)",
            f"1 violation in {len(TABLES)} rows: "
            "(dataset=ratings, rows_read=100, rows_unusable=6, unusable_share=0.06)",
        ),
        (
            "rows read = staged + superseded + quarantined + waiting, in every file,"
            " and the quarantine has every quarantined row",
            f"1 violation in {len(TABLES)} rows: (dataset=links, rows_read=100, rows_unusable=0, rows_unaccounted=10)",
        ),
    ],
)
def test_accounts_that_break_a_rule_are_reported(rule: str, sample: str, staging_failures: list[str]) -> None:
    assert_reported(staging_failures, "audit.loads", rule, sample)


@pytest.mark.parametrize("broken", WAREHOUSE_CASES, ids=lambda b: f"{b.table}: {b.rule} {b.sample[:30]}")
def test_a_broken_warehouse_rule_is_reported_with_its_rows(broken: Broken, warehouse_failures: list[str]) -> None:
    assert_reported(warehouse_failures, f"movies.{broken.table}", broken.rule, broken.sample)


def test_the_rules_of_ratings_name_all_their_conditions(
    staging_failures: list[str], warehouse_failures: list[str]
) -> None:
    conditions = "has half a star to five stars, and was given between 1990 and today"
    assert_reported(staging_failures, "staging.ratings", f"every rating names its user and movie, {conditions}; 11", "")
    names = "every rating names its user, movie and MovieLens id"
    assert_reported(warehouse_failures, "movies.ratings", f"{names}, {conditions}; 12 violations", "")
    of_its_movie = "every rating belongs to the movie of its link, and marts.rating_totals has the number and the sum"
    assert_reported(warehouse_failures, "movies.ratings", of_its_movie, "")


SAME_CHECKSUM = """
UPDATE movies.ratings SET rating = 2.5 WHERE movie_id = 1;
UPDATE movies.ratings SET rating = 4.0 WHERE movie_id = 2;
"""
"""Two errors that compensate each other: movie_id * (rating + 8) adds up to the same."""
SAME_SUMS = """
INSERT INTO movies.ratings (user_id, movie_id, movielens_id, rating, rated_at) VALUES (2, 1, 11, 4.5, now());
UPDATE marts.rating_totals SET ratings = movie_id, rating_sum = 5;
"""
OF_ANOTHER_MOVIE = "UPDATE movies.ratings SET movie_id = 3 - movie_id;"
OF_NO_MOVIE = """
INSERT INTO movies.links (movielens_id, movie_id) VALUES (99, 999);
INSERT INTO movies.ratings (user_id, movie_id, movielens_id, rating, rated_at) VALUES (2, 999, 99, 4.5, now());
INSERT INTO marts.rating_totals (movie_id, ratings, rating_sum) VALUES (999, 1, 4.5);
"""
TOTALS_FOLLOW = """
DELETE FROM marts.rating_totals;
INSERT INTO marts.rating_totals SELECT movie_id, COUNT(*), SUM(rating) FROM movies.ratings GROUP BY 1;
"""
MISSING, OTHER_MOVIE = "the movie has either no ratings or no totals", "the movie is not that of the link"
DIFFERENT, NO_MOVIE = "the totals differ", "the movie is not in movies"


@pytest.mark.parametrize(
    ("change", "problem", "violations"),
    [
        # As many ratings, and the same sum over all movies.
        ("UPDATE movies.ratings SET rating = 5.5 - rating", DIFFERENT, 2),
        (SAME_CHECKSUM, DIFFERENT, 2),
        (SAME_SUMS, DIFFERENT, 2),
        (OF_ANOTHER_MOVIE, OTHER_MOVIE, 2),
        (OF_ANOTHER_MOVIE + TOTALS_FOLLOW, OTHER_MOVIE, 2),
        ("UPDATE movies.links SET movie_id = 3 WHERE movielens_id = 11", OTHER_MOVIE, 1),
        ("UPDATE movies.links SET movie_id = NULL WHERE movielens_id = 11", OTHER_MOVIE, 1),
        (OF_NO_MOVIE, NO_MOVIE, 1),
        ("DELETE FROM movies.ratings WHERE movie_id = 1", MISSING, 1),
        ("DELETE FROM marts.rating_totals WHERE movie_id = 1", MISSING, 1),
        ("INSERT INTO movies.ratings SELECT * FROM movies.ratings WHERE movie_id = 1", DIFFERENT, 1),
    ],
)
def test_lost_doubled_or_misplaced_ratings_are_reported(
    change: str, problem: str, violations: int, postgres_url: str, report_dir: Path
) -> None:
    failures = warehouse_failures_of(new_warehouse(postgres_url, good_rows(Area.WAREHOUSE) + change), report_dir)
    (found,) = (line for line in failures if "every rating belongs to the movie of its link" in line)
    assert (f"; {violations} violation" in found, found.count(f"(problem={problem}, ")) == (True, violations)


@pytest.mark.parametrize(("table", "rule"), empty_tables(Area.STAGING))
def test_an_empty_staging_table_is_reported(table: str, rule: str, empty_staging_failures: list[str]) -> None:
    assert_reported(empty_staging_failures, f"staging.{table}", rule, "")


@pytest.mark.parametrize(("table", "rule"), empty_tables(Area.WAREHOUSE))
def test_an_empty_table_of_the_warehouse_is_reported(
    table: str, rule: str, empty_warehouse_failures: list[str]
) -> None:
    assert_reported(empty_warehouse_failures, f"movies.{table}", rule, "")


@pytest.mark.parametrize("table", load_named("credits").tables)
def test_a_warehouse_without_credits_is_complete(table: str, empty_warehouse_failures: list[str]) -> None:
    assert not [line for line in empty_warehouse_failures if line.startswith(f"movies.{table}:")]


def test_no_rule_is_without_rows_that_break_it(
    staging_failures: list[str],
    empty_staging_failures: list[str],
    warehouse_failures: list[str],
    empty_warehouse_failures: list[str],
) -> None:
    broken = {line.partition(";")[0] for line in staging_failures + empty_staging_failures}
    broken |= {line.partition(";")[0] for line in warehouse_failures + empty_warehouse_failures}
    suites = [load_suite(area, table) for area in Area for table in TABLES] + [load_suite(Area.STAGING, LOADS)]
    assert len(broken) == sum(len(suite.expectations) for suite in suites)
