"""The golden files have all statements that a run sends to Redshift; two other parsers accept them as its grammar.

The statements are recorded during a run of all steps. Each appears once, in the file of the first step that sends it.
``MOVIELYTICS_RENEW_GOLDEN=1`` writes the files again.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
import sqlglot
from sqlalchemy import Engine, event
from sqlfluff.core import FluffConfig, Linter
from sqlglot import exp

from movielytics import steps
from movielytics.errors import GateError
from movielytics.orchestration.metrics import gauges_of_run
from movielytics.report.answer import answers
from movielytics.settings import get_settings
from movielytics.tables import LOADS, TABLES, UPSERT_AFTER
from movielytics.warehouse.content import content_hashes
from movielytics.warehouse.snapshot import snapshot
from support.harness import Pipeline
from support.redshift_emulator import STAGING_URI, RedshiftEmulator
from support.rows import cpi_csv, csv_text, links_csv, movie, movies_csv, ratings_csv

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(file.name for file in GOLDEN.glob("*.sql"))
OF_THE_GATE = ("audit_", "check_")
"""Great Expectations writes these, keywords in either case."""
END = ";\n\n"
CAST = "[{'credit_id': 'a', 'id': 7, 'name': 'Ann', 'character': 'Self', 'gender': 1, 'order': 0}]"


@pytest.fixture
def recorded(
    redshift_pipeline: Pipeline, redshift: RedshiftEmulator, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The statements of a run, by the name of their golden file."""
    monkeypatch.setenv("MOVIELYTICS_MAX_QUARANTINED_SHARE", "1")
    monkeypatch.setattr("movielytics.staging.load.AT_ONCE", 1)  # so that statements have a fixed order
    get_settings.cache_clear()
    texts = {"migrate.sql": _sent_statements(redshift)}
    _deliver(redshift_pipeline)
    steps.plan("one")
    texts["plan_run.sql"] = _sent_statements(redshift)
    for load in LOADS:
        steps.stage(load.name, "one")
        texts[f"stage_{load.name}.sql"] = _sent_statements(redshift)
    with _queries_of_the_gate(redshift):
        steps.audit("one")
        texts["audit_staging.sql"] = _sent_statements(redshift, in_order=False)
    for table in UPSERT_AFTER:
        steps.upsert(table, "one")
        texts[f"upsert_{table}.sql"] = _sent_statements(redshift)
    with _queries_of_the_gate(redshift):
        steps.check("one")
        texts["check_warehouse.sql"] = _sent_statements(redshift, in_order=False)
    steps.report("one")
    answers(redshift.url)
    texts["publish_report.sql"] = _sent_statements(redshift)
    with snapshot(redshift.url) as warehouse:
        list(gauges_of_run(warehouse, "one"))
    texts["metrics.sql"] = _sent_statements(redshift)
    content_hashes(redshift.url)
    texts["hashes.sql"] = _sent_statements(redshift)
    steps.prune("one")
    texts["prune.sql"] = _sent_statements(redshift)
    assert steps.plan("nothing new").skip[-1] == "end"
    _deliver(redshift_pipeline, revenue="7")
    steps.plan("two")
    for load in LOADS:
        steps.stage(load.name, "two")
    for table in TABLES:
        redshift_pipeline.execute(f"INSERT INTO staging.{table} (file_no) SELECT 0 FROM generate_series(1, 2)")
    _sent_statements(redshift)
    with _queries_of_the_gate(redshift), pytest.raises(GateError, match="Nothing of this run was published"):
        steps.audit("two")
    texts["audit_staging_of_bad_rows.sql"] = _sent_statements(redshift, in_order=False)
    return _each_once(texts)


def test_a_run_sends_what_the_golden_files_show(recorded: dict[str, str]) -> None:
    if "MOVIELYTICS_RENEW_GOLDEN" in os.environ:
        for name in NAMES:
            (GOLDEN / name).unlink()
        for name, text in recorded.items():
            (GOLDEN / name).write_text(text)
    assert recorded == {file.name: file.read_text() for file in GOLDEN.glob("*.sql")}


@pytest.mark.parametrize("name", NAMES)
def test_sqlglot_reads_it_as_redshift(name: str) -> None:
    for statement in sqlglot.parse(_with_values(name), read="redshift"):
        assert statement is not None
        assert not isinstance(statement, exp.Command) or statement.name == "LOCK", statement.sql()


@pytest.mark.parametrize("name", NAMES)
def test_every_query_that_is_read_from_has_a_name(name: str) -> None:
    """Redshift, and PostgreSQL before 16, refuse a subquery without a name."""
    queries = [
        query
        for statement in sqlglot.parse(_with_values(name), read="redshift")
        if statement
        for query in statement.find_all(exp.Subquery)
    ]
    assert [
        query.sql("redshift") for query in queries if isinstance(query.parent, exp.From | exp.Join) and not query.alias
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_sqlfluff_reads_it_as_redshift_with_keywords_in_capitals(name: str) -> None:
    config = FluffConfig(
        configs={
            "core": {"dialect": "redshift", "rules": "CP01"},
            "rules": {"capitalisation.keywords": {"capitalisation_policy": "upper"}},
        }
    )
    found = [
        (one.rule_code(), one.line_no, one.desc())
        for one in Linter(config=config).lint_string(_with_values(name)).get_violations()
    ]
    assert [one for one in found if one[0] != "CP01" or not name.startswith(OF_THE_GATE)] == []


def _deliver(pipeline: Pipeline, revenue: str = "5") -> None:
    """Deliver a little of everything: rows that are published, that wait and that are rejected."""
    pipeline.deliver("movies_metadata.csv", movies_csv(movie(1, revenue=revenue), movie("x")))
    pipeline.deliver("links.csv", links_csv((10, 1), (20, 2), (30, revenue)))
    pipeline.deliver("ratings.csv", ratings_csv((1, 10, 4), (1, 20, 3.5), (2, 10, 9), (revenue, 10, 4)))
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", revenue)))
    pipeline.deliver(
        "credits.csv", csv_text(["cast", "crew", "id"], [[CAST, "[]", 1], [CAST, "[]", 2], [CAST, "[]", revenue]])
    )


@contextmanager
def _queries_of_the_gate(redshift: RedshiftEmulator) -> Iterator[None]:
    """Record the queries of Great Expectations, which renders them itself through SQLAlchemy."""

    def record(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        redshift.sent.append(statement)

    event.listen(Engine, "before_cursor_execute", record)
    yield
    event.remove(Engine, "before_cursor_execute", record)


def _sent_statements(redshift: RedshiftEmulator, *, in_order: bool = True) -> str:
    """Return each statement that was sent since the last call, once."""
    statements = [re.sub(r"\b[0-9a-f]{32}\b", "0123456789abcdef0123456789abcdef", one.strip()) for one in redshift.sent]
    redshift.sent.clear()
    statements = [one.replace(STAGING_URI, "s3://bucket/prefix") for one in statements]
    once = dict.fromkeys(statements if in_order else sorted(map(_normalized, statements)))
    return "".join(f"{one}{END}" for one in once)


def _each_once(texts: dict[str, str]) -> dict[str, str]:
    """Leave each statement only in the first of the texts."""
    seen: set[str] = set()
    once = {}
    for name, text in texts.items():
        new = [one for one in text.split(END) if one and one not in seen]
        seen.update(new)
        once[name] = "".join(f"{one}{END}" for one in new)
    return once


def _normalized(statement: str) -> str:
    """Normalize a statement of Great Expectations, whose order of counts differs between processes.

    One count per line.
    """
    statement = re.sub(r"%\(\w+\)s", "%s", statement)
    if not statement.startswith("SELECT sum(CASE"):
        return statement
    query = cast(exp.Select, sqlglot.parse_one(statement, read="redshift"))
    counts = {re.sub(r"_\d+$", "", count.alias) + count.this.sql("redshift"): count for count in query.selects}
    for number, key in enumerate(sorted(counts)):
        counts[key].set("alias", exp.to_identifier(f"count_{number}"))
    lines = ",\n".join(f"  {counts[key].sql('redshift')}" for key in sorted(counts))
    query.set("expressions", [])
    return f"SELECT\n{lines}\n{query.sql('redshift').removeprefix('SELECT ')}"


def _with_values(name: str) -> str:
    """Return a golden file with a value for each parameter."""
    text = (GOLDEN / name).read_text()
    return re.sub(r"%s|%\(\w+\)s", "1", re.sub(r"IN %s", "IN (1)", text)).replace("%%", "%")
