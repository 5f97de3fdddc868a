"""One installation per session, the run that all comparisons start from, and a diagnosis if a test fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e import diagnosis, installation, measure
from e2e.airflow_api import Airflow
from e2e.cluster import Cluster
from e2e.first import FirstRun, begin
from e2e.installation import Installation, platform_values
from e2e.local import LocalRun
from e2e.options import Options
from e2e.receiver import Receiver
from e2e.recorder import Recorder
from e2e.warehouse import Warehouse
from movielytics.sample_data.generate import generate

ORDER = (
    "test_environments_apply", "test_whole_run", "test_assets", "test_rbac", "test_network_policies", "test_airflow_ui",
    "test_report_page", "test_backfill", "test_alerts", "test_bad_data", "test_faults", "test_upgrade", "test_arrival",
    "test_uninstall",
)  # fmt: skip
"""Files that need no cluster come first, files that dismantle the installation last."""

_installed = pytest.StashKey[Installation]()
_measured = pytest.StashKey[list[str]]()
_diagnosed = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker that separates ``make e2e-full`` from ``make e2e``."""
    config.addinivalue_line("markers", "full: takes minutes more than `make e2e` has; `make e2e-full` runs it")
    config.stash[_measured] = []
    config.stash[_diagnosed] = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the files of this folder by ``ORDER``; those of its subfolders come first."""
    items.sort(key=lambda item: ORDER.index(item.path.stem) if item.path.stem in ORDER else -1)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add the state of the cluster to a failure; only once if a fixture of many tests failed."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    stash = item.config.stash
    if report.failed and _installed in stash and not (report.when == "setup" and stash[_diagnosed]):
        stash[_diagnosed] = True
        report.sections.append(("the cluster", diagnosis.of(stash[_installed])))
    return report  # type: ignore[return-value]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the measurements."""
    for text in config.stash[_measured]:
        terminalreporter.write_line(text)


@pytest.fixture(scope="session")
def options() -> Options:
    """The settings from the environment."""
    return Options()


@pytest.fixture(scope="session")
def cluster(options: Options) -> Cluster:
    """The namespace of the installation."""
    return Cluster(options.namespace)


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same files that charts/backends uploads: the same scale and seed give the same bytes."""
    folder = tmp_path_factory.mktemp("sample") / "landing"
    generate(folder, installation.SCALE)
    return folder


@pytest.fixture(scope="session")
def local_hashes(tmp_path_factory: pytest.TempPathFactory, sample_data: Path) -> dict[str, str]:
    """The content hashes of a local run over the same files, with its own PostgreSQL."""
    with LocalRun(tmp_path_factory.mktemp("local"), sample_data) as run:
        return run.hashes()


@pytest.fixture(scope="session")
def receiver(options: Options, cluster: Cluster) -> Iterator[Receiver]:
    """A receiver of alerts in a namespace of its own."""
    outside = cluster.in_namespace(f"{options.namespace}-outside")
    if not options.reuse:
        outside.delete_namespace()
    receiver = Receiver(outside, options.image("warehouse"))
    receiver.start()
    yield receiver
    if not options.keep:
        outside.delete_namespace()


@pytest.fixture(scope="session")
def installed(
    options: Options, cluster: Cluster, receiver: Receiver, pytestconfig: pytest.Config
) -> Iterator[Installation]:
    """Both charts, installed."""
    if not options.reuse:
        installation.remove(options)
    values = platform_values(options, receiver.url, receiver.cluster.namespace, cluster.kubernetes_addresses())
    found = Installation(options, cluster, values)
    pytestconfig.stash[_installed] = found
    found.install()
    yield found
    found.close()
    if not options.keep:
        installation.remove(options)


@pytest.fixture(scope="session")
def airflow(installed: Installation) -> Airflow:
    """Airflow with the DAG, which the first run unpauses."""
    airflow = installed.log_in()
    airflow.wait_for_dag()
    return airflow


@pytest.fixture
def warehouse(installed: Installation) -> Warehouse:
    """The warehouse of the installation."""
    return installed.warehouse


@pytest.fixture(scope="session")
def first_run(airflow: Airflow, installed: Installation, options: Options, pytestconfig: pytest.Config) -> FirstRun:
    """The first run over the sample data, undisturbed, with everything that was observed."""
    installed.warehouse.empty()
    with Recorder(installed.cluster) as recorder:
        run = begin(airflow)
        run.wait(600)
        hashes = installed.warehouse.hashes()
    pytestconfig.stash[_measured].append(measure.report("first run", run, recorder, options.results))
    return FirstRun(run, recorder, hashes)


@pytest.fixture
def measured(pytestconfig: pytest.Config) -> list[str]:
    """Texts to print at the end of the session."""
    return pytestconfig.stash[_measured]
