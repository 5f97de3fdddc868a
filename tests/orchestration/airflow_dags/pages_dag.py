"""A DAG whose tasks end as the pipeline's do: in the triggerer, in a worker after a failure there, or in a worker."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, Context

from movielytics.orchestration.assets import EmitChanges
from movielytics.orchestration.kubernetes.operators import PodOperator
from movielytics.orchestration.local import LocalStep


class EndedPod(PodOperator):
    """A step whose pod has ended when its trigger starts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(execution_timeout=timedelta(minutes=5), **kwargs)
        assert self.start_trigger_args is not None
        self.start_trigger_args = replace(self.start_trigger_args, trigger_cls="ended_pod.EndedPodTrigger")


class DoneStep(LocalStep):
    """A local step that has nothing to do."""

    def execute(self, context: Context) -> dict[str, Any]:  # noqa: ARG002
        """Return no result."""
        return {}


with DAG("movie_dwh_dag", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), catchup=False):
    audit_staging = EndedPod(task_id="audit_staging", step="audit")
    upsert_movies = DoneStep(task_id="upsert_movies", step="upsert")
    publish_report = DoneStep(task_id="publish_report", step="report")
    end = EmitChanges(task_id="end", tables=[])
    check_warehouse = EndedPod(task_id="check_warehouse", step="check")
    never = DoneStep(task_id="never", step="report")
    audit_staging >> upsert_movies >> publish_report >> end
    check_warehouse >> never
