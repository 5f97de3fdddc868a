"""Deliver alerts to the receivers in an Airflow connection: Slack, e-mail, webhooks and others that Apprise knows."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from movielytics.orchestration.incidents import Alert
from movielytics.redaction import RECEIVERS, redact

if TYPE_CHECKING:
    from airflow.sdk import Connection

log = logging.getLogger(__name__)

CONNECTION = "movielytics_alerts"
"""The id of the Airflow connection; its extra ``config`` lists the receivers' URLs."""


def deliver(alert: Alert) -> bool:
    """Send the alert to all receivers, and return whether that succeeded; without a connection, do nothing.

    The function never raises: an alert that cannot be delivered is a warning. The warning contains no part of a
    receiver's URL that may be secret.
    """
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        connection = Connection.get(CONNECTION)
    except AirflowNotFoundException:
        if RECEIVERS in os.environ:  # Airflow ignores a value that it cannot read
            _warn(alert, f"{RECEIVERS} is no Airflow connection")
        return False
    try:
        problem = _send(alert, connection)
    except Exception as error:  # a wrong connection must not fail the callback
        problem = f"{type(error).__name__}: {error}"
    if problem is not None:
        _warn(alert, redact(problem, connection.extra or ""))
    return problem is None


def _warn(alert: Alert, problem: str) -> None:
    log.warning('The alert "%s" was not delivered: %s. Check the connection %s', alert.title, problem, CONNECTION)


def _send(alert: Alert, connection: "Connection") -> str | None:
    """Return why not all receivers got the alert; None if they did."""
    import apprise
    from airflow.providers.apprise.hooks.apprise import AppriseHook

    receivers = apprise.Apprise()
    with _warnings() as warnings:
        # The hook's own notify() neither raises nor returns whether a receiver refused the message.
        AppriseHook(CONNECTION).set_config_from_conn(connection, receivers)
        delivered = receivers.notify(
            title=alert.title,
            body=alert.body,
            body_format=apprise.NotifyFormat.TEXT,
            notify_type=apprise.NotifyType.SUCCESS if alert.is_over else apprise.NotifyType.FAILURE,
        )
    if delivered and not warnings:
        return None
    return " ".join(warnings).rstrip(".") or "no receiver accepted it"


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect Apprise's warnings instead of logging them: some quote a receiver's URL, which contains its password."""
    found: list[str] = []

    def collect(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            found.append(record.getMessage())
        return False

    logger = logging.getLogger("apprise")
    logger.addFilter(collect)
    try:
        yield found
    finally:
        logger.removeFilter(collect)
