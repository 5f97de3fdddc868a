"""From new files to filled staging tables: in bulk where a dataset's rows are plain numbers, else all by Spark's full reading."""

from collections import Counter
from functools import reduce
from types import ModuleType
from typing import cast

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from movielytics.landing.datasets import DATASETS
from movielytics.settings import Settings
from movielytics.staging.attempt import Attempt
from movielytics.staging.bulk import BulkJob, can_load, load_plain
from movielytics.staging.copy import finish
from movielytics.staging.judge import judge
from movielytics.staging.plain import Plain
from movielytics.staging.read import NumberedFile, read_lines, read_rows
from movielytics.staging.settle import contested, settle
from movielytics.staging.sink import load
from movielytics.staging.status import STAGED
from movielytics.staging.target import Target
from movielytics.warehouse.ddl import staging_table

Counted = Counter[tuple[int, str]]
"""The rows of each file number and status."""


def fill(spark: SparkSession, module: ModuleType, files: list[NumberedFile], attempt: Attempt, settings: Settings) -> Counted:
    """Fill the staging tables of the attempt's source and the quarantine with what the files hold.

    Args:
        spark: the session.
        module: the load's, of ``movielytics.staging.loads``.
        files: the new files.
        attempt: whose tables these are.
        settings: the landing zone and the warehouse.
    """
    rows = module.DATASETS[attempt.source.dataset]
    if any(can_load(file, rows.plain) for file in files):
        return _fill_in_bulk(spark, module, files, attempt, settings)
    judged = judge(read_rows(spark, DATASETS[attempt.source.dataset], files, rows.fields()), rows.key)
    counted = _fill_from(judged, module, files, attempt, settings)
    finish(settings.warehouse_url.get_secret_value(), attempt)
    return counted


def _target(table: str, files: list[NumberedFile], attempt: Attempt, settings: Settings) -> Target:
    known = {file.number: (attempt.source.dataset, file.file.path, file.file.fingerprint) for file in files}
    return Target(
        settings.warehouse_url.get_secret_value(),
        table,
        attempt.name,
        staging_table(table).column_names,
        attempt.run_id,
        known,
    )


def _fill_from(judged: DataFrame, module: ModuleType, files: list[NumberedFile], attempt: Attempt, settings: Settings) -> Counted:
    source = attempt.source
    outputs = module.outputs(source.dataset, judged)
    if list(outputs.values()) == [judged]:
        (table,) = outputs
        return load(judged, _target(table, files, attempt, settings), quarantine=source.quarantines).counted
    judged.persist()
    try:
        for table, frame in outputs.items():
            load(frame.withColumn("status", F.lit(STAGED)), _target(table, files, attempt, settings))
        accounted = judged.select("file_no", "row_position", "status", "reason", "raw")
        target = _target(source.tables[0], files, attempt, settings).only_counting()
        return load(accounted, target, quarantine=source.quarantines).counted
    finally:
        judged.unpersist()


def _fill_in_bulk(spark: SparkSession, module: ModuleType, files: list[NumberedFile], attempt: Attempt, settings: Settings) -> Counted:
    """Load plain lines at once, the others and files that cannot be split by full reading, then settle between them."""
    (table,) = attempt.source.tables
    dataset = DATASETS[attempt.source.dataset]
    rows = module.DATASETS[dataset.name]
    plain = cast(Plain, rows.plain)
    target = _target(table, files, attempt, settings)
    at_once = [file for file in files if can_load(file, plain)]
    whole = [file for file in files if file not in at_once]
    bulk = load_plain(spark, settings, at_once, BulkJob(settings.landing_uri, settings.s3_endpoint_url, plain, rows.key, target))
    try:
        frames = [read_rows(spark, dataset, whole, rows.fields())] if whole else []
        if bulk.others is not None:
            frames.append(read_lines(bulk.others, dataset, at_once, rows.fields()))
        counted, spans = bulk.counted, bulk.spans
        if frames:
            judged = judge(reduce(DataFrame.unionByName, frames), rows.key)
            besides = load(judged, target, quarantine=attempt.source.quarantines, first_partition=bulk.partitions, first_key=rows.key[0])
            counted, spans = counted + besides.counted, [*spans, *besides.spans]
    finally:
        bulk.found.unpersist()
    finish(target.url, attempt)
    counted.update(settle(target, rows.key, contested(spans)))
    return counted
