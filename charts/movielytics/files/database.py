"""Airflow's database, reached without importing Airflow: that alone would take seconds of CPU."""

import os
import re

import psycopg2

URL = re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql:", os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
"""As libpq knows it, without SQLAlchemy's name of a driver."""


def connect(timeout: int = 5) -> "psycopg2.extensions.connection":
    """Return a connection; raises psycopg2.OperationalError when the database does not answer within ``timeout`` seconds."""
    return psycopg2.connect(URL, connect_timeout=timeout)
