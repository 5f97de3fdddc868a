"""Fill the staging tables from new files: by the fast path if the files allow it, otherwise by the CSV reader."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from types import ModuleType

from pyspark import Accumulator
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from movielytics.landing.datasets import DATASETS
from movielytics.landing.records import Limits
from movielytics.settings import Settings
from movielytics.staging.attempt import Attempt
from movielytics.staging.deduplicate import deduplicate, overlapping
from movielytics.staging.fast_path import FastPathJob, can_load, load_fast_path
from movielytics.staging.fast_path_parser import FastPathColumn
from movielytics.staging.rank import rank
from movielytics.staging.read import NumberedFile, TextSource, read_rows
from movielytics.staging.rows import Rows
from movielytics.staging.sink import load
from movielytics.staging.status import STAGED
from movielytics.staging.typed import REJECTED, typed
from movielytics.warehouse.ddl import staging_table
from movielytics.warehouse.engine import engine_of
from movielytics.warehouse.target import Target

Counted = Counter[tuple[int, str]]
"""The rows per file number and status."""


def load_source(  # noqa: PLR0913, PLR0917 - what a load consists of
    spark: SparkSession,
    module: ModuleType,
    files: list[NumberedFile],
    attempt: Attempt,
    settings: Settings,
    rows_read: Accumulator[int],
) -> Counted:
    """Fill the staging tables of the attempt's source and the quarantine with the rows of the files.

    Args:
        spark: the session.
        module: the load's module in ``movielytics.staging.loads``.
        files: the new files.
        attempt: the attempt that owns the tables.
        settings: name the landing zone and the warehouse.
        rows_read: what tasks add the rows to that they have read, to show the progress.

    Raises:
        MovielyticsError: a file cannot be read to its end, or the warehouse fails.
    """
    return _SourceLoad(spark, module, files, attempt, settings, rows_read).run()


@dataclass(frozen=True)
class _SourceLoad:
    spark: SparkSession
    module: ModuleType
    files: list[NumberedFile]
    attempt: Attempt
    settings: Settings
    rows_read: Accumulator[int]

    def run(self) -> Counted:
        fast_path = self.rows.fast_path
        fast = [file for file in self.files if can_load(file, fast_path)]
        if fast_path is not None and fast:
            return self._by_fast_path(fast_path, fast)
        counted = self._load(self._ranked(read_rows(self.spark, self.source, self.files)))
        self._finish_copy()
        return counted

    @property
    def url(self) -> str:
        """The warehouse."""
        return self.settings.warehouse_url.get_secret_value()

    @property
    def rows(self) -> Rows:
        """The fields and the key that the load reads from the dataset."""
        rows: Rows = self.module.DATASETS[self.attempt.source.dataset]
        return rows

    @property
    def source(self) -> TextSource:
        """The landing zone of the dataset's text, and the limits of its files."""
        limits = Limits(max_unpacked_bytes=self.settings.max_unpacked_bytes)
        dataset = DATASETS[self.attempt.source.dataset]
        return TextSource(self.settings.landing_uri, self.settings.s3_endpoint_url, dataset, limits, self.rows_read)

    def _target(self, table: str) -> Target:
        known = {
            file.number: (self.attempt.source.dataset, file.file.path, file.file.fingerprint) for file in self.files
        }
        columns = staging_table(table).column_names
        return Target(
            self.url,
            table,
            self.attempt.name,
            columns,
            self.attempt.run_id,
            known,
            engine_of(self.url).staging_objects(),
        )

    def _finish_copy(self) -> None:
        engine_of(self.url).finish_copy(self.url, self.attempt.name, self.attempt.source.tables)

    def _ranked(self, texts: DataFrame) -> DataFrame:
        return rank(typed(texts, self.source.dataset, self.files, self.rows.fields()), self.rows.key)

    def _load(self, ranked: DataFrame) -> Counted:
        """Copy the ranked rows into each table that the load derives from them; count and quarantine them once."""
        tables = self.attempt.source.tables
        outputs = self.module.outputs(self.attempt.source.dataset, ranked)
        if len(outputs) > 1:
            ranked.persist()
        try:
            own = next((table for table, frame in outputs.items() if frame is ranked), None)
            if own is not None:
                counted = load(ranked, self._target(own), quarantine=True).counted
            else:
                rows = ranked.select("file_no", "status", *REJECTED)
                counted = load(rows, self._target(tables[0]).only_counting(), quarantine=True).counted
            for table, frame in outputs.items():
                if table != own:
                    load(frame.withColumn("status", F.lit(STAGED)), self._target(table))
            return counted
        finally:
            ranked.unpersist()

    def _by_fast_path(self, fast_path: tuple[FastPathColumn, ...], fast: list[NumberedFile]) -> Counted:
        """Copy matching lines by the fast path, other lines and files by the CSV reader; then deduplicate by key."""
        (table,) = self.attempt.source.tables
        target = self._target(table)
        result = load_fast_path(
            self.spark, self.settings, fast, FastPathJob(self.source, fast_path, self.rows.key, target)
        )
        try:
            others = [file for file in self.files if file not in fast]
            texts = [read_rows(self.spark, self.source, others)] if others else []
            if result.others is not None:
                texts.append(result.others)
            counted, spans = result.counted, result.spans
            if texts:
                ranked = self._ranked(reduce(DataFrame.unionByName, texts))
                loaded = load(
                    ranked, target, quarantine=True, first_partition=result.partitions, first_key=self.rows.key[0]
                )
                counted, spans = counted + loaded.counted, [*spans, *loaded.spans]
        finally:
            result.found.unpersist()
        self._finish_copy()
        counted.update(deduplicate(target, self.rows.key, overlapping(spans)))
        return counted
