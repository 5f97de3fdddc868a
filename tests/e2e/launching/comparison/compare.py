"""Measures the ways to launch a SparkApplication and a pod side by side; prints the table of docs/operators.md.

    python tests/e2e/launching/comparison/compare.py

Works on the release ``movielytics`` in MOVIELYTICS_E2E_NAMESPACE, as ``make deploy`` leaves it after one run of the DAG. It builds
an Airflow image with one more DAG (BUILDER: docker or buildah), loads it (LOAD: a command that gets NAME:TAG and the file of a Docker
archive) and upgrades the release to it, without network policies. The node should have nothing else to do.
"""

import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from e2e.airflow_api import Airflow  # noqa: E402
from e2e.cluster import Cluster  # noqa: E402
from e2e.forward import PortForward  # noqa: E402
from e2e.helm import Helm  # noqa: E402
from e2e.options import CHARTS, Options  # noqa: E402
from e2e.waiting import until  # noqa: E402

DAG = "comparison"
IMAGE_TAG = "comparison"
WAYS = {
    "spark_ours": "SparkApplication, `SparkOperator`",
    "spark_provider": "SparkApplication, SparkKubernetesOperator",
    "spark_provider_deferrable": "SparkApplication, SparkKubernetesOperator, deferrable",
    "pod_ours": "pod, `PodOperator`",
    "pod_provider": "pod, KubernetesPodOperator",
    "pod_provider_deferrable": "pod, KubernetesPodOperator, deferrable",
}


class Meter(threading.Thread):
    """The node's processor seconds and the pods of the namespace, once a second."""

    def __init__(self, cluster: Cluster) -> None:
        """Begin to measure."""
        super().__init__(daemon=True)
        self.cluster = cluster
        self.samples: list[tuple[float, float]] = []
        self.pods: dict[str, datetime] = {}
        self.node = cluster.core.list_node().items[0].metadata.name
        self.start()

    def run(self) -> None:
        """Ask the kubelet."""
        while True:
            text = self.cluster.core.connect_get_node_proxy_with_path(self.node, "metrics/resource")
            line = next(line for line in text.splitlines() if line.startswith("node_cpu_usage_seconds_total"))
            _, value, stamp = line.split()
            self.samples.append((float(stamp) / 1000, float(value)))
            self.pods |= {pod.metadata.uid: pod.metadata.creation_timestamp for pod in self.cluster.pods()}
            time.sleep(1)

    def between(self, begin: datetime, end: datetime) -> float:
        """Return the seconds that all processors worked in a time."""
        return self._at(end.timestamp()) - self._at(begin.timestamp())

    def _at(self, moment: float) -> float:
        before = max((sample for sample in self.samples if sample[0] <= moment), default=self.samples[0])
        after = min((sample for sample in self.samples if sample[0] > moment), default=self.samples[-1])
        if after[0] <= before[0]:
            return before[1]
        return before[1] + (after[1] - before[1]) * (moment - before[0]) / (after[0] - before[0])


def build(options: Options, cluster: Cluster) -> None:
    """Put the DAG, with the release's settings of launching beside it, on top of the release's image, and load that."""
    builder, name = os.environ.get("BUILDER", "docker"), f"{options.registry}/movielytics-airflow:{IMAGE_TAG}"
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder)
        settings = cluster.core.read_namespaced_config_map("movielytics-launch", cluster.namespace).data["kubernetes.yaml"]
        (context / "comparison.yaml").write_text(settings)
        (context / "comparison_dag.py").write_text((HERE / "comparison_dag.py").read_text())
        (context / "Dockerfile").write_text(f"FROM {options.image('airflow')}\nCOPY comparison* /opt/movielytics/dags/\n")
        subprocess.run([builder, "build", "--tag", name, folder], check=True)
        archive = str(context / "image.tar")
        save = {"docker": ["save", "--output", archive, name], "buildah": ["push", "--quiet", name, f"docker-archive:{archive}:{name}"]}
        subprocess.run([builder, *save[builder]], check=True)
        load = shlex.split(os.environ.get("LOAD", "kind load image-archive --name movielytics"))
        subprocess.run([*load, *([archive] if load[0] == "kind" else [name, archive])], check=True)


def upgrade(options: Options, cluster: Cluster) -> None:
    """Let the release use the image."""
    subprocess.run(["kubectl", "--namespace", cluster.namespace, "apply", "--filename", str(HERE / "rights.yaml")], check=True)
    values = ["--reuse-values", "--set", f"images.airflow.tag={IMAGE_TAG},networkPolicy.enabled=false"]
    Helm(options.helm, options.namespace).run("upgrade", "movielytics", str(CHARTS / "movielytics"), *values, "--wait", "--timeout", "6m")


def tasks(airflow: Airflow, run_id: str) -> list[dict[str, Any]]:
    """Return the tasks of a run that have ended, in order."""
    found = airflow.call("GET", f"dags/{DAG}/dagRuns/{run_id}/taskInstances", params={"limit": 100})["task_instances"]
    return sorted((task for task in found if task["end_date"]), key=lambda task: task["end_date"])


def measure(airflow: Airflow, cluster: Cluster) -> dict[str, list[tuple[float, float, int]]]:
    """Run the DAG; return seconds, processor seconds and pods of each task, by the way in which it was launched."""
    until("the DAG", lambda: DAG in json.dumps(airflow.call("GET", "dags", params={"dag_id_pattern": DAG})), 400)
    airflow.call("PATCH", f"dags/{DAG}", json={"is_paused": False})
    run_id = f"comparison_{datetime.now(UTC):%Y%m%dT%H%M%S}"
    meter = Meter(cluster)
    airflow.call("POST", f"dags/{DAG}/dagRuns", json={"dag_run_id": run_id, "logical_date": None})
    path = f"dags/{DAG}/dagRuns/{run_id}"
    until("its end", lambda: airflow.call("GET", path)["state"] in ("success", "failed"), 3600, every=5)
    measured: dict[str, list[tuple[float, float, int]]] = {}
    ended = tasks(airflow, run_id)
    for before, task in pairwise(ended):
        begin, end = datetime.fromisoformat(before["end_date"]), datetime.fromisoformat(task["end_date"])
        assert task["state"] == "success", f"{task['task_id']} is {task['state']}: see its log"
        started = sum(begin <= created < end for created in meter.pods.values())
        way = task["task_id"].rpartition("_")[0]
        measured.setdefault(way, []).append(((end - begin).total_seconds(), meter.between(begin, end), started))
    return measured


def main() -> None:
    """Print the table: medians of the rounds."""
    options = Options()
    cluster = Cluster(options.namespace)
    build(options, cluster)
    upgrade(options, cluster)
    admin = cluster.secret("movielytics-admin")
    with PortForward(cluster.namespace, "movielytics-api-server", 8080) as forward:
        airflow = Airflow(forward, admin["AIRFLOW_ADMIN_USERNAME"], admin["AIRFLOW_ADMIN_PASSWORD"])
        measured = measure(airflow, cluster)
    print("| launched as | seconds | processor seconds | pods |\n|---|---|---|---|")  # noqa: T201
    for way, rounds in measured.items():
        seconds, work, pods = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(f"| {WAYS[way]} | {seconds:.1f} | {work:.1f} | {pods:.0f} |")  # noqa: T201


if __name__ == "__main__":
    main()
