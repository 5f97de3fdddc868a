"""How the tasks of every DAG are retried, and that their failures are recorded for alerts."""

from datetime import timedelta
from typing import Any

from movielytics.orchestration.alert import record_failure

TASK_DEFAULTS: dict[str, Any] = {
    "owner": "movielytics",
    "retries": 2,
    "retry_delay": timedelta(minutes=1),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=15),
    "on_failure_callback": record_failure,
}
"""The default arguments of tasks."""
