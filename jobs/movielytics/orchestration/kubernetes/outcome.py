"""Decide the outcome of a pod or a SparkApplication from its own state alone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from movielytics.errors import Kind
from movielytics.orchestration.kubernetes import pods
from movielytics.orchestration.kubernetes.pods import DRIVER, STEP, Clock
from movielytics.orchestration.kubernetes.submission import cause, exceeds_quota
from movielytics.results import StepResult
from movielytics.termination import TerminationMessage

Object = dict[str, Any]

OPERATOR_WAIT = timedelta(seconds=30)
"""How long the operator may take to notice that a driver is gone or has failed; the operator itself may be down."""
LONGEST_REASON = 3000
"""Characters kept of a longer reason, because Airflow's database and alerts contain it. The log has the full text."""


@dataclass(frozen=True)
class Succeeded:
    """The step is done, and its own termination message says so."""

    result: StepResult


@dataclass(frozen=True)
class Failed:
    """The step is not done.

    Attributes:
        reason: why, for the person who can fix it.
        permanent: whether a retry would fail again.
        kind: the kind of problem; by default one of the cluster, such as a missing image or no node.
    """

    reason: str
    permanent: bool = False
    kind: Kind = Kind.ENVIRONMENT


@dataclass(frozen=True)
class Waiting:
    """The step waits for admission, which is not a failure.

    Attributes:
        reason: what it waits for.
        refused: whether the resource was refused, so that it must be created again.
    """

    reason: str
    refused: bool = False


Outcome = Succeeded | Failed


def decide_pod(name: str, pod: Object | None, clock: Clock) -> Outcome | Waiting | None:
    """Return the outcome of a step's pod; None while it is still open.

    Args:
        name: the name of the pod.
        pod: the pod as the API returns it; None if it is gone.
        clock: the time, and how long the pod may take to start.
    """
    if pod is None:
        return Failed(f"pod {name} was deleted while it ran")
    message = pods.termination_message(pod, STEP)
    if pods.phase(pod) == "Succeeded":
        return _success(f"pod {name}", message)
    if pods.phase(pod) == "Failed":
        return _failure(pods.failure_reason(pod, STEP), message)
    if waiting := _gated([pod]):
        return waiting
    problem = pods.start_problem(pod, clock) or pods.lost(pod, clock.now)
    return Failed(problem) if problem else None


@dataclass(frozen=True)
class Application:
    """A SparkApplication as observed in the cluster.

    Attributes:
        resource: the resource; None if it is gone.
        pods: the existing pods of its driver and its executors.
        without_driver: how long a driver that once existed has been gone or has failed; zero otherwise.
    """

    resource: Object | None
    pods: list[Object]
    without_driver: timedelta = timedelta(0)


def decide_application(name: str, observed: Application, clock: Clock) -> Outcome | Waiting | None:
    """Return the outcome of a SparkApplication; None while it is still open.

    Args:
        name: the name of the application.
        observed: the application as observed.
        clock: the time, and how long the application, its driver and its first executor may each take to start.
    """
    app = observed.resource
    if app is None:
        return Failed(f"SparkApplication {name} was deleted while it ran")
    driver = driver_of(observed.pods)
    state = application_state(app)
    if state == "COMPLETED":
        return _success(f"SparkApplication {name}", pods.termination_message(driver, DRIVER) if driver else None)
    if state in ("FAILED", "SUBMISSION_FAILED"):
        return _application_failure(name, app, driver)
    return _open_application(name, observed, app, clock)


def driver_of(related: list[Object]) -> Object | None:
    """Return the pod of the driver; None if there is none."""
    return next((pod for pod in related if pods.role(pod) == "driver"), None)


def driver_is_lost(app: Object, driver: Object | None) -> bool:
    """Return whether the application's driver once existed and is now gone or has failed."""
    if driver is None:
        return application_state(app) in ("RUNNING", "SUCCEEDING", "FAILING", "UNKNOWN")
    return pods.phase(driver) == "Failed"


def application_state(app: Object) -> str:
    """Return the state that the operator has set on the application; empty if none yet."""
    return str(app.get("status", {}).get("applicationState", {}).get("state") or "")


def error_message(app: Object) -> str:
    """Return the operator's error message, of up to a hundred lines; empty if there is none."""
    return str(app.get("status", {}).get("applicationState", {}).get("errorMessage") or "")


def is_over(app: Object) -> bool:
    """Return whether the operator counts the application as ended, which starts its time to live."""
    return application_state(app) in ("COMPLETED", "FAILED")


def _success(what: str, message: TerminationMessage | None) -> Outcome:
    if message and message.result:
        return Succeeded(message.result)
    # A process that is terminated may exit with code 0: only its own termination message proves that the step is done.
    reason = f"{what} ended without an error but left no result: something stopped it before its step was done"
    return Failed(reason, kind=Kind.DEFECT)


def _failure(failure_reason: str, message: TerminationMessage | None) -> Failed:
    if message and message.error:
        return Failed(_cut(message.error), message.permanent, message.kind or Kind.DEFECT)
    return Failed(_cut(failure_reason), kind=Kind.DEFECT)


def _open_application(name: str, observed: Application, app: Object, clock: Clock) -> Failed | Waiting | None:
    driver, state = driver_of(observed.pods), application_state(app)
    if state in ("SUSPENDING", "SUSPENDED"):
        return Waiting(f"SparkApplication {name} is suspended (spec.suspend)")
    if observed.without_driver > OPERATOR_WAIT:
        return _driver_failure(name, driver)
    if not state and clock.is_over(app):
        return Failed(
            f"the Spark operator did not pick up SparkApplication {name} within {clock.seconds} s: check that it runs "
            f"and watches the namespace {app['metadata']['namespace']}"
        )
    executors = [pod for pod in observed.pods if pods.role(pod) == "executor"]
    if any(pods.phase(pod) == "Running" for pod in executors):
        executors = []  # Spark itself handles the others
    if waiting := _gated([driver, *executors] if driver else executors):
        return waiting
    problem = _driver_problem(driver, clock) or _executor_problem(executors, clock)
    return Failed(problem) if problem else None


def _application_failure(name: str, app: Object, driver: Object | None) -> Failed | Waiting:
    message = error_message(app) or "the operator gives no reason"
    deleted = driver is None and "driver pod not found" in message  # the operator gives no code, only this text
    ended = driver is not None and (pods.phase(driver) == "Failed" or pods.terminated(driver, DRIVER))
    if deleted or ended:
        return _driver_failure(name, driver)
    if driver is None and exceeds_quota(message):
        return Waiting(cause(message), refused=True)
    return Failed(_cut(f"SparkApplication {name} failed: {cause(message)}"))


def _driver_failure(name: str, driver: Object | None) -> Failed:
    if driver is None:
        return Failed(f"the driver pod of SparkApplication {name} was deleted while it ran")
    return _failure(pods.failure_reason(driver, DRIVER), pods.termination_message(driver, DRIVER))


def _driver_problem(driver: Object | None, clock: Clock) -> str | None:
    if driver is None:
        return None  # the operator waits for the driver and reports if it does not start
    return pods.start_problem(driver, clock) or pods.lost(driver, clock.now)


def _executor_problem(executors: list[Object], clock: Clock) -> str | None:
    """Return why no executor will ever work; Spark itself handles executors that end."""
    return next((problem for pod in executors if (problem := pods.start_problem(pod, clock))), None)


def _gated(related: list[Object]) -> Waiting | None:
    """Return which scheduling gates one of the pods waits for."""
    return next(
        (
            Waiting(f"pod {pod['metadata']['name']} has scheduling gates: {', '.join(closed)}")
            for pod in related
            if (closed := pods.gates(pod))
        ),
        None,
    )


def _cut(text: str) -> str:
    if len(text) <= LONGEST_REASON:
        return text
    half = LONGEST_REASON // 2
    return f"{text[:half]} … {text[-half:]}"
