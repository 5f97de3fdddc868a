"""Verify an installation from a pod like those of tasks: Airflow, the warehouse and the landing zone.

`helm test` runs it. It prints one line per check, and fails if one of them does.
"""

import json
import os
import sys
from collections.abc import Callable
from urllib.request import urlopen

from movielytics.landing.datasets import DATASETS
from movielytics.landing.zone import open_zone
from movielytics.redaction import redact
from movielytics.settings import get_settings
from movielytics.warehouse.connection import transaction

COMPONENTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")


def airflow() -> str:
    """Return the health of Airflow's components; raises RuntimeError if one is not healthy."""
    api = os.environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].removesuffix("/execution/")
    with urlopen(f"{api}/api/v2/monitor/health", timeout=30) as answer:  # noqa: S310 - the chart's own URL
        health = json.load(answer)
    unhealthy = [f"{name} is {health[name]['status']}" for name in COMPONENTS if health[name]["status"] != "healthy"]
    if unhealthy:
        raise RuntimeError(", ".join(unhealthy))
    return f"{', '.join(COMPONENTS)} are healthy"


def warehouse() -> str:
    """Return as whom tasks log in, and to which database."""
    with transaction(get_settings().warehouse_url.get_secret_value()) as cursor:
        cursor.execute("SELECT current_user, current_database()")
        user, database = cursor.fetchone() or ("", "")
    return f"{user} can log in to {database}"


def landing_zone() -> str:
    """Return how many files the landing zone holds."""
    settings = get_settings()
    zone = open_zone(settings.landing_uri, settings.s3_endpoint_url)
    found = [f"{len(zone.listing(dataset).files)} of {dataset}" for dataset in DATASETS]
    return f"{settings.landing_uri}: files {', '.join(found)}"


def passed(check: Callable[[], str]) -> bool:
    """Run a check and print its result; return whether it passed."""
    name = check.__name__.replace("_", " ")
    try:
        print(f"ok      {name}: {check()}")  # noqa: T201 - the pod's log
    except Exception as error:  # each check reports its own problem
        print(f"FAILED  {name}: {redact(str(error) or type(error).__name__)}")  # noqa: T201
        return False
    return True


if __name__ == "__main__":
    results = [passed(check) for check in (airflow, warehouse, landing_zone)]
    sys.exit(not all(results))
