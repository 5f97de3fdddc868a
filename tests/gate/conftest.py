"""A warehouse that several tests of the gates share."""

import pytest

from movielytics.gate.suites import Area
from support.gate_rows import good_rows
from support.gate_warehouse import new_warehouse


@pytest.fixture(scope="module")
def good_staging(postgres_url: str) -> str:
    """A warehouse with good rows in staging; each test loads under a run of its own."""
    return new_warehouse(postgres_url, good_rows(Area.STAGING))
