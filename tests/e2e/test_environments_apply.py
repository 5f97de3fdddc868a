"""A Kubernetes API server accepts every environment; wrong values are refused with a helpful message."""

import subprocess

import pytest
import yaml

from e2e.cluster import Cluster, Manifest
from e2e.helm import Helm, Values
from e2e.installation import RELEASE, platform_values
from e2e.options import CHARTS, ROOT, Options

ENVIRONMENTS = sorted(folder.name for folder in (ROOT / "k8s" / "environments").iterdir() if folder.is_dir())
FOREIGN = ("monitoring.coreos.com", "gateway.networking.k8s.io", "argoproj.io")
"""Groups of third-party custom resources; a cluster without them cannot validate these."""

WRONG: dict[str, tuple[Values, str]] = {
    "an unknown key": ({"pipelines": {}}, "pipelines"),
    "an unknown key deep inside": ({"airflow": {"scheduler": {"replica": 2}}}, "replica"),
    "text for a number": ({"airflow": {"scheduler": {"replicas": "two"}}}, "replicas"),
    "a share above 1": ({"pipeline": {"maxQuarantinedShare": 5}}, "maxQuarantinedShare"),
    "a landing zone that is not a bucket": ({"pipeline": {"landingUri": "/data/landing"}}, "landingUri"),
    "an impossible pull policy": ({"images": {"pullPolicy": "Sometimes"}}, "pullPolicy"),
    "a load that does not exist": ({"pipeline": {"spark": {"loads": {"rating": {"memory": "2g"}}}}}, "rating"),
    "memory in words": ({"pipeline": {"spark": {"default": {"memory": "two gigabytes"}}}}, "memory"),
    "an invalid digest": ({"images": {"airflow": {"digest": "latest"}}}, "digest"),
    "a time to live below zero": ({"pipeline": {"timeToLiveSeconds": -1}}, "timeToLiveSeconds"),
    "no warehouse": ({"secrets": {"warehouse": {"existingSecret": ""}}}, "warehouse"),
    "no location for logs": ({"airflow": {"logs": {"uri": ""}}}, "logs"),
}
"""What is wrong, and the word that the message must contain."""


@pytest.fixture(scope="module")
def helm(options: Options, cluster: Cluster) -> Helm:
    """Helm over the tests' namespace."""
    cluster.ensure_namespace()
    return Helm(options.helm, options.namespace)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_api_server_accepts_an_environment(helm: Helm, environment: str) -> None:
    rendered = helm.render(
        RELEASE, CHARTS / "movielytics", ROOT / "k8s" / "environments" / environment / "values.yaml"
    ).stdout
    documents: list[Manifest] = [document for document in yaml.safe_load_all(rendered) if document]
    # A dry run creates no service account, without which a pod is refused. `helm test` starts the only pod.
    native = [
        document
        for document in documents
        if document["apiVersion"].partition("/")[0] not in FOREIGN and document["kind"] != "Pod"
    ]
    # Nor does it create the namespace of loads, so it is checked in that of the release.
    for document in native:
        if "namespace" in document["metadata"]:
            document["metadata"]["namespace"] = helm.namespace
    assert {"Deployment", "NetworkPolicy", "Role"} <= {document["kind"] for document in native}
    answer = _apply_dry(helm.namespace, native)
    assert answer.returncode == 0, answer.stderr
    assert len(answer.stdout.splitlines()) == len(native)
    assert "Warning" not in answer.stderr, answer.stderr  # such as that of the Pod Security Standard


def _apply_dry(namespace: str, documents: list[Manifest]) -> subprocess.CompletedProcess[str]:
    # Renamed: the dry run must not meet installed objects, whose selectors cannot change.
    text = yaml.safe_dump_all([_renamed(document) for document in documents])
    command = ["kubectl", "--namespace", namespace, "apply", "--server-side", "--dry-run=server", "--filename", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=120)


def _renamed(document: Manifest) -> Manifest:
    return document | {"metadata": document["metadata"] | {"name": f"dry-{document['metadata']['name']}"}}


def test_the_values_of_kind_render(helm: Helm) -> None:
    rendered = helm.render(RELEASE, CHARTS / "movielytics", ROOT / "k8s" / "kind" / "values.yaml").stdout
    assert "kind: Deployment" in rendered


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_values_are_refused_with_a_message_that_names_them(helm: Helm, options: Options, wrong: str) -> None:
    good = platform_values(options, "http://example.com", "default", ["10.0.0.1"])
    assert helm.render(RELEASE, CHARTS / "movielytics", good, check=False).returncode == 0
    values, word = WRONG[wrong]
    refused = helm.render(RELEASE, CHARTS / "movielytics", good, values, check=False)
    assert refused.returncode != 0, f"{values} was accepted"
    assert word in refused.stderr
    assert "nil pointer" not in refused.stderr
