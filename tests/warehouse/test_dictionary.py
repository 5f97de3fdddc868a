"""The data dictionary describes everything that people read, names real sources, and is stored in the warehouse."""

import os

import pytest

import data_dictionary
from movielytics.landing.datasets import DATASETS
from movielytics.tables import TABLES
from movielytics.warehouse.ddl import tables_in
from movielytics.warehouse.dictionary import Column, Relation, relations, traced
from movielytics.warehouse.migrate import migrate
from support.harness import Pipeline

COLUMNS = [
    pytest.param(relation, column, id=f"{relation.qualified}.{column.name}")
    for relation in traced()
    for column in relation.columns
]
KNOWN = {
    *(f"{dataset.name}.{column}" for dataset in DATASETS.values() for column in dataset.columns),
    *(relation.qualified for relation in relations()),
    *(f"{relation.qualified}.{column.name}" for relation in relations() for column in relation.columns),
}


@pytest.mark.parametrize(("relation", "column"), COLUMNS)
def test_a_column_has_a_description_and_real_sources(relation: Relation, column: Column) -> None:
    assert relation.text
    assert column.text
    assert set(column.sources) <= KNOWN


@pytest.mark.parametrize("folder", TABLES)
def test_a_column_says_what_null_means(folder: str) -> None:
    columns = [column for table in tables_in(folder) if table.schema == "movies" for column in table.columns]
    assert [column.name for column in columns if not column.not_null and "null" not in column.comment] == []


def test_the_sources_of_a_mart_follow_from_its_sql() -> None:
    found = {f"{one.qualified}.{column.name}": column.sources for one in traced() for column in one.columns}
    assert found["marts.revenue_by_month.median_revenue"] == ("movies.movies.revenue",)
    assert found["marts.genre_earnings.revenue_today"] == ("movies.cpi.price_index", "movies.movies.revenue")
    assert found["marts.revenue_by_month.movies"] == ("movies.date", "movies.movies")


def test_the_warehouse_stores_every_description(postgres_pipeline: Pipeline) -> None:
    relations_ = [(one.qualified, one.text) for one in relations()]
    columns = [(one.qualified, column.name, column.comment) for one in relations() for column in one.columns]
    for relation, text in relations_:
        assert postgres_pipeline.rows(f"SELECT OBJ_DESCRIPTION('{relation}'::REGCLASS)") == [(text,)]
    for relation, column, text in columns:
        assert postgres_pipeline.rows(
            f"SELECT COL_DESCRIPTION(attrelid, attnum) FROM pg_attribute"
            f" WHERE attrelid = '{relation}'::REGCLASS AND attname = '{column}'"
        ) == [(text,)]


def test_the_dictionary_covers_all_that_the_warehouse_has(postgres_pipeline: Pipeline) -> None:
    found = postgres_pipeline.rows(
        "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
        " WHERE table_schema IN ('movies', 'marts', 'audit', 'quarantine')"
    )
    assert set(found) == {(one.qualified, column.name) for one in relations() for column in one.columns}


def test_a_migration_writes_a_changed_comment_again(postgres_pipeline: Pipeline) -> None:
    postgres_pipeline.execute("COMMENT ON COLUMN movies.movies.title IS 'something else'")
    postgres_pipeline.execute("COMMENT ON VIEW marts.popular_genres IS NULL")
    migrate(postgres_pipeline.url)
    assert postgres_pipeline.rows(
        "SELECT COL_DESCRIPTION(attrelid, attnum) FROM pg_attribute"
        " WHERE attrelid = 'movies.movies'::REGCLASS AND attname = 'title'"
    ) == [("Title in English [movies_metadata.title]",)]
    assert postgres_pipeline.rows("SELECT OBJ_DESCRIPTION('marts.popular_genres'::REGCLASS) IS NOT NULL") == [(True,)]


def test_the_page_is_generated_from_the_warehouse(postgres_pipeline: Pipeline) -> None:
    page = data_dictionary.render(postgres_pipeline.url)
    if "MOVIELYTICS_RENEW_GOLDEN" in os.environ:
        data_dictionary.PAGE.write_text(page)
    assert data_dictionary.PAGE.read_text() == page
