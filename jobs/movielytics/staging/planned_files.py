"""The files that a run's plan lists for each load, as ``audit.planned_files`` stores them."""

import json
from datetime import timedelta

from movielytics.landing.zone import LandingFile
from movielytics.staging.insert import insert
from movielytics.tables import Load
from movielytics.warehouse.connection import transaction

KEPT = timedelta(days=30)
"""How long a plan is kept. A task of an older run that is cleared lists the landing zone itself."""


def write(url: str, run_id: str, planned: dict[str, list[LandingFile]]) -> None:
    """Store the files to load, by dataset; replace an earlier plan of the run."""
    with transaction(url) as cursor:
        cursor.execute("SELECT CLOCK_TIMESTAMP()")
        ((now,),) = cursor.fetchall()
        cursor.execute("DELETE FROM audit.planned_files WHERE run_id = %s OR planned_at < %s", (run_id, now - KEPT))
        rows = [
            {
                "run_id": run_id,
                "dataset": dataset,
                "file": file.path,
                "file_size": file.size,
                "fingerprint": file.fingerprint,
                "identity": file.identity,
                # As JSON, because the name of a file may hold bytes that are not UTF-8.
                "name": json.dumps(file.name),
                "planned_at": now,
            }
            for dataset, files in planned.items()
            for file in files
        ]
        insert(cursor, "audit.planned_files", rows)


def read(url: str, run_id: str, load: Load) -> dict[str, list[LandingFile]] | None:
    """Return the planned files of a load, by dataset and sorted by path; None if the run has no plan for the load."""
    with transaction(url) as cursor:
        cursor.execute(
            "SELECT dataset, file, file_size, fingerprint, identity, name FROM audit.planned_files"
            " WHERE run_id = %s AND dataset IN %s",
            (run_id, load.datasets),
        )
        rows = cursor.fetchall()
    planned: dict[str, list[LandingFile]] = {}
    for dataset, path, size, fingerprint, identity, name in sorted(rows):
        file = LandingFile(path, size, fingerprint, identity, json.loads(name))
        planned.setdefault(dataset, []).append(file)
    return planned or None


def forget(url: str, run_id: str, load: Load) -> None:
    """Remove the planned files of a load, so that its next attempt lists the landing zone itself."""
    with transaction(url) as cursor:
        cursor.execute("DELETE FROM audit.planned_files WHERE run_id = %s AND dataset IN %s", (run_id, load.datasets))
