"""Queries over the flat tables return the answers of the marts, from files with every kind of bad row."""

from bench.data import deliver
from bench.marts import compare, flat
from support.harness import Pipeline
from support.rows import movie, movies_csv


def test_flat_tables_and_marts_return_the_same_answers(pipeline: Pipeline) -> None:
    delivery = deliver(pipeline.landing, 0.3)
    without_genres = movies_csv(movie(999_999, genres="", revenue="987654321")).splitlines(keepends=True)[1]
    with (delivery.folder / "movies_metadata.csv").open("a") as movies:
        movies.write(without_genres)
    pipeline.run()
    flat.load(pipeline.url, delivery)

    found = compare.compare(pipeline.url, 1)

    assert [times.mart for times in found] == flat.MARTS
    assert [times.mart for times in found if not times.equal] == []
    assert all(times.rows for times in found)


def test_differing_answers_are_detected(pipeline: Pipeline) -> None:
    delivery = deliver(pipeline.landing, 0.05)
    pipeline.run()
    flat.load(pipeline.url, delivery)
    pipeline.execute("UPDATE marts.rating_totals SET ratings = ratings + 1, rating_sum = rating_sum + 5")

    found = {times.mart: times.equal for times in compare.compare(pipeline.url, 1)}

    assert not found["popular_genres"]
    assert found["revenue_by_month"]
