"""Literal columns as Spark fields: a list of dicts becomes an array of structs, batch by batch."""

from typing import Any

import pyarrow as pa
from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.pandas.functions import arrow_udf

from movielytics.staging.fields import Field, cleaned, valued
from movielytics.staging.literals import LiteralError, parse_records
from movielytics.warehouse.dialect.text import longest_text

_SPARK = {int: "int", str: "string"}
_ARROW = {int: pa.int32(), str: pa.string()}


def records(name: str, source: str, required: dict[str, type], optional: dict[str, type] | None = None) -> Field:
    """A Python literal list of dicts as ``items`` (array<struct<…>>) and ``problem``; empty text is an empty list.

    Args:
        name: the column to be.
        source: the delivered column.
        required: entries that every dict must have, with their types (int or str).
        optional: entries that may be missing or None.
    """
    optional = optional or {}
    entries = required | optional
    struct = ",".join(f"{entry}:{_SPARK[kind]}" for entry, kind in entries.items())
    arrow = pa.struct(
        [
            ("items", pa.list_(pa.struct([(entry, _ARROW[kind]) for entry, kind in entries.items()]))),
            ("problem", pa.string()),
        ]
    )

    longest = longest_text()

    def parse(literal: str | None) -> dict[str, Any]:
        if literal is None:
            return {"items": [], "problem": None}
        try:
            return {"items": parse_records(literal, required, optional, longest), "problem": None}
        except LiteralError as error:
            return {"items": None, "problem": f"{source}: {error}".encode(errors="replace").decode()}

    def parse_batch(literals: pa.Array) -> pa.Array:
        return pa.array([parse(literal) for literal in literals.to_pylist()], arrow)

    parsed = arrow_udf(parse_batch, f"struct<items:array<struct<{struct}>>,problem:string>")  # type: ignore[call-overload]
    return Field(name, source, parsed(cleaned(source)), valued(name)["problem"])


def items(name: str) -> Column:
    """Return the array of a field of records."""
    return F.col(name)["items"]
