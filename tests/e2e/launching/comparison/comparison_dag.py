"""The same SparkApplication and the same pod, launched in every available way: a DAG with one task per way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.cncf.kubernetes.operators.spark_kubernetes import SparkKubernetesOperator
from airflow.sdk import DAG, BaseOperator
from kubernetes.client import models as k8s

from movielytics.orchestration.kubernetes.manifests import spark_application, step_pod
from movielytics.orchestration.kubernetes.names import Identity
from movielytics.orchestration.kubernetes.operators import PodOperator, SparkOperator
from movielytics.orchestration.kubernetes.settings import KubernetesSettings

SETTINGS = KubernetesSettings.model_validate(yaml.safe_load(Path(__file__).with_name("comparison.yaml").read_text()))
HOUR = timedelta(hours=1)

# The provider's operators call the API from the worker pod, whose account has no rights for that in the chart.
_SPEC = k8s.V1PodSpec(
    service_account_name="comparison", automount_service_account_token=True, containers=[k8s.V1Container(name="base")]
)
WORKER = {"pod_override": k8s.V1Pod(spec=_SPEC)}


def _identity(task_id: str) -> Identity:
    return Identity("comparison", "comparison", task_id, -1, task_id, 1)


def provider_spark(task_id: str, **options: Any) -> BaseOperator:
    """Return the provider's task with our SparkApplication."""
    manifest = spark_application(SETTINGS, _identity(task_id), "cpi", ["stage", "cpi"], HOUR)
    # Without the labels by which our triggerer finds its own resources.
    labels = manifest["metadata"]["labels"]
    manifest["metadata"]["labels"] = {key: labels[key] for key in labels if key.startswith("app.kubernetes.io/")}
    return SparkKubernetesOperator(
        task_id=task_id,
        name=task_id.replace("_", "-"),
        namespace=SETTINGS.namespace,
        template_spec=manifest,
        executor_config=WORKER,
        **options,
    )


def provider_pod(task_id: str, **options: Any) -> BaseOperator:
    """Return the provider's task with our pod."""
    manifest = step_pod(SETTINGS, _identity(task_id), "upsert", ["upsert", "cpi"], HOUR)
    return KubernetesPodOperator(
        task_id=task_id,
        name=task_id.replace("_", "-"),
        namespace=SETTINGS.namespace,
        pod_template_dict=manifest,
        executor_config=WORKER,
        on_finish_action="delete_pod",
        **options,
    )


WAYS: dict[str, Callable[[str], BaseOperator]] = {
    "spark_ours": lambda way: SparkOperator(task_id=way, step="stage", arguments=("cpi",), execution_timeout=HOUR),
    "spark_provider": provider_spark,
    "spark_provider_deferrable": lambda way: provider_spark(way, deferrable=True),
    "pod_ours": lambda way: PodOperator(task_id=way, step="upsert", arguments=("cpi",), execution_timeout=HOUR),
    "pod_provider": provider_pod,
    "pod_provider_deferrable": lambda way: provider_pod(way, deferrable=True),
}
for way, task in WAYS.items():
    with DAG(
        f"comparison_{way}", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), default_args={"retries": 0}
    ):
        task(way)
