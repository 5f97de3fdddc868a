"""Loads in a namespace of their own, with the objects that the chart puts there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from e2e.cluster import Cluster
from e2e.helm import Helm
from e2e.installation import RELEASE, S3, platform_values
from e2e.landing import Landing
from e2e.launching.conftest import DELIVERED, NEW, TRIGGERER, delete, recreate
from e2e.launching.harness import Configure, Try, result, run
from e2e.options import CHARTS, Options
from support.rows import ratings_csv

SIZE = {"coreRequest": "100m", "memory": "512m", "memoryOverhead": "384m"}
LOADS = {"ratings": {**SIZE, "executors": {**SIZE, "min": 1, "max": 1}}}
TRY = """
import json, ssl, urllib.error, urllib.request
place = "/var/run/secrets/kubernetes.io/serviceaccount/"
token, context = open(place + "token").read(), ssl.create_default_context(cafile=place + "ca.crt")
pod = {"metadata": {"generateName": "tried-"}, "spec": {"containers": [{"name": "tried", "image": "tried"}]}}
found = {}
for namespace in NAMESPACES:
    for method, resource in (("GET", "secrets"), ("GET", "pods"), ("POST", "pods?dryRun=All")):
        request = urllib.request.Request(
            f"https://kubernetes.default.svc/api/v1/namespaces/{namespace}/{resource}",
            method=method,
            data=json.dumps(pod).encode() if method == "POST" else None,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            status = urllib.request.urlopen(request, context=context, timeout=10).status
        except urllib.error.HTTPError as error:
            status = "forbidden" if "User" in (said := error.read().decode()) and "cannot" in said else "allowed"
        found[f"{namespace} {method} {resource}"] = status
print("tried", json.dumps(found))
open("/dev/termination-log", "w").write('{"result":{"task":"coded","changed":true}}')
"""
"""Tries the driver's token. Pod Security also refuses this pod, but only after the right to create it was checked."""


@pytest.fixture
def loads(namespace: Cluster, options: Options, migrated: None, configure: Configure) -> Iterator[Cluster]:
    """The namespace with the chart's objects for it; the launch settings are the chart's, too."""
    cluster = namespace.in_namespace(options.loads_namespace)
    cluster.ensure_namespace()
    rendered = _rendered(namespace, options).replace(f"{RELEASE}-triggerer", TRIGGERER)
    objects = [item for item in yaml.safe_load_all(rendered) if item]
    own = [item for item in objects if item["metadata"].get("namespace") == cluster.namespace]
    for manifest in own:
        recreate(cluster, manifest)
    (launch,) = (item for item in objects if item["metadata"]["name"] == f"{RELEASE}-launch")
    configure(**yaml.safe_load(launch["data"]["kubernetes.yaml"]))
    yield cluster
    for manifest in own:
        delete(cluster, manifest)


def _rendered(namespace: Cluster, options: Options) -> str:
    keys = namespace.secret(S3)
    warehouse = namespace.secret("movielytics-backends-warehouse")["MOVIELYTICS_WAREHOUSE_URL"]
    values = platform_values(options, "", "", [])
    values["pipeline"]["s3EndpointUrl"] = f"http://{S3}.{namespace.namespace}.svc:7070"
    values["pipeline"]["spark"] = {"namespace": options.loads_namespace, "loads": LOADS}
    values["secrets"] = {
        "warehouse": {"url": warehouse},
        "metadata": {"url": "postgresql://not-used"},
        "s3": {"accessKeyId": keys["AWS_ACCESS_KEY_ID"], "secretAccessKey": keys["AWS_SECRET_ACCESS_KEY"]},
    }
    del values["networkPolicy"]["warehouse"], values["networkPolicy"]["s3"]  # any namespace
    return Helm(options.helm, namespace.namespace).render(RELEASE, CHARTS / "movielytics", values).stdout


def test_a_load_with_executors_runs_there(namespace: Cluster, loads: Cluster, landing: Landing) -> None:
    landing.deliver("ratings.csv", ratings_csv((1, 1, 4.5), (1, 2, 3.0), (NEW + 1, 1, 5.0)).encode())
    attempt = Try("stage", ("ratings",))
    assert result(run(attempt))["counts"]["read"] == 5  # with two links
    landing.deliver("ratings.csv", DELIVERED["ratings.csv"].encode())
    pods = loads.pods(attempt.identity.selector)
    assert {pod.metadata.labels["spark-role"] for pod in pods} >= {"driver"}
    assert not namespace.pods(attempt.identity.selector)


def test_its_driver_reaches_nothing_of_airflow(namespace: Cluster, loads: Cluster) -> None:
    names = [namespace.namespace, loads.namespace]
    attempt = Try("stage", ("ratings",), script=TRY.replace("NAMESPACES", repr(names)))
    assert result(run(attempt))["task"] == "coded"
    (line,) = (line for _, line in attempt.log.lines if "tried {" in line)
    found: dict[str, Any] = json.loads(line.partition("tried ")[2])
    allowed = {what for what, status in found.items() if status != "forbidden"}
    assert allowed == {f"{loads.namespace} GET pods", f"{loads.namespace} POST pods?dryRun=All"}
