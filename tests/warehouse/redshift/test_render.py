"""PostgreSQL's statements as rendered for Redshift; what Redshift lacks is refused by name."""

import re
from pathlib import Path

import pytest
import sqlglot

from movielytics.tables import TABLES
from movielytics.warehouse import ddl
from movielytics.warehouse.redshift.physical import BY_MOVIE, LARGE, SMALL
from movielytics.warehouse.redshift.render import render

RENDERED = {
    "TEXT becomes the longest VARCHAR, timestamps have no zone": (
        "CREATE TABLE other.t (a TEXT NOT NULL, b TIMESTAMPTZ, raw TEXT)",
        ['CREATE TABLE other.t (a VARCHAR(65535) NOT NULL, b TIMESTAMP, "raw" VARCHAR(65535))'],
    ),
    "a table has its distribution and sort key": (
        "CREATE TABLE IF NOT EXISTS movies.ratings (user_id INTEGER, PRIMARY KEY (user_id))",
        [
            "CREATE TABLE IF NOT EXISTS movies.ratings (user_id INTEGER, PRIMARY KEY (user_id))"
            " DISTSTYLE KEY DISTKEY(movie_id) COMPOUND SORTKEY(movie_id, user_id)"
        ],
    ),
    "storage options of PostgreSQL are left out": (
        "CREATE UNLOGGED TABLE staging.t (a INTEGER) WITH (fillfactor = 90)",
        ["CREATE TABLE staging.t (a INTEGER) DISTSTYLE EVEN"],
    ),
    "a temporary table stays temporary": (
        "CREATE TEMPORARY TABLE t AS SELECT 1 AS a",
        ["CREATE TEMPORARY TABLE t AS SELECT 1 AS a"],
    ),
    "there are no indexes": ("CREATE INDEX IF NOT EXISTS i ON movies.t (a)", []),
    "there are no advisory locks": ("SELECT pg_advisory_xact_lock(%s)", []),
    "views bind late": (
        "CREATE OR REPLACE VIEW marts.v AS SELECT 1 AS a",
        ["CREATE OR REPLACE VIEW marts.v AS SELECT 1 AS a WITH NO SCHEMA BINDING"],
    ),
    "tables are locked, not rows": (
        "SELECT a FROM audit.attempts WHERE b = %s FOR UPDATE",
        ["LOCK audit.attempts", "SELECT a FROM audit.attempts WHERE b = %s"],
    ),
    "TRUNCATE, which commits, is a DELETE": ("TRUNCATE staging.t", ["DELETE FROM staging.t"]),
    "IS DISTINCT FROM is spelled out": (
        "SELECT CASE WHEN a IS DISTINCT FROM t.b THEN 1 END FROM t",
        [
            "SELECT CASE WHEN (a <> t.b OR (a IS NULL AND NOT t.b IS NULL)"
            " OR (NOT a IS NULL AND t.b IS NULL)) THEN 1 END FROM t"
        ],
    ),
    "IS NOT DISTINCT FROM is spelled out": (
        "SELECT 1 FROM t WHERE a IS NOT DISTINCT FROM b",
        ["SELECT 1 FROM t WHERE (a = b OR (a IS NULL AND b IS NULL))"],
    ),
    "the clock is the statement's": (
        "SELECT CLOCK_TIMESTAMP() AS now, %s::TEXT AS run",
        ["SELECT GETDATE() AS now, CAST(%s AS VARCHAR(65535)) AS run"],
    ),
    "CONCAT_WS becomes ||": (
        "SELECT CONCAT_WS(',', a, b) FROM t",
        ["SELECT (CAST(a AS VARCHAR(65535)) || ',' || CAST(b AS VARCHAR(65535))) FROM t"],
    ),
    "regular expressions are Perl's, backslashes are escaped": (
        r"SELECT REGEXP_REPLACE(a, 'it''s \d+', 'x', 'g') FROM t",
        [r"SELECT REGEXP_REPLACE(a, 'it''s \\d+', 'x', 1, 'p') FROM t"],
    ),
    "hexadecimal digits are a number": (
        "SELECT CAST(CAST('x' || LEFT(MD5(a), 15) AS BIT(60)) AS BIGINT) FROM t",
        ["SELECT CAST(STRTOL(LEFT(MD5(a), 15), 16) AS BIGINT) FROM t"],
    ),
    "an update from an outer join takes it from a query": (
        "UPDATE audit.t SET a = t.a + COALESCE(u.a, 0), b = s.b"
        " FROM s INNER JOIN v ON TRUE LEFT JOIN u ON v.c = u.c WHERE t.c = v.c",
        [
            "UPDATE audit.t SET a = t.a + COALESCE(joined.u_a, 0), b = joined.s_b"
            " FROM (SELECT u.a AS u_a, s.b AS s_b, v.c AS v_c FROM s"
            " INNER JOIN v ON TRUE LEFT JOIN u ON v.c = u.c) AS joined WHERE t.c = joined.v_c"
        ],
    ),
    "any other update stays as it is": (
        "UPDATE a.t SET b = u.b FROM u WHERE a.t.c = u.c",
        ["UPDATE a.t SET b = u.b FROM u WHERE a.t.c = u.c"],
    ),
    "nested expressions are rendered too": (
        "SELECT 1 FROM t WHERE a::TEXT IS NOT DISTINCT FROM CONCAT_WS(',', b::TIMESTAMPTZ, 1)",
        [
            "SELECT 1 FROM t WHERE (CAST(a AS VARCHAR(65535)) = (CAST(CAST(b AS TIMESTAMP) AS VARCHAR(65535)) || ',' ||"
            " CAST(1 AS VARCHAR(65535))) OR (CAST(a AS VARCHAR(65535)) IS NULL AND"
            " (CAST(CAST(b AS TIMESTAMP) AS VARCHAR(65535)) || ',' ||"
            " CAST(1 AS VARCHAR(65535))) IS NULL))"
        ],
    ),
    "several statements stay in order": (
        "DELETE FROM a.t; TRUNCATE a.u, a.v",
        ["DELETE FROM a.t", "DELETE FROM a.u", "DELETE FROM a.v"],
    ),
}

REFUSED = {
    "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING": "ON CONFLICT",
    "SELECT DISTINCT ON (a) a, b FROM t": "DISTINCT ON",
    "DELETE FROM t RETURNING a": "RETURNING",
    "SELECT COUNT(*) FILTER (WHERE a) FROM t": "FILTER",
    "SELECT 1 FROM t CROSS JOIN LATERAL JSON_TO_RECORDSET(a) AS b (c TEXT)": "LATERAL|JSON_TO_RECORDSET",
    "SELECT JSON_AGG(a) FROM t": "the function JSON_AGG",
    "SELECT MY_FUNCTION(a) FROM t": "the function MY_FUNCTION",
    "SAVEPOINT here": "the statement SAVEPOINT",
    "CREATE MATERIALIZED VIEW marts.v AS SELECT 1 AS a": "a materialized view",
    "SELECT NOT (a IS DISTINCT FROM b) FROM t": "write IS NOT DISTINCT FROM",
    "SELECT REGEXP_REPLACE(a, 'b', 'c') FROM t": "say 'g'",
    "UPDATE t SET a = c FROM s LEFT JOIN u ON s.c = u.c WHERE t.c = s.c": "say which table c is of",
    "SELECT (ARRAY[1, 2])[1]": "ARRAY|arrays",
}


@pytest.mark.parametrize("case", RENDERED)
def test_a_statement_is_rendered(case: str) -> None:
    statement, expected = RENDERED[case]
    assert [_on_one_line(one) for one in render(statement)] == expected


@pytest.mark.parametrize("statement", REFUSED)
def test_what_redshift_lacks_is_refused_by_name(statement: str) -> None:
    with pytest.raises(sqlglot.UnsupportedError, match=REFUSED[statement]):
        render(statement)


@pytest.mark.parametrize("path", sorted(ddl.SQL.glob("*/*.sql")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sql_file_can_be_rendered(path: Path) -> None:
    assert (render(path.read_text()) != ()) == (path.name != "indexes.sql")  # Redshift has no indexes


def test_every_table_has_a_distribution_and_a_sort_key() -> None:
    known = BY_MOVIE.keys() | SMALL.keys() | LARGE.keys()
    wanted = {
        table.qualified for folder in ("audit", "quarantine", "waiting", *TABLES) for table in ddl.tables_in(folder)
    }
    assert known <= wanted
    assert all(name in known or name.startswith(("staging.", "movies.")) for name in wanted)


def test_tables_with_movie_id_in_the_key_are_distributed_by_it() -> None:
    tables = [ddl.warehouse_table(table) for table in TABLES]
    assert {table.qualified for table in tables if "movie_id" in table.key} == BY_MOVIE.keys() - {"marts.rating_totals"}


@pytest.mark.parametrize("table", TABLES)
def test_distribution_and_sort_keys_are_columns_of_the_table(table: str) -> None:
    (create,) = (one for one in render(ddl.create_file(table).read_text()) if f"EXISTS movies.{table} " in one)
    properties = sqlglot.parse_one(create, read="redshift").args["properties"]
    named = {identifier.name for identifier in properties.find_all(sqlglot.exp.Identifier)}
    assert named
    assert named <= set(ddl.warehouse_table(table).column_names)


def _on_one_line(statement: str) -> str:
    return re.sub(r"(?<=\() | (?=\))", "", " ".join(statement.split()))
