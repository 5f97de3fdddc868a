"""An empty warehouse filled from the landing zone equals the old one under two conditions (docs/operations.md)."""

from typing import Any

import pytest

from movielytics.warehouse.content import content_hashes
from support.deliveries import Warehouse
from support.harness import Pipeline
from support.rows import cpi_csv, csv_text, links_csv, movie, movies_csv, ratings_csv

CREDITS = ["cast", "crew", "id"]
INDEXES = "SELECT month::TEXT, price_index::INT FROM movies.cpi ORDER BY month"
WAITING = "SELECT user_id, movielens_id, rating::FLOAT FROM waiting.ratings ORDER BY 1, 2"


def cast(person: int, name: str) -> str:
    return repr([{"credit_id": "a", "id": person, "name": name, "character": "Self", "gender": 1, "order": 0}])


def rebuild(pipeline: Pipeline, loads: str) -> None:
    """Fill the warehouse in one run, after it has been emptied."""
    Warehouse(pipeline.url, pipeline.direct_url).clear()
    pipeline.run("rebuilt", loads)


@pytest.fixture
def pipeline(postgres_pipeline: Pipeline) -> Pipeline:
    """One kind of warehouse is enough: the tests are about the order in which files are loaded."""
    return postgres_pipeline


def test_a_rebuilt_warehouse_equals_the_old_one(pipeline: Pipeline) -> None:
    """File names sort in delivery order, and the one file that was replaced has all rows of the older one."""
    loads = "movies ratings cpi credits"
    pipeline.deliver("movies_metadata/1.csv", movies_csv(movie(1), movie(2, "Working Title")))
    pipeline.deliver("links/1.csv", links_csv((10, 1), (11, 1), (20, 2), (30, 3)))
    pipeline.deliver(
        "ratings/1.csv", ratings_csv((1, 10, 4, 1_000_000_005), (1, 11, 3), (1, 20, 2), (2, 30, 1), (2, 40, 1))
    )
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100")))
    pipeline.deliver("credits/1.csv", csv_text(CREDITS, [[cast(7, "Ann"), "[]", 1], [cast(8, "Bo"), "[]", 3]]))
    pipeline.run("one", loads)
    pipeline.deliver("movies_metadata/2.csv", movies_csv(movie(2, "Title"), movie(3)))
    pipeline.deliver("links/2.csv", links_csv((11, 2), (20, 1)))
    pipeline.deliver("ratings/2.csv", ratings_csv((1, 20, 5), (2, 40, 2)))
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "101"), ("2000-02-01", "102")))
    pipeline.deliver("credits/2.csv", csv_text(CREDITS, [[cast(7, "Anna"), "[]", 2]]))
    pipeline.run("two", loads)
    before = content_hashes(pipeline.url), pipeline.rows(WAITING)
    assert before[1] == [(2, 40, 2.0)]
    rebuild(pipeline, loads)
    assert (content_hashes(pipeline.url), pipeline.rows(WAITING)) == before


@pytest.mark.parametrize(
    ("deliveries", "published", "rebuilt"),
    [
        pytest.param(
            [("cpi/b.csv", cpi_csv(("2000-01-01", "100"))), ("cpi/a.csv", cpi_csv(("2000-01-01", "200")))],
            [("2000-01-01", 200)],
            [("2000-01-01", 100)],
            id="the file that was delivered last is not the last by name",
        ),
        pytest.param(
            [
                ("cpi.csv", cpi_csv(("2000-01-01", "100"), ("2000-02-01", "101"))),
                ("cpi.csv", cpi_csv(("2000-02-01", "102"))),
            ],
            [("2000-01-01", 100), ("2000-02-01", 102)],
            [("2000-02-01", 102)],
            id="a file was replaced by one that lacks a row",
        ),
    ],
)
def test_a_rebuilt_warehouse_differs_if_a_condition_fails(
    deliveries: list[tuple[str, str]], published: list[Any], rebuilt: list[Any], pipeline: Pipeline
) -> None:
    for number, (path, content) in enumerate(deliveries):
        pipeline.deliver(path, content)
        pipeline.run(f"run {number}", "cpi")
    assert pipeline.rows(INDEXES) == published
    rebuild(pipeline, "cpi")
    assert pipeline.rows(INDEXES) == rebuilt
