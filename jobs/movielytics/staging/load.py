"""A staging load: new files of its datasets become the rows of its staging tables."""

import re
from collections import Counter
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from movielytics.errors import LandingError
from movielytics.landing.datasets import DATASETS
from movielytics.landing.header import read_header
from movielytics.landing.zone import LandingFile, Zone, dataset_files, open_zone
from movielytics.results import Counts, StepResult
from movielytics.settings import Settings
from movielytics.staging import attempt as attempts
from movielytics.tables import Load, Source
from movielytics.warehouse.ddl import staging_table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from movielytics.staging.read import NumberedFile


def stage(load: Load, settings: Settings, run_id: str) -> StepResult:
    """Load what is new of the load's datasets into its staging tables.

    Raises:
        LandingError: a dataset is missing or one of its files cannot be read as a whole; bad rows are quarantined instead.
    """
    zone = open_zone(settings.landing_uri)
    url = settings.warehouse_url.get_secret_value()
    totals: Counter[str] = Counter()
    notes = []
    for source in load.sources:
        files = dataset_files(zone, source.dataset)
        if not files and not load.optional:
            raise LandingError(
                f"no {source.dataset} in {settings.landing_uri}: deliver {source.dataset}.csv, {source.dataset}.csv.gz or a folder "
                f"{source.dataset}/ of such files"
            )
        new = attempts.new_files(url, source, files)
        if new:
            totals += _stage_source(load, source, zone, new, settings, run_id)
        notes.append(_note(source, files, new))
    counts = (
        Counts(**{name: totals[name] for name in ("read", "staged", "superseded", "quarantined")})
        if totals
        else Counts()
    )
    return StepResult(task=f"stage_{load.name}", changed=bool(totals), summary="; ".join(notes), counts=counts)


def _note(source: Source, files: list[LandingFile], new: list[LandingFile]) -> str:
    if not files:
        return f"no {source.dataset} delivered"
    if not new:
        return f"{source.dataset} loaded before"
    return ", ".join(file.path for file in new) if len(new) <= 2 else f"{len(new)} files of {source.dataset}"


def _stage_source(
    load: Load, source: Source, zone: Zone, new: list[LandingFile], settings: Settings, run_id: str
) -> Counter[str]:
    dataset = DATASETS[source.dataset]
    headers = [read_header(zone, file, dataset) for file in new]
    # Imported here: the step that finds nothing new needs no Spark.
    from movielytics.staging.judge import QUARANTINED, STAGED, SUPERSEDED, judge
    from movielytics.staging.read import NumberedFile, read_rows
    from movielytics.staging.session import spark_session

    module = import_module(f"movielytics.staging.loads.{load.name}")
    rows = module.DATASETS[source.dataset]
    files = [NumberedFile(number, file, header) for number, (file, header) in enumerate(zip(new, headers, strict=True))]
    spark = spark_session(settings)
    judged = judge(read_rows(spark, dataset, files, rows.fields()), rows.key)
    url = settings.warehouse_url.get_secret_value()
    attempt = attempts.begin(url, run_id, source, files)
    try:
        counted = _write(module, source, judged, files, attempt, url)
    except Exception as error:
        raise _reading_failed(error) from error
    attempts.account(url, attempt, files, counted)
    totals: Counter[str] = Counter(read=sum(counted.values()))
    for (_, status), rows_ in counted.items():
        totals[status] += rows_
    return totals + Counter({status: 0 for status in (STAGED, SUPERSEDED, QUARANTINED)})


def _write(
    module: ModuleType,
    source: Source,
    judged: "DataFrame",
    files: "list[NumberedFile]",
    attempt: attempts.Attempt,
    url: str,
) -> Counter[tuple[int, str]]:
    """Fill the source's staging tables and the quarantine; return the rows of each file number and status."""
    from pyspark.sql import functions as F  # noqa: N812

    from movielytics.staging.judge import STAGED
    from movielytics.staging.sink import Target, load

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


def _reading_failed(error: Exception) -> Exception:
    """Return what to tell of a failed Spark job: for a file that broke off in the middle, which one and what to do."""
    text = str(error)
    broken = re.search(r"FAILED_READ_FILE[^\]]*\] Encountered error while reading file (\S+?)\.? ", text)
    if broken is None:
        return error
    why = "it ends too early" if "EOF" in text or "Unexpected end" in text else "it cannot be decoded"
    return LandingError(f"{broken[1]} cannot be read to its end ({why}): deliver it again")
