"""Rewrite updates from outer joins: Redshift rejects them in an UPDATE's own FROM (r_UPDATE), not in a subquery."""

import sqlglot
from sqlglot import exp

JOINED = "joined"


def join_below(update: exp.Update) -> None:
    """Move the outer join of an update into a subquery, with one column for each column that the update uses.

    Raises:
        UnsupportedError: a column does not name its table.
    """
    source = update.args.get("from_")
    if source is None or not any(join.side for join in source.this.args.get("joins") or ()):
        return
    tables = {table.alias_or_name for table in source.find_all(exp.Table)}
    wanted: dict[tuple[str, str], exp.Expr] = {}
    for part in (*update.expressions, update.args["where"]):
        for column in list(part.find_all(exp.Column)):
            assigned = isinstance(column.parent, exp.EQ) and column.parent.parent is update and column.arg_key == "this"
            if not column.table and not assigned:
                raise sqlglot.UnsupportedError(
                    f"UPDATE from an outer join: say which table {column.name} is of. In: {update.sql()[:300]}"
                )
            if column.table in tables:
                name = f"{column.table}_{column.name}"
                wanted[column.table, column.name] = exp.alias_(column.copy(), name)
                column.replace(exp.column(name, table=JOINED))
    joins = source.this.args.pop("joins")
    query = exp.select(*wanted.values()).from_(source.this.copy())
    query.set("joins", [join.copy() for join in joins])
    update.set("from_", exp.From(this=query.subquery(JOINED)))
