"""A staging load: new files of its datasets become the rows of its staging tables."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
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

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAMED = 2
"""So many files are told by their names, more by their number."""
AT_ONCE = 2
"""So many sources of a load are loaded side by side."""
UNREACHABLE = re.compile(r"SdkClientException|AWSClientIOException|java\.net\.\w+Exception")
"""A server that did not answer while a file was read."""


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
    zone = open_zone(settings.landing_uri, settings.s3_endpoint_url)
    jobs = [_Job(load, source, zone, settings, run_id) for source in load.sources]
    delivered = [_files(job) for job in jobs]
    new = [attempts.new_files(job.url, job.source, files) for job, files in zip(jobs, delivered, strict=True)]
    totals = _stage_sources([(job, files) for job, files in zip(jobs, new, strict=True) if files])
    counts = Counts(read=totals.total(), staged=totals[STAGED], superseded=totals[SUPERSEDED], quarantined=totals[QUARANTINED])
    notes = map(_note, load.sources, delivered, new)
    return StepResult(task=f"stage_{load.name}", changed=any(new), summary="; ".join(notes), counts=counts if any(new) else Counts())


def _files(job: _Job) -> list[LandingFile]:
    """Return the delivered files of a source; raise LandingError where there must be some and are none."""
    dataset = job.source.dataset
    files = dataset_files(job.zone, dataset)
    if not files and not job.load.optional:
        raise LandingError(
            f"no {dataset} in {job.settings.landing_uri}: deliver {dataset}.csv, {dataset}.csv.gz or a folder {dataset}/ of such files"
        )
    return files


def _note(source: Source, files: list[LandingFile], new: list[LandingFile]) -> str:
    if not files:
        return f"no {source.dataset} delivered"
    if not new:
        return f"{source.dataset} loaded before"
    return f"{len(new)} files of {source.dataset}" if len(new) > NAMED else ", ".join(file.path for file in new)


def _stage_sources(pending: list[tuple[_Job, list[LandingFile]]]) -> Counter[str]:
    """Load the new files of each source, side by side: a small one leaves a core idle. Return the rows of each status."""
    totals: Counter[str] = Counter()
    if not pending:
        return totals
    headers = [[read_header(job.zone, file, DATASETS[job.source.dataset]) for file in new] for job, new in pending]
    # Imported here: the step that finds nothing new needs no Spark.
    from movielytics.staging.session import spark_session

    try:
        spark = spark_session(pending[0][0].settings)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for counted in pool.map(partial(_stage_source, spark), pending, headers):
                for (_, status), rows in counted.items():
                    totals[status] += rows
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        raise told from error
    return totals


def _stage_source(
    spark: "SparkSession", pending: tuple[_Job, list[LandingFile]], headers: list[tuple[str, ...]]
) -> Counter[tuple[int, str]]:
    """Load the new files of a source, whose headers were read; return the rows of each file number and status."""
    from movielytics.staging.fill import fill
    from movielytics.staging.read import NumberedFile

    job, new = pending
    files = [NumberedFile(number, file, header) for number, (file, header) in enumerate(zip(new, headers, strict=True))]
    module = import_module(f"movielytics.staging.loads.{job.load.name}")
    attempt = attempts.begin(job.url, job.run_id, job.source, files)
    spark.sparkContext.setLocalProperty("spark.scheduler.pool", job.source.dataset)
    counted = fill(spark, module, files, attempt, job.settings)
    attempts.account(job.url, attempt, files, counted)
    return counted


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
    if broken is None or UNREACHABLE.search(text):  # the file may be as it should be: the load is tried again
        return None
    why = "it ends too early" if "EOF" in text or "Unexpected end" in text else "it cannot be decoded"
    return LandingError(f"{broken[1]} cannot be read to its end ({why}): deliver it again")
