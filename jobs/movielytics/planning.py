"""Plan a run: list the landing zone once, and decide which tasks have work."""

from dataclasses import dataclass

from movielytics.errors import LandingError
from movielytics.gate.run import last_pass
from movielytics.landing.problems import Problems
from movielytics.landing.zone import open_zone
from movielytics.report.publish import report_is_current
from movielytics.results import StepResult
from movielytics.settings import Settings
from movielytics.staging import planned_files
from movielytics.staging.new_files import NewFiles, find_new_files
from movielytics.tables import LOADS, RELEASES_WAITING, UPSERT_AFTER, Load
from movielytics.warehouse.migrate import migrate, summary
from movielytics.warehouse.upsert import has_releases


@dataclass(frozen=True)
class _Delivery:
    """What the landing zone holds for a load."""

    load: Load
    sources: list[NewFiles]

    @property
    def pending(self) -> list[NewFiles]:
        """The sources with files to load."""
        return [source for source in self.sources if source.files]


def plan_run(settings: Settings, run_id: str) -> StepResult:
    """Create what the warehouse lacks, store the list of files to load, and return the tasks without work.

    An upsert that an earlier task of the run may feed counts as having work. A run that was interrupted is planned
    like any other, because its files are not published yet.

    Raises:
        LandingError: a dataset is missing or whole files cannot be read; one line per file. Nothing is loaded.
    """
    url = settings.warehouse_url.get_secret_value()
    added = migrate(url)
    deliveries = _deliveries(settings)
    pending = [source for delivery in deliveries for source in delivery.pending]
    planned_files.write(url, run_id, {new.source.dataset: [file for file, _ in new.files] for new in pending})
    work = _work(settings, run_id, deliveries)
    skip = tuple(task for task, has_work in work.items() if not has_work)
    notes = [summary(added), *_notes(deliveries), f"{len(work) - len(skip)} of {len(work)} tasks have work"]
    return StepResult(task="plan_run", changed=len(skip) < len(work), summary="; ".join(filter(None, notes)), skip=skip)


def _deliveries(settings: Settings) -> list[_Delivery]:
    zone = open_zone(settings.landing_uri, settings.s3_endpoint_url)
    try:
        with Problems() as problems:
            return [_Delivery(load, find_new_files(load, zone, settings, problems)) for load in LOADS]
    except LandingError as error:
        if not error.permanent:
            raise
        raise type(error)(f"{error}\nUntil this is corrected, nothing is loaded.") from None


def _work(settings: Settings, run_id: str, deliveries: list[_Delivery]) -> dict[str, bool]:
    """Return for each task after this one, in the order of the run, whether it has work."""
    url = settings.warehouse_url.get_secret_value()
    loads = {f"stage_{delivery.load.name}": bool(delivery.pending) for delivery in deliveries}
    staged = {table for delivery in deliveries for new in delivery.pending for table in new.source.tables}
    upserts: dict[str, bool] = {}
    for table, earlier in UPSERT_AFTER.items():
        fed = table in RELEASES_WAITING and any(upserts[f"upsert_{name}"] for name in earlier)
        upserts[f"upsert_{table}"] = table in staged or fed or has_releases(url, table)
    published = any(upserts.values())
    checked = published or last_pass(settings, run_id) is None
    reported = checked or not report_is_current(settings)
    return {
        **loads,
        "audit_staging": any(loads.values()),
        **upserts,
        "check_warehouse": checked,
        "publish_report": reported,
        "end": reported,
    }


def _notes(deliveries: list[_Delivery]) -> list[str]:
    """Return what there is to load, and which files are ignored."""
    sources = [source for delivery in deliveries for source in delivery.sources]
    pending = [source.note for source in sources if source.files]
    return [*(pending or ["nothing new"]), *(source.ignored for source in sources)]
