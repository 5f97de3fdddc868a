"""Convert rows of text to typed fields, and record the reason why a row cannot be used."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from movielytics.landing.datasets import Dataset
from movielytics.reasons import LONGEST_DETAIL
from movielytics.staging.fields import Field, clean, cleaned, cleaned_name, valued, valued_name
from movielytics.staging.read import NumberedFile

REJECTED = ("first_line", "line_count", "code", "column_name", "detail", "raw")
"""What the quarantine keeps of a row; ``code`` is null if the row can be used."""
PROBLEM = "_problem_"


def typed(rows: DataFrame, dataset: Dataset, files: list[NumberedFile], fields: list[Field]) -> DataFrame:
    """Return ``file_no, row_position``, the fields, and ``REJECTED``; ``raw`` only if the row cannot be used.

    Args:
        rows: rows as ``read.TextSource.schema``.
        dataset: their dataset.
        files: the files that they come from.
        fields: the fields to convert the columns to.
    """
    rows = rows.select(
        "*", *(clean(source).alias(cleaned_name(source)) for source in dict.fromkeys(f.source for f in fields))
    )
    rows = rows.withColumns(
        {cleaned_name(f.source): F.when(cleaned(f.source) != "", cleaned(f.source)) for f in fields}
    )
    # Separate steps: otherwise Spark repeats the expressions of one step in the next, beyond what Java can compile.
    rows = rows.select("*", *(field.value.alias(valued_name(field.name)) for field in fields))
    rows = rows.select("*", *(field.problem.alias(PROBLEM + field.name) for field in fields))
    rows = rows.select("*", _problems(dataset, files, fields).alias("_problems"))
    rows = rows.select("*", _reason().alias("_reason"))
    unusable = F.col("_reason").isNotNull()
    return rows.select(
        "file_no",
        "row_position",
        *(F.when(~unusable, valued(field.name)).alias(field.name) for field in fields),
        "first_line",
        "line_count",
        "_reason.*",
        F.when(unusable, F.col("raw")).alias("raw"),
    )


def _problems(dataset: Dataset, files: list[NumberedFile], fields: list[Field]) -> Column:
    """Return the problems of a row's fields, ``array<struct<code,column_name,detail>>``."""
    named = (
        F.when(
            F.col(PROBLEM + field.name).isNotNull(),
            F.struct(
                F.col(PROBLEM + field.name)["code"].alias("code"),
                _delivered_name(dataset, files, field.source).alias("column_name"),
                F.col(PROBLEM + field.name)["detail"].alias("detail"),
            ),
        )
        for field in fields
    )
    return F.array_compact(F.array(*named))


def _delivered_name(dataset: Dataset, files: list[NumberedFile], source: str) -> Column:
    """Return the column's name in the row's own file, which may be an alias."""
    aliases = [alias for alias, column in dataset.aliases.items() if column == source]
    name = F.lit(source)
    for alias in aliases:
        numbers = [file.number for file in files if alias in file.header.names]
        if numbers:
            name = F.when(F.col("file_no").isin(numbers), alias).otherwise(name)
    return name


def _reason() -> Column:
    """Return the reason why a row cannot be used, ``struct<code,column_name,detail>``; null if it can be used.

    A malformed record has only that reason. If several fields are unusable, code and column are those of the first, and
    the detail names all.
    """
    first = F.col("_problems")[0]
    details = F.transform("_problems", lambda problem: F.concat(problem["column_name"], F.lit(": "), problem["detail"]))
    wrong = F.struct(
        first["code"].alias("code"),
        first["column_name"].alias("column_name"),
        F.substring(F.array_join(details, "; "), 1, LONGEST_DETAIL).alias("detail"),
    )
    return F.when(F.col("code").isNotNull(), F.struct("code", "column_name", "detail")).when(
        F.size("_problems") > 0, wrong
    )
