"""Literal columns as Spark fields: a list of records becomes an array of structs, batch by batch."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.pandas.functions import arrow_udf

from movielytics.reasons import Code
from movielytics.staging.fields import Field, cleaned, valued
from movielytics.staging.literals import LARGEST_LITERAL, Entry, LiteralError, parse_records

TOO_LARGE = {"code": Code.LITERAL_TOO_LARGE.value, "detail": f"it is larger than {LARGEST_LITERAL:,} bytes"}


def records(name: str, source: str, *entries: Entry) -> Field:
    """Return a field of lists of records: a struct of the items and a problem. Empty text is an empty list.

    Args:
        name: the field's name.
        source: the delivered column.
        entries: the entries of each record.
    """
    fields = ",".join(f"{entry.name}:{'int' if entry.range else 'string'}" for entry in entries)
    item = pa.struct([(entry.name, pa.int32() if entry.range else pa.string()) for entry in entries])
    reason = pa.struct([("code", pa.string()), ("detail", pa.string())])
    arrow = pa.struct([("items", pa.list_(item)), ("problem", reason)])

    def parse(literal: Any, size: int | None) -> dict[str, Any]:
        if size is None:
            return {"items": [], "problem": None}
        if size > LARGEST_LITERAL:
            return {"items": None, "problem": TOO_LARGE}
        try:
            return {"items": parse_records(literal.as_py(), entries), "problem": None}
        except LiteralError as error:
            return {"items": None, "problem": {"code": error.code.value, "detail": error.detail}}

    def parse_batch(literals: pa.Array) -> pa.Array:
        # One literal at a time, so that not all texts of a batch are Python objects at once.
        return pa.array(map(parse, literals, pc.binary_length(literals).to_pylist()), arrow)

    kind = f"struct<items:array<struct<{fields}>>,problem:struct<code:string,detail:string>>"
    parsed = arrow_udf(parse_batch, kind)  # type: ignore[call-overload]
    return Field(name, source, parsed(cleaned(source)), valued(name)["problem"], entries=entries)


def items(name: str) -> Column:
    """Return the array of a field of records."""
    return F.col(name)["items"]
