"""Queries over text, clean rows and the star schema give the marts' answers, from files with every kind of bad row."""

import time

import psycopg2
import pytest

from bench.data import deliver
from bench.marts import compare, deliveries, questions
from bench.marts.latency import CLIENTS, Clients
from bench.results import IDLE
from support.harness import Pipeline
from support.rows import movie, movies_csv


def test_all_schemas_and_marts_return_the_same_answers(pipeline: Pipeline) -> None:
    delivery = deliver(pipeline.landing, 0.3)
    without_genres = movies_csv(movie(999_999, genres="", revenue="987654321")).splitlines(keepends=True)[1]
    with (delivery.folder / "movies_metadata.csv").open("a") as movies:
        movies.write(without_genres)
    pipeline.run()
    deliveries.load(pipeline.url, delivery)
    questions.clean(pipeline.url)

    found = compare.compare(pipeline.url, 1)

    assert [times.mart for times in found] == questions.MARTS
    assert [times.mart for times in found if not times.equal] == []
    assert all(times.rows for times in found)


def test_differing_answers_are_detected(pipeline: Pipeline) -> None:
    delivery = deliver(pipeline.landing, 0.05)
    pipeline.run()
    deliveries.load(pipeline.url, delivery)
    questions.clean(pipeline.url)
    pipeline.execute("UPDATE marts.rating_totals SET ratings = ratings + 1, rating_sum = rating_sum + 5")

    found = {times.mart: times.equal for times in compare.compare(pipeline.url, 1)}

    assert not found["popular_genres"]
    assert found["revenue_by_month"]


def test_clients_measure_every_mart(pipeline: Pipeline) -> None:
    deliver(pipeline.landing, 0.05)
    pipeline.run()

    with Clients(pipeline.url) as clients:
        time.sleep(3)

    found = clients.latencies(IDLE)
    assert [one.mart for one in found] == questions.MARTS
    assert all(0 < one.p50 <= one.p99 for one in found)
    assert sum(one.queries for one in found) > CLIENTS


def test_an_error_of_a_client_is_raised(pipeline: Pipeline) -> None:
    pipeline.execute("DROP VIEW marts.popular_genres")
    with pytest.raises(psycopg2.errors.UndefinedTable), Clients(pipeline.url):
        time.sleep(1)
