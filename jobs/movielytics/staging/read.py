"""Delivered files as rows of text, with their file and their place in it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from movielytics.landing.datasets import Dataset
from movielytics.landing.zone import LandingFile
from movielytics.staging.fields import Field

RAW = "_raw"
ROW_IN_PARTITION = (1 << 33) - 1  # the lower bits of monotonically_increasing_id
MAX_COLUMNS = 100_000


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
    frames = [_read(spark, dataset, list(header), group, fields) for header, group in by_header.items()]
    return reduce(DataFrame.unionByName, frames)


def _read(
    spark: SparkSession, dataset: Dataset, header: list[str], files: list[NumberedFile], fields: list[Field]
) -> DataFrame:
    names = [name if name in dataset.columns else f"_column_{index}" for index, name in enumerate(header)]
    rows = (
        spark.read.option("__globPaths__", "false")  # a name with [ or * is a name, not a pattern
        .option("maxColumns", MAX_COLUMNS)
        .csv(
            [file.file.uri for file in files],
            schema=", ".join(f"`{name}` STRING" for name in [*names, RAW]),
            header=True,
            enforceSchema=True,  # the header has been read and checked
            multiLine=dataset.multiline,
            quote='"',
            escape='"',
            mode="PERMISSIVE",
            columnNameOfCorruptRecord=RAW,
        )
        .select(
            "*",
            _file_no(spark, files).alias("file_no"),
            (
                F.col("_metadata.file_block_start") + F.monotonically_increasing_id().bitwiseAND(ROW_IN_PARTITION) + 1
            ).alias("row_position"),
        )
    )
    shape = F.when(F.col(RAW).isNotNull(), F.lit(f"does not have the {len(names)} columns of its header"))
    rows = rows.select(
        "*", *(field.value.alias(f"_{field.name}") for field in fields), _reason(shape, fields).alias("reason")
    )
    raw = F.translate(F.coalesce(F.col(RAW), F.to_csv(F.struct(*names), {"escape": '"'})), "\0", "\u2400")
    return rows.select(
        "file_no",
        "row_position",
        *(F.col(f"_{field.name}").alias(field.name) for field in fields),
        "reason",
        F.when(F.col("reason").isNotNull(), raw).alias("raw"),
    )


def _reason(shape: Column, fields: list[Field]) -> Column:
    """All that is wrong with a row, in words; of a row that does not fit its header, only that."""
    wrong = F.concat_ws("; ", *(field.problem for field in fields))
    return F.coalesce(shape, F.nullif(wrong, F.lit("")))


def _file_no(spark: SparkSession, files: list[NumberedFile]) -> Column:
    """The number of the file that a row comes from."""
    if len(files) == 1:
        return F.lit(files[0].number)
    path = spark._jvm.org.apache.hadoop.fs.Path  # type: ignore[union-attr]  # Spark's own way to write a path as URI
    numbers = {path(file.file.uri).toUri().toString(): file.number for file in files}
    mapping = F.create_map(*(F.lit(item) for pair in numbers.items() for item in pair))
    return mapping[F.col("_metadata.file_path")]
