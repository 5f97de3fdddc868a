"""The queries and the ways to connect in docs/queries.md work for the role ``reader``."""

import re
from pathlib import Path

import psycopg2
import pytest
from markdown_it import MarkdownIt

from movielytics import steps
from movielytics.local import postgres
from movielytics.sample_data.generate import generate
from support.harness import Pipeline
from support.rendering import ROOT

PAGE = (ROOT / "docs" / "queries.md").read_text()
BLOCKS = [token for token in MarkdownIt().parse(PAGE) if token.type == "fence"]
QUERIES = [block.content for block in BLOCKS if block.info == "sql" and block.content.startswith("SELECT")]
PROGRAMS = [block.content for block in BLOCKS if block.info == "python"]


def test_every_question_has_a_query() -> None:
    assert len(QUERIES) == len(re.findall(r"^### .*\?$", PAGE, re.MULTILINE)) == 15


def test_all_queries_and_clients_work_for_the_reader(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(pipeline.landing, 0.3)
    pipeline.run()
    pipeline.execute("DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    steps.migrate("after the role")
    with psycopg2.connect(pipeline.url) as connection, connection.cursor() as cursor:
        cursor.execute("SET ROLE reader")
        for query in QUERIES:
            cursor.execute(query)
            assert cursor.fetchall(), query
    connection.close()

    pytest.importorskip("duckdb", reason="installed by `make bench`")
    monkeypatch.chdir(tmp_path)
    names = {"url": pipeline.url}
    for program in PROGRAMS:
        exec(program, names)
    assert (tmp_path / "popular_genres.parquet").stat().st_size


def test_the_reader_reads_and_nothing_else(tmp_path: Path) -> None:
    from movielytics.warehouse.migrate import migrate

    owner = postgres.start(tmp_path)
    try:
        migrate(owner)
        reader = postgres.shareable_url(tmp_path, "reader")
        assert "password" not in reader
        for statement in (
            "SELECT * FROM movies.movies",
            "SELECT * FROM movies.ratings",
            "SELECT * FROM marts.popular_genres",
            "SELECT * FROM marts.rating_totals",
        ):
            assert _outcome(reader, statement) == "works"
        for statement in (
            "SELECT * FROM audit.loads",
            "SELECT * FROM quarantine.rows",
            "SELECT * FROM staging.movies",
            "SELECT * FROM waiting.ratings",
            "INSERT INTO movies.genre VALUES (1, 'x')",
            "DELETE FROM movies.movies",
            "TRUNCATE movies.ratings",
            "CREATE TABLE movies.mine (a INTEGER)",
            "CREATE TABLE public.mine (a INTEGER)",
            "CREATE ROLE other",
        ):
            assert _outcome(reader, statement) == "InsufficientPrivilege", statement
        # What a later version creates can be read too.
        with psycopg2.connect(owner) as connection, connection.cursor() as cursor:
            cursor.execute("DROP VIEW marts.popular_genres")
        connection.close()
        migrate(owner)
        assert _outcome(reader, "SELECT * FROM marts.popular_genres") == "works"
    finally:
        postgres.stop(tmp_path)


def _outcome(url: str, statement: str) -> str:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except psycopg2.Error as error:
        return type(error).__name__
    else:
        return "works"
    finally:
        connection.close()
