"""A release of charts/movielytics, rendered: values in, objects out."""

import json
from functools import cache
from typing import Any

from support import rendering
from support.rendering import ROOT, Manifest, one

CHART = ROOT / "charts" / "movielytics"
NAME = "movielytics"
COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
Values = dict[str, Any]

BASE: Values = {
    "pipeline": {"landingUri": "s3://lake/landing", "reportUri": "s3://lake/reports"},
    "secrets": {"warehouse": {"existingSecret": "my-warehouse"}, "metadata": {"existingSecret": "my-metadata"}},
    "airflow": {"logs": {"uri": "s3://lake/logs"}},
}
"""The required values; S3 is Amazon's, reached with the identity of the service accounts."""


def merged(values: Values, over: Values) -> Values:
    """Return ``values`` with ``over`` merged into them, map by map."""
    result = dict(values)
    for key, value in over.items():
        result[key] = (
            merged(result[key], value) if isinstance(value, dict) and isinstance(result.get(key), dict) else value
        )
    return result


def arguments(over: Values, base: Values = BASE) -> tuple[str, ...]:
    """Return helm's arguments for the base values with ``over`` merged into them."""
    return tuple(f"--set-json={key}={json.dumps(value)}" for key, value in merged(base, over).items())


@cache
def _rendered(given: tuple[str, ...]) -> str:
    return json.dumps(rendering.render(CHART, NAME, *given))


def objects(over: Values | None = None) -> list[Manifest]:
    """Return the objects of a release with the base values and ``over``; each set of values is rendered once."""
    found: list[Manifest] = json.loads(_rendered(arguments(over or {})))
    return found


def refusal(over: Values, base: Values = BASE) -> str:
    """Return why the chart refuses these values."""
    return rendering.refusal(CHART, NAME, *arguments(over, base))


def named(manifests: list[Manifest], kind: str, suffix: str) -> Manifest:
    """Return the object ``movielytics-<suffix>``."""
    found = [item for item in manifests if item["kind"] == kind and item["metadata"]["name"] == f"{NAME}-{suffix}"]
    assert len(found) == 1, sorted(f"{item['kind']}/{item['metadata']['name']}" for item in manifests)
    return found[0]


def data(manifests: list[Manifest], suffix: str) -> dict[str, str]:
    """Return the content of the ConfigMap ``movielytics-<suffix>``."""
    found: dict[str, str] = named(manifests, "ConfigMap", suffix)["data"]
    return found


def pods(manifests: list[Manifest]) -> dict[str, Manifest]:
    """Return the pod template of every component, including those of tasks and of `helm test`."""
    import yaml

    found = {
        item["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"]: item["spec"]["template"]
        for item in manifests
        if item["kind"] in {"Deployment", "Job"}
    }
    jobs = [item["spec"]["jobTemplate"]["spec"]["template"] for item in manifests if item["kind"] == "CronJob"]
    found |= {job["metadata"]["labels"]["app.kubernetes.io/component"]: job for job in jobs}
    found |= {item["spec"]["containers"][0]["name"]: item for item in manifests if item["kind"] == "Pod"}
    found["worker"] = yaml.safe_load(data(manifests, "pod-template")["pod.yaml"])
    return found


def containers(pod: Manifest) -> list[Manifest]:
    """Return all containers of a pod."""
    spec = pod["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]


def migration_job(manifests: list[Manifest]) -> Manifest:
    """Return the Job that migrates Airflow's database."""
    return one(manifests, "Job", f"{NAME}-migrate-")
