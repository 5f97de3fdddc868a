"""The Spark operator with its webhook off: applications contain everything that their pods need."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from e2e.cluster import Cluster
from e2e.helm import Helm
from e2e.launching.harness import Configure, Try, result, run
from e2e.options import Options

CHART = "MOVIELYTICS_SPARK_OPERATOR_CHART"
RELEASE = "without-webhook"
RESULT = """open("/dev/termination-log", "w").write('{"result":{"task":"coded","changed":true}}')"""


@pytest.fixture
def other_namespace(options: Options, namespace: Cluster) -> Iterator[Cluster]:
    """A namespace that only a second operator without a webhook watches."""
    chart = os.environ.get(CHART)
    if not chart:
        pytest.skip(f"{CHART} does not name the operator's chart")
    cluster = namespace.in_namespace(f"{namespace.namespace}-without-webhook")
    cluster.delete_namespace()
    cluster.ensure_namespace()
    values = yaml.safe_load(
        Helm(options.helm, "spark-operator").run("get", "values", "spark-operator", "--output", "yaml").stdout
    )
    values |= {"webhook": {"enable": False}, "spark": {"jobNamespaces": [cluster.namespace]}}
    helm = Helm(options.helm, cluster.namespace)
    cluster.core.create_namespaced_service_account(cluster.namespace, {"metadata": {"name": "launching-spark"}})
    helm.install(RELEASE, Path(chart), values)
    yield cluster
    helm.uninstall(RELEASE)
    cluster.delete_namespace()


@pytest.mark.full
def test_a_load_runs_without_the_webhook(
    other_namespace: Cluster, configure: Configure, monkeypatch: pytest.MonkeyPatch, admin: str
) -> None:
    monkeypatch.setenv("KUBECONFIG", admin)
    configure(namespace=other_namespace.namespace, env_from=[], tolerations=[{"key": "jobs", "operator": "Exists"}])
    attempt = Try("stage", ("cpi",), script=RESULT)
    assert result(run(attempt))["task"] == "coded"
    (driver,) = other_namespace.pods(attempt.identity.selector)
    (container,) = driver.spec.containers
    assert container.security_context.read_only_root_filesystem
    assert "jobs" in [toleration.key for toleration in driver.spec.tolerations]
    assert [owner.kind for owner in driver.metadata.owner_references] == ["SparkApplication"]
