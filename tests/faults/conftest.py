"""`make faults`: how many trials there are, and the machine that all of them use."""

from collections.abc import Iterator

import pytest

from faults.laboratory import Laboratory
from faults.plan import Trial


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the trials."""
    parser.addoption("--faults", type=int, default=60, help="number of trials, each with one fault")
    parser.addoption("--first-fault", type=int, default=0, help="number of the first trial")
    parser.addoption("--seed", type=int, default=1, help="chooses the moments: the same seed, the same ones")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the test once per trial."""
    if "trial" in metafunc.fixturenames:
        option = metafunc.config.getoption
        first = option("--first-fault")
        metafunc.parametrize(
            "trial", [Trial(n, option("--seed")) for n in range(first, first + option("--faults"))], ids=str
        )


@pytest.fixture(scope="session")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """A prepared machine."""
    made = Laboratory(tmp_path_factory.mktemp("faults"))
    try:
        made.prepare()
        yield made
    finally:
        made.close()
