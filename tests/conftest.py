"""Fixtures of all tests: a real PostgreSQL server per session, a database per test, a pipeline."""

import itertools
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import psycopg2
import pytest
from psycopg2 import sql

from movielytics import steps
from movielytics.local import java, postgres
from movielytics.settings import get_settings
from movielytics.staging import session
from support.harness import Pipeline
from support.redshift_emulator import RedshiftEmulator, emulate_redshift
from support.s3_server import KEYS, s3_server

# The main module of a pytest-xdist process has no file: PySpark takes it for one of its doctests and ends the process.
vars(sys.modules["__main__"]).setdefault("__file__", pytest.__file__)

# The parent process may ignore these signals (nohup, a background job of a shell). Children inherit that and would
# ignore the signals that tests send.
for number, handler in ((signal.SIGHUP, signal.SIG_DFL), (signal.SIGINT, signal.default_int_handler)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)

# In CI, use the same examples each time, so that a failure can be reproduced on another machine.
hypothesis.settings.register_profile("movielytics", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("movielytics")

_LONGEST = ("pipeline", "staging", "warehouse")
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the folders with the longest files first, so that no process is left alone with one at the end."""
    folder = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(folder).parts[0] not in _LONGEST)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The libpq URL of a server that lives as long as the session; tests that write use `warehouse_url`."""
    state_dir = tmp_path_factory.mktemp("postgres")
    yield postgres.start(state_dir)
    postgres.stop(state_dir)


@pytest.fixture
def warehouse_url(postgres_url: str) -> Iterator[str]:
    """The libpq URL of an empty database that is dropped after the test."""
    server, _, _ = postgres_url.rpartition("/")
    name = f"test_{next(_numbers)}"
    _execute(postgres_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield f"{server}/{name}"
    _execute(postgres_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(url: str, statement: sql.Composed) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True  # databases are created and dropped outside transactions
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(scope="session")
def java_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The JRE that Spark uses, in this process and in its children; its JVM outlives each test."""
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it logs its shutdown after pytest has closed the stream
    home = java.java_home(tmp_path_factory.mktemp("java"))
    os.environ["JAVA_HOME"] = str(home)
    for name, value in KEYS.items():  # Spark's workers have the environment with which its JVM was started
        os.environ.setdefault(name, value)
    return home


@pytest.fixture
def pipeline(postgres_pipeline: Pipeline) -> Pipeline:
    """An empty landing zone and a migrated, empty warehouse."""
    return postgres_pipeline


@pytest.fixture
def postgres_pipeline(
    tmp_path: Path, warehouse_url: str, monkeypatch: pytest.MonkeyPatch, java_home: Path
) -> Iterator[Pipeline]:
    """The same on PostgreSQL, also in modules that override ``pipeline``."""
    landing = tmp_path / "landing"
    landing.mkdir()
    _configure(monkeypatch, str(landing), warehouse_url, tmp_path)
    steps.migrate("setup")
    yield Pipeline(landing, warehouse_url)
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def staging_endpoint() -> Iterator[str]:
    """An S3 server with the bucket from which a Redshift warehouse would copy."""
    with s3_server("on-the-way") as endpoint:
        yield endpoint


@pytest.fixture
def redshift(warehouse_url: str, staging_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> RedshiftEmulator:
    """The emulator of Redshift in this process, over an empty database."""
    return emulate_redshift(warehouse_url, staging_endpoint, monkeypatch)


@pytest.fixture
def redshift_pipeline(
    tmp_path: Path, warehouse_url: str, redshift: RedshiftEmulator, monkeypatch: pytest.MonkeyPatch, java_home: Path
) -> Iterator[Pipeline]:
    """A pipeline like ``pipeline`` whose warehouse is Redshift."""
    landing = tmp_path / "landing"
    landing.mkdir()
    _configure(monkeypatch, str(landing), redshift.url, tmp_path)
    steps.migrate("setup")
    yield Pipeline(landing, redshift.url, warehouse_url)
    get_settings.cache_clear()


def _configure(monkeypatch: pytest.MonkeyPatch, landing: str, url: str, state_dir: Path) -> None:
    get_settings.cache_clear()
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", landing)
    monkeypatch.setenv("MOVIELYTICS_WAREHOUSE_URL", url)
    monkeypatch.setenv("MOVIELYTICS_STATE_DIR", str(state_dir))
    monkeypatch.setenv("MOVIELYTICS_REPORT_URI", str(state_dir / "report"))
    monkeypatch.setenv("MOVIELYTICS_SPARK_MASTER", "local[2]")
    # Fast for small files: a load of movies takes 2.4 s instead of 2.9 s with two shuffle partitions.
    monkeypatch.setitem(session.CONF, "spark.sql.shuffle.partitions", "2")
    monkeypatch.setenv("MOVIELYTICS_SPARK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files, if the environment names one."""
    folder = os.environ.get("MOVIELYTICS_REAL_DATA")
    if not folder:
        pytest.skip("MOVIELYTICS_REAL_DATA names no folder of real files")
    return Path(folder)
