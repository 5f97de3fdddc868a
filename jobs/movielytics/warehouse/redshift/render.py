"""PostgreSQL's SQL, as this project writes it, in Redshift's dialect.

sqlglot knows most of the difference. What it does not know stands here; names like ``r_TRUNCATE`` are pages of Amazon's
Database Developer Guide.
"""

from collections.abc import Callable
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects.redshift import Redshift

from movielytics.warehouse.redshift.functions import refuse_unknown
from movielytics.warehouse.redshift.physical import properties
from movielytics.warehouse.redshift.text import LONGEST
from movielytics.warehouse.redshift.updates import join_below


class Dialect(Redshift):
    """Redshift with quotes doubled inside literals and not escaped: both are understood, one is read everywhere."""

    class Tokenizer(Redshift.Tokenizer):
        """See above."""

        STRING_ESCAPES = ["'", "\\"]  # noqa: RUF012 - as sqlglot declares it


@cache
def render(sql: str) -> tuple[str, ...]:
    """Return the statements of ``sql`` for Redshift, in order; there may be more than before, or none.

    Raises:
        UnsupportedError: a statement uses what Redshift does not have; the message names it.
    """
    statements = [statement for statement in sqlglot.parse(sql, read="postgres") if statement is not None]
    return tuple(_text(ready) for statement in statements for ready in _statements(statement))


def _text(statement: exp.Expr) -> str:
    refuse_unknown(statement)
    return statement.sql(dialect=Dialect, pretty=True, comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE)


def _statements(statement: exp.Expr) -> list[exp.Expr]:
    if isinstance(statement, exp.TruncateTable):
        # TRUNCATE commits the transaction that it stands in (r_TRUNCATE).
        return [exp.delete(table) for table in statement.expressions]
    if isinstance(statement, exp.Create) and statement.kind == "INDEX":
        return []  # there are none; sort keys are what a scan skips blocks by
    if isinstance(statement, exp.Analyze):
        return []  # COPY and INSERT … SELECT into an empty table keep statistics up to date by themselves
    if _function(statement) == "pg_advisory_xact_lock":
        return []  # there is none; of two first migrations at once one fails, is tried again and finds all there
    if isinstance(statement, exp.Create):
        _create(statement)
    if isinstance(statement, exp.Update):
        join_below(statement)
    rendered = statement.transform(_node)
    return [*_table_locks(rendered), rendered]


def _function(statement: exp.Expr) -> str:
    """The function that a statement calls and nothing else."""
    calls = statement.expressions if isinstance(statement, exp.Select) else []
    return str(calls[0].name).lower() if len(calls) == 1 and isinstance(calls[0], exp.Anonymous) else ""


def _create(statement: exp.Create) -> None:
    if statement.kind == "VIEW":
        # Late binding: a table below may be made anew without the view being dropped (r_CREATE_VIEW).
        statement.set("no_schema_binding", True)
        return
    of_table = statement.args.get("properties")
    kept: list[exp.Property] = [one for one in (of_table.expressions if of_table else []) if isinstance(one, exp.TemporaryProperty)]
    if not kept and isinstance(statement.this, exp.Schema):  # UNLOGGED and storage parameters are PostgreSQL's own
        table = statement.this.this
        kept = properties(table.db, table.name)
    statement.set("properties", exp.Properties(expressions=kept) if kept else None)


def _table_locks(statement: exp.Expr) -> list[exp.Expr]:
    """Rows cannot be locked, tables can: taken first in a transaction it lets writers pass one by one (r_LOCK).

    All writing steps lock ``audit.attempts``, and nothing else is locked: analysts' queries do not wait, and no two
    transactions write to a table at once, which Redshift ends with a serializable isolation violation.
    """
    if not statement.args.get("locks"):
        return []
    statement.set("locks", None)
    tables = [table.sql(dialect=Dialect) for table in statement.find_all(exp.Table)]
    return [exp.Command(this="LOCK", expression=f" {table}") for table in tables]


def _rendered(part: exp.Expr) -> exp.Expr:
    """A part of a node that is replaced as a whole: what replaces a node is not looked into again."""
    return part.copy().transform(_node)


def _node(node: exp.Expr) -> exp.Expr:
    change = _CHANGES.get(type(node))
    return change(node) if change else node


def _type(node: exp.Expr) -> exp.Expr:
    if node.this == exp.DType.TEXT:
        return exp.DataType.build(f"VARCHAR({LONGEST})", dialect="redshift")
    if node.this == exp.DType.TIMESTAMPTZ:
        # COPY reads Parquet by way of Spectrum, whose tables have no TIMESTAMPTZ (r_CREATE_EXTERNAL_TABLE). Every moment
        # of the warehouse is in UTC, and so are our sessions.
        return exp.DataType.build("TIMESTAMP", dialect="redshift")
    return node


def _distinct_from(node: exp.Expr) -> exp.Expr:
    """There is no IS DISTINCT FROM. Null instead of false where both are equal or one is: as a condition they are the same."""
    if isinstance(node.find_ancestor(exp.Not, exp.Case, exp.Query), exp.Not):
        raise sqlglot.UnsupportedError("NOT (… IS DISTINCT FROM …): write IS NOT DISTINCT FROM")
    return sqlglot.condition("(a <> b OR (a IS NULL AND NOT b IS NULL) OR (NOT a IS NULL AND b IS NULL))").transform(_fill, node)


def _not_distinct_from(node: exp.Expr) -> exp.Expr:
    return sqlglot.condition("(a = b OR (a IS NULL AND b IS NULL))").transform(_fill, node)


def _fill(part: exp.Expr, node: exp.Expr) -> exp.Expr:
    sides = {"a": node.this, "b": node.expression}
    return _rendered(sides[part.name]) if isinstance(part, exp.Column) else part


def _clock(node: exp.Expr) -> exp.Expr:
    """GETDATE is the clock at the statement's begin, SYSDATE at the transaction's: that of one which has waited is old.

    It tells full seconds. So what is published within a check's second counts as after it: the check is made again.
    """
    return exp.CurrentTimestamp() if node.name.lower() == "clock_timestamp" else node


def _concat_ws(node: exp.Expr) -> exp.Expr:
    """There is no CONCAT_WS. Null, and so refused by a NOT NULL, where a part is null; PostgreSQL leaves such parts out."""
    separator, *parts = node.expressions
    texts = [exp.cast(_rendered(part), exp.DataType.build(f"VARCHAR({LONGEST})", dialect="redshift")) for part in parts]
    joined: exp.Expr = texts[0]
    for text in texts[1:]:
        joined = exp.DPipe(this=exp.DPipe(this=joined, expression=separator.copy(), safe=True), expression=text, safe=True)
    return exp.Paren(this=joined)


def _regexp_replace(node: exp.Expr) -> exp.Expr:
    """All occurrences are replaced anyway; ``p`` stands for Perl's expressions, which know \\d and .*? (REGEXP_REPLACE)."""
    modifiers = node.args.get("modifiers")
    if modifiers is None or modifiers.name != "g":
        raise sqlglot.UnsupportedError(f"{node.sql()}: Redshift replaces every occurrence; say 'g'")
    node.set("position", exp.Literal.number(1))
    node.set("modifiers", exp.Literal.string("p"))
    return node


def _hexadecimal(node: exp.Expr) -> exp.Expr:
    """Hexadecimal digits as a number: STRTOL for PostgreSQL's cast of ``'x' || digits`` to BIT(n) and BIGINT (r_STRTOL)."""
    bits = node.this.unnest()
    if not (isinstance(bits, exp.Cast) and bits.to.this == exp.DType.BIT):
        return node
    digits = bits.this.unnest().expression
    return exp.cast(exp.Anonymous(this="STRTOL", expressions=[_rendered(digits), exp.Literal.number(16)]), "BIGINT")


_CHANGES: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.DataType: _type,
    exp.NullSafeNEQ: _distinct_from,
    exp.NullSafeEQ: _not_distinct_from,
    exp.Anonymous: _clock,
    exp.ConcatWs: _concat_ws,
    exp.RegexpReplace: _regexp_replace,
    exp.Cast: _hexadecimal,
}
