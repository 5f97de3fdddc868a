"""Start a run when files arrive: an asset for the landing zone, and the trigger that watches it in the triggerer."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

from airflow.sdk import Asset, AssetWatcher
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from movielytics.landing.arrivals import Arrivals
from movielytics.landing.datasets import DATASETS
from movielytics.landing.zone import ListedZone, open_zone
from movielytics.redaction import redact
from movielytics.settings import LandingSettings, read_settings

log = logging.getLogger(__name__)

LANDING = "movielytics.landing"
"""The name of the landing zone's asset."""
MOST_NAMED = 20
"""Most files that an event names."""
REST = 4
"""The trigger waits at least this many times as long as the look at the landing zone took."""
WRONG_SETTINGS_SECONDS = 60
"""Seconds between two attempts to read settings that are wrong."""


class LandingTrigger(BaseEventTrigger):
    """Fires one event once new or changed files of the landing zone are complete, as often as files arrive.

    The settings come from the triggerer's environment, not from the DAG: the DAG file imports without them, and a
    changed setting needs no new trigger. The trigger never ends by itself. It logs an error once, and looks again.

    At its start it announces all files, because it does not know which of them have arrived while no triggerer ran, or
    while the DAG was paused. If none is new, the run has nothing to do. Airflow could remember what was announced (the
    asset's state). But the first use of that state imports Airflow's API into the triggerer: 5 CPU seconds, which on a
    busy machine blocked all triggers and their heartbeat for 70 s.
    """

    def __init__(self) -> None:
        """Begin without having looked."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._problem = ""
        self._zone: ListedZone | None = None

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what recreates this trigger in another process."""
        return f"{type(self).__module__}.{type(self).__qualname__}", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look at the landing zone every few seconds; yield an event when files have arrived."""
        settings = await self._settings()
        arrivals = Arrivals(settings.arrival_stable_seconds)
        while True:
            started = time.monotonic()
            files = await self._look(settings)
            if files is not None and (arrived := arrivals.look(files, time.monotonic())):
                log.info("%d files have arrived in %s", len(arrived), settings.landing_uri)
                payload = {"files": arrived[:MOST_NAMED], "count": len(arrived)}
                yield TriggerEvent(payload)  # type: ignore[no-untyped-call]
            took = time.monotonic() - started
            await asyncio.sleep(max(settings.arrival_poll_seconds, took * REST))

    async def _settings(self) -> LandingSettings:
        while True:
            try:
                return read_settings(LandingSettings)
            except Exception as error:
                self._report(error)
            await asyncio.sleep(WRONG_SETTINGS_SECONDS)

    async def _look(self, settings: LandingSettings) -> dict[str, str] | None:
        """Return what the landing zone holds; None if it cannot be listed."""
        try:
            files = await asyncio.to_thread(self._inventory, settings)
        except Exception as error:
            self._report(error)
            return None
        if self._problem:
            log.info("the landing zone can be listed again")
            self._problem = ""
        return files

    def _inventory(self, settings: LandingSettings) -> dict[str, str]:
        if self._zone is None:
            self._zone = open_zone(settings.landing_uri, settings.s3_endpoint_url, patient=False)
        return self._zone.inventory(DATASETS)

    def _report(self, error: Exception) -> None:
        problem = redact(f"{type(error).__name__}: {error}")
        if problem != self._problem:
            log.error("cannot see whether files have arrived, and tries again: %s", problem)
            self._problem = problem


def landing_asset() -> Asset:
    """Return the asset of the landing zone: a DAG that is scheduled on it runs when files arrive."""
    return Asset(LANDING, watchers=[AssetWatcher(name="arrival", trigger=LandingTrigger())])
