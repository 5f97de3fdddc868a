"""What became of a pod or a SparkApplication, decided from nothing but its own state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from movielytics.orchestration.kubernetes import pods
from movielytics.orchestration.kubernetes.pods import DRIVER, STEP
from movielytics.results import StepResult
from movielytics.termination import TerminationMessage

Object = dict[str, Any]

OPERATOR_WAIT = timedelta(seconds=30)
"""How long the operator may take to notice that a driver is gone or has failed: it may be away itself."""
LONGEST_REASON = 3000
"""Characters of a reason: it goes through Airflow's database and into an alert; the log has all of it."""


@dataclass(frozen=True)
class Succeeded:
    """The step is done, and said so itself."""

    result: StepResult


@dataclass(frozen=True)
class Failed:
    """The step is not done.

    Attributes:
        reason: why, for the person who can mend it.
        permanent: whether a retry is of no use.
    """

    reason: str
    permanent: bool = False


Outcome = Succeeded | Failed


def decide_pod(name: str, pod: Object | None, now: datetime, start_timeout: timedelta) -> Outcome | None:
    """Return the outcome of a step's pod; None while it is still open.

    Args:
        name: what the pod is called.
        pod: the pod as the API shows it; None: it is gone.
        now: the time.
        start_timeout: how long it may take to start.
    """
    if pod is None:
        return Failed(f"pod {name} was deleted while it ran")
    ending = pods.ending(pod, STEP)
    if pods.phase(pod) == "Succeeded":
        return _success(f"pod {name}", ending)
    if pods.phase(pod) == "Failed":
        return _failure(pods.death(pod, STEP), ending)
    problem = pods.hindrance(pod, now, start_timeout) or pods.lost(pod, now)
    return Failed(problem) if problem else None


@dataclass(frozen=True)
class Application:
    """A SparkApplication as a look at the cluster shows it.

    Attributes:
        resource: the resource; None: it is gone.
        pods: the pods of its driver and its executors that there are.
        without_driver: for how long its driver, which had been there, has been gone or has failed.
    """

    resource: Object | None
    pods: list[Object]
    without_driver: timedelta = timedelta(0)


def decide_application(name: str, seen: Application, now: datetime, start_timeout: timedelta) -> Outcome | None:
    """Return the outcome of a SparkApplication; None while it is still open.

    Args:
        name: what the application is called.
        seen: the application.
        now: the time.
        start_timeout: how long it, its driver and its first executor may each take to start.
    """
    app = seen.resource
    if app is None:
        return Failed(f"SparkApplication {name} was deleted while it ran")
    driver = driver_of(seen.pods)
    state = application_state(app)
    if state == "COMPLETED":
        return _success(f"SparkApplication {name}", pods.ending(driver, DRIVER) if driver else None)
    if state in ("FAILED", "SUBMISSION_FAILED"):
        return _application_failure(name, app, driver)
    if seen.without_driver > OPERATOR_WAIT:
        return _driver_failure(name, driver)
    if not state and now - pods.created(app) > start_timeout:
        waited = int(start_timeout.total_seconds())
        return Failed(
            f"SparkApplication {name} was not taken up within {waited} s: does the Spark operator run, "
            f"and does it watch the namespace {app['metadata']['namespace']}?"
        )
    executors = [pod for pod in seen.pods if pods.role(pod) == "executor"]
    problem = _driver_problem(driver, now, start_timeout) or _executor_problem(executors, now, start_timeout)
    return Failed(problem) if problem else None


def driver_of(related: list[Object]) -> Object | None:
    """Return the pod of the driver; None: there is none."""
    return next((pod for pod in related if pods.role(pod) == "driver"), None)


def driver_is_lost(app: Object, driver: Object | None) -> bool:
    """Tell whether the application's driver, which had been there, is gone or has failed."""
    if driver is None:
        return application_state(app) in ("RUNNING", "SUCCEEDING", "FAILING", "UNKNOWN")
    return pods.phase(driver) == "Failed"


def application_state(app: Object) -> str:
    """Return the state that the operator has given the application; empty: none yet."""
    return str(app.get("status", {}).get("applicationState", {}).get("state") or "")


def is_over(app: Object) -> bool:
    """Tell whether the operator counts the application as ended, so that its time to live has begun."""
    return application_state(app) in ("COMPLETED", "FAILED")


def _success(what: str, ending: TerminationMessage | None) -> Outcome:
    if ending and ending.result:
        return Succeeded(ending.result)
    # A process that is told to end may do so with exit code 0: only its own word says that it was done.
    return Failed(f"{what} ended without an error but left no result: something stopped it before its step was done")


def _failure(death: str, ending: TerminationMessage | None) -> Failed:
    if ending and ending.error:
        return Failed(_cut(ending.error), ending.permanent)
    return Failed(_cut(death))


def _application_failure(name: str, app: Object, driver: Object | None) -> Failed:
    message = str(app["status"]["applicationState"].get("errorMessage") or "the operator gives no reason")
    deleted = driver is None and "driver pod not found" in message
    ended = driver is not None and (pods.phase(driver) == "Failed" or pods.terminated(driver, DRIVER))
    if deleted or ended:
        return _driver_failure(name, driver)
    return Failed(_cut(f"SparkApplication {name} failed: {message}"))


def _driver_failure(name: str, driver: Object | None) -> Failed:
    if driver is None:
        return Failed(f"the driver pod of SparkApplication {name} was deleted while it ran")
    return _failure(pods.death(driver, DRIVER), pods.ending(driver, DRIVER))


def _driver_problem(driver: Object | None, now: datetime, start_timeout: timedelta) -> str | None:
    if driver is None:
        return None  # the operator waits for it and tells when it does not come
    return pods.hindrance(driver, now, start_timeout) or pods.lost(driver, now)


def _executor_problem(executors: list[Object], now: datetime, start_timeout: timedelta) -> str | None:
    """Return why no executor will ever work; those that end are Spark's own business."""
    if any(pods.phase(pod) == "Running" for pod in executors):
        return None
    return next((problem for pod in executors if (problem := pods.hindrance(pod, now, start_timeout))), None)


def _cut(text: str) -> str:
    if len(text) <= LONGEST_REASON:
        return text
    half = LONGEST_REASON // 2
    return f"{text[:half]} … {text[-half:]}"
