"""The run that all comparisons begin with."""

from dataclasses import dataclass

from e2e.airflow_api import Airflow, Run, run_name
from e2e.recorder import Recorder
from e2e.waiting import until


@dataclass(frozen=True)
class FirstRun:
    """An undisturbed run over the sample data.

    Attributes:
        run: the run.
        recorder: the pods and applications that were seen while it ran.
        hashes: the warehouse's content after it.
    """

    run: Run
    recorder: Recorder
    hashes: dict[str, str]


def begin(airflow: Airflow) -> Run:
    """Switch the DAG on and return the run of the day, which begins at once; in an installation that has had runs, trigger one."""
    if airflow.runs():
        airflow.pause(False)
        return airflow.trigger(run_name("first"))
    airflow.pause(False)
    [of_the_day] = until("the run of the day", lambda: airflow.runs() or None, 60)
    return Run(airflow, of_the_day["dag_run_id"])
