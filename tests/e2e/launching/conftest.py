"""A namespace to launch into: the backends, service accounts with least privilege, and settings that the tests vary."""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes import client
from kubernetes.client import ApiException

from e2e import installation
from e2e.cluster import Cluster
from e2e.forward import PortForward
from e2e.helm import Helm
from e2e.installation import BACKENDS, S3, backends_values
from e2e.landing import Landing
from e2e.launching.harness import Configure, Router, Try, result, run
from e2e.options import CHARTS, Options
from support.rows import cpi_csv, links_csv, ratings_csv

HERE = Path(__file__).parent
TRIGGERER = "launching-triggerer"
NEW = int(time.time())
"""Makes the files of every session new, because files that were loaded before are skipped."""
DELIVERED = {
    "cpi.csv": cpi_csv(("2000-01-01", f"{100 + NEW % 100_000 / 1000:.3f}"), ("2000-02-01", "101")),
    "links.csv": links_csv((1, NEW), (2, 12)),
    "ratings.csv": ratings_csv((1, 1, 4.5), (1, 2, 3.0), (NEW, 1, 5.0)),
}


@pytest.fixture(scope="package")
def namespace(options: Options) -> Iterator[Cluster]:
    """The namespace, which the Spark operator watches, with everything that launched pods refer to."""
    cluster, helm = Cluster(options.namespace), Helm(options.helm, options.namespace)
    if not options.reuse:
        installation.remove(options)  # left by a killed session: its policies and its warehouse
    cluster.ensure_namespace()
    # Policies take effect some time after a pod has started; the tests of the whole platform cover runs under them.
    values = {**backends_values(options), "sampleData": {"enabled": False}, "networkPolicy": {"enabled": False}}
    helm.install(BACKENDS, CHARTS / "backends", values)
    objects = list(yaml.safe_load_all((HERE / "objects.yaml").read_text()))
    for manifest in objects:
        recreate(cluster, manifest)
    yield cluster
    if not options.keep:
        helm.uninstall(BACKENDS)
        for manifest in objects:
            delete(cluster, manifest)


@pytest.fixture(scope="package", autouse=True)
def landing(namespace: Cluster) -> Iterator[Landing]:
    """The landing zone with a few files."""
    with PortForward(namespace.namespace, S3, 7070) as forward:
        keys = namespace.secret(S3)
        landing = Landing(forward.port, keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"])
        for name, content in DELIVERED.items():
            landing.deliver(name, content.encode())
        yield landing


def recreate(cluster: Cluster, manifest: dict[str, Any]) -> None:
    """Create an object in a namespace, and remove an older one of its name first."""
    delete(cluster, manifest)
    _dynamic(cluster, manifest).create(manifest, namespace=cluster.namespace)


def delete(cluster: Cluster, manifest: dict[str, Any]) -> None:
    """Delete an object of a namespace if it exists."""
    try:
        _dynamic(cluster, manifest).delete(manifest["metadata"]["name"], cluster.namespace)
    except ApiException as error:
        if error.status != 404:
            raise


def _dynamic(cluster: Cluster, manifest: dict[str, Any]) -> Any:
    from kubernetes.dynamic import DynamicClient

    return DynamicClient(cluster.api).resources.get(api_version=manifest["apiVersion"], kind=manifest["kind"])


@pytest.fixture(scope="package")
def admin() -> str:
    """Access with all rights."""
    return os.environ["KUBECONFIG"]


@pytest.fixture(scope="package")
def kubeconfig(namespace: Cluster, admin: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Access with exactly the rights of the triggerer's service account."""
    request = client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=7200))
    token = namespace.core.create_namespaced_service_account_token(TRIGGERER, namespace.namespace, request).status.token
    content = yaml.safe_load(Path(admin).read_text())
    content["users"] = [{"name": TRIGGERER, "user": {"token": token}}]
    for context in content["contexts"]:
        context["context"]["user"] = TRIGGERER
    file = tmp_path_factory.mktemp("access") / "kubeconfig"
    file.write_text(yaml.safe_dump(content))
    return file


@pytest.fixture(autouse=True)
def task_logs() -> Iterator[None]:
    """Collect the log lines of triggers."""
    log, router = logging.getLogger("movielytics"), Router()
    level = log.level
    log.setLevel(logging.INFO)
    log.addHandler(router)
    yield
    log.removeHandler(router)
    log.setLevel(level)


@pytest.fixture
def configure(
    namespace: Cluster, kubeconfig: Path, options: Options, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Configure:
    """Write the launch settings; ``spark__image=…`` changes a nested one."""
    content = yaml.safe_load((HERE / "kubernetes.yaml").read_text())
    content["namespace"] = namespace.namespace
    content["spark"]["image"], content["warehouse"]["image"] = options.image("spark"), options.image("warehouse")

    def write(**changes: Any) -> None:
        for key, value in changes.items():
            *path, last = key.split("__")
            place = content
            for part in path:
                place = place[part]
            place[last] = value
        (tmp_path / "kubernetes.yaml").write_text(yaml.safe_dump(content))

    monkeypatch.setenv("KUBECONFIG", str(kubeconfig))
    monkeypatch.setenv("MOVIELYTICS_KUBERNETES_FILE", str(tmp_path / "kubernetes.yaml"))
    write()
    return write


@pytest.fixture
def migrated(configure: Configure) -> None:
    """A warehouse with its tables."""
    result(run(Try("migrate")))
