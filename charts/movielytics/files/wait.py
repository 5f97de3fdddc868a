"""Wait until this release's migration is recorded in Airflow's database."""

import os
import sys
import time

import psycopg2
from database import connect, reason

MIGRATION = os.environ["MOVIELYTICS_MIGRATION"]
DEADLINE = time.monotonic() + 600


def missing() -> str | None:
    """Return what the pod still waits for; None if the migration is done."""
    try:
        connection = connect()
    except psycopg2.OperationalError as error:
        return f"the database does not respond: {reason(error)}"
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM movielytics_migrations WHERE name = %s)", (MIGRATION,))
            return None if cursor.fetchone()[0] else f"migration {MIGRATION} has not finished"
    except psycopg2.errors.UndefinedTable:
        return f"migration {MIGRATION} has not finished"
    finally:
        connection.close()


said = ""
while problem := missing():
    if problem != said:
        sys.stderr.write(f"{problem}\n")
        said = problem
    if time.monotonic() > DEADLINE:
        sys.exit(
            "gave up: look at the log of the Job that migrates the database (label app.kubernetes.io/component=migrate)"
        )
    time.sleep(1)
