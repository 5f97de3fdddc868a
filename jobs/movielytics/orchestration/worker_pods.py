"""Why a task failed although it never started: Airflow could not create its worker pod, or the pod did not start."""

import json
import re
import traceback

_BODY = re.compile(r"^HTTP response body: (\{.*\})\s*$", re.MULTILINE)
"""The Kubernetes API's response, in the text of an exception of its client."""
_REQUEUED = re.compile(r"requeued more than \d+ times")
_STATES = re.compile(r"^Executor .* reported that the task instance .* finished with state failed", re.DOTALL)

NOT_STARTED = "its worker pod "
"""How such a reason begins."""
EVENTS = ("state mismatch", "stuck in queued tries exceeded")
"""Airflow's events that say why it failed such a task."""


def why_not_started(message: str) -> str:
    """Return for people what Airflow notes about a task whose worker pod did not start."""
    if body := _BODY.search(message):
        return f"{NOT_STARTED}could not be created: {json.loads(body[1]).get('message', body[1])}"
    if _REQUEUED.search(message):
        return (
            f"{NOT_STARTED}did not start in time: a quota forbade it, or no node had room for it. "
            "See the quotas and the events of the namespace, and the log of the scheduler"
        )
    if _STATES.match(message):
        return (
            f"{NOT_STARTED}failed before the task started, for example because its image or a Secret is missing. "
            "See the events of the namespace and the log of the scheduler"
        )
    return message


def reason_of_callback() -> str | None:
    """Return why Airflow failed the task whose callback is running; None if this is no such callback.

    For a task that never started, the callback runs in the dag-processor, whose context has no ``exception``.
    Airflow 3.3 keeps the reason in the callback's request, a local variable of the calling function.
    """
    for frame, _ in traceback.walk_stack(None):
        request = frame.f_locals.get("request")
        if type(request).__name__ == "TaskCallbackRequest" and request is not None and request.msg:
            return why_not_started(str(request.msg))
    return None
