"""Whatever is delivered in whichever files, every row is counted and the warehouse holds what the rules say."""

import csv
import io
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movielytics import steps
from support.harness import Pipeline
from support.rows import links_csv, ratings_csv

TABLES = ("ratings", "links")
users = st.integers(1, 3)
movielens_ids = st.integers(1, 3)
good = st.tuples(users, movielens_ids, st.integers(1, 10).map(lambda halves: halves / 2), st.integers(10**9, 10**9 + 5))
bad = st.sampled_from([("x", 1, 1.0), (1, 1, 9.5), (1, "", 1.0), (1, 1, 1.0, "never"), (1, 1), ("1,2,3,4,5", '"', 1.0)])
delivery = st.lists(st.lists(good | bad, max_size=6), min_size=1, max_size=3)


def expected(files: list[list[tuple]]) -> dict[tuple[int, int], Decimal]:  # type: ignore[type-arg]
    """Return what the rules say: the later row wins; only complete rows count."""
    kept = {}
    for rows in files:
        for row in csv.reader(io.StringIO(ratings_csv(*rows))):
            try:
                user, movie, rating, time = (int(row[0]), int(row[1]), Decimal(row[2]), int(row[3]))
            except (ValueError, ArithmeticError, IndexError):
                continue
            if len(row) == 4 and rating in {Decimal(half) / 2 for half in range(1, 11)} and time:
                kept[user, movie] = rating
    return kept


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(delivery)
def test_every_row_ends_in_exactly_one_place(pipeline: Pipeline, files: list[list[tuple]]) -> None:  # type: ignore[type-arg]
    pipeline.execute("TRUNCATE audit.loads; TRUNCATE quarantine.rejected_rows")
    for old in pipeline.landing.glob("ratings/*"):
        old.unlink()
    pipeline.deliver("links.csv", links_csv((1, 1)))
    for number, rows in enumerate(files):
        pipeline.deliver(f"ratings/{number}.csv", ratings_csv(*rows))
    steps.stage("ratings", "run")

    delivered = sum(len(rows) for rows in files)
    account = pipeline.rows(
        "SELECT SUM(rows_read)::INT, SUM(rows_staged + rows_superseded + rows_quarantined)::INT,"
        " SUM(rows_quarantined)::INT FROM audit.loads WHERE table_name = 'ratings'"
    )
    staged = {
        (user, movie): rating
        for user, movie, rating in pipeline.rows("SELECT user_id, movielens_id, rating FROM staging.ratings")
    }
    assert account[0][:2] == (delivered, delivered)
    assert pipeline.rows("SELECT COUNT(*) FROM quarantine.rows") == [(account[0][2],)]
    assert staged == expected(files)
    assert pipeline.rows("SELECT COUNT(*) FROM staging.ratings") == [(len(staged),)]
