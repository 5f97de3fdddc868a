"""Merge a cluster's own settings over the specification of a SparkApplication."""

from collections.abc import Mapping
from typing import Any

from movielytics.errors import SettingsError

RESERVED = {
    "type": "the loads are Python",
    "mode": "the loads run in cluster mode",
    "mainApplicationFile": "the launcher chooses the program",
    "arguments": "the launcher chooses the load",
    "image": "set spark.image, in the chart images.spark",
    "restartPolicy": "Airflow retries",
    "timeToLiveSeconds": "set time_to_live_seconds, in the chart pipeline.timeToLiveSeconds",
    "driver.podName": "it would be the same for all loads",
    "driver.template.spec.containers": "they contain the environment and the security context of a load",
    "executor.template.spec.containers": "they contain the environment and the security context of a load",
}
"""Keys that may not be set, and why."""
OWN_PREFIXES = ("movielytics.io/", "app.kubernetes.io/", "sparkoperator.k8s.io/")
"""Labels and annotations with these prefixes identify the task, the installation and the application."""


def merged(spec: Mapping[str, Any], over: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return ``spec`` with ``over`` merged into it: maps recursively; lists and other values replace.

    Args:
        spec: the specification that the launcher has rendered.
        over: the setting ``spark.application_spec``, or the part of it at ``path``.
        path: where in the specification both are, with a dot at its end.

    Raises:
        SettingsError: a key that the launcher itself needs is set, or a value would replace a map.
    """
    result = dict(spec)
    for key, value in over.items():
        where = f"{path}{key}"
        if why := _refusal(where, key):
            raise SettingsError(f"spark.application_spec.{where} may not be set: {why}")
        own = result.get(key)
        if isinstance(own, Mapping) and not isinstance(value, Mapping):
            raise SettingsError(f"spark.application_spec.{where} must be a map, as the value that it is merged over")
        base = own if isinstance(own, Mapping) else {}  # even if nothing is merged, the keys inside are checked
        result[key] = merged(base, value, f"{where}.") if isinstance(value, Mapping) else value
    return result


def _refusal(where: str, key: str) -> str | None:
    if key.startswith(OWN_PREFIXES) and {"labels", "annotations"} & set(where.split(".")):
        return "the launcher finds its resources by it"
    return RESERVED.get(where)
