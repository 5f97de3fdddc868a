"""Api-servers that all tests of the UI share."""

from collections.abc import Iterator

import pytest

from support.ui_server import Airflow, api_servers


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Airflow]]:
    with api_servers(tmp_path_factory.mktemp("airflow")) as found:
        yield found


@pytest.fixture(params=["folder", "s3"])
def airflow(request: pytest.FixtureRequest, servers: dict[str, Airflow]) -> Airflow:
    return servers[request.param]
