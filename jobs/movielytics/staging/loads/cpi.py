"""The load ``cpi``: the monthly price index."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from movielytics.reasons import Code
from movielytics.staging import fields
from movielytics.staging.fields import Field
from movielytics.staging.literals import Range
from movielytics.staging.rows import Rows

FIRST_INDEX = date(1913, 1, 1)
"""The first month for which consumer prices are recorded."""
INDEX = Range(Decimal("0.1"), Decimal(100_000))
"""Price indexes: 1982-84 is 100, and those recorded for the US are from 9 to 600. No ratio of two exceeds a million."""
NOT_PUBLISHED = r"^(?i:\.|-|#?N/?A|NaN|ND)$"
"""How FRED (``.``), spreadsheets and other tools write a month without a value, unless they leave it blank."""


def cpi_fields() -> list[Field]:
    """Return ``month`` (its first day) and ``price_index``."""
    month = fields.day("month", "DATE", Range(FIRST_INDEX, date.today()), required=True)
    index = fields.decimal("price_index", "CUSR0000SS62031", INDEX, 9, 3)
    is_missing = fields.cleaned(index.source).isNull() | fields.cleaned(index.source).rlike(NOT_PUBLISHED)
    missing = fields.problem(Code.NO_VALUE_PUBLISHED, "no value was published")
    # The month comes first: if both are wrong, the row gets the month's code.
    return [
        replace(month, value=F.trunc(month.value, "month").cast("date")),
        replace(index, problem=F.when(is_missing, missing).otherwise(index.problem)),
    ]


DATASETS = {"cpi": Rows(cpi_fields, ("month",))}


def outputs(_dataset: str, ranked: DataFrame) -> dict[str, DataFrame]:
    """Return ``cpi``: the ranked rows themselves."""
    return {"cpi": ranked}
