"""Render the resource that runs a step from the templates in ``k8s/templates``."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from movielytics.orchestration.kubernetes.application_spec import merged
from movielytics.orchestration.kubernetes.names import RUN_ID, UNTIL, Identity
from movielytics.orchestration.kubernetes.pods import DRIVER, EXECUTOR, STEP
from movielytics.orchestration.kubernetes.settings import (
    LONGEST_ADMISSION,
    Executors,
    KubernetesSettings,
    StepName,
)
from movielytics.resources import folder

TEMPLATES = folder("templates")
SOURCES = ("jobs", "sql", "expectations")
"""Folders that a development volume is mounted over."""

LATE = timedelta(minutes=5)
"""How long after its task's deadline Kubernetes itself ends a pod that no triggerer has removed."""

Manifest = dict[str, Any]

_CONF = {
    # The operator's role does not allow NetworkPolicies; the chart's own policies apply to drivers and executors.
    "spark.kubernetes.driver.pod.excludedFeatureSteps": "org.apache.spark.deploy.k8s.features.NetworkPolicyFeatureStep",
    "spark.ui.enabled": "false",
}
_LOG4J = "-Dlog4j2.configurationFile=file:/opt/movielytics/jobs/movielytics/staging/log4j2.properties"


def spark_application(
    settings: KubernetesSettings, identity: Identity, load: str, arguments: list[str], timeout: timedelta | None
) -> Manifest:
    """Return the SparkApplication that runs ``movielytics ARGUMENTS`` for the load ``load``.

    Args:
        settings: the launch settings of this cluster.
        identity: the task instance's try.
        load: the name of the load, which determines the size.
        arguments: the arguments of the command line.
        timeout: the time limit of the task; Kubernetes itself ends the pods ``LATE`` after it. None means never.

    Raises:
        SettingsError: ``spark.application_spec`` sets what the launcher itself needs.
    """
    size = settings.spark.load(load)
    manifest = _rendered(
        "spark-application.yaml.j2",
        settings,
        identity,
        arguments=arguments,
        timeout=timeout,
        spark=settings.spark,
        size=size,
        conf=_conf(settings, identity, size.executors),
        driver_container=DRIVER,
        executor_container=EXECUTOR,
    )
    return {**manifest, "spec": merged(manifest["spec"], settings.spark.application_spec)}


def step_pod(
    settings: KubernetesSettings, identity: Identity, step: StepName, arguments: list[str], timeout: timedelta | None
) -> Manifest:
    """Return the pod that runs ``movielytics ARGUMENTS``; see ``spark_application``."""
    return _rendered(
        "pod.yaml.j2",
        settings,
        identity,
        arguments=arguments,
        timeout=timeout,
        warehouse=settings.warehouse,
        size=settings.warehouse.step(step),
        container=STEP,
    )


def _rendered(template: str, settings: KubernetesSettings, identity: Identity, **values: Any) -> Manifest:
    timeout: timedelta | None = values.pop("timeout")
    common = {
        "app.kubernetes.io/name": "movielytics",
        "app.kubernetes.io/instance": settings.instance,
        "app.kubernetes.io/managed-by": "airflow",
    }
    annotations = {RUN_ID: identity.run_id}
    if timeout:
        until = datetime.now(UTC) + timedelta(seconds=LONGEST_ADMISSION) + timeout + LATE
        annotations[UNTIL] = until.isoformat(timespec="seconds")
    text = (
        _environment()
        .get_template(template)
        .render(
            settings=settings,
            name=identity.name,
            labels={**settings.pod_labels, **common, **identity.labels},
            annotations={**settings.pod_annotations, **annotations},
            run_id_field=f"metadata.annotations['{RUN_ID}']",
            deadline=int((timeout + LATE).total_seconds()) if timeout else None,
            sources=SOURCES,
            **values,
        )
    )
    manifest: Manifest = yaml.safe_load(text)
    return manifest


def _conf(settings: KubernetesSettings, identity: Identity, executors: Executors | None) -> dict[str, str]:
    conf = {"spark.driver.defaultJavaOptions": _LOG4J, "spark.executor.defaultJavaOptions": _LOG4J, **_CONF}
    if executors is None:
        conf["spark.kubernetes.driver.master"] = "local[*]"
    conf["spark.kubernetes.executor.podNamePrefix"] = identity.name
    return {**conf, **settings.spark.conf}


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=False)  # noqa: S701
    environment.filters["yaml"] = _inline
    return environment


def _inline(value: Any) -> str:
    """Return a value as YAML within a line: nothing in the value can end a string or start a key."""
    return yaml.safe_dump([value], default_flow_style=True, width=float("inf")).strip()[1:-1]
