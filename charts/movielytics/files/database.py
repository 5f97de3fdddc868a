"""Airflow's database, reached without importing Airflow: that alone would take seconds of CPU.

No message quotes the URL or a part of it: any part may hold the password if that is not percent-encoded.
"""

import os
import re
import sys

import psycopg2

from movielytics.warehouse_url import WarehouseUrlError, connection_parameters

VARIABLE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


def connect(timeout: int = 5) -> "psycopg2.extensions.connection":
    """Return a connection; exit if the variable with the URL is missing or cannot be read.

    Args:
        timeout: seconds that the database has to respond.

    Raises:
        psycopg2.OperationalError: the database does not respond in time, or refuses.
    """
    url = os.environ.get(VARIABLE, "").strip()
    try:
        # SQLAlchemy's scheme may name a driver.
        parameters = connection_parameters(re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql:", url))
    except WarehouseUrlError as error:
        sys.exit(f"{VARIABLE} {error}" if url else f"{VARIABLE} is not set: it is a key of the metadata Secret")
    return psycopg2.connect(**parameters | {"connect_timeout": str(timeout)})


def reason(error: psycopg2.Error) -> str:
    """Return the driver's message in one line."""
    return " ".join(str(error).split())
