"""Reject what Redshift does not have before a statement is sent."""

import sqlglot
from sqlglot import exp

FUNCTIONS = frozenset(
    """
    ABS AVG CAST CEIL COALESCE COUNT DATE_TRUNC TIMESTAMP_TRUNC DENSE_RANK CHR CURRENT_TIMESTAMP EXTRACT LEFT LENGTH
    LAG LOWER MAX MD5 MIN NULLIF PERCENTILE_CONT RANK REGEXP_REPLACE REPLACE ROUND ROW_NUMBER SPLIT_PART STR_POSITION
    STRTOL SUBSTRING SUM TRIM UPPER CASE EXISTS AND OR IF
    """.split()  # noqa: SIM905 - a list of words
)
"""Functions of Redshift's compute nodes that statements may use. Look up others in Amazon's guide before adding any."""

WITHOUT = {
    exp.OnConflict: "ON CONFLICT",
    exp.Returning: "RETURNING",
    exp.Lateral: "LATERAL",
    exp.Lock: "locks of rows",
    exp.Filter: "FILTER (WHERE …)",
    exp.MaterializedProperty: "a materialized view: how it refreshes and what it may hold is Redshift's own affair",
    exp.Bracket: "arrays",
}
COMMANDS = ("LOCK",)
KINDS = (exp.Query, exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Comment, exp.Drop, exp.Alter, exp.Command)
"""Types of statements. Anything else is a statement that sqlglot does not know and parses as an expression."""


def refuse_unknown(statement: exp.Expr) -> None:
    """Reject a statement that uses what Redshift does not have.

    Raises:
        UnsupportedError: the message names it and the statement.
    """
    for node in statement.walk():
        problem = (
            _problem(node) if isinstance(statement, KINDS) else f"the statement {statement.sql().partition(' ')[0]}"
        )
        if problem:
            text = " ".join(statement.sql(dialect="postgres", comments=False).split())
            raise sqlglot.UnsupportedError(
                f"Redshift does not have {problem}: write it in SQL that both know. In: {text[:300]}"
            )


def _problem(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        return "DISTINCT ON"
    if isinstance(node, exp.Command):
        return None if node.name.upper() in COMMANDS else f"the statement {node.name}"
    if isinstance(node, exp.Func) and not isinstance(node, exp.Connector):
        name = node.name.upper() if isinstance(node, exp.Anonymous) else node.sql_name()
        called = node.sql(dialect="postgres", comments=False).partition("(")[0]
        return (
            None
            if name in FUNCTIONS
            else f"the function {called}, or it is not in the list of those that it is known to have"
        )
    return next((words for kind, words in WITHOUT.items() if isinstance(node, kind)), None)
