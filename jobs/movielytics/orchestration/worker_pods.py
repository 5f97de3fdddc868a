"""Why a task failed although it never started: Airflow could not create its worker pod, or the pod did not start."""

import json
import logging
import re
import traceback
from typing import Any

from movielytics.orchestration.kubernetes.pods import event_texts

log = logging.getLogger(__name__)

Object = dict[str, Any]

_BODY = re.compile(r"^HTTP response body: (\{.*\})\s*$", re.MULTILINE)
"""The Kubernetes API's response, in the text of an exception of its client."""
_REQUEUED = re.compile(r"requeued more than \d+ times")
_STATES = re.compile(r"^Executor .* reported that the task instance .* finished with state failed", re.DOTALL)

NOT_STARTED = "its worker pod "
"""How such a reason begins."""
EVENTS = ("state mismatch", "stuck in queued tries exceeded")
"""Airflow's events that say why it failed such a task."""
TIMEOUT = 10.0
"""Seconds to wait for the Kubernetes API, which may delay the alert."""
MOST_WARNINGS = 2
"""How many of the last warnings a reason quotes: the second last one may say more, such as why a pull failed."""


def why_not_started(message: str, warnings: str | None = None) -> str:
    """Return for people what Airflow notes about a task whose worker pod did not start.

    Args:
        message: Airflow's note.
        warnings: Kubernetes' warnings about the pod, if they are known.
    """
    if body := _BODY.search(message):
        return f"{NOT_STARTED}could not be created: {json.loads(body[1]).get('message', body[1])}"
    if _REQUEUED.search(message):
        return f"{NOT_STARTED}did not start in time: " + (
            warnings
            or "a quota forbade it, or no node had room for it. "
            "See the quotas and the events of the namespace, and the log of the scheduler"
        )
    if _STATES.match(message):
        return f"{NOT_STARTED}failed before the task started" + (
            f": {warnings}"
            if warnings
            else ", for example because its image or a Secret is missing. "
            "See the events of the namespace and the log of the scheduler"
        )
    return message


def reason_of_callback(dag_id: str, task_id: str) -> str | None:
    """Return why Airflow failed the task whose callback is running; None if this is no such callback.

    For a task that never started, the callback runs in the dag-processor, whose context has no ``exception``.
    Airflow 3.3 keeps the reason in the callback's request, a local variable of the calling function.
    """
    for frame, _ in traceback.walk_stack(None):
        request = frame.f_locals.get("request")
        if type(request).__name__ == "TaskCallbackRequest" and request is not None and request.msg:
            message = str(request.msg)
            needed = not _BODY.search(message) and why_not_started(message) != message
            return why_not_started(message, read_warnings(dag_id, task_id) if needed else None)
    return None


def worker_warnings(events: list[Object], dag_id: str, task_id: str) -> str | None:
    """Return the last warnings about the worker pods of a task; None if there are none.

    Args:
        events: Kubernetes' warnings about pods of the namespace.
        dag_id: the task's DAG.
        task_id: the task.
    """
    from airflow.providers.cncf.kubernetes.kubernetes_helper_functions import POD_NAME_MAX_LENGTH, create_unique_id

    suffix = 9  # a hyphen and 8 random characters, which Airflow appends
    name = create_unique_id(dag_id, task_id, unique=False)[: POD_NAME_MAX_LENGTH - suffix].strip("-.")
    own = re.compile(rf"{re.escape(name)}-[a-z0-9]{{8}}")
    found = event_texts([event for event in events if own.fullmatch(event["involvedObject"]["name"])])
    return "; ".join(list(dict.fromkeys(found))[-MOST_WARNINGS:]) or None


def read_warnings(dag_id: str, task_id: str) -> str | None:
    """Ask the Kubernetes API for the warnings about a task's worker pods, which are gone; Airflow has removed them."""
    from airflow.configuration import conf
    from kubernetes import client, config

    try:
        config.load_incluster_config()
        response = client.CoreV1Api().list_namespaced_event(
            conf.get("kubernetes_executor", "namespace"),
            field_selector="involvedObject.kind=Pod,type=Warning",
            _request_timeout=TIMEOUT,
            _preload_content=False,
        )
        return worker_warnings(json.loads(response.data)["items"], dag_id, task_id)
    except Exception as error:  # the reason is then Airflow's own
        log.info("Cannot read the events of worker pods (%s): the alert does not quote them", type(error).__name__)
        return None
