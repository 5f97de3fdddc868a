"""Measure the ways to launch a SparkApplication and a pod side by side; print the table of docs/operators.md.

    python tests/e2e/launching/comparison/compare.py

It uses the release ``movielytics`` in MOVIELYTICS_E2E_NAMESPACE, as ``make deploy`` leaves it after one run of the DAG.
It builds an Airflow image with more DAGs (BUILDER: docker or buildah) and loads it. LOAD is the command that loads it:
its arguments are NAME:TAG and the file of a Docker archive. Then it upgrades the release to the image, without network
policies; `make deploy` afterwards restores both. The node should have no other work.
"""

import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from e2e.airflow_api import Airflow, Run, run_name  # noqa: E402
from e2e.cluster import Cluster  # noqa: E402
from e2e.forward import PortForward  # noqa: E402
from e2e.helm import Helm  # noqa: E402
from e2e.options import CHARTS, Options  # noqa: E402
from e2e.recorder import Recorder  # noqa: E402
from e2e.waiting import until  # noqa: E402

ROUNDS = 3
IDLE_SECONDS = 40
IMAGE_TAG = "comparison"
WAYS = {
    "spark_ours": "SparkApplication, `SparkOperator`",
    "spark_provider": "SparkApplication, SparkKubernetesOperator",
    "spark_provider_deferrable": "SparkApplication, SparkKubernetesOperator, deferrable",
    "pod_ours": "pod, `PodOperator`",
    "pod_provider": "pod, KubernetesPodOperator",
    "pod_provider_deferrable": "pod, KubernetesPodOperator, deferrable",
}


@dataclass(frozen=True)
class Sample:
    """The CPU time of all pods of the node up to a moment.

    Attributes:
        moment: seconds since the epoch.
        work: CPU seconds.
    """

    moment: float
    work: float


class Meter:
    """The CPU seconds of all pods of the node, minus those of an idle installation."""

    def __init__(self, cluster: Cluster) -> None:
        """Measure the idle installation."""
        self.cluster = cluster
        self.node = cluster.core.list_node().items[0].metadata.name
        first = self.sample()
        time.sleep(IDLE_SECONDS)
        last = self.sample()
        self.idle = (last.work - first.work) / (last.moment - first.moment)

    def between(self, first: Sample, last: Sample) -> float:
        """Return the CPU seconds beyond those of an idle installation."""
        return last.work - first.work - self.idle * (last.moment - first.moment)

    def sample(self) -> Sample:
        """Return the next reading of the kubelet, which takes one every ten seconds."""
        now = time.time()
        return until("a reading of the kubelet", lambda: self._later_than(now), 60)

    def _later_than(self, moment: float) -> Sample | None:
        reply = self.cluster.core.connect_get_node_proxy_with_path(self.node, "stats/summary", _preload_content=False)
        containers = json.loads(reply.data)["node"]["systemContainers"]
        pods = next(container["cpu"] for container in containers if container["name"] == "pods")
        read = Sample(datetime.fromisoformat(pods["time"]).timestamp(), pods["usageCoreNanoSeconds"] / 1e9)
        return read if read.moment > moment else None


def build(options: Options, cluster: Cluster) -> None:
    """Add the DAGs and the release's launch settings to the release's image, and load the result."""
    builder, name = os.environ.get("BUILDER", "docker"), f"{options.registry}/movielytics-airflow:{IMAGE_TAG}"
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder)
        settings = cluster.core.read_namespaced_config_map("movielytics-launch", cluster.namespace).data[
            "kubernetes.yaml"
        ]
        (context / "comparison.yaml").write_text(settings)
        (context / "comparison_dag.py").write_text((HERE / "comparison_dag.py").read_text())
        (context / "Dockerfile").write_text(
            f"FROM {options.image('airflow')}\nCOPY comparison* /opt/movielytics/dags/\n"
        )
        subprocess.run([builder, "build", "--tag", name, folder], check=True)
        archive = str(context / "image.tar")
        save = {
            "docker": ["save", "--output", archive, name],
            "buildah": ["push", "--quiet", name, f"docker-archive:{archive}:{name}"],
        }
        subprocess.run([builder, *save[builder]], check=True)
        load = shlex.split(os.environ.get("LOAD", "kind load image-archive --name movielytics"))
        subprocess.run([*load, *([archive] if load[0] == "kind" else [name, archive])], check=True)


def upgrade(options: Options, cluster: Cluster) -> None:
    """Upgrade the release to the image."""
    subprocess.run(
        ["kubectl", "--namespace", cluster.namespace, "apply", "--filename", str(HERE / "rights.yaml")], check=True
    )
    values = ["--reuse-values", "--set", f"images.airflow.tag={IMAGE_TAG},networkPolicy.enabled=false"]
    Helm(options.helm, options.namespace).run(
        "upgrade", "movielytics", str(CHARTS / "movielytics"), *values, "--wait", "--timeout", "6m"
    )
    # Helm sees no change if an image was built again under the same tag.
    for command in (["restart"], ["status", "--timeout", "6m"]):
        subprocess.run(["kubectl", "--namespace", cluster.namespace, "rollout", *command, "deployment"], check=True)


def pods(cluster: Cluster) -> dict[str, bool]:
    """Return the namespace's pods, and whether each has ended."""
    return {pod.metadata.uid: pod.status.phase in ("Succeeded", "Failed") for pod in cluster.pods()}


def measure(airflow: Airflow, cluster: Cluster, meter: Meter, way: str) -> tuple[float, float, int]:
    """Launch once; return the seconds from the run's start to its task's end, the CPU seconds and the pod count."""
    run = Run(airflow, run_name(way), f"comparison_{way}")
    standing = pods(cluster)
    before = meter.sample()
    with Recorder(cluster) as recorder:
        airflow.call("POST", f"dags/{run.dag_id}/dagRuns", json={"dag_run_id": run.run_id, "logical_date": None})
        begun = datetime.fromisoformat(run.wait(600)["start_date"])
        until("an end of its pods", lambda: all(ended or uid in standing for uid, ended in pods(cluster).items()), 120)
        started = len(recorder.pods.keys() - standing.keys())
    ended = run.task(way).ended
    assert ended
    return (ended - begun).total_seconds(), meter.between(before, meter.sample()), started


def main() -> None:
    """Print the table of the medians over all rounds."""
    options = Options()
    cluster = Cluster(options.namespace)
    build(options, cluster)
    upgrade(options, cluster)
    admin = cluster.secret("movielytics-admin")
    measured: dict[str, list[tuple[float, float, int]]] = {way: [] for way in WAYS}
    with PortForward(cluster.namespace, "movielytics-api-server", 8080) as forward:
        airflow = Airflow(forward, admin["AIRFLOW_ADMIN_USERNAME"], admin["AIRFLOW_ADMIN_PASSWORD"])
        for way in WAYS:
            until(f"the DAG of {way}", partial(switch_on, airflow, way), 400)
        time.sleep(IDLE_SECONDS)  # the upgrade has just restarted Airflow's components
        meter = Meter(cluster)
        for way in [*WAYS] * ROUNDS:
            measured[way].append(measure(airflow, cluster, meter, way))
            print(way, *(f"{figure:.1f}" for figure in measured[way][-1]), file=sys.stderr)  # noqa: T201
    print("| launched as | seconds | processor seconds | pods |\n|---|---|---|---|")  # noqa: T201
    for way, rounds in measured.items():
        seconds, work, started = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(f"| {WAYS[way]} | {seconds:.1f} | {work:.1f} | {started:.0f} |")  # noqa: T201


def switch_on(airflow: Airflow, way: str) -> bool:
    """Unpause the DAG of a way once Airflow has parsed it."""
    known = f"comparison_{way}" in {
        dag["dag_id"] for dag in airflow.call("GET", "dags", params={"dag_id_pattern": "comparison"})["dags"]
    }
    if known:
        airflow.call("PATCH", f"dags/comparison_{way}", json={"is_paused": False})
    return known


if __name__ == "__main__":
    main()
