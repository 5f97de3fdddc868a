"""Tools that read foreign keys find those of the star schema, and no upsert is slower or in another order for them."""

import pytest

from movielytics.tables import TABLES
from movielytics.warehouse import ddl
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.engine import engine_of
from movielytics.warehouse.postgres import foreign_keys
from support.harness import Pipeline

DECLARED = """
    SELECT conrelid::REGCLASS::TEXT, confrelid::REGCLASS::TEXT, conenforced
    FROM pg_constraint WHERE contype = 'f' ORDER BY 1, 2
"""
WANTED = [
    ("movies.movie_cast", "movies.movies", False),
    ("movies.movie_cast", "movies.person", False),
    ("movies.movie_genre", "movies.genre", False),
    ("movies.movie_genre", "movies.movies", False),
    ("movies.movies", "movies.date", False),
    ("movies.ratings", "movies.movies", False),
]


def declare(pipeline: Pipeline) -> None:
    with transaction(pipeline.url) as cursor:
        engine_of(pipeline.url).declare_foreign_keys(cursor)


def test_the_star_schema_has_foreign_keys_after_a_check(postgres_pipeline: Pipeline) -> None:
    assert postgres_pipeline.rows(DECLARED) == []
    for _ in range(2):
        declare(postgres_pipeline)
        assert sorted(postgres_pipeline.rows(DECLARED)) == WANTED


def test_declared_keys_block_no_upsert(postgres_pipeline: Pipeline) -> None:
    declare(postgres_pipeline)
    postgres_pipeline.execute("INSERT INTO movies.movie_genre (movie_id, genre_id) VALUES (1, 2)")
    postgres_pipeline.execute("INSERT INTO movies.movies (movie_id, title) VALUES (1, 'Later')")


def test_an_older_server_gets_none(postgres_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_keys, "FIRST_VERSION", 990000)
    declare(postgres_pipeline)
    assert postgres_pipeline.rows(DECLARED) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_key_is_declared(postgres_pipeline: Pipeline, table: str) -> None:
    declare(postgres_pipeline)
    for name in ddl.foreign_keys_in(table):
        postgres_pipeline.execute(f"ALTER TABLE movies.{table} DROP CONSTRAINT {name}")
    declare(postgres_pipeline)
    assert sorted(postgres_pipeline.rows(DECLARED)) == WANTED
