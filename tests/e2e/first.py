"""The run that all comparisons start from."""

from dataclasses import dataclass

from e2e.airflow_api import Airflow, Run, run_name
from e2e.recorder import Recorder
from e2e.waiting import until


@dataclass(frozen=True)
class FirstRun:
    """An undisturbed run over the sample data.

    Attributes:
        run: the run.
        recorder: the pods and applications observed while it ran.
        hashes: the content hashes of the warehouse after it.
    """

    run: Run
    recorder: Recorder
    hashes: dict[str, str]


def begin(airflow: Airflow) -> Run:
    """Unpause the DAG and return the run of the day, which starts at once; trigger one if there were runs before."""
    if airflow.runs():
        airflow.pause(False)
        return airflow.trigger(run_name("first"))
    airflow.pause(False)
    [of_the_day] = until("the run of the day", lambda: airflow.runs() or None, 60)
    return Run(airflow, of_the_day["dag_run_id"])
