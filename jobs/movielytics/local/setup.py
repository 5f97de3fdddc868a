"""What a local run and the UI need first: files to load, a warehouse, a JRE, and the settings that name them."""

import contextlib
import os
import shlex
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from movielytics.errors import LandingError, SettingsError
from movielytics.landing.datasets import DATASETS
from movielytics.landing.identity import LandingZone, is_s3, landing_zone, storable
from movielytics.local import java, postgres
from movielytics.local.invocation import command
from movielytics.settings import DEFAULT_STATE_DIR, get_settings
from movielytics.warehouse import landing_zones

STATE_DIR = Path(os.environ.get("MOVIELYTICS_STATE_DIR") or DEFAULT_STATE_DIR).resolve()
"""The folder of everything that a local run writes."""
SCRATCH = STATE_DIR / "tmp"
"""Temporary files of the running local run, and of nothing else; removed when it ends."""

SMALL = 200_000_000
"""Most bytes of input with which a run ends before Java's optimizing compiler pays off."""


def prepare(landing: str | None, *, switch: bool = False, held: LandingZone | None = None) -> LandingZone:
    """Set the environment of this process and its children for a local run.

    This also starts PostgreSQL, and generates sample data if no files are named and none were loaded before.

    Args:
        landing: folder or s3:// URI of the files; None: ``MOVIELYTICS_LANDING_URI``, or the landing zone that filled
            the warehouse, or the sample data.
        switch: load files of another landing zone than the one that filled the warehouse.
        held: the landing zone of the UI, if it runs; it takes precedence over the warehouse's.

    Returns:
        The landing zone.

    Raises:
        MovielyticsError: one of these is not available.
        SettingsError: another landing zone filled the warehouse.
    """
    STATE_DIR.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(1) as pool:
        server = pool.submit(postgres.start, STATE_DIR)
        java_home = java.java_home(STATE_DIR)
        url = server.result()
    zone = choose_landing_zone(landing, url, switch=switch, held=held)
    _last().write_text(storable(zone.uri), encoding="utf-8")
    os.environ.update(
        MOVIELYTICS_LANDING_URI=zone.uri,
        MOVIELYTICS_WAREHOUSE_URL=url,
        MOVIELYTICS_RUNTIME="local",
        MOVIELYTICS_STATE_DIR=str(STATE_DIR),
        MOVIELYTICS_SPARK_MASTER=os.environ.get("MOVIELYTICS_SPARK_MASTER") or "local[*]",
        MOVIELYTICS_SPARK_JAVA_OPTIONS=os.environ.get("MOVIELYTICS_SPARK_JAVA_OPTIONS") or _java_options(zone.uri),
        MOVIELYTICS_REPORT_URI=report_uri(),
        JAVA_HOME=str(java_home),
    )
    get_settings.cache_clear()
    return zone


def choose_landing_zone(named: str | None, url: str, *, switch: bool, held: LandingZone | None) -> LandingZone:
    """Return the landing zone to load from (see ``prepare``); generate the sample data if needed.

    Raises:
        LandingError: the folder or the bucket cannot be used.
        SettingsError: another landing zone filled the warehouse, or the UI holds another one.
    """
    filled_by = held or landing_zones.binding(url)
    wanted = named or os.environ.get("MOVIELYTICS_LANDING_URI")
    if wanted is None or not wanted:
        wanted = _last_named() if filled_by is None else _still_there(filled_by)
    if wanted == str(sample_data()):
        _generate_sample_data()
    zone = landing_zone(wanted, os.environ.get("MOVIELYTICS_S3_ENDPOINT_URL"))
    if filled_by is None or zone.is_same(filled_by):
        return zone
    if held is not None:
        raise SettingsError(
            f"Airflow's UI runs with {held}; to load from {zone}, end it first with `{command('stop')}`"
        )
    if not switch:
        raise SettingsError(_ways_out(zone, filled_by))
    landing_zones.record(url, f"switch {datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}", "", zone)
    return zone


def _last() -> Path:
    """Return the file that names the landing zone of the last run, whether or not it published anything."""
    return STATE_DIR / "landing.last"


def _last_named() -> str:
    """Return the landing zone of the last run, or that of the sample data.

    This way, a failed first run is repeated with the same files.
    """
    named = _last().read_text(encoding="utf-8") if _last().exists() else ""
    return named if named and (is_s3(named) or Path(named).is_dir()) else str(sample_data())


def _still_there(zone: LandingZone) -> str:
    if is_s3(zone.uri) or Path(zone.uri).is_dir():
        return zone.uri
    raise LandingError(
        f"the warehouse was filled from {zone}, and that folder is gone; put it back, or name another one with "
        f"`{command('run', '/folder', switch=True)}`"
    )


def _ways_out(zone: LandingZone, filled_by: LandingZone) -> str:
    landing = storable(zone.uri)
    return (
        f"the warehouse in {STATE_DIR} was filled from {filled_by}.\n"
        f"{zone} is another landing zone; nothing was loaded, so that the two do not mix. Choose:\n"
        f"  another warehouse:       {command('run', landing, state='/another/folder')}\n"
        f"  replace this warehouse:  {command('clean')}, then {command('run', landing)}\n"
        f"  both in this warehouse:  {command('run', landing, switch=True)}"
    )


def report_uri() -> str:
    """Return where the report goes: ``MOVIELYTICS_REPORT_URI``, or a folder of the state folder."""
    named = os.environ.get("MOVIELYTICS_REPORT_URI")
    if named and "://" in named:
        return named
    # Absolute, because Airflow's processes work in another folder.
    return str(Path(named).expanduser().resolve()) if named else str(STATE_DIR / "report")


def use_scratch() -> None:
    """Make this process and its children, including Java and Spark, write temporary files to ``SCRATCH``."""
    remove_scratch()
    SCRATCH.mkdir(parents=True)
    os.environ.update(TMPDIR=str(SCRATCH), SPARK_LOCAL_DIRS=str(SCRATCH))
    tempfile.tempdir = None  # it may be cached from the environment before


def remove_scratch() -> None:
    """Remove what a run left in ``SCRATCH``. Call it only while no run is alive."""
    shutil.rmtree(SCRATCH, ignore_errors=True)


def _java_options(uri: str) -> str:
    """Return Java options that suit one machine and the size of the files.

    For small files, Java's optimizing compiler costs more than it saves. The serial garbage collector takes the least
    memory, 1.0 GB instead of 1.6 GB for the default one, and no more time.
    """
    options = f"-XX:+UseSerialGC -XX:-UsePerfData -Djava.io.tmpdir={shlex.quote(tempfile.gettempdir())}"
    if is_s3(uri) or _bytes_of_datasets(Path(uri)) > SMALL:
        return options
    return f"{options} -XX:TieredStopAtLevel=1"


def _bytes_of_datasets(folder: Path) -> int:
    """Return the size, in bytes, of the files that a run may load; the folder may hold many others."""
    size = 0
    for dataset in DATASETS:
        for pattern in (f"{dataset}.csv*", f"{dataset}/*"):
            for file in folder.glob(pattern):
                with contextlib.suppress(OSError):  # a broken link, or a file that was just removed
                    size += file.stat().st_size
    return size


def sample_data() -> Path:
    """Return the landing zone of a run without other files; the first such run generates it."""
    return STATE_DIR / "landing"


def _generate_sample_data() -> None:
    if sample_data().exists():
        return
    from movielytics.sample_data.generate import generate

    # The folder is renamed after all files are written, so that an interruption leaves no partial delivery.
    unfinished = STATE_DIR / "landing.unfinished"
    generate(unfinished)
    unfinished.rename(sample_data())
