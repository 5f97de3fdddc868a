"""Migrate Airflow's database, update its roles, create or update the administrator, and record the migration.

One process does all of it, because importing Airflow is most of the work. Passwords come from the environment, appear
on no command line, and are removed from the trace of an unexpected error.
"""

import logging
import os
import sys
import time
import traceback

import psycopg2
from database import connect, reason

from movielytics.redaction import redact

MIGRATION = os.environ["MOVIELYTICS_MIGRATION"]
LOCK = 4_871_633
"""Key of the advisory lock: any number, the same in every migration, so that two migrations take turns."""


def say(sentence: str) -> None:
    """Write a line to the Job's log."""
    sys.stderr.write(f"{sentence}\n")


def waited_connection() -> "psycopg2.extensions.connection":
    """Return a connection, waiting for a database that is still starting."""
    deadline = time.monotonic() + 300
    while True:
        try:
            return connect()
        except psycopg2.OperationalError as error:
            if time.monotonic() > deadline:
                sys.exit(f"Airflow's database does not respond: {reason(error)}")
            say(f"waiting for the database: {reason(error)}")
            time.sleep(2)


def set_administrator(security: object, username: str, password: str, email: str) -> None:
    """Create the administrator, or set an existing one's password; its sessions end only if the password is new."""
    from werkzeug.security import check_password_hash

    user = security.find_user(username)
    if user is None:
        if not security.add_user(username, "Admin", "Movielytics", email, security.find_role("Admin"), password):
            sys.exit(f"the administrator {username} could not be created; the reason is above")
        say(f"administrator {username} created")
    elif not check_password_hash(user.password, password):
        if not security.reset_password(user.id, password):
            sys.exit(f"the password of {username} could not be changed; the reason is above")
        say(f"password of administrator {username} changed")


def main() -> None:
    """Migrate under a lock."""
    connection = waited_connection()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        from airflow.utils import db

        db.upgradedb()
        from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

        logging.getLogger("airflow.providers.fab").setLevel(
            logging.WARNING
        )  # otherwise one line per permission, 400 in all
        with get_application_builder() as builder:
            builder.add_permissions(update_perms=True)
            builder.sm.sync_roles()
            environ = os.environ
            set_administrator(
                builder.sm,
                environ["AIRFLOW_ADMIN_USERNAME"],
                environ["AIRFLOW_ADMIN_PASSWORD"],
                environ["AIRFLOW_ADMIN_EMAIL"],
            )
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS movielytics_migrations"
            " (name TEXT PRIMARY KEY, finished_at TIMESTAMPTZ DEFAULT now())"
        )
        cursor.execute("INSERT INTO movielytics_migrations (name) VALUES (%s) ON CONFLICT DO NOTHING", (MIGRATION,))
    say(f"migration {MIGRATION} done")


try:
    main()
except Exception:
    sys.exit(redact(traceback.format_exc()))
