"""Run a staging load: copy the rows of its datasets' new files into its staging tables."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from movielytics.errors import FileChangedError, LandingError, MovielyticsError
from movielytics.failures import explain
from movielytics.landing.identity import landing_zone
from movielytics.landing.problems import Problems
from movielytics.landing.zone import open_zone
from movielytics.results import Counts, StepResult
from movielytics.settings import Settings
from movielytics.staging import attempt as attempts
from movielytics.staging import planned_files
from movielytics.staging.new_files import NewFiles, find_new_files
from movielytics.staging.progress import observed
from movielytics.staging.status import QUARANTINED, STAGED, SUPERSEDED
from movielytics.tables import Load
from movielytics.warehouse import landing_zones
from movielytics.warehouse.drift import column_changes
from movielytics.warehouse.snapshot import snapshot

if TYPE_CHECKING:
    from pyspark import Accumulator
    from pyspark.sql import SparkSession

AT_ONCE = 2
"""Sources of a load that are loaded in parallel."""


@dataclass(frozen=True)
class _Run:
    """A load in one run."""

    load: Load
    settings: Settings
    run_id: str

    @property
    def url(self) -> str:
        return self.settings.warehouse_url.get_secret_value()

    @property
    def task(self) -> str:
        return f"stage_{self.load.name}"


def stage(load: Load, settings: Settings, run_id: str) -> StepResult:
    """Load the new files of the load's datasets into its staging tables. Bad rows are quarantined.

    If the run has a plan, its files are loaded; otherwise the landing zone is listed.

    Raises:
        LandingError: a dataset is missing, or whole files cannot be read. The message has one line per file, and a last
            line which says that no other file was loaded either.
        FileChangedError: a file is not the one that was listed. The next attempt lists the landing zone again.
    """
    run = _Run(load, settings, run_id)
    try:
        return _stage(run)
    except Exception as error:
        if isinstance(explain(error), FileChangedError):
            planned_files.forget(run.url, run_id, load)
        if isinstance(error, LandingError) and error.permanent:
            others = f"Until this is corrected, no file of {' or '.join(load.datasets)} is loaded."
            raise type(error)(f"{error}\n{others}") from None
        raise


def _stage(run: _Run) -> StepResult:
    load, settings = run.load, run.settings
    zone = open_zone(settings.landing_uri, settings.s3_endpoint_url)
    with Problems() as problems:
        found = find_new_files(load, zone, settings, problems, planned_files.read(run.url, run.run_id, load))
    pending = [new for new in found if new.files]
    if pending:
        zone_used = landing_zone(settings.landing_uri, settings.s3_endpoint_url)
        landing_zones.record(run.url, run.run_id, load.name, zone_used)
    totals = _stage_sources(run, pending)
    counts = Counts(
        read=totals.total(), staged=totals[STAGED], superseded=totals[SUPERSEDED], quarantined=totals[QUARANTINED]
    )
    notes = [note for new in found for note in (new.note, new.ignored) if note]
    if pending:
        with snapshot(run.url) as warehouse:
            notes += column_changes(warehouse, run.run_id, load.datasets)
    return StepResult(
        task=run.task,
        changed=bool(pending),
        summary="; ".join(notes),
        counts=counts if pending else Counts(),
    )


def _stage_sources(run: _Run, pending: list[NewFiles]) -> Counter[str]:
    """Load the new files of all sources in parallel; return the rows per status.

    One after the other, a small source would leave a core idle.
    """
    totals: Counter[str] = Counter()
    if not pending:
        return totals
    # Imported here, because a step that finds nothing new needs no Spark.
    from movielytics.staging.session import spark_session

    try:
        spark = spark_session(run.settings)
        with observed(spark, run.task) as rows_read, ThreadPoolExecutor(AT_ONCE) as pool:
            for counted in pool.map(partial(_stage_source, spark, run, rows_read), pending):
                for (_, status), rows in counted.items():
                    totals[status] += rows
    except Exception as error:
        if _lost_java(error):
            raise MovielyticsError(
                "Spark's Java process ended during the load: it was killed or ran out of memory. The load is retried; "
                "if that does not help, raise MOVIELYTICS_SPARK_DRIVER_MEMORY"
            ) from error
        raise
    return totals


def _stage_source(
    spark: "SparkSession", run: _Run, rows_read: "Accumulator[int]", new: NewFiles
) -> Counter[tuple[int, str]]:
    """Load the new files of a source; return the rows per file number and status."""
    from movielytics.staging.load_source import load_source
    from movielytics.staging.read import NumberedFile

    files = [NumberedFile(number, file, header) for number, (file, header) in enumerate(new.files)]
    module = import_module(f"movielytics.staging.loads.{run.load.name}")
    attempt = attempts.begin(run.url, run.run_id, new.source, files)
    spark.sparkContext.setLocalProperty("spark.scheduler.pool", new.source.dataset)
    counted = load_source(spark, module, files, attempt, run.settings, rows_read)
    attempts.write_row_counts(run.url, attempt, files, counted)
    return counted


def _lost_java(error: Exception) -> bool:
    """Return whether the error means that the JVM has ended: py4j also reports classes that it then cannot find."""
    from py4j.protocol import Py4JError, Py4JNetworkError

    from movielytics.staging.session import jvm_has_ended

    return isinstance(error, ConnectionError | Py4JNetworkError) or (isinstance(error, Py4JError) and jvm_has_ended())
