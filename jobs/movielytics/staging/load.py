"""Run a staging load: copy the rows of its datasets' new files into its staging tables."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from movielytics.errors import LandingError, MovielyticsError
from movielytics.landing.datasets import DATASETS
from movielytics.landing.header import Header, check_not_narrower, missing_columns, read_header
from movielytics.landing.identity import landing_zone
from movielytics.landing.problems import Problems
from movielytics.landing.zone import LandingFile, Zone, open_zone
from movielytics.results import Counts, StepResult
from movielytics.settings import Settings
from movielytics.staging import attempt as attempts
from movielytics.staging.deliveries import new_files, published_columns
from movielytics.staging.status import QUARANTINED, STAGED, SUPERSEDED
from movielytics.tables import Load, Source
from movielytics.warehouse import landing_zones

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAMED = 2
"""Most files that a summary names; for more files, it gives their number."""
AT_ONCE = 2
"""Sources of a load that are loaded in parallel."""


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


@dataclass(frozen=True)
class _Delivery:
    """What the landing zone holds for a source.

    Attributes:
        job: the source.
        note: a summary of its files.
        new: its new files with their headers.
    """

    job: _Job
    note: str
    new: list[tuple[LandingFile, Header]]


def stage(load: Load, settings: Settings, run_id: str) -> StepResult:
    """Load the new files of the load's datasets into its staging tables. Bad rows are quarantined.

    Raises:
        LandingError: a dataset is missing, or whole files cannot be read. The message has one line per file, and a last
            line which says that no other file was loaded either.
    """
    zone = open_zone(settings.landing_uri, settings.s3_endpoint_url)
    try:
        return _stage(load, settings, run_id, zone)
    except LandingError as error:
        if not error.permanent:
            raise
        others = f"Until this is corrected, no file of {' or '.join(load.datasets)} is loaded."
        raise type(error)(f"{error}\n{others}") from None


def _stage(load: Load, settings: Settings, run_id: str, zone: Zone) -> StepResult:
    deliveries = []
    with Problems() as problems:
        for source in load.sources:
            with problems.collect():
                deliveries.append(_find_delivery(_Job(load, source, zone, settings, run_id)))
    pending = [delivery for delivery in deliveries if delivery.new]
    if pending:
        zone_used = landing_zone(settings.landing_uri, settings.s3_endpoint_url)
        landing_zones.record(settings.warehouse_url.get_secret_value(), run_id, load.name, zone_used)
    totals = _stage_sources(pending)
    counts = Counts(
        read=totals.total(), staged=totals[STAGED], superseded=totals[SUPERSEDED], quarantined=totals[QUARANTINED]
    )
    summary = "; ".join(delivery.note for delivery in deliveries)
    return StepResult(
        task=f"stage_{load.name}", changed=bool(pending), summary=summary, counts=counts if pending else Counts()
    )


def _find_delivery(job: _Job) -> _Delivery:
    """List the files of a source, and read the headers of the new ones.

    Raises:
        LandingError: files are missing, or cannot be loaded.
    """
    dataset = job.source.dataset
    listing = job.zone.listing(dataset)
    if not listing.files and not job.load.optional:
        raise LandingError(
            f"no {dataset} in {job.settings.landing_uri}: "
            f"deliver {dataset}.csv, {dataset}.csv.gz or a folder {dataset}/ of such files"
            + (f" ({listing.notes()})" if listing.ignored else "")
        )
    new = new_files(job.url, job.source, listing.files)
    headers = _headers(job, new)
    return _Delivery(
        job, "; ".join(filter(None, [_note(job.source, listing.files, headers), listing.notes()])), headers
    )


def _headers(job: _Job, files: list[LandingFile]) -> list[tuple[LandingFile, Header]]:
    """Read the files' headers.

    A file may not lack a column that an earlier delivery had: it would set the column's existing values to null.
    """
    dataset = DATASETS[job.source.dataset]
    earlier = published_columns(job.url, dataset.name) if files else set()
    headers = []
    with Problems() as problems:
        for file in files:
            with problems.collect():
                header = read_header(job.zone, file, dataset)
                check_not_narrower(file, header, dataset, earlier)
                headers.append((file, header))
                earlier |= set(header.names)
    return headers


def _note(source: Source, files: list[LandingFile], new: list[tuple[LandingFile, Header]]) -> str:
    if not files:
        return f"no {source.dataset} delivered"
    if not new:
        return f"{source.dataset} loaded before"
    named = f"{len(new)} files of {source.dataset}" if len(new) > NAMED else ", ".join(file.shown for file, _ in new)
    missing = sorted({name for _, header in new for name in missing_columns(header, DATASETS[source.dataset])})
    return named + (f" (without {', '.join(missing)}: null)" if missing else "")


def _stage_sources(pending: list[_Delivery]) -> Counter[str]:
    """Load the new files of all sources in parallel; return the rows per status.

    One after the other, a small source would leave a core idle.
    """
    totals: Counter[str] = Counter()
    if not pending:
        return totals
    # Imported here, because a step that finds nothing new needs no Spark.
    from movielytics.staging.session import spark_session

    try:
        spark = spark_session(pending[0].job.settings)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for counted in pool.map(partial(_stage_source, spark), pending):
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


def _stage_source(spark: "SparkSession", delivery: _Delivery) -> Counter[tuple[int, str]]:
    """Load the new files of a source; return the rows per file number and status."""
    from movielytics.staging.load_source import load_source
    from movielytics.staging.read import NumberedFile

    job = delivery.job
    files = [NumberedFile(number, file, header) for number, (file, header) in enumerate(delivery.new)]
    module = import_module(f"movielytics.staging.loads.{job.load.name}")
    attempt = attempts.begin(job.url, job.run_id, job.source, files)
    spark.sparkContext.setLocalProperty("spark.scheduler.pool", job.source.dataset)
    counted = load_source(spark, module, files, attempt, job.settings)
    attempts.write_row_counts(job.url, attempt, files, counted)
    return counted


def _lost_java(error: Exception) -> bool:
    """Return whether the error means that the JVM has ended: py4j also reports classes that it then cannot find."""
    from py4j.protocol import Py4JError, Py4JNetworkError

    from movielytics.staging.session import jvm_has_ended

    return isinstance(error, ConnectionError | Py4JNetworkError) or (isinstance(error, Py4JError) and jvm_has_ended())
