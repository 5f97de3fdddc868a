"""The load ``cpi``: the monthly price index."""

from dataclasses import replace
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from movielytics.staging import fields
from movielytics.staging.fields import Field
from movielytics.staging.rows import Rows

FIRST_INDEX = date(1913, 1, 1)
"""Consumer prices are recorded since."""


def cpi_fields() -> list[Field]:
    """Return ``month`` (its first day) and ``price_index``."""
    month = fields.day("month", "month", FIRST_INDEX, date.today(), required=True)
    return [
        replace(month, value=F.trunc(month.value, "month").cast("date")),
        fields.decimal("price_index", "price_index", 9, 3),
    ]


DATASETS = {"cpi": Rows(cpi_fields, ("month",))}


def outputs(_dataset: str, judged: DataFrame) -> dict[str, DataFrame]:
    """Return ``cpi``: the judged rows themselves."""
    return {"cpi": judged}
