"""The installation under test: both charts, in one namespace, as a user installs them."""

from dataclasses import dataclass, field
from typing import Any

from kubernetes import client
from kubernetes.client import ApiException

from e2e.airflow_api import Airflow
from e2e.cluster import SPARK, Cluster, Manifest
from e2e.forward import PortForward
from e2e.helm import Helm, Values
from e2e.landing import Landing
from e2e.options import CHARTS, Options
from e2e.waiting import until
from e2e.warehouse import Warehouse

RELEASE, BACKENDS = "movielytics", "backends"
POSTGRES, S3 = "movielytics-backends-postgres", "movielytics-backends-s3"
UI = f"{RELEASE}-api-server"
OURS = "app.kubernetes.io/name in (movielytics,movielytics-backends)"
TIME_TO_LIVE = 90
"""Seconds that a finished SparkApplication stays: longer than the ends of a run's loads differ, but short."""
EXAMPLE = CHARTS.parent / "docs" / "examples" / "ratings_changed_dag.py"
"""The DAG of another team, which runs after the ratings have changed."""
SCALE = 0.02
"""The scale of the sample data: 900 movies and 2,000 ratings, with every kind of bad row."""


def backends_values(options: Options) -> Values:
    """Return what the tests set for charts/backends."""
    registry, _, rest = options.s3_image.partition("/")
    repository, _, tag = rest.rpartition(":")
    return {
        "images": {"registry": options.registry, "tag": options.tag},
        "postgres": {"persistence": {"enabled": False}},
        "s3": {
            "image": {"registry": registry, "repository": repository, "tag": tag},
            "persistence": {"enabled": False},
        },
        "sampleData": {"scale": SCALE},
    }


def platform_values(options: Options, webhook: str, webhook_namespace: str, kubernetes_api: list[str]) -> Values:
    """Return what the tests set for charts/movielytics, including every destination of the network policies."""
    cidrs = [{"ipBlock": {"cidr": f"{address}/32"}} for address in kubernetes_api]
    return {
        "images": {"registry": options.registry, "tag": options.tag},
        "pipeline": {
            "landingUri": "s3://movielytics/landing",
            "reportUri": "s3://movielytics/reports",
            "s3EndpointUrl": f"http://{S3}:7070",
            "timeToLiveSeconds": TIME_TO_LIVE,
        },
        "secrets": {
            "warehouse": {"existingSecret": "movielytics-backends-warehouse"},
            "metadata": {"existingSecret": "movielytics-backends-metadata"},
            "s3": {"existingSecret": S3},
            "alert": {"urls": [webhook]},
        },
        "airflow": {
            "baseUrl": f"http://localhost:{options.ui_port}",
            "logs": {"uri": "s3://movielytics/logs"},
            "extraDags": {EXAMPLE.name: _unpaused(EXAMPLE.read_text())},
        },
        "networkPolicy": {
            "dns": {"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}]},
            "kubernetesApi": {"to": cidrs},
            "metadata": {"to": [_backend("postgres")]},
            "warehouse": {"to": [_backend("postgres")]},
            "s3": {"to": [_backend("s3")]},
            "alert": {
                "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": webhook_namespace}}}],
                "ports": [8080],
            },
        },
    }


def _unpaused(dag_file: str) -> str:
    """Return a DAG file whose DAG runs without having been unpaused by hand."""
    return dag_file.replace("catchup=False,", "catchup=False,\n    is_paused_upon_creation=False,")


def _backend(component: str) -> Manifest:
    return {
        "podSelector": {
            "matchLabels": {"app.kubernetes.io/name": "movielytics-backends", "app.kubernetes.io/component": component}
        }
    }


@dataclass
class Installation:
    """Both releases and the connections to them."""

    options: Options
    cluster: Cluster
    values: Values
    forwards: dict[str, PortForward] = field(default_factory=dict)

    @property
    def helm(self) -> Helm:
        """Helm over the namespace."""
        return Helm(self.options.helm, self.options.namespace)

    def install(self) -> None:
        """Install both charts into a namespace that enforces the restricted Pod Security Standard."""
        self.cluster.ensure_namespace()
        self.helm.install(BACKENDS, CHARTS / "backends", backends_values(self.options))
        self.helm.install(RELEASE, CHARTS / "movielytics", self.values)
        for service, port, local in ((POSTGRES, 5432, None), (S3, 7070, None), (UI, 8080, self.options.ui_port)):
            self.forwards[service] = PortForward(self.cluster.namespace, service, port, local).start()

    def close(self) -> None:
        """Close the connections."""
        for forward in self.forwards.values():
            forward.close()

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse."""
        url = self.cluster.secret("movielytics-backends-warehouse")["MOVIELYTICS_WAREHOUSE_URL"]
        return Warehouse.behind(url, self.forwards[POSTGRES].port)

    @property
    def landing(self) -> Landing:
        """The landing zone and the other prefixes of the bucket."""
        keys = self.cluster.secret(S3)
        return Landing(self.forwards[S3].port, keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"])

    def log_in(self) -> Airflow:
        """Return Airflow, logged in as its administrator."""
        admin = self.cluster.secret(f"{RELEASE}-admin")
        forward = self.forwards[UI]
        return Airflow(forward, admin["AIRFLOW_ADMIN_USERNAME"], admin["AIRFLOW_ADMIN_PASSWORD"])


def remove(options: Options) -> None:
    """Remove what an earlier session left, but not the namespace, which contains the Spark operator's rights."""
    cluster, helm = Cluster(options.namespace), Helm(options.helm, options.namespace)
    for release in helm.releases():
        if release in (RELEASE, BACKENDS):
            helm.uninstall(release)
    _delete_everything(cluster)
    until(
        f"an empty namespace {options.namespace}", lambda: not cluster.pods(f"{OURS},app.kubernetes.io/component"), 120
    )


def _delete_everything(cluster: Cluster) -> None:
    try:
        cluster.custom.delete_collection_namespaced_custom_object(namespace=cluster.namespace, **SPARK)
    except ApiException as error:
        if error.status != 404:
            raise
    core, batch = cluster.core, client.BatchV1Api(cluster.api)
    deletions: list[Any] = [
        batch.delete_collection_namespaced_job,
        core.delete_collection_namespaced_pod,
        core.delete_collection_namespaced_secret,
        core.delete_collection_namespaced_config_map,
        core.delete_collection_namespaced_persistent_volume_claim,
    ]
    for delete in deletions:
        delete(cluster.namespace, label_selector=OURS, propagation_policy="Background")
