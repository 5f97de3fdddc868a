"""What a run leaves in the namespace: nothing, after its time to live."""

from e2e.cluster import Cluster


def of_runs(cluster: Cluster) -> list[str]:
    """Return the names of the SparkApplications and pods that runs of the DAG started and that still exist."""
    applications = [f"sparkapplication/{item['metadata']['name']}" for item in cluster.spark_applications()]
    pods = cluster.components("worker", "spark-driver", "spark-executor", "warehouse-step")
    launched = cluster.core.list_namespaced_config_map(cluster.namespace, label_selector="spark-app-selector").items
    services = cluster.core.list_namespaced_service(cluster.namespace, label_selector="spark-app-selector").items
    named = [("pod", pods), ("configmap", launched), ("service", services)]
    return applications + [f"{kind}/{item.metadata.name}" for kind, items in named for item in items]
