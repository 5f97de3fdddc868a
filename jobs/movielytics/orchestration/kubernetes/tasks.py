"""Choose the operator that runs each step in the cluster."""

from datetime import timedelta

from airflow.sdk import BaseOperator

from movielytics.orchestration.kubernetes.operators import PodOperator, SparkOperator
from movielytics.orchestration.local import LocalStep, PlanStep

OPERATORS: dict[str, type[SparkOperator | PodOperator | LocalStep]] = {
    "plan": PlanStep,  # it takes a second: an ordinary task in one of Airflow's worker pods
    "stage": SparkOperator,
    "audit": PodOperator,
    "upsert": PodOperator,
    "check": PodOperator,
    "report": PodOperator,
    "prune": PodOperator,
}


def kubernetes_task(task_id: str, step: str, *arguments: str, execution_timeout: timedelta) -> BaseOperator:
    """Return the task that runs ``step`` in the cluster; see ``runtimes.TaskFactory``."""
    return OPERATORS[step](task_id=task_id, step=step, arguments=arguments, execution_timeout=execution_timeout)
