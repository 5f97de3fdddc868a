"""How many loads of a run may be active at once: a load waits for its turn before its SparkApplication is created.

Airflow's pools do not limit tasks that start in the triggerer.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from movielytics.orchestration.kubernetes.workloads import Workload

log = logging.getLogger(__name__)

INTERVAL = 2.0
"""Seconds between two attempts to get a turn."""

_taken: dict[str, set[str]] = defaultdict(set)
"""The resources that have a turn in this process, by run. The cluster shows a new resource too late: two loads that
look at the same time would both see the last place."""


@asynccontextmanager
async def turn(workload: Workload, run: str, at_once: int) -> AsyncIterator[None]:
    """Wait until fewer than ``at_once`` other resources of a run are active, and keep the place for the context.

    With several triggerers more resources may start at the same moment.

    Args:
        workload: the resource to start; one that already exists has its turn.
        run: the label selector for the resources of the run.
        at_once: how many may be active.
    """
    logged: list[str] = []
    while True:
        active = await workload.active(run)
        # Nothing is awaited from here to the entry in _taken, so no other load of this process can come in between.
        others = sorted((active | _taken[run]) - {workload.name})
        if workload.name in active or len(others) < at_once:
            break
        if others != logged:
            logged = others
            log.info("waiting for its turn (loads_at_once is %d): active are %s", at_once, ", ".join(others))
        await asyncio.sleep(INTERVAL)
    _taken[run].add(workload.name)
    try:
        yield
    finally:
        _taken[run].discard(workload.name)
        if not _taken[run]:
            del _taken[run]
