"""A used server, stopped and unchanged for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from movielytics.local import postgres
from support.local_server import execute


@pytest.fixture(scope="module")
def used_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a used server with one row."""
    state_dir = tmp_path_factory.mktemp("used")
    execute(postgres.start(state_dir), "CREATE TABLE kept AS SELECT 42 AS answer")
    postgres.stop(state_dir)
    return state_dir


@pytest.fixture
def state(used_state: Path) -> Iterator[Path]:
    """The state folder of a stopped server. Tests leave the files unchanged; the server is stopped for them."""
    yield used_state
    postgres.stop(used_state)
