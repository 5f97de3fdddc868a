"""The alert: a POST to a webhook when a task has failed for good."""

import json
import logging
import os
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

from movielytics.errors import SettingsError
from movielytics.settings import get_settings

log = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds that a silent receiver may hold up the task that failed."""
LONGEST_ERROR = 4000
"""Characters of the error's message that are sent."""


def alert(context: Mapping[str, Any]) -> None:
    """Tell the webhook of ``MOVIELYTICS_ALERT_WEBHOOK_URL`` which task failed and why; without one, do nothing.

    An Airflow ``on_failure_callback``. The body is a JSON object with ``text`` (a sentence, which is what Slack and
    Mattermost show), ``dag_id``, ``run_id``, ``task_id``, ``try_number``, ``error`` and ``log_url``. It never raises:
    an alert that cannot be delivered is a warning in the task's log, without the URL, whose path is a secret.
    """
    try:
        url = _webhook_url()
        if url:
            _post(url, payload(context))
    except Exception as error:  # whatever it was, the task's own failure is what counts
        log.warning("the alert was not delivered: %s: %s", type(error).__name__, getattr(error, "reason", ""))


def payload(context: Mapping[str, Any]) -> dict[str, str | int | None]:
    """Return what the webhook is told about the failed task of ``context``."""
    task = context["task_instance"]
    error = str(context.get("exception") or "unknown: see the task's log")[:LONGEST_ERROR]
    return {
        "text": f"{task.dag_id}: {task.task_id} failed in {task.run_id}: {error}",
        "dag_id": task.dag_id,
        "run_id": task.run_id,
        "task_id": task.task_id,
        "try_number": task.try_number,
        "error": error,
        "log_url": getattr(task, "log_url", None),
    }


def _webhook_url() -> str | None:
    try:
        secret = get_settings().alert_webhook_url
    except SettingsError:
        # That the other settings are wrong may be the very failure to tell of.
        return os.environ.get("MOVIELYTICS_ALERT_WEBHOOK_URL")
    return secret.get_secret_value() if secret else None


def _post(url: str, body: dict[str, str | int | None]) -> None:
    if not url.startswith(("http://", "https://")):
        raise SettingsError("MOVIELYTICS_ALERT_WEBHOOK_URL must begin with http:// or https://")
    headers = {"Content-Type": "application/json", "User-Agent": "movielytics"}
    request = Request(url, data=json.dumps(body).encode(), headers=headers, method="POST")  # noqa: S310 - checked above
    with urlopen(request, timeout=TIMEOUT):  # noqa: S310 - checked above
        pass
