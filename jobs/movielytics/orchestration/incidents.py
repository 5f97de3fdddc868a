"""Incidents: from the first failed run to the next successful one, with one alert at each end."""

from datetime import datetime

from pydantic import BaseModel

from movielytics.failures import IncidentKind


class TaskFailure(BaseModel):
    """Why a task failed after its last retry.

    Attributes:
        run_id: the task's run.
        task_id: the task.
        kind: what the failure is about.
        reason: what happened, where, and what to do.
        at: when it failed, in UTC.
    """

    run_id: str
    task_id: str
    kind: IncidentKind
    reason: str
    at: datetime


class Incident(BaseModel):
    """A series of failed runs.

    Attributes:
        since: when the first task failed, in UTC.
        kinds: the kind of each task that failed in the latest run.
        announced: the kinds that the last delivered alert named; empty if none was delivered.
    """

    since: datetime
    kinds: dict[str, IncidentKind]
    announced: dict[str, IncidentKind] = {}

    @property
    def is_news(self) -> bool:
        """Whether the latest run failed for another reason than the last alert says: other tasks or other kinds."""
        return self.kinds != self.announced


def after_failed_run(incident: Incident | None, failures: list[TaskFailure]) -> Incident:
    """Return the open incident after a failed run.

    Args:
        incident: the incident that was open before; None if there was none.
        failures: the failed tasks of the run, at least one.
    """
    kinds = {failure.task_id: failure.kind for failure in failures}
    if incident is None:
        return Incident(since=min(failure.at for failure in failures), kinds=kinds)
    return incident.model_copy(update={"kinds": kinds})


class Alert(BaseModel):
    """A message for people.

    Attributes:
        title: one line.
        body: several lines of plain text; the notifier escapes it for its receiver.
        is_over: whether it says that an incident is over.
    """

    title: str
    body: str
    is_over: bool = False


REMEDIES = {
    IncidentKind.GATE: "correct the data or the rule, then clear the failed task",
    IncidentKind.DATA: "deliver or correct the file; the next run loads it",
    IncidentKind.SERVICE: "restore the service, the setting or the room in the cluster, then clear the failed task",
    IncidentKind.CRASH: "read the task's log, then clear the failed task; if it fails again, report it",
}
"""What to do about each kind of incident."""


def failure_alert(dag_id: str, incident: Incident, failures: list[TaskFailure], run: str) -> Alert:
    """Return the alert for a new incident, or the update of one that has changed.

    Args:
        dag_id: the DAG.
        incident: the incident, including the run.
        failures: the failed tasks of the run.
        run: the run's id and link.
    """
    kinds = sorted(set(incident.kinds.values()))
    tasks_by_reason: dict[str, list[str]] = {}
    for failure in failures:
        tasks_by_reason.setdefault(f"({failure.kind}): {failure.reason}", []).append(failure.task_id)
    verb = "still fails, for another reason" if incident.announced else "failed"
    lines = [
        *(f"{', '.join(tasks)} {reason}" for reason, tasks in tasks_by_reason.items()),
        f"Since: {_time(incident.since)}",
        f"Run: {run}",
        *(f"What to do ({kind}): {REMEDIES[kind]}" for kind in kinds),
    ]
    return Alert(title=f"{dag_id} {verb}: {', '.join(incident.kinds)} ({', '.join(kinds)})", body="\n".join(lines))


def recovery_alert(dag_id: str, incident: Incident, now: datetime, run: str) -> Alert:
    """Return the alert that an incident is over; the arguments are those of ``failure_alert`` and the time."""
    tasks = f"{', '.join(incident.kinds)} ({', '.join(sorted(set(incident.kinds.values())))})"
    seconds = int((now - incident.since).total_seconds())
    lasted = f"{seconds // 3600} h {seconds // 60 % 60} min"
    body = f"Failed before: {tasks}\nFrom {_time(incident.since)} to {_time(now)}, {lasted}\nRun: {run}"
    return Alert(title=f"{dag_id} works again", body=body, is_over=True)


def _time(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
