"""Render PostgreSQL's SQL, as this project writes it, in Redshift's dialect.

sqlglot knows most of the differences; this module adds the others. Names like ``r_TRUNCATE`` are pages of Amazon's
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
    """Redshift's dialect with quotes doubled in literals, not escaped: it accepts both, and doubling is portable."""

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
        # TRUNCATE commits its transaction (r_TRUNCATE).
        return [exp.delete(table) for table in statement.expressions]
    if isinstance(statement, exp.Create) and statement.kind == "INDEX":
        return []  # Redshift has no indexes; scans skip blocks by sort key
    if isinstance(statement, exp.Analyze):
        return []  # COPY and INSERT … SELECT into an empty table keep statistics up to date by themselves
    if _function(statement) == "pg_advisory_xact_lock":
        return []  # Redshift has none; if two first migrations run at once, one fails and succeeds when retried
    if isinstance(statement, exp.Create):
        _create(statement)
    if isinstance(statement, exp.Update):
        join_below(statement)
    rendered = statement.transform(_node)
    return [*_table_locks(rendered), rendered]


def _function(statement: exp.Expr) -> str:
    """Return the name of the function if the statement only calls one function; otherwise an empty string."""
    calls = statement.expressions if isinstance(statement, exp.Select) else []
    return str(calls[0].name).lower() if len(calls) == 1 and isinstance(calls[0], exp.Anonymous) else ""


def _create(statement: exp.Create) -> None:
    if statement.kind == "VIEW":
        # Late binding: a table below may be created again without dropping the view (r_CREATE_VIEW).
        statement.set("no_schema_binding", True)
        return
    of_table = statement.args.get("properties")
    kept: list[exp.Property] = [
        one for one in (of_table.expressions if of_table else []) if isinstance(one, exp.TemporaryProperty)
    ]
    if not kept and isinstance(statement.this, exp.Schema):  # UNLOGGED and storage parameters are PostgreSQL's own
        table = statement.this.this
        primary = statement.this.find(exp.PrimaryKey)
        kept = properties(table.db, table.name, tuple(one.name for one in primary.expressions) if primary else ())
    statement.set("properties", exp.Properties(expressions=kept) if kept else None)


def _table_locks(statement: exp.Expr) -> list[exp.Expr]:
    """Replace row locks, which Redshift lacks, by table locks (r_LOCK).

    A table lock that is taken first in a transaction lets one writer pass at a time. All writing steps lock
    ``audit.attempts``, and nothing else is locked, so analysts' queries do not wait. No two transactions write to a
    table at once, which Redshift would end with a serializable isolation violation.
    """
    if not statement.args.get("locks"):
        return []
    statement.set("locks", None)
    tables = [table.sql(dialect=Dialect) for table in statement.find_all(exp.Table)]
    return [exp.Command(this="LOCK", expression=f" {table}") for table in tables]


def _rendered(part: exp.Expr) -> exp.Expr:
    """Return a rendered part of a node that is replaced as a whole: sqlglot does not transform the replacement."""
    return part.copy().transform(_node)


def _node(node: exp.Expr) -> exp.Expr:
    change = _CHANGES.get(type(node))
    return change(node) if change else node


def _type(node: exp.Expr) -> exp.Expr:
    if node.this == exp.DType.TEXT:
        return exp.DataType.build(f"VARCHAR({LONGEST})", dialect="redshift")
    if node.this == exp.DType.TIMESTAMPTZ:
        # COPY reads Parquet with Spectrum, whose tables have no TIMESTAMPTZ (r_CREATE_EXTERNAL_TABLE). All timestamps
        # of the warehouse are in UTC, and so are our sessions.
        return exp.DataType.build("TIMESTAMP", dialect="redshift")
    return node


def _distinct_from(node: exp.Expr) -> exp.Expr:
    """Replace IS DISTINCT FROM, which Redshift lacks.

    The result may be null instead of false if both sides are null. In a condition, null and false are the same.
    """
    if isinstance(node.find_ancestor(exp.Not, exp.Case, exp.Query), exp.Not):
        raise sqlglot.UnsupportedError("NOT (… IS DISTINCT FROM …): write IS NOT DISTINCT FROM")
    return sqlglot.condition("(a <> b OR (a IS NULL AND NOT b IS NULL) OR (NOT a IS NULL AND b IS NULL))").transform(
        _substitute, node
    )


def _not_distinct_from(node: exp.Expr) -> exp.Expr:
    return sqlglot.condition("(a = b OR (a IS NULL AND b IS NULL))").transform(_substitute, node)


def _substitute(part: exp.Expr, node: exp.Expr) -> exp.Expr:
    sides = {"a": node.this, "b": node.expression}
    return _rendered(sides[part.name]) if isinstance(part, exp.Column) else part


def _clock(node: exp.Expr) -> exp.Expr:
    """Replace CLOCK_TIMESTAMP by GETDATE, the time at the start of the statement.

    SYSDATE is the time at the start of the transaction, which is old if the transaction has waited. GETDATE has full
    seconds. So rows that are published in the same second as a check count as published after it: the check runs again.
    """
    return exp.CurrentTimestamp() if node.name.lower() == "clock_timestamp" else node


def _concat_ws(node: exp.Expr) -> exp.Expr:
    """Replace CONCAT_WS, which Redshift lacks.

    The result is null if a part is null, so a NOT NULL column rejects it. PostgreSQL leaves such parts out.
    """
    separator, *parts = node.expressions
    texts = [exp.cast(_rendered(part), exp.DataType.build(f"VARCHAR({LONGEST})", dialect="redshift")) for part in parts]
    joined: exp.Expr = texts[0]
    for text in texts[1:]:
        joined = exp.DPipe(
            this=exp.DPipe(this=joined, expression=separator.copy(), safe=True), expression=text, safe=True
        )
    return exp.Paren(this=joined)


def _regexp_replace(node: exp.Expr) -> exp.Expr:
    """Replace the flag ``g``: Redshift always replaces all occurrences.

    The flag ``p`` selects Perl's expressions, which know \\d and .*? (REGEXP_REPLACE).
    """
    modifiers = node.args.get("modifiers")
    if modifiers is None or modifiers.name != "g":
        raise sqlglot.UnsupportedError(f"{node.sql()}: Redshift replaces every occurrence; say 'g'")
    node.set("position", exp.Literal.number(1))
    node.set("modifiers", exp.Literal.string("p"))
    return node


def _hexadecimal(node: exp.Expr) -> exp.Expr:
    """Replace PostgreSQL's cast of ``'x' || digits`` to BIT(n) and BIGINT by STRTOL, which reads digits (r_STRTOL)."""
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
