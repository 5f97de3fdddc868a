"""Faults in the middle of a run."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from e2e.airflow_api import Run
from e2e.cluster import Cluster
from e2e.installation import POSTGRES, Installation
from e2e.waiting import until
from e2e.warehouse import Warehouse

CRASH = """
pid=$(head -n 1 "$PGDATA/postmaster.pid")
if [ "$pid" = 1 ]; then kill -QUIT 1; else kill -KILL "$pid"; fi
"""
"""Kills PostgreSQL without a message to its clients.

SIGKILL from inside a container has no effect on its first process.
"""

HANG = """
import os, pathlib, signal
parents = {}
for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
    parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
(triggerer,) = (pid for pid, parent in parents.items() if parent == 1)
for pid, parent in parents.items():
    if parent == triggerer:
        os.kill(pid, signal.SIGSTOP)
"""
"""Stops the children of the triggerer: its process stays alive, but runs no trigger."""


def pod_of(cluster: Cluster, task_id: str, component: str, seconds: float = 180) -> Any:
    """Return the pod of a task once it runs."""
    selector = f"app.kubernetes.io/component={component},movielytics.io/task={task_id}"

    def running() -> Any | None:
        return next((pod for pod in cluster.pods(selector) if pod.status.phase == "Running"), None)

    return until(f"the {component} pod of {task_id} to run", running, seconds, every=0.3)


def kill_driver(installed: Installation, run: Run, load: str) -> None:
    """Kill the driver of a load while it runs, and check that its task is to be retried."""
    pod = pod_of(installed.cluster, f"stage_{load}", "spark-driver")
    installed.cluster.kill(pod.metadata.name)
    run.wait_for_task(f"stage_{load}", "up_for_retry", seconds=90)


def kill_component(installed: Installation, component: str, seconds: float = 120) -> None:
    """Kill the pod of a component and wait until another one is ready in its place."""
    cluster = installed.cluster
    killed = until(f"a {component} to kill", lambda: cluster.running(component), 60)
    cluster.kill(killed.metadata.name)

    def replaced() -> bool:
        pod = cluster.ready(component)
        return pod is not None and pod.metadata.uid != killed.metadata.uid

    until(f"another {component}", replaced, seconds)
    forward = installed.forwards.get(f"movielytics-{component}")
    if forward:
        forward.renew()


def kill_postgres(installed: Installation) -> None:
    """Crash PostgreSQL and wait until it serves again with its earlier data."""
    cluster = installed.cluster
    pod = until("PostgreSQL", lambda: cluster.ready("postgres"), 60)
    restarts = pod.status.container_statuses[0].restart_count
    cluster.run_in(pod.metadata.name, "sh", "-c", CRASH)

    def restarted() -> bool:
        found = cluster.ready("postgres")
        return found is not None and found.status.container_statuses[0].restart_count > restarts

    until("PostgreSQL to be back", restarted, 120, every=0.5)
    installed.forwards[POSTGRES].renew()


def hang_triggerer(installed: Installation) -> float:
    """Let the triggerer hang; return after how many seconds Kubernetes has restarted it."""
    cluster = installed.cluster
    pod = until("a triggerer", lambda: cluster.ready("triggerer"), 60)
    restarts = pod.status.container_statuses[0].restart_count
    cluster.run_in(pod.metadata.name, "python3", "-c", HANG)
    began = time.monotonic()

    def restarted() -> bool:
        found = cluster.ready("triggerer")
        return found is not None and found.status.container_statuses[0].restart_count > restarts

    until("a restart of the triggerer", restarted, 300)
    return time.monotonic() - began


@contextmanager
def write_locked(warehouse: Warehouse, table: str) -> Iterator[None]:
    """Lock ``movies.<table>`` against writes: its upsert waits inside its transaction."""
    with closing(warehouse.connect()) as connection:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE movies.{table} IN SHARE ROW EXCLUSIVE MODE")
        yield
        connection.rollback()


def kill_upsert(installed: Installation, run: Run, table: str) -> None:
    """Kill the pod of an upsert inside its transaction: no change may be visible, also after its backend continues."""
    warehouse, task_id = installed.warehouse, f"upsert_{table}"
    run.wait_for_task("plan_run", "success", seconds=240)
    before = warehouse.hashes()[table]
    with write_locked(warehouse, table):
        until(
            f"{task_id} to wait in its transaction",
            lambda: _waiting(warehouse, table),
            300,
            every=0.5,
            state=run.states,
        )
        pod = pod_of(installed.cluster, task_id, "warehouse-step", 30)
        installed.cluster.kill(pod.metadata.name)
        run.wait_for_task(task_id, "up_for_retry", seconds=90)
    until(f"the end of {task_id}'s transaction", lambda: not _waiting(warehouse, table), 60)
    assert warehouse.hashes()[table] == before


def _waiting(warehouse: Warehouse, table: str) -> bool:
    query = f"""
        SELECT 1
        FROM pg_locks AS wanted
        WHERE wanted.relation = 'movies.{table}'::REGCLASS AND NOT wanted.granted
        """
    return bool(warehouse.rows(query))
