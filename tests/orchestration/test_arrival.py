"""The trigger that watches the landing zone: what it fires and logs, over a folder and a bucket."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from movielytics.orchestration.arrival import LandingTrigger, landing_asset
from support.s3_server import KEYS, client, s3_server

PROBLEM = "cannot see whether files have arrived"
LIMIT_SECONDS = 60
"""Seconds within which each thing that a test waits for has to happen, on a busy machine."""


@pytest.fixture(autouse=True)
def landing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A landing zone that is looked at many times a second."""
    folder = tmp_path / "landing"
    folder.mkdir()
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", str(folder))
    monkeypatch.delenv("MOVIELYTICS_WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("MOVIELYTICS_ARRIVAL_POLL_SECONDS", "0.1")
    monkeypatch.setenv("MOVIELYTICS_ARRIVAL_STABLE_SECONDS", "0.2")
    return folder


Fired = list[list[str]]
"""The files of each event."""
Condition = Callable[[Fired], bool]


def events(number: int) -> Condition:
    """Return the condition that the trigger has fired ``number`` times."""
    return lambda fired: len(fired) >= number


def later(seconds: float) -> Condition:
    """Return the condition that ``seconds`` have passed since it was first asked for."""
    times: list[float] = []

    def passed(_: Fired) -> bool:
        times.append(time.monotonic())
        return times[-1] - times[0] >= seconds

    return passed


def watch(*steps: tuple[Condition, Callable[[], object]], end: Condition) -> Fired:
    """Run the trigger; do what each step says once its condition holds.

    Returns:
        What it has fired half a second after ``end`` holds.
    """

    async def run() -> Fired:
        fired: Fired = []

        async def collect() -> None:
            async for event in LandingTrigger().run():
                fired.append(event.payload["files"])

        task = asyncio.create_task(collect())
        for condition, action in (*steps, (end, lambda: None)):
            deadline = time.monotonic() + LIMIT_SECONDS
            while not condition(fired):
                assert not task.done(), "the trigger has ended"
                assert time.monotonic() < deadline, fired
                await asyncio.sleep(0.05)
            action()
        await asyncio.sleep(0.5)
        assert not task.done(), "the trigger has ended"
        task.cancel()
        return fired

    return asyncio.run(run())


def test_it_is_created_again_from_what_airflow_stores() -> None:
    path, arguments = landing_asset().watchers[0].trigger.serialize()
    assert (path, arguments) == ("movielytics.orchestration.arrival.LandingTrigger", {})


def test_files_that_are_there_and_files_that_arrive_are_events(landing: Path) -> None:
    (landing / "cpi.csv").write_text("x")
    arrive = (events(1), lambda: (landing / "links.csv").write_text("x"))
    assert watch(arrive, end=events(2)) == [["cpi.csv"], ["links.csv"]]


def test_a_restarted_trigger_announces_all_files(landing: Path) -> None:
    """Files may have arrived while no triggerer ran."""
    (landing / "cpi.csv").write_text("x")
    assert watch(end=events(1)) == [["cpi.csv"]]
    (landing / "links.csv").write_text("x")
    assert watch(end=events(1)) == [["cpi.csv", "links.csv"]]


def test_an_error_is_logged_once_and_ends_nothing(landing: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    aside = landing.with_name("aside")
    (landing / "cpi.csv").write_text("x")

    def failed(_: Fired) -> bool:
        return PROBLEM in caplog.text

    fired = watch(
        (events(1), lambda: landing.rename(aside)),
        (failed, lambda: None),
        (later(0.5), lambda: aside.rename(landing)),
        end=lambda _: "can be listed again" in caplog.text,
    )
    assert fired == [["cpi.csv"]]
    assert caplog.text.count(PROBLEM) == 1


def test_a_bucket_is_watched_and_may_appear_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with s3_server("other") as endpoint:
        monkeypatch.setenv("MOVIELYTICS_S3_ENDPOINT_URL", endpoint)
        monkeypatch.setenv("MOVIELYTICS_LANDING_URI", "s3://lake/landing")

        def create() -> None:
            client(endpoint).create_bucket(Bucket="lake")
            client(endpoint).put_object(Bucket="lake", Key="landing/ratings/a.csv", Body=b"x")

        fired = watch((lambda _: "NoSuchBucket" in caplog.text, create), end=events(1))
        assert fired == [["ratings/a.csv"]]
    assert caplog.text.count("NoSuchBucket") == 1


def test_wrong_settings_are_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("MOVIELYTICS_LANDING_URI", "gs://lake")
    assert watch(end=lambda _: "MOVIELYTICS_LANDING_URI is 'gs://lake'" in caplog.text) == []
