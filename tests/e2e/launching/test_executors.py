"""A load whose ranges are spread over executors."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv

from e2e.cluster import Cluster
from e2e.landing import Landing
from e2e.launching.conftest import DELIVERED, NEW
from e2e.launching.harness import Configure, Try, result, run

MILLIONS = 2
RANGE = 4 * 1024 * 1024
CONF = {"spark.log.level": "INFO", "spark.kubernetes.driverEnv.MOVIELYTICS_RANGE_BYTES": str(RANGE)}


@pytest.fixture
def landing(landing: Landing) -> Iterator[Landing]:
    """The landing zone, which has its small file of ratings again at the end."""
    yield landing
    landing.deliver("ratings.csv", DELIVERED["ratings.csv"].encode())


def ratings(*, seed: int) -> bytes:
    """Make a file of ratings."""
    rows = MILLIONS * 1_000_000
    chance = np.random.default_rng(seed)
    table = pa.table(
        {
            "userId": np.arange(rows) // 100 + 1,
            "movieId": np.arange(rows) % 100 + 1,
            "rating": chance.integers(1, 11, rows) / 2,
            "timestamp": chance.integers(1_000_000_000, 1_500_000_000, rows),
        }
    )
    out = BytesIO()
    csv.write_csv(table, out, csv.WriteOptions(quoting_style="none"))
    return out.getvalue()


@pytest.mark.full
def test_executors_share_the_ranges_of_a_file(
    namespace: Cluster, configure: Configure, migrated: None, landing: Landing, measured: list[str]
) -> None:
    seconds = {}
    for executors in (1, 2):
        size = {"min": executors, "max": executors, "cores": 1, "core_request": "100m", "core_limit": "1", "memory": "1g"}
        configure(spark__loads={"ratings": {"executors": size}}, spark__conf=CONF)
        content = ratings(seed=NEW + executors)
        landing.deliver("ratings.csv", content)
        attempt = Try("stage", ("ratings",))
        told = result(run(attempt))
        assert told["counts"] == {"read": MILLIONS * 1_000_000, "staged": MILLIONS * 1_000_000, "superseded": 0, "quarantined": 0}
        started = [line for _, line in attempt.log.lines if "Starting task" in line and "in stage" in line]
        worked = Counter(line.partition("executor ")[2].partition(",")[0] for line in started)
        assert set(worked) == {str(number) for number in range(1, executors + 1)}
        assert min(worked.values()) > len(content) / RANGE / executors / 2, worked
        seconds[executors] = told["seconds"]
    measured.append(f"{MILLIONS} million ratings staged by 1 executor in {seconds[1]:.1f} s, by 2 in {seconds[2]:.1f} s")
