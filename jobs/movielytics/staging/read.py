"""Delivered files as rows of text, with their file and their place in it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from movielytics.landing.datasets import Dataset
from movielytics.landing.zone import LandingFile
from movielytics.staging.fields import Field, clean, cleaned, cleaned_name, valued, valued_name

RAW = "_raw"
ROW_IN_PARTITION = (1 << 33) - 1  # the lower bits of monotonically_increasing_id
MAX_COLUMNS = 100_000
CSV = {"quote": '"', "escape": '"', "mode": "PERMISSIVE", "columnNameOfCorruptRecord": RAW}
LINES = "file_no INT, row_position BIGINT, line STRING"
"""Single lines of delivered files."""


@dataclass(frozen=True)
class NumberedFile:
    """A file of a load, its number in the order that decides which row wins, and its header."""

    number: int
    file: LandingFile
    header: tuple[str, ...]


def read_rows(spark: SparkSession, dataset: Dataset, files: list[NumberedFile], fields: list[Field]) -> DataFrame:
    """Return one row per row of the files: ``file_no, row_position``, the fields, ``reason`` and ``raw``.

    ``reason`` says why a row cannot be used and is null where it can; ``raw`` is the row as text where it cannot: as it
    stands in the file where it does not fit the header, else its columns as CSV. Files with another header, or the same
    columns in another order, are read by their own.
    """
    by_header: dict[tuple[str, ...], list[NumberedFile]] = defaultdict(list)
    for file in files:
        by_header[file.header].append(file)
    frames = []
    for header, group in by_header.items():
        names = _names(dataset, header)
        frames.append(_typed(_read(spark, dataset, names, group), names, fields))
    return reduce(DataFrame.unionByName, frames)


def read_lines(lines: DataFrame, dataset: Dataset, files: list[NumberedFile], fields: list[Field]) -> DataFrame:
    """Return what ``read_rows`` does, of single ``LINES`` of the files."""
    by_header: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for file in files:
        by_header[file.header].append(file.number)
    frames = []
    for header, numbers in by_header.items():
        names = _names(dataset, header)
        options = {**CSV, "maxColumns": str(MAX_COLUMNS)}
        parsed = lines.where(F.col("file_no").isin(numbers)).withColumn("row", F.from_csv("line", _schema(names), options))
        frames.append(_typed(parsed.select("row.*", "file_no", "row_position"), names, fields))
    return reduce(DataFrame.unionByName, frames)


def _names(dataset: Dataset, header: tuple[str, ...]) -> list[str]:
    return [name if name in dataset.columns else f"_column_{index}" for index, name in enumerate(header)]


def _schema(names: list[str]) -> str:
    return ", ".join(f"`{name}` STRING" for name in [*names, RAW])


def _read(spark: SparkSession, dataset: Dataset, names: list[str], files: list[NumberedFile]) -> DataFrame:
    """The columns as text, ``RAW``, ``file_no`` and ``row_position``."""
    rows = (
        spark.read.option("__globPaths__", "false")  # a name with [ or * is a name, not a pattern
        .options(**CSV, maxColumns=MAX_COLUMNS)
        .csv(
            [file.file.uri for file in files],
            schema=_schema(names),
            header=True,
            enforceSchema=True,  # the header has been read and checked
            multiLine=dataset.multiline,
        )
        .select(
            "*",
            _file_no(spark, files).alias("file_no"),
            (F.col("_metadata.file_block_start") + F.monotonically_increasing_id().bitwiseAND(ROW_IN_PARTITION) + 1).alias("row_position"),
        )
    )
    # One process reads a file whose rows have several lines; all that there are may make sense of them.
    return rows.repartition(spark.sparkContext.defaultParallelism, "row_position") if dataset.multiline else rows


def _typed(rows: DataFrame, names: list[str], fields: list[Field]) -> DataFrame:
    """The fields, the reason why a row cannot be used, and its text."""
    rows = rows.select("*", *(clean(source).alias(cleaned_name(source)) for source in dict.fromkeys(f.source for f in fields)))
    rows = rows.withColumns({cleaned_name(f.source): F.when(cleaned(f.source) != "", cleaned(f.source)) for f in fields})
    rows = rows.select("*", *(field.value.alias(valued_name(field.name)) for field in fields))
    rows = rows.select("*", _reason(len(names), fields).alias("reason"))
    raw = F.translate(F.coalesce(F.col(RAW), _as_csv(names)), "\0", "\u2400")
    return rows.select(
        "file_no",
        "row_position",
        *(F.when(F.col("reason").isNull(), valued(field.name)).alias(field.name) for field in fields),
        "reason",
        F.when(F.col("reason").isNotNull(), raw).alias("raw"),
    )


def _as_csv(names: list[str]) -> Column:
    """The columns as one CSV row; ``to_csv`` needs a multiple of a big field's memory."""

    def quoted(name: str) -> Column:
        column = F.coalesce(F.col(name), F.lit(""))
        special = reduce(Column.__or__, (column.contains(character) for character in ',"\n\r'))
        return F.when(special, F.concat(F.lit('"'), F.replace(column, F.lit('"'), F.lit('""')), F.lit('"'))).otherwise(column)

    return F.concat_ws(",", *(quoted(name) for name in names))


def _reason(columns: int, fields: list[Field]) -> Column:
    """All that is wrong with a row, in words; of a row that does not fit its header, only that."""
    shape = F.when(F.col(RAW).isNotNull(), F.lit(f"does not have the {columns} columns of its header"))
    wrong = F.concat_ws("; ", *(field.problem for field in fields))
    return F.coalesce(shape, F.when(wrong != "", wrong))


def _file_no(spark: SparkSession, files: list[NumberedFile]) -> Column:
    """The number of the file that a row comes from."""
    if len(files) == 1:
        return F.lit(files[0].number)
    hadoop_path = spark._jvm.org.apache.hadoop.fs.Path  # type: ignore[union-attr]  # Spark's own way to escape names
    numbers = {hadoop_path(file.file.uri).toUri().getRawPath(): file.number for file in files}
    mapping = F.create_map(*(F.lit(item) for pair in numbers.items() for item in pair))
    path = F.regexp_replace(F.col("_metadata.file_path"), "^[a-z0-9]+:(//[^/]*)?", "")
    return F.coalesce(mapping[path], F.raise_error(F.concat(F.lit("a file that was not asked for: "), path)).cast("int"))
