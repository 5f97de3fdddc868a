"""The runtime ``local``: each step runs in the process of its task, on this machine."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.bases.skipmixin import SkipMixin
from airflow.sdk.exceptions import AirflowFailException
from airflow.sdk.log import mask_secret

from movielytics.failures import explain
from movielytics.orchestration import metrics
from movielytics.orchestration.links import links_of
from movielytics.redaction import redact, secrets
from movielytics.results import StepResult

observers: list[Callable[[StepResult], None]] = []
"""Callbacks that get each step's result, to show the progress of a DAG that runs in this process."""


class LocalStep(BaseOperator):
    """Runs one step of the pipeline in the task's own process; its result becomes the task's XCom."""

    ui_color = "#e8f0fe"

    def __init__(self, *, step: str, arguments: tuple[str, ...] = (), **kwargs: Any) -> None:
        """Store which function of ``movielytics.steps`` to call, and its arguments before the run's id."""
        super().__init__(**kwargs)
        self.step = step
        self.arguments = arguments
        self.operator_extra_links = links_of(step)

    def execute(self, context: Context) -> dict[str, Any]:
        """Run the step for this DAG run.

        Raises:
            AirflowFailException: an error that a retry cannot fix; it fails the task at once.
            MovielyticsError: any other error with a message for people; Airflow retries the task.
        """
        for secret in secrets():
            mask_secret(secret)  # in the task's log, whichever library writes it there
        from movielytics import steps

        run_id = str(context["run_id"])
        try:
            result: StepResult = getattr(steps, self.step)(*self.arguments, run_id)
        except Exception as error:
            explained = explain(error)
            if explained is None:
                raise
            if explained.permanent:
                raise AirflowFailException(redact(str(explained))) from explained
            if explained is error:
                raise
            raise explained from None
        self.log.info(result.line())
        for observer in observers:
            observer(result)
        return result.model_dump(mode="json", exclude_none=True)


class PlanStep(LocalStep, SkipMixin):
    """Runs the step that plans the run, and skips the tasks that have no work according to its result."""

    def execute(self, context: Context) -> dict[str, Any]:
        """Run the step; see ``LocalStep.execute``.

        Raises:
            DownstreamTasksSkipped: Airflow skips these tasks at once, so that nothing starts for them.
        """
        result = super().execute(context)
        metrics.run_started()
        if not result["changed"]:
            metrics.run_succeeded(str(context["run_id"]))  # all other tasks are skipped
        skipped = result.get("skip", [])
        context["ti"].xcom_push("return_value", result)  # because skipping ends the task with an exception
        self.skip(context["ti"], [self.dag.get_task(task_id) for task_id in skipped])
        return result


def local_task(task_id: str, step: str, *arguments: str, execution_timeout: timedelta) -> LocalStep:
    """Return the task that runs ``step`` on this machine; see ``runtimes.TaskFactory``.

    Retries wait seconds, not minutes as in a cluster, because somebody is watching.
    """
    return (PlanStep if step == "plan" else LocalStep)(
        task_id=task_id,
        step=step,
        arguments=arguments,
        execution_timeout=execution_timeout,
        retry_delay=timedelta(seconds=1),
        max_retry_delay=timedelta(seconds=5),
    )
