"""A load whose ranges are spread over executors."""

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

MILLIONS = 5
RANGE = 4 * 1024 * 1024
CONF = {
    "spark.kubernetes.driverEnv.MOVIELYTICS_RANGE_BYTES": str(RANGE),
    "spark.kubernetes.executor.deleteOnTermination": "false",  # their logs show what they did
    "spark.executor.defaultJavaOptions": "",  # Spark's own log level shows each task
}


@pytest.fixture
def landing(landing: Landing) -> Iterator[Landing]:
    """The landing zone; its small file of ratings is restored at the end."""
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
        size = {
            "min": executors,
            "max": executors,
            "cores": 1,
            "core_request": "100m",
            "core_limit": "1",
            "memory": "1g",
        }
        configure(spark__loads={"ratings": {"executors": size}}, spark__conf=CONF)
        content = ratings(seed=NEW + executors)
        landing.deliver("ratings.csv", content)
        attempt = Try("stage", ("ratings",))
        returned = result(run(attempt))
        loaded = MILLIONS * 1_000_000 + 2  # and the links
        assert returned["counts"] == {"read": loaded, "staged": loaded, "superseded": 0, "quarantined": 0}
        pods = namespace.pods(f"{attempt.identity.selector},spark-role=executor")
        logs = [namespace.core.read_namespaced_pod_log(pod.metadata.name, namespace.namespace) for pod in pods]
        tasks = [log.count("Running task ") for log in logs]
        assert len(tasks) == executors
        assert sum(tasks) >= len(content) / RANGE
        assert min(tasks) > sum(tasks) / 10, tasks  # a cold executor finishes its first range while others finish many
        seconds[executors] = returned["seconds"]
    measured.append(
        f"{MILLIONS} million ratings staged by 1 executor in {seconds[1]:.1f} s, by 2 in {seconds[2]:.1f} s"
    )
