"""The alert: a POST to a webhook when a task has failed permanently."""

import json
import logging
import os
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

from movielytics.errors import SettingsError
from movielytics.redaction import redact
from movielytics.setting_types import WebhookUrl, validated
from movielytics.settings import get_settings

log = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds that a receiver that does not respond may delay the failed task."""
LONGEST_ERROR = 4000
"""Characters of the error's message that are sent."""


def alert(context: Mapping[str, Any]) -> None:
    """Send to the webhook of ``MOVIELYTICS_ALERT_WEBHOOK_URL`` which task failed and why; without one, do nothing.

    An Airflow ``on_failure_callback``. The body is a JSON object with ``text`` (a sentence, which is what Slack and
    Mattermost show), ``dag_id``, ``run_id``, ``task_id``, ``try_number``, ``error`` and ``log_url``. It never raises:
    an alert that cannot be delivered is a warning in the task's log, without the URL, whose path is a secret.
    """
    try:
        url = _webhook_url()
        if url:
            _post(url, payload(context))
    except SettingsError as error:
        log.warning("the alert was not delivered: %s", redact(str(error)))
    except Exception as error:  # whatever it was, the task's own failure is what counts
        reason = getattr(error, "reason", "")  # not the message: it quotes URLs
        log.warning("the alert was not delivered: %s: %s", type(error).__name__, redact(str(reason)))


def payload(context: Mapping[str, Any]) -> dict[str, str | int | None]:
    """Return what the webhook receives about the failed task of ``context``; it holds no secret of the environment."""
    task = context["task_instance"]
    error = redact(str(context.get("exception") or "unknown: see the task's log"))[:LONGEST_ERROR]
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
        # The error to report may be that other settings are wrong.
        given = os.environ.get("MOVIELYTICS_ALERT_WEBHOOK_URL")
        secret = validated("MOVIELYTICS_ALERT_WEBHOOK_URL", WebhookUrl, given) if given else None
    return secret.get_secret_value() if secret else None


def _post(url: str, body: dict[str, str | int | None]) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": "movielytics"}
    request = Request(url, data=json.dumps(body).encode(), headers=headers, method="POST")  # noqa: S310 - the settings allow http(s)
    with urlopen(request, timeout=TIMEOUT):  # noqa: S310 - the settings allow http(s)
        pass
