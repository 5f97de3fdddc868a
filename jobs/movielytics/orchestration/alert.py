"""The alert: a POST to a webhook when a task has failed permanently."""

import json
import logging
import os
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

from movielytics.errors import SettingsError
from movielytics.orchestration.worker_pods import reason_of_callback
from movielytics.redaction import redact
from movielytics.setting_types import WebhookUrl, validated
from movielytics.settings import get_settings

log = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds to wait for the receiver: if it does not respond, it delays the failed task by this time."""
LONGEST_ERROR = 4000
"""Largest length of the error message that is sent, in characters; a longer one is cut."""


def alert(context: Mapping[str, Any]) -> None:
    """Send which task failed and why to the webhook in ``MOVIELYTICS_ALERT_WEBHOOK_URL``; if it is not set, do nothing.

    This is an Airflow ``on_failure_callback``. The body is a JSON object with ``text`` (a sentence, which is what Slack
    and Mattermost show), ``dag_id``, ``run_id``, ``task_id``, ``try_number``, ``error`` and ``log_url``. The function
    never raises: an alert that cannot be delivered is a warning in the task's log. It omits the URL, whose path
    is a secret.
    """
    try:
        url = _webhook_url()
        if url:
            _post(url, payload(context))
    except SettingsError as error:
        log.warning("the alert was not delivered: %s", redact(str(error)))
    except Exception as error:  # a failed alert must not hide the task's own failure
        reason = getattr(error, "reason", "")  # not the message: it quotes URLs
        log.warning("the alert was not delivered: %s: %s", type(error).__name__, redact(str(reason)))


def payload(context: Mapping[str, Any]) -> dict[str, str | int | None]:
    """Return what the webhook receives for the failed task of ``context``; it contains no secret of the environment."""
    task = context["task_instance"]
    reason = context.get("exception") or reason_of_callback() or "unknown: see the task's log"
    error = redact(str(reason))[:LONGEST_ERROR]
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
        # The error to report may be that other settings are wrong: validate this one alone.
        given = os.environ.get("MOVIELYTICS_ALERT_WEBHOOK_URL")
        secret = validated("MOVIELYTICS_ALERT_WEBHOOK_URL", WebhookUrl, given) if given else None
    return secret.get_secret_value() if secret else None


def _post(url: str, body: dict[str, str | int | None]) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": "movielytics"}
    request = Request(url, data=json.dumps(body).encode(), headers=headers, method="POST")  # noqa: S310 - the settings allow http(s)
    with urlopen(request, timeout=TIMEOUT):  # noqa: S310 - the settings allow http(s)
        pass
