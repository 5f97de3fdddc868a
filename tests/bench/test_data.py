"""Files derived from a delivery, compared with what the pipeline itself stages."""

import csv
from pathlib import Path

import pytest

from bench import data
from bench.ways import psql
from movielytics import steps
from support.harness import Pipeline
from support.rows import ratings_csv


def test_clean_ratings_are_those_that_the_pipeline_stages(pipeline: Pipeline, tmp_path: Path) -> None:
    full = data.deliver(pipeline.landing, 0.05)
    clean = tmp_path / "clean.csv"
    count = data.write_clean(full.ratings, clean)

    steps.stage("ratings", "one")

    staged = pipeline.rows(
        "SELECT user_id, movielens_id, rating, EXTRACT(EPOCH FROM rated_at)::BIGINT FROM staging.ratings"
    )
    with clean.open() as lines:
        rows = list(csv.reader(lines))[1:]
    assert len(rows) == count
    assert sorted((int(user), int(movie), float(stars), int(second)) for user, movie, stars, second in rows) == sorted(
        (user, movie, float(stars), second) for user, movie, stars, second in staged
    )


def test_clean_ratings_keep_the_last_valid_row_per_key(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(ratings_csv((1, 5, "3.0"), (1, 6, "4.0"), (1, 5, "2.5"), (1, 5, "5.7")) + "2,5,4.0\r\n")
    assert data.write_clean(file, tmp_path / "clean.csv") == 2
    assert (tmp_path / "clean.csv").read_text().split()[1:] == ["1,6,4.0,1000000000", "1,5,2.5,1000000000"]


def test_parts_hold_the_clean_ratings_in_both_formats(pipeline: Pipeline, tmp_path: Path) -> None:
    clean = tmp_path / "clean.csv"
    count = data.write_clean(data.deliver(pipeline.landing, 0.05).ratings, clean)

    for format_, parts in zip(psql.FORMATS, data.write_parts(clean, 2), strict=True):
        psql.load(pipeline.url, parts, format_)
        moment = "EXTRACT(EPOCH FROM rated_at)::BIGINT" if format_ == "binary" else "rated_at"
        rows = pipeline.rows(
            f"SELECT user_id, movielens_id, rating, {moment} FROM ratings_0 UNION ALL"
            f" SELECT user_id, movielens_id, rating, {moment} FROM ratings_1"
        )
        pipeline.execute("DROP TABLE ratings_0, ratings_1")
        assert len(rows) == count
        assert {f"{user},{movie},{stars:.1f},{second}" for user, movie, stars, second in rows} == set(
            clean.read_text().split()[1:]
        )


def test_shuffled_ratings_are_the_same_in_another_order(tmp_path: Path) -> None:
    full = data.deliver(tmp_path / "full", 0.01)
    shuffled = data.shuffle(full, tmp_path / "shuffled")
    before, after = (one.ratings.read_text().splitlines() for one in (full, shuffled))
    assert before != after
    assert before[0] == after[0]
    assert sorted(before) == sorted(after)


def test_changes_are_one_percent_new_or_changed_ratings(tmp_path: Path) -> None:
    clean, out = tmp_path / "clean.csv", tmp_path / "changes.csv"
    clean.write_text(
        "userId,movieId,rating,timestamp\n" + "".join(f"{n // 10 + 1},{n},3.0,1000000000\n" for n in range(2_000))
    )

    assert data.write_changes(clean, out) == 20

    known = {(n // 10 + 1, n) for n in range(2_000)}
    rows = list(csv.DictReader(out.open()))
    pairs = {(int(row["userId"]), int(row["movieId"])) for row in rows}
    assert len(pairs) == 20
    assert len(pairs & known) == 10
    assert {row["rating"] for row in rows if (int(row["userId"]), int(row["movieId"])) in known} == {"2.5"}


@pytest.mark.parametrize(("wanted", "found"), [(2, 2), (9, 3)])
def test_head_has_the_header_and_at_most_the_wanted_rows(wanted: int, found: int, tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(ratings_csv((1, 5, "3.0"), (1, 6, "4.0"), (2, 5, "2.5")))
    assert data.head(file, wanted, tmp_path / "head.csv") == found
    assert (tmp_path / "head.csv").read_text().count("\n") == found + 1
