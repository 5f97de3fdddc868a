"""How many loads of a run are active at once."""

import asyncio
import logging
from typing import Any

import pytest

from movielytics.orchestration.kubernetes import turns
from movielytics.orchestration.kubernetes.turns import turn
from movielytics.orchestration.kubernetes.workloads import SparkWorkload

RUN = "movielytics.io/run=1"


class Namespace:
    """A namespace that shows a new SparkApplication only after a while, as a busy API server does."""

    def __init__(self, **states: str) -> None:
        """Contain these applications."""
        self.resources = [
            {"metadata": {"name": name}, "status": {"applicationState": {"state": state}}}
            for name, state in states.items()
        ]
        self.queries: list[str] = []

    async def find(self, kind: Any, labelSelector: str) -> list[dict[str, Any]]:  # noqa: ARG002, N803
        self.queries.append(labelSelector)
        await asyncio.sleep(0)
        return list(self.resources)


def load(namespace: Namespace, name: str) -> SparkWorkload:
    return SparkWorkload(namespace, name, "release")  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "INTERVAL", 0.001)


def test_loads_that_start_together_take_turns() -> None:
    """Each looks before the cluster shows any of the others."""
    namespace, active, most = Namespace(), 0, 0

    async def run(name: str) -> None:
        nonlocal active, most
        async with turn(load(namespace, name), RUN, at_once=2):
            active += 1
            most = max(most, active)
            await asyncio.sleep(0.005)
            active -= 1

    async def all_loads() -> None:
        await asyncio.gather(*(run(name) for name in ("movies", "ratings", "cpi", "credits")))

    asyncio.run(all_loads())
    assert most == 2
    assert not turns._taken
    assert set(namespace.queries) == {f"app.kubernetes.io/instance=release,{RUN}"}


@pytest.mark.parametrize(
    ("states", "waits"),
    [
        ({}, False),
        ({"movies": "COMPLETED", "ratings": "FAILED"}, False),
        ({"movies": "RUNNING", "ratings": "FAILED"}, False),
        ({"movies": "RUNNING", "ratings": "SUBMITTED"}, True),
        ({"movies": "RUNNING", "ratings": "SUSPENDED"}, True),
        ({"movies": "RUNNING", "ratings": "SUBMITTED", "cpi": "RUNNING"}, False),  # another triggerer started it
    ],
)
def test_a_load_waits_for_active_applications(
    states: dict[str, str], waits: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    namespace = Namespace(**states)

    async def run() -> None:
        async with asyncio.timeout(0.05), turn(load(namespace, "cpi"), RUN, at_once=2):
            pass

    if waits:
        with pytest.raises(TimeoutError):
            asyncio.run(run())
    else:
        asyncio.run(run())
    logged = ["waiting for its turn (loads_at_once is 2): active are movies, ratings"] if waits else []
    assert [record.getMessage() for record in caplog.records] == logged
