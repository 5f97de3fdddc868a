"""What callbacks read and write in Airflow: Variables, and which tasks of a run have failed.

Airflow runs callbacks in a worker or in the dag-processor, which ask its API server. A local run has callbacks of the
DAG inside a transaction of ``DAG.test``. They use its session: another one would wait for SQLite's only writer, or
detach the objects of the run.
"""

from typing import Any


def read(key: str) -> str | None:
    """Return the value of the Variable ``key``; None if there is none."""
    if session := _local_session():
        from airflow.models.variable import Variable as Row

        row = session.query(Row).filter(Row.key == key).one_or_none()
        return None if row is None else str(row.val)
    from airflow.sdk import Variable

    value: str | None = Variable.get(key, default=None)
    return value


def write(key: str, value: str) -> None:
    """Create or replace the Variable ``key``."""
    about = "Memory of Movielytics' alerts; see docs/operations.md"
    if session := _local_session():
        from airflow.models.variable import Variable as Row

        Row.set(key, value, description=about, session=session)
        return
    from airflow.sdk import Variable

    Variable.set(key, value, description=about)


def remove(key: str) -> None:
    """Delete the Variable ``key``."""
    if session := _local_session():
        from airflow.models.variable import Variable as Row

        Row.delete(key, session=session)
        return
    from airflow.sdk import Variable

    Variable.delete(key)


def failed_tasks(dag_id: str, run_id: str) -> list[str]:
    """Return the ids of the run's failed tasks."""
    if session := _local_session():
        from airflow.models.taskinstance import TaskInstance

        states = session.query(TaskInstance.task_id, TaskInstance.state).filter_by(dag_id=dag_id, run_id=run_id)
        found = dict(states.all())
    else:
        from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

        found = RuntimeTaskInstance.get_task_states(dag_id, run_ids=[run_id]).get(run_id, {})
    return sorted(task_id for task_id, state in found.items() if state == "failed")


def _local_session() -> Any | None:
    """Return the session of the local run that this process is; None in a process that Airflow started."""
    from airflow.sdk.execution_time import task_runner

    if hasattr(task_runner, "SUPERVISOR_COMMS"):  # Airflow's own test of the same, such as in models.Variable.get
        return None
    from airflow import settings

    return settings.Session() if settings.Session else None
