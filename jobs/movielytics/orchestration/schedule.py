"""When runs start: by the clock, when files arrive, both, or only when somebody triggers one."""

from typing import TYPE_CHECKING

from movielytics.setting_types import NO_SCHEDULE
from movielytics.settings import RetentionSettings, Runtime, ScheduleSettings, read_settings

if TYPE_CHECKING:
    from airflow.sdk import Asset
    from airflow.sdk.bases.timetable import BaseTimetable


def prune_schedule_for(runtime: str) -> str | None:
    """Return the schedule of the DAG that prunes: by default every week in a cluster, and none in the local runtime.

    Raises:
        SettingsError: ``MOVIELYTICS_PRUNE_SCHEDULE`` or the retention is wrong.
    """
    given = read_settings(RetentionSettings).prune_schedule
    given = given or ("@weekly" if runtime == Runtime.KUBERNETES else NO_SCHEDULE)
    return None if given == NO_SCHEDULE else given


def schedule_for(runtime: str) -> "str | list[Asset] | BaseTimetable | None":
    """Return the DAG's schedule.

    By default, a run starts every day in a cluster. In the local runtime none starts by itself, because its UI is for
    trying the DAG.

    Raises:
        SettingsError: ``MOVIELYTICS_SCHEDULE`` or ``MOVIELYTICS_ON_ARRIVAL`` is wrong.
    """
    settings = read_settings(ScheduleSettings)
    given = settings.schedule or ("@daily" if runtime == Runtime.KUBERNETES else NO_SCHEDULE)
    cron = None if given == NO_SCHEDULE else given
    if not settings.on_arrival:
        return cron
    from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable

    from movielytics.orchestration.arrival import landing_asset

    assets = [landing_asset()]
    return AssetOrTimeSchedule(timetable=CronTriggerTimetable(cron, timezone="UTC"), assets=assets) if cron else assets
