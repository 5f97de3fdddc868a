"""The operators: their tasks start in the triggerer, and run in a worker only to fail there."""

from datetime import timedelta
from importlib import import_module
from typing import Any, ClassVar, NoReturn

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from airflow.triggers.base import StartTriggerArgs

from movielytics.errors import Kind
from movielytics.orchestration.kubernetes.settings import LONGEST_ADMISSION
from movielytics.orchestration.links import links_of

TRIGGERS = "movielytics.orchestration.kubernetes.triggers"
"""The module's name; it is not imported, so that parsing the DAG needs no Kubernetes client."""


class StepError(AirflowException):
    """A step failed in the cluster; Airflow retries the task.

    Attributes:
        kind: the kind of problem.
    """

    def __init__(self, reason: str, kind: Kind) -> None:
        """Store why the step failed, and the kind of problem."""
        super().__init__(reason)
        self.kind = kind


class PermanentStepError(StepError, AirflowFailException):
    """A step failed in the cluster, and a retry would fail again."""


class StepOperator(BaseOperator):
    """Runs one step of the pipeline in the cluster, without a worker pod that waits for it."""

    trigger: ClassVar[str]

    def __init__(
        self, *, step: str, arguments: tuple[str, ...] = (), execution_timeout: timedelta, **kwargs: Any
    ) -> None:
        """Store which step of the command line to run, its arguments, and how long it may run once it is admitted.

        Airflow's own limit also covers the longest possible wait for admission. The trigger enforces both limits.
        """
        super().__init__(execution_timeout=execution_timeout + timedelta(seconds=LONGEST_ADMISSION), **kwargs)
        self.step = step
        self.arguments = arguments
        self.step_timeout = execution_timeout
        self.operator_extra_links = links_of(step)
        self.start_from_trigger = True
        self.start_trigger_args = StartTriggerArgs(
            trigger_cls=f"{TRIGGERS}.{self.trigger}",
            trigger_kwargs=self._trigger_arguments(),
            next_method="execute_complete",
        )

    def execute(self, context: Context) -> NoReturn:  # noqa: ARG002
        """Defer to the triggerer if the scheduler has not sent the task there itself, as in ``dags test``."""
        trigger = getattr(import_module(TRIGGERS), self.trigger)
        self.defer(trigger=trigger(**self._trigger_arguments()), method_name="execute_complete")

    def execute_complete(self, context: Context, event: dict[str, Any]) -> NoReturn:  # noqa: ARG002
        """Fail the task with the reason that its trigger found.

        This runs in a worker, so that retries, callbacks and the log work as for any other failure.

        Raises:
            PermanentStepError: a retry would fail again.
            StepError: Airflow retries the task.
        """
        raise (PermanentStepError if event["permanent"] else StepError)(event["error"], Kind(event["kind"]))

    def _trigger_arguments(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "arguments": list(self.arguments),
            "timeout": self.step_timeout.total_seconds(),
        }


class SparkOperator(StepOperator):
    """Runs a staging load as a SparkApplication."""

    trigger = "SparkTrigger"
    ui_color = "#fdeee0"


class PodOperator(StepOperator):
    """Runs a step on the warehouse as a pod."""

    trigger = "PodTrigger"
    ui_color = "#e3f4e8"
