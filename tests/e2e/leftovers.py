"""What a run leaves in the namespace: nothing, once its time to live has passed."""

from e2e.cluster import Cluster


def of_runs(cluster: Cluster) -> list[str]:
    """Return the names of the SparkApplications and of the pods that runs of the DAG have started and that are still there."""
    applications = [f"sparkapplication/{item['metadata']['name']}" for item in cluster.spark_applications()]
    pods = cluster.components("worker", "spark-driver", "spark-executor", "warehouse-step")
    launched = cluster.core.list_namespaced_config_map(cluster.namespace, label_selector="spark-app-selector").items
    services = cluster.core.list_namespaced_service(cluster.namespace, label_selector="spark-app-selector").items
    named = [("pod", pods), ("configmap", launched), ("service", services)]
    return applications + [f"{kind}/{item.metadata.name}" for kind, items in named for item in items]
