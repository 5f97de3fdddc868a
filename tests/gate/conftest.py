"""A warehouse that several tests of the gates share."""

import pytest

from support.gate_rows import GOOD_STAGING
from support.gate_warehouse import new_warehouse


@pytest.fixture(scope="module")
def good_staging(postgres_url: str) -> str:
    """A warehouse with good rows in staging; each test loads under a run of its own."""
    return new_warehouse(postgres_url, GOOD_STAGING)
