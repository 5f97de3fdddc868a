"""The names of the resources of a task instance's try, and the labels that find them."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

DAG = "movielytics.io/dag"
TASK = "movielytics.io/task"
RUN = "movielytics.io/run"
TRY = "movielytics.io/try"
RUN_ID = "movielytics.io/run-id"
"""Annotation, not a label: a run's id may be longer than a label's value and contain other characters."""
UNTIL = "movielytics.io/until"
"""Annotation: the time after which nobody waits for the resource any more."""

LONGEST_WORD = 16
LONGEST_LABEL = 63
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True)
class Identity:
    """One try of one task instance.

    Attributes:
        dag_id, run_id, task_id, map_index: the task instance; ``map_index`` is -1 for a task that is not mapped.
        instance: Airflow's id of the try, unique even if a run is deleted and created again with the same run id.
        try_number: the number of the try, from 1.
    """

    dag_id: str
    run_id: str
    task_id: str
    map_index: int
    instance: str
    try_number: int

    @classmethod
    def of(cls, task_instance: Any) -> "Identity":
        """Return the identity of Airflow's task instance, in any of the forms in which a trigger gets it."""
        return cls(
            dag_id=task_instance.dag_id,
            run_id=task_instance.run_id,
            task_id=task_instance.task_id,
            map_index=-1 if task_instance.map_index is None else task_instance.map_index,
            instance=str(task_instance.id),
            try_number=task_instance.try_number,
        )

    @property
    def name(self) -> str:
        """The name of the try's resource: the same in every triggerer that runs the try, and unique per try.

        It has at most 29 characters: the driver, its service and executors append to it and may have up to 63.
        """
        # Airflow's operator takes any pod with `driver` in its name for a driver pod; our names never contain it.
        word = re.sub(r"[^a-z0-9]+", "-", self.task_id.lower()).replace("driver", "drv")[:LONGEST_WORD].strip("-")
        if not word[:1].isalpha():
            word = f"t-{word}"[:LONGEST_WORD].strip("-")
        return f"{word}-{_digest(self.instance, str(self.try_number))}"

    @property
    def run_labels(self) -> dict[str, str]:
        """Labels that all tasks of the run share."""
        return {DAG: _label(self.dag_id), RUN: _digest(self.run_id)}

    @property
    def task_labels(self) -> dict[str, str]:
        """Labels that all tries of the task instance share."""
        mapped = "" if self.map_index < 0 else f".{self.map_index}"
        return {**self.run_labels, TASK: _label(self.task_id + mapped)}

    @property
    def labels(self) -> dict[str, str]:
        """Labels of this try's resources."""
        return {**self.task_labels, TRY: str(self.try_number)}

    @property
    def selector(self) -> str:
        """The label selector for the resources of all tries."""
        return _selector(self.task_labels)

    @property
    def run_selector(self) -> str:
        """The label selector for the resources of the run."""
        return _selector(self.run_labels)


def _selector(labels: dict[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in labels.items())


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:12]


def _label(text: str) -> str:
    """Return the text if it is a valid label; otherwise its valid characters, and a digest that keeps it unique."""
    if _LABEL.fullmatch(text):
        return text
    kept = re.sub(r"[^A-Za-z0-9._-]", "_", text)[: LONGEST_LABEL - 13].strip("._-")
    return f"{kept}-{_digest(text)}" if kept else _digest(text)
