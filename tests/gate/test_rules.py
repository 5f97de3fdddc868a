"""Every rule of every suite has rows that break it, and says so in words with the rows' keys.

All rows of an area are judged at once; only tables that must not be empty need warehouses of their own.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from gate_warehouse import GOOD_STAGING, GOOD_WAREHOUSE, RUN, account, new_warehouse, settings_for
from movielytics.errors import GateError
from movielytics.gate.run import audit_staging, check_warehouse
from movielytics.gate.suites import LOADS, Area, load_suite
from movielytics.tables import TABLES


class Broken(NamedTuple):
    """Rows that break a rule of a table: ``INSERT INTO table (columns) VALUES rows``, the rule and the sample."""

    table: str
    columns: str
    rows: str
    rule: str
    sample: str


EVERY_RATING = "every rating names its user and movie, has half a star to five stars, and was given between 1990 and today; 11 violations"
IN_BOTH = [
    Broken("movies", "movie_id, title", "(NULL, 'x')", "movie_id is never null", "(movie_id=None)"),
    Broken("movies", "movie_id, title", "(100, 'x'), (100, 'y')", "every movie_id stands once", "(movie_id=100)"),
    Broken("movies", "movie_id, title", "(0, 'x')", "movie_id is at least 1", "(movie_id=0)"),
    Broken("movies", "movie_id, title", "(101, NULL)", "title is never null", "(movie_id=101, title=None)"),
    Broken("movies", "movie_id, title", "(102, '')", "title has at least 1 character", "(movie_id=102, title=)"),
    Broken(
        "movies",
        "movie_id, title, release_date",
        "(103, 'x', '1869-12-31')",
        "release_date is from 1870-01-01 to 20",
        "(movie_id=103, release_date=1869-12-31)",
    ),
    Broken(
        "movies",
        "movie_id, title, runtime_minutes",
        "(104, 'x', -1)",
        "runtime_minutes is at least 0",
        "(movie_id=104, runtime_minutes=-1.0)",
    ),
    Broken("movies", "movie_id, title, budget", "(105, 'x', -1)", "budget is at least 0", "(movie_id=105, budget=-1)"),
    Broken("movies", "movie_id, title, revenue", "(106, 'x', -1)", "revenue is at least 0", "(movie_id=106, revenue=-1)"),
    Broken(
        "movies",
        "movie_id, title, popularity",
        "(107, 'x', -0.5)",
        "popularity is at least 0",
        "(movie_id=107, popularity=-0.5)",
    ),
    Broken(
        "movies",
        "movie_id, title, vote_average",
        "(108, 'x', 10.1), (109, 'x', 'NaN')",
        "vote_average is from 0 to 10",
        "(movie_id=108, vote_average=10.1); (movie_id=109, vote_average=",
    ),
    Broken(
        "movies",
        "movie_id, title, vote_count",
        "(110, 'x', -1)",
        "vote_count is at least 0",
        "(movie_id=110, vote_count=-1)",
    ),
    Broken(
        "movies",
        "movie_id, title, release_date",
        "(111, 'x', '1990-05-05')",
        "every release_date is a row of date",
        "(movie_id=111, release_date=1990-05-05)",
    ),
    Broken("genre", "genre_id, genre_name", "(NULL, 'x')", "genre_id is never null", "(genre_id=None)"),
    Broken("genre", "genre_id, genre_name", "(7, 'x'), (7, 'y')", "every genre_id stands once", "(genre_id=7)"),
    Broken("genre", "genre_id, genre_name", "(8, NULL)", "genre_name is never null", "(genre_id=8, genre_name=None)"),
    Broken("genre", "genre_id, genre_name", "(9, '')", "genre_name has at least 1 character", "(genre_id=9, genre_name=)"),
    Broken("movie_genre", "movie_id, genre_id", "(NULL, 18)", "movie_id is never null", "(movie_id=None, genre_id=18)"),
    Broken(
        "movie_genre",
        "movie_id, genre_id",
        "(2, 35), (2, 35)",
        "every pair of movie_id and genre_id stands once",
        "(movie_id=2, genre_id=35, times=2)",
    ),
    Broken(
        "movie_genre",
        "movie_id, genre_id",
        "(999, 18)",
        "every movie_id is a row of movies",
        "(movie_id=999, genre_id=18)",
    ),
    Broken(
        "movie_genre",
        "movie_id, genre_id",
        "(1, 999)",
        "every genre_id is a row of genre",
        "(movie_id=1, genre_id=999)",
    ),
    Broken("date", "release_date", "(NULL)", "release_date is never null", "(release_date=None)"),
    Broken(
        "date",
        "release_date, day, week, month, quarter, year",
        "('2001-01-01', 1, 1, 1, 1, 2001), ('2001-01-01', 1, 1, 1, 1, 2001)",
        "every release_date stands once",
        "(release_date=2001-01-01)",
    ),
    Broken(
        "date",
        "release_date, day, week, month, quarter, year",
        "('2150-01-01', 1, 1, 1, 1, 2150)",
        "release_date is from 1870-01-01 to 20",
        "(release_date=2150-01-01)",
    ),
    Broken(
        "date",
        "release_date, day, week, month, quarter, year",
        "('2021-01-01', 1, 1, 1, 1, 2021)",
        "day, week (ISO), month, quarter and year are those of release_date",
        "(release_date=2021-01-01, day=1, week=1, month=1, quarter=1, year=2021)",
    ),
    Broken(
        "date",
        "release_date, day, week, month, quarter, year",
        "('2001-02-02', 2, 5, NULL, 1, 2001)",
        "day, week (ISO), month, quarter and year are those of release_date",
        "(release_date=2001-02-02, day=2, week=5, month=None, quarter=1, year=2001)",
    ),
    Broken("cpi", "month, price_index", "(NULL, 1)", "month is never null", "(month=None)"),
    Broken("cpi", "month, price_index", "('2000-01-01', 1), ('2000-01-01', 2)", "every month stands once", "2000-01-01"),
    Broken("cpi", "month, price_index", "('2150-01-01', 1)", "month is from 1913-01-01 to 20", "(month=2150-01-01)"),
    Broken("cpi", "month, price_index", "('2000-02-02', 1)", "every month is given as its first day", "2000-02-02"),
    Broken("cpi", "month", "('2000-03-01')", "price_index is never null", "(month=2000-03-01, price_index=None)"),
    Broken("cpi", "month, price_index", "('2000-04-01', 0)", "price_index is more than 0", "price_index=0.0)"),
    Broken("links", "movielens_id", "(NULL)", "movielens_id is never null", "(movielens_id=None)"),
    Broken("links", "movielens_id", "(13), (13)", "every movielens_id stands once", "(movielens_id=13)"),
    Broken("links", "movielens_id", "(-1)", "movielens_id is at least 1", "(movielens_id=-1)"),
    Broken("links", "movielens_id, movie_id", "(14, 0)", "movie_id is at least 1", "(movielens_id=14, movie_id=0)"),
    Broken("person", "person_id, person_name", "(NULL, 'x')", "person_id is never null", "(person_id=None)"),
    Broken("person", "person_id, person_name", "(7, 'x'), (7, 'y')", "every person_id stands once", "(person_id=7)"),
    Broken("person", "person_id", "(8)", "person_name is never null", "(person_id=8, person_name=None)"),
    Broken("person", "person_id, person_name", "(9, '')", "person_name has at least 1 character", "(person_id=9"),
    Broken(
        "movie_cast",
        "movie_id, credit_id, person_id",
        "(NULL, 'c', 500)",
        "movie_id is never null",
        "(movie_id=None, credit_id=c)",
    ),
    Broken(
        "movie_cast",
        "movie_id, credit_id, person_id",
        "(2, 'd', 500), (2, 'd', 501)",
        "every pair of movie_id and credit_id stands once",
        "(movie_id=2, credit_id=d, times=2)",
    ),
    Broken(
        "movie_cast",
        "movie_id, credit_id, person_id",
        "(2, 'e', 999)",
        "every person_id is a row of person",
        "(movie_id=2, credit_id=e, person_id=999)",
    ),
    Broken(
        "ratings",
        "user_id, {movie}, rating, rated_at",
        "(NULL, 1, 3, now()), (0, 1, 3, now())",
        EVERY_RATING,
        "(problem=user_id is missing or below 1, rows_with_it=2, user_id=0, {movie}=1, rating=3.0, rated_at=",
    ),
    Broken(
        "ratings",
        "user_id, {movie}, rating, rated_at",
        "(20, NULL, 3, now()), (21, 0, 3, now())",
        EVERY_RATING,
        "(problem={movie} is missing or below 1, rows_with_it=2, user_id=20, {movie}=None, rating=3.0, rated_at=",
    ),
    Broken(
        "ratings",
        "user_id, {movie}, rating, rated_at",
        "(23, 1, 0, now()), (24, 1, 3.7, now()), (25, 1, 5.5, now()), (26, 1, NULL, now())",
        EVERY_RATING,
        "(problem=rating is missing or not 0.5 to 5 stars in halves, rows_with_it=4, user_id=23, {movie}=1, rating=0.0, rated_at=",
    ),
    Broken(
        "ratings",
        "user_id, {movie}, rating, rated_at",
        "(27, 1, 3, '1970-01-20 00:00Z'), (28, 1, 3, now() + INTERVAL '2 days'), (29, 1, 3, NULL)",
        EVERY_RATING,
        "(problem=rated_at is missing, before 1990 or after today, rows_with_it=3, user_id=27, {movie}=1, rating=3.0, rated_at=1970-01-20",
    ),
]
IN_STAGING = [
    *IN_BOTH,
    Broken(
        "movie_genre",
        "movie_id, genre_id",
        "(1, NULL)",
        "a movie with a row without genre_id has no other row",
        "(movie_id=1, rows_of_movie=",
    ),
    Broken(
        "movie_cast",
        "movie_id, credit_id, person_id",
        "(2, 'f', NULL), (2, NULL, 500)",
        "credit_id and person_id are both there or both missing",
        "(movie_id=2, credit_id=f, person_id=None); (movie_id=2, credit_id=None, person_id=500)",
    ),
    Broken(
        "movie_cast",
        "movie_id",
        "(1)",
        "a movie with a row without credit_id has no other row",
        "(movie_id=1, rows_of_movie=3)",
    ),
]
IN_WAREHOUSE = [
    *IN_BOTH,
    Broken("movie_genre", "movie_id", "(1)", "genre_id is never null", "(movie_id=1, genre_id=None)"),
    Broken(
        "movie_cast",
        "movie_id, person_id",
        "(1, 500)",
        "credit_id is never null",
        "(movie_id=1, credit_id=None)",
    ),
    Broken("movie_cast", "movie_id, credit_id", "(1, 'g')", "person_id is never null", "(movie_id=1, credit_id=g,"),
    Broken(
        "movie_cast",
        "movie_id, credit_id, person_id",
        "(999, 'h', 500)",
        "every movie_id is a row of movies",
        "(movie_id=999, credit_id=h)",
    ),
    Broken(
        "ratings",
        "user_id, movie_id, rating, rated_at",
        "(30, 999, 3, now())",
        "the ratings of every movie, which is a row of movies, are those that marts.rating_totals has added up",
        "(movie_id=999, ratings=1, added_up=None, row_of_movies=None)",
    ),
    Broken(
        "ratings",
        "user_id, movie_id, rating, rated_at",
        "(1, 1, 0.5, now())",
        "the ratings of every movie, which is a row of movies, are those that marts.rating_totals has added up",
        "(movie_id=1, ratings=11, added_up=1, row_of_movies=1)",
    ),
]
ACCOUNTS = {"links": (90, 0), "ratings": (94, 6)}
"""Rows staged and quarantined, of 100 rows read: ten of links are lost, six of ratings are unusable."""


def with_movie(broken: Broken, area: Area) -> Broken:
    """Give the movie of a rating its column's name."""
    movie = "movielens_id" if area == Area.STAGING else "movie_id"
    return Broken(*(part.replace("{movie}", movie) for part in broken))


STAGING_CASES = [with_movie(broken, Area.STAGING) for broken in IN_STAGING]
WAREHOUSE_CASES = [with_movie(broken, Area.WAREHOUSE) for broken in IN_WAREHOUSE]


def inserts(cases: list[Broken], area: Area) -> str:
    return "".join(f"INSERT INTO {area.schema}.{b.table} ({b.columns}) VALUES {b.rows};\n" for b in cases)


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
    url = new_warehouse(postgres_url, GOOD_STAGING + inserts(STAGING_CASES, Area.STAGING))
    for table in TABLES:
        staged, quarantined = ACCOUNTS.get(table, (100, 0))
        account(url, table, staged=staged, quarantined=quarantined)
    return staging_failures_of(url, report_dir)


@pytest.fixture(scope="module")
def warehouse_failures(postgres_url: str, report_dir: Path) -> list[str]:
    url = new_warehouse(postgres_url, GOOD_WAREHOUSE + inserts(WAREHOUSE_CASES, Area.WAREHOUSE))
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
def test_a_broken_rule_of_staging_is_reported_with_its_rows(broken: Broken, staging_failures: list[str]) -> None:
    assert_reported(staging_failures, f"staging.{broken.table}", broken.rule, broken.sample)


@pytest.mark.parametrize(
    ("rule", "sample"),
    [
        (
            "at most the share MOVIELYTICS_MAX_QUARANTINED_SHARE of a table's delivered rows is unusable (at most 0.05)",
            "1 violation in 9 rows: (table_name=ratings, rows_read=100, rows_unusable=6, unusable_share=0.06)",
        ),
        (
            "rows read = staged + superseded + quarantined, in every file",
            "1 violation in 9 rows: (table_name=links, rows_read=100, rows_unusable=0, rows_unaccounted=10)",
        ),
    ],
)
def test_accounts_that_break_a_rule_are_reported(rule: str, sample: str, staging_failures: list[str]) -> None:
    assert_reported(staging_failures, "audit.loads", rule, sample)


@pytest.mark.parametrize("broken", WAREHOUSE_CASES, ids=lambda b: f"{b.table}: {b.rule} {b.sample[:30]}")
def test_a_broken_rule_of_the_warehouse_is_reported_with_its_rows(broken: Broken, warehouse_failures: list[str]) -> None:
    assert_reported(warehouse_failures, f"movies.{broken.table}", broken.rule, broken.sample)


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("movies", "it has at least 1 row; the table is empty"),
        ("movie_genre", "it has at least 1 row; the table is empty"),
        ("cpi", "it has at least 1 row; the table is empty"),
        ("links", "it has at least 1 row; the table is empty"),
        ("ratings", "it has at least 1 row; 1 violation: (found=0)"),
        ("movie_cast", "it has at least 1 row; the table is empty"),
        ("genre", "not empty where at least 100 movies were delivered; the table is empty; movies_delivered=100"),
        ("date", "not empty where at least 100 movies were delivered; the table is empty; movies_delivered=100"),
        ("person", "not empty where the casts of at least 100 movies were delivered; the table is empty"),
    ],
)
def test_an_empty_staging_table_is_reported(table: str, rule: str, empty_staging_failures: list[str]) -> None:
    assert_reported(empty_staging_failures, f"staging.{table}", rule, "")


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("movies", "it has at least 1 row; the table is empty"),
        ("cpi", "it has at least 1 row; the table is empty"),
        ("links", "it has at least 1 row; the table is empty"),
        ("ratings", "it has at least 1 row; 1 violation: (found=0)"),
        ("genre", "not empty where there are at least 100 movies; the table is empty; movies=100"),
        ("movie_genre", "not empty where there are at least 100 movies; the table is empty; movies=100"),
        ("date", "not empty where there are at least 100 movies; the table is empty; movies=100"),
    ],
)
def test_an_empty_table_of_the_warehouse_is_reported(table: str, rule: str, empty_warehouse_failures: list[str]) -> None:
    assert_reported(empty_warehouse_failures, f"movies.{table}", rule, "")


@pytest.mark.parametrize("table", ["person", "movie_cast"])
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
