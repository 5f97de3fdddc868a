"""What a local run and the UI need first: files to load, a warehouse, a JRE, and the settings that name them."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from movielytics.embedded import java, postgres
from movielytics.errors import LandingError
from movielytics.settings import HOME, get_settings

STATE_DIR = Path(os.environ.get("MOVIELYTICS_STATE_DIR") or HOME / ".movielytics").resolve()
"""The folder of everything that the embedded mode writes."""


SMALL = 200_000_000
"""Bytes of files up to which a run is over before Java's best compiler pays."""


def prepare(landing: str | None, *, as_last_time: bool = False) -> None:
    """Make the settings of this process, and of its children, those of the embedded mode.

    Starts PostgreSQL, and writes sample data where no files are named and none were written before.

    Args:
        landing: folder or s3:// URI of the files; None: ``MOVIELYTICS_LANDING_URI``, or else the sample data.
        as_last_time: with no files named, take those of the last run before the sample data.

    Raises:
        MovielyticsError: one of these cannot be had.
    """
    STATE_DIR.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(1) as pool:
        server = pool.submit(postgres.start, STATE_DIR)
        uri = landing_uri(landing, as_last_time=as_last_time)
        java_home = java.java_home(STATE_DIR)
        url = server.result()
    _last_landing().write_text(f"{uri}\n")
    os.environ.update(
        MOVIELYTICS_LANDING_URI=uri,
        MOVIELYTICS_WAREHOUSE_URL=url,
        MOVIELYTICS_RUNTIME="local",
        MOVIELYTICS_STATE_DIR=str(STATE_DIR),
        MOVIELYTICS_SPARK_MASTER=os.environ.get("MOVIELYTICS_SPARK_MASTER") or "local[*]",
        MOVIELYTICS_SPARK_JAVA_OPTIONS=os.environ.get("MOVIELYTICS_SPARK_JAVA_OPTIONS") or _java_options(uri),
        MOVIELYTICS_REPORT_URI=report_uri(),
        JAVA_HOME=str(java_home),
    )
    get_settings.cache_clear()


def landing_uri(landing: str | None, *, as_last_time: bool) -> str:
    """Return where the files are, writing sample data if it is those and they are not there; see ``prepare``.

    Raises:
        LandingError: the named folder does not exist.
    """
    named = landing or os.environ.get("MOVIELYTICS_LANDING_URI")
    if not named and as_last_time and _last_landing().exists():
        named = _last_landing().read_text().strip()
    if not named:
        return str(_sample_data())
    if "://" in named:
        return named
    folder = Path(named).expanduser().resolve()
    if not folder.is_dir():
        raise LandingError(f"there is no folder {folder} to load files from")
    return str(folder)


def report_uri() -> str:
    """Return where the report goes: ``MOVIELYTICS_REPORT_URI``, or else a folder of the embedded mode."""
    named = os.environ.get("MOVIELYTICS_REPORT_URI")
    if named and "://" in named:
        return named
    # Absolute, for Airflow's processes work in another folder.
    return str(Path(named).expanduser().resolve()) if named else str(STATE_DIR / "report")


def _java_options(uri: str) -> str:
    """Return options that suit one machine and the size of the files: for small ones Java's best compiler costs more than it saves.

    Of Java's collectors the serial one takes the least memory, 1.0 GB where the default one takes 1.6, and no more time.
    """
    if "://" in uri or sum(file.stat().st_size for file in Path(uri).rglob("*.csv*") if file.is_file()) > SMALL:
        return "-XX:+UseSerialGC"
    return "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"


def _last_landing() -> Path:
    return STATE_DIR / "landing.last"


def _sample_data() -> Path:
    folder = STATE_DIR / "landing"
    if not folder.exists():
        from movielytics.sample_data.generate import generate

        # Under its name there is always a whole delivery, whenever writing it was interrupted.
        unfinished = STATE_DIR / "landing.unfinished"
        unfinished.mkdir(exist_ok=True)
        generate(unfinished)
        unfinished.rename(folder)
    return folder
