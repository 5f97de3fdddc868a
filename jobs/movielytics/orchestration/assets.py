"""What a run has changed, for others: an asset event per table with its row counts, the run's lineage and metrics."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from airflow.sdk import Asset, AssetAlias, BaseOperator, Context

from movielytics.orchestration import metrics
from movielytics.orchestration.links import ReportLink
from movielytics.orchestration.local import observers
from movielytics.results import StepResult

CHANGED_TABLES = AssetAlias("movielytics.changed_tables")
"""The outlet of the task that emits the events. A DAG that is scheduled on it runs after a change of any table."""


def table_asset(table: str) -> Asset:
    """Return the asset of ``movies.<table>``: its name is its URI, so that ``Asset("movies.ratings")`` is the same."""
    return Asset(f"movies.{table}")


def changed_rows(result: Any) -> dict[str, int]:
    """Return the row counts of an upsert's result; empty if it has not changed its table, or was skipped."""
    if result is None:
        return {}
    counts = StepResult.from_xcom(result).counts
    changed = (counts.inserted or 0) + (counts.updated or 0) + (counts.moved or 0)
    return counts.model_dump(exclude_none=True) if changed else {}


class EmitChanges(BaseOperator):
    """Emits an asset event for each table that the run has changed.

    It runs in a worker in both runtimes: Airflow registers no events of a task that ends in the triggerer, as the
    upserts do in a cluster.
    """

    ui_color = "#e8f7ff"
    operator_extra_links = (ReportLink(),)

    def __init__(self, *, tables: Sequence[str], **kwargs: Any) -> None:
        """Store the tables whose upserts may have changed them."""
        super().__init__(outlets=[CHANGED_TABLES], **kwargs)
        self.tables = list(tables)
        self._changed: dict[str, dict[str, int]] = {}

    def execute(self, context: Context) -> dict[str, Any]:
        """Emit the events; return the task's result."""
        start = time.monotonic()
        results = self._results(context).items()
        changed = self._changed = {table: rows for table, result in results if (rows := changed_rows(result))}
        events = context["outlet_events"][CHANGED_TABLES]
        for table, rows in changed.items():
            asset = table_asset(table)
            events.add(asset, extra={"rows": dict(rows)})
            self.log.info("%s: %s", asset.name, ", ".join(f"{count:,} {what}" for what, count in rows.items()))
        result = StepResult(
            task=self.task_id,
            changed=bool(changed),
            summary=f"events for {len(changed)} changed table{'s' * (len(changed) != 1)}",
            seconds=round(time.monotonic() - start, 3),
        )
        self.log.info(result.line())
        for observer in observers:
            observer(result)
        metrics.run_succeeded(str(context["run_id"]))
        return result.model_dump(mode="json", exclude_none=True)

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """Return the lineage of the run: Airflow's OpenLineage provider calls this after ``execute``."""
        from movielytics.orchestration.lineage import lineage_of_run

        return lineage_of_run(task_instance.run_id, self._changed)

    def _results(self, context: Context) -> Mapping[str, Any]:
        """Return the results of the upserts that succeeded.

        A skipped task may have a result of an earlier try, if the run was cleared.
        """
        task = context["ti"]
        names = {f"upsert_{table}": table for table in self.tables}
        states = task.get_task_states(dag_id=task.dag_id, run_ids=[task.run_id], task_ids=list(names))
        succeeded = [name for name in names if states.get(task.run_id, {}).get(name) == "success"]
        return {names[name]: task.xcom_pull(task_ids=name) for name in succeeded}
