"""A staging load: new files of its datasets become the rows of its staging tables."""

import re
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from movielytics.errors import LandingError, MovielyticsError
from movielytics.landing.datasets import DATASETS
from movielytics.landing.header import read_header
from movielytics.landing.zone import LandingFile, Zone, dataset_files, open_zone
from movielytics.results import Counts, StepResult
from movielytics.settings import Settings
from movielytics.staging import attempt as attempts
from movielytics.staging.status import QUARANTINED, STAGED, SUPERSEDED
from movielytics.tables import Load, Source
from movielytics.warehouse.ddl import staging_table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from movielytics.staging.read import NumberedFile


NAMED = 2
"""So many files are told by their names, more by their number."""


@dataclass(frozen=True)
class _Job:
    """One source of a load in one run."""

    load: Load
    source: Source
    zone: Zone
    settings: Settings
    run_id: str

    @property
    def url(self) -> str:
        return self.settings.warehouse_url.get_secret_value()


def stage(load: Load, settings: Settings, run_id: str) -> StepResult:
    """Load what is new of the load's datasets into its staging tables.

    Raises:
        LandingError: a dataset is missing or one of its files cannot be read as a whole; bad rows are quarantined instead.
    """
    zone = open_zone(settings.landing_uri)
    totals: Counter[str] = Counter()
    notes = []
    changed = False
    for source in load.sources:
        job = _Job(load, source, zone, settings, run_id)
        files = dataset_files(zone, source.dataset)
        if not files and not load.optional:
            raise LandingError(
                f"no {source.dataset} in {settings.landing_uri}: deliver {source.dataset}.csv, {source.dataset}.csv.gz or a folder "
                f"{source.dataset}/ of such files"
            )
        new = attempts.new_files(job.url, source, files)
        if new:
            changed = True
            for (_, status), rows in _stage_source(job, new).items():
                totals[status] += rows
        notes.append(_note(source, files, new))
    counts = Counts(read=totals.total(), staged=totals[STAGED], superseded=totals[SUPERSEDED], quarantined=totals[QUARANTINED])
    return StepResult(task=f"stage_{load.name}", changed=changed, summary="; ".join(notes), counts=counts if changed else Counts())


def _note(source: Source, files: list[LandingFile], new: list[LandingFile]) -> str:
    if not files:
        return f"no {source.dataset} delivered"
    if not new:
        return f"{source.dataset} loaded before"
    return f"{len(new)} files of {source.dataset}" if len(new) > NAMED else ", ".join(file.path for file in new)


def _stage_source(job: _Job, new: list[LandingFile]) -> Counter[tuple[int, str]]:
    """Load the new files; return the rows of each file number and status."""
    dataset = DATASETS[job.source.dataset]
    headers = [read_header(job.zone, file, dataset) for file in new]
    # Imported here: the step that finds nothing new needs no Spark.
    from movielytics.staging.copy import finish
    from movielytics.staging.judge import judge
    from movielytics.staging.read import NumberedFile, read_rows
    from movielytics.staging.session import spark_session

    module = import_module(f"movielytics.staging.loads.{job.load.name}")
    rows = module.DATASETS[dataset.name]
    files = [NumberedFile(number, file, header) for number, (file, header) in enumerate(zip(new, headers, strict=True))]
    try:
        judged = judge(read_rows(spark_session(job.settings), dataset, files, rows.fields()), rows.key)
        attempt = attempts.begin(job.url, job.run_id, job.source, files)
        counted = _write(module, judged, files, attempt, job.url)
        finish(job.url, attempt)
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        raise told from error
    attempts.account(job.url, attempt, files, counted)
    return counted


def _write(
    module: ModuleType, judged: "DataFrame", files: "list[NumberedFile]", attempt: attempts.Attempt, url: str
) -> Counter[tuple[int, str]]:
    """Fill the source's staging tables and the quarantine; return the rows of each file number and status."""
    from pyspark.sql import functions as F  # noqa: N812

    from movielytics.staging.sink import load
    from movielytics.staging.target import Target

    source = attempt.source
    known = {file.number: (source.dataset, file.file.path, file.file.fingerprint) for file in files}

    def target(table: str, columns: tuple[str, ...], quarantine: bool) -> Target:
        return Target(url, table, attempt.name, columns, quarantine, attempt.run_id, known)

    outputs = module.outputs(source.dataset, judged)
    if list(outputs.values()) == [judged]:
        (table,) = outputs
        return load(judged, target(table, staging_table(table).column_names, source.quarantines))
    judged.persist()
    try:
        for table, frame in outputs.items():
            load(frame.withColumn("status", F.lit(STAGED)), target(table, staging_table(table).column_names, False))
        accounted = judged.select("file_no", "row_position", "status", "reason", "raw")
        return load(accounted, target(source.tables[0], (), source.quarantines))
    finally:
        judged.unpersist()


def _told(error: Exception) -> MovielyticsError | None:
    """Return what to tell a person of a failed Spark job, where it is known what to do about it."""
    from py4j.protocol import Py4JNetworkError

    if isinstance(error, ConnectionError | Py4JNetworkError):
        return MovielyticsError(
            "Spark's Java process ended in the middle of the load: it was killed or ran out of memory. The load is tried again; "
            "if that does not help, raise MOVIELYTICS_SPARK_DRIVER_MEMORY"
        )
    text = str(error)
    broken = re.search(r"FAILED_READ_FILE[^\]]*\] Encountered error while reading file (\S+?)\.? ", text)
    if broken is None:
        return None
    why = "it ends too early" if "EOF" in text or "Unexpected end" in text else "it cannot be decoded"
    return LandingError(f"{broken[1]} cannot be read to its end ({why}): deliver it again")
