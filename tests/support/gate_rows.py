"""Good rows of every table, and rows that break the rules of the suites, at least one of each."""

from functools import reduce
from typing import NamedTuple

from movielytics.gate.suites import Area

GOOD_ROWS = """
INSERT INTO {schema}.movies (movie_id, title, release_date, budget, revenue, vote_average, vote_count, popularity)
VALUES
    (1, 'One', '2000-01-01', 0, 12, 7.5, 10, 1.5),
    (2, 'It''s {{ two', '1874-12-09', NULL, NULL, 0, 0, 0),
    (3, 'No genre, no date', NULL, 5, 0, 10, NULL, NULL);
INSERT INTO {schema}.date (release_date, day, week, month, quarter, year)
VALUES
    ('2000-01-01', 1, 52, 1, 1, 2000),
    ('1874-12-09', 9, 50, 12, 4, 1874);
INSERT INTO {schema}.genre (genre_id, genre_name) VALUES (18, 'Drama'), (35, 'Comedy');
INSERT INTO {schema}.cpi (month, price_index) VALUES ('1999-01-01', 102.7), ('1999-02-01', 103.7);
INSERT INTO {schema}.links (movielens_id, imdb_id, movie_id) VALUES (11, '1', 1), (12, NULL, NULL), (22, '2', 2);
INSERT INTO {schema}.movie_genre (movie_id, genre_id) VALUES (1, 18), (1, 35), (2, 18);
INSERT INTO {schema}.person (person_id, person_name) VALUES (500, 'Ann'), (501, 'Ben');
INSERT INTO {schema}.movie_cast (movie_id, credit_id, person_id) VALUES (1, 'a', 500), (1, 'b', 501), (2, 'a', 500);
"""
GOOD_STAGING = (
    GOOD_ROWS.format(schema="staging")
    + """
INSERT INTO staging.ratings (user_id, movielens_id, rating, rated_at)
VALUES (1, 11, 0.5, '1996-01-01'), (1, 12, 5.0, now());
INSERT INTO staging.movie_genre (movie_id, genre_id) VALUES (3, NULL);
INSERT INTO staging.movie_cast (movie_id, credit_id, person_id) VALUES (3, NULL, NULL);
"""
)
GOOD_WAREHOUSE = (
    GOOD_ROWS.format(schema="movies")
    + """
INSERT INTO movies.ratings (user_id, movie_id, movielens_id, rating, rated_at)
VALUES (1, 1, 11, 0.5, '1996-01-01'), (1, 2, 22, 5.0, now());
INSERT INTO marts.rating_totals (movie_id, ratings, rating_sum) VALUES (1, 1, 0.5), (2, 1, 5);
"""
)


class Broken(NamedTuple):
    """Rows that break a rule of a table: ``INSERT INTO table (columns) VALUES rows``, the rule and the sample."""

    table: str
    columns: str
    rows: str
    rule: str
    sample: str


EVERY_RATING = (
    "every rating names its {names}, has half a star to five stars, "
    "and was given between 1990 and today; {violations} violations"
)
OF_ITS_MOVIE = "every rating belongs to the movie of its link, and marts.rating_totals has the number and the sum"
IN_BOTH = [
    Broken("movies", "movie_id, title", "(NULL, 'x')", "movie_id is never null", "(movie_id=None)"),
    Broken("movies", "movie_id, title", "(100, 'x'), (100, 'y')", "every movie_id is unique", "(movie_id=100)"),
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
    Broken(
        "movies", "movie_id, title, revenue", "(106, 'x', -1)", "revenue is at least 0", "(movie_id=106, revenue=-1)"
    ),
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
    Broken("genre", "genre_id, genre_name", "(7, 'x'), (7, 'y')", "every genre_id is unique", "(genre_id=7)"),
    Broken("genre", "genre_id, genre_name", "(8, NULL)", "genre_name is never null", "(genre_id=8, genre_name=None)"),
    Broken(
        "genre", "genre_id, genre_name", "(9, '')", "genre_name has at least 1 character", "(genre_id=9, genre_name=)"
    ),
    Broken("movie_genre", "movie_id, genre_id", "(NULL, 18)", "movie_id is never null", "(movie_id=None, genre_id=18)"),
    Broken(
        "movie_genre",
        "movie_id, genre_id",
        "(2, 35), (2, 35)",
        "every pair of movie_id and genre_id is unique",
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
        "every release_date is unique",
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
    Broken("cpi", "month, price_index", "('2000-01-01', 1), ('2000-01-01', 2)", "every month is unique", "2000-01-01"),
    Broken("cpi", "month, price_index", "('2150-01-01', 1)", "month is from 1913-01-01 to 20", "(month=2150-01-01)"),
    Broken("cpi", "month, price_index", "('2000-02-02', 1)", "every month is given as its first day", "2000-02-02"),
    Broken("cpi", "month", "('2000-03-01')", "price_index is never null", "(month=2000-03-01, price_index=None)"),
    Broken("cpi", "month, price_index", "('2000-04-01', 0)", "price_index is more than 0", "price_index=0.0)"),
    Broken("links", "movielens_id", "(NULL)", "movielens_id is never null", "(movielens_id=None)"),
    Broken("links", "movielens_id", "(13), (13)", "every movielens_id is unique", "(movielens_id=13)"),
    Broken("links", "movielens_id", "(-1)", "movielens_id is at least 1", "(movielens_id=-1)"),
    Broken("links", "movielens_id, movie_id", "(14, 0)", "movie_id is at least 1", "(movielens_id=14, movie_id=0)"),
    Broken("person", "person_id, person_name", "(NULL, 'x')", "person_id is never null", "(person_id=None)"),
    Broken("person", "person_id, person_name", "(7, 'x'), (7, 'y')", "every person_id is unique", "(person_id=7)"),
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
        "every pair of movie_id and credit_id is unique",
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
        "(problem=user_id is missing or below 1, rows_with_it=2, user_id=0, {movie}=1, ",
    ),
    Broken(
        "ratings",
        "user_id, {movie}, rating, rated_at",
        "(20, NULL, 3, now()), (21, 0, 3, now())",
        EVERY_RATING,
        "(problem={movie} is missing or below 1, rows_with_it=2, user_id=20, {movie}=None, ",
    ),
    Broken(
        "ratings",
        "user_id, {movie}, rating, rated_at",
        "(23, 1, 0, now()), (24, 1, 3.7, now()), (25, 1, 5.5, now()), (26, 1, NULL, now())",
        EVERY_RATING,
        "(problem=rating is missing or not 0.5 to 5 stars in halves, rows_with_it=4, user_id=23, {movie}=1, ",
    ),
    Broken(
        "ratings",
        "user_id, {movie}, rating, rated_at",
        "(27, 1, 3, '1970-01-20 00:00Z'), (28, 1, 3, now() + INTERVAL '2 days'), (29, 1, 3, NULL)",
        EVERY_RATING,
        "(problem=rated_at is missing, before 1990 or after today, rows_with_it=3, user_id=27, {movie}=1, ",
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
        "user_id, movie_id, movielens_id, rating, rated_at",
        "(30, 999, 55, 3, now())",
        OF_ITS_MOVIE,
        "(problem=the movie has either no ratings or no totals, movie_id=999, "
        "movielens_id=55, movie_of_link=None, ratings=1, ",
    ),
    Broken(
        "ratings",
        "user_id, movie_id, movielens_id, rating, rated_at",
        "(1, 2, 22, 0.5, now())",
        OF_ITS_MOVIE,
        "(problem=the totals differ, movie_id=2, movielens_id=22, movie_of_link=2, ratings=2, ratings_in_totals=1, "
        "rating_sum=5.5, rating_sum_in_totals=5",
    ),
    Broken(
        "ratings",
        "user_id, movie_id, movielens_id, rating, rated_at",
        "(32, 1, NULL, 3, now())",
        EVERY_RATING,
        "(problem=movielens_id is missing or below 1, rows_with_it=1, user_id=32, movie_id=1, "
        "movielens_id=None, rating=3.0, rated_at=",
    ),
    Broken(
        "ratings",
        "user_id, movie_id, movielens_id, rating, rated_at",
        "(31, 2, 11, 3, now())",
        OF_ITS_MOVIE,
        "(problem=the ratings of one MovieLens id belong to several movies, movie_id=1, "
        "movielens_id=11, movie_of_link=1, ",
    ),
]

EMPTY_STAGING = [
    ("movies", "it has at least 1 row; the table is empty"),
    ("movie_genre", "it has at least 1 row; the table is empty"),
    ("cpi", "it has at least 1 row; the table is empty"),
    ("links", "it has at least 1 row; the table is empty"),
    ("ratings", "it has at least 1 row; 1 violation: (found=0)"),
    ("movie_cast", "it has at least 1 row; the table is empty"),
    ("genre", "not empty where at least 100 movies were delivered; the table is empty; movies_delivered=100"),
    ("date", "not empty where at least 100 movies were delivered; the table is empty; movies_delivered=100"),
    ("person", "not empty where the casts of at least 100 movies were delivered; the table is empty"),
]
"""What the gate reports of an empty staging table: the table and the rule."""
EMPTY_WAREHOUSE = [
    ("movies", "it has at least 1 row; the table is empty"),
    ("cpi", "it has at least 1 row; the table is empty"),
    ("links", "it has at least 1 row; the table is empty"),
    ("ratings", "it has at least 1 row; 1 violation: (found=0)"),
    ("genre", "not empty where there are at least 100 movies; the table is empty; movies=100"),
    ("movie_genre", "not empty where there are at least 100 movies; the table is empty; movies=100"),
    ("date", "not empty where there are at least 100 movies; the table is empty; movies=100"),
]
"""The same of the warehouse."""


def with_movie(broken: Broken, area: Area) -> Broken:
    """Fill in how the area names the movie of a rating, and how many ratings break their rule in it."""
    if area == Area.STAGING:
        words = {"movie": "movielens_id", "names": "user and movie", "violations": "11"}
    else:
        words = {"movie": "movie_id", "names": "user, movie and MovieLens id", "violations": "12"}
    return Broken(
        *(reduce(lambda text, word: text.replace(f"{{{word}}}", words[word]), words, part) for part in broken)
    )


STAGING_CASES = [with_movie(broken, Area.STAGING) for broken in IN_STAGING]
WAREHOUSE_CASES = [with_movie(broken, Area.WAREHOUSE) for broken in IN_WAREHOUSE]


def inserts(cases: list[Broken], area: Area) -> str:
    return "".join(f"INSERT INTO {area.schema}.{b.table} ({b.columns}) VALUES {b.rows};\n" for b in cases)
