"""When runs start: by the clock, on arrival, both or neither."""

from typing import Any

import pytest

from movielytics.errors import SettingsError
from movielytics.orchestration.schedule import schedule_for

CASES = [
    ("local", {}, None, False),
    ("kubernetes", {}, "@daily", False),
    ("kubernetes", {"SCHEDULE": "none"}, None, False),
    ("local", {"SCHEDULE": "@hourly"}, "@hourly", False),
    ("kubernetes", {"SCHEDULE": " 0  6 * * 1-5 "}, "0 6 * * 1-5", False),
    ("kubernetes", {"ON_ARRIVAL": "true"}, "0 0 * * *", True),
    ("kubernetes", {"ON_ARRIVAL": "true", "SCHEDULE": "*/15 * * * *"}, "*/15 * * * *", True),
    ("kubernetes", {"ON_ARRIVAL": "true", "SCHEDULE": "none"}, None, True),
    ("local", {"ON_ARRIVAL": "1"}, None, True),
    ("local", {"ON_ARRIVAL": "", "SCHEDULE": ""}, None, False),
]


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SCHEDULE", "ON_ARRIVAL"):
        monkeypatch.delenv(f"MOVIELYTICS_{name}", raising=False)


def parts(schedule: Any) -> tuple[str | None, bool]:
    """Return the cron expression of a schedule, and whether arrivals start a run."""
    if schedule is None or isinstance(schedule, str):
        return schedule, False
    if isinstance(schedule, list):
        return None, [asset.name for asset in schedule] == ["movielytics.landing"]
    names = [asset.name for asset in schedule.asset_condition.objects]
    return schedule.timetable.expression, names == ["movielytics.landing"]


@pytest.mark.parametrize(("runtime", "settings", "cron", "on_arrival"), CASES)
def test_settings_decide_when_runs_start(
    runtime: str, settings: dict[str, str], cron: str | None, on_arrival: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"MOVIELYTICS_{name}", value)
    assert parts(schedule_for(runtime)) == (cron, on_arrival)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SCHEDULE", "arrival", "MOVIELYTICS_SCHEDULE is 'arrival' and none of five fields of cron"),
        ("SCHEDULE", "@once", "MOVIELYTICS_SCHEDULE is '@once' and none of"),
        ("SCHEDULE", "* * * *", "MOVIELYTICS_SCHEDULE is"),
        ("SCHEDULE", "0 6 * * * 1", "MOVIELYTICS_SCHEDULE is"),
        ("ON_ARRIVAL", "s3", "MOVIELYTICS_ON_ARRIVAL is 's3', but must be: true or false"),
    ],
)
def test_a_wrong_schedule_is_refused(name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"MOVIELYTICS_{name}", value)
    with pytest.raises(SettingsError, match=message.replace("*", r"\*")):
        schedule_for("kubernetes")
