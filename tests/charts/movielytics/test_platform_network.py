"""Allowed connections: the network policies, read as a table of edges."""

from itertools import product
from typing import Any

import pytest

from charts.movielytics.release import objects
from support.rendering import Manifest, needs_helm

pytestmark = needs_helm
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer", "worker", "migrate", "prune")
PIPELINE = ("spark-driver", "spark-executor", "warehouse-step")
OUTSIDE = ("postgres", "redis")
VALUES = {
    "pipeline": {
        "s3EndpointUrl": "http://minio:9000",
        "spark": {"namespace": "loads", "loads": {"ratings": {"executors": {"max": 2}}}},
    },
    "secrets": {"s3": {"existingSecret": "my-s3"}, "alert": {"existingSecret": "my-alert"}},
    "networkPolicy": {
        "dns": {"to": [{"ipBlock": {"cidr": "10.0.0.10/32"}}]},
        "kubernetesApi": {"to": [{"ipBlock": {"cidr": "10.0.0.1/32"}}], "ports": [6443]},
        "metadata": {"to": [{"podSelector": {"matchLabels": {"app": "metadata"}}}]},
        "warehouse": {"to": [{"podSelector": {"matchLabels": {"app": "warehouse"}}}], "ports": [5439]},
        "s3": {"to": [{"podSelector": {"matchLabels": {"app": "s3"}}}]},
        "alert": {"to": [{"ipBlock": {"cidr": "10.0.0.99/32"}}], "ports": [8000]},
    },
}

DESTINATIONS = {
    "dns": ("10.0.0.10/32", 53),
    "kubernetes": ("10.0.0.1/32", 6443),
    "metadata": ("metadata", 5432),
    "warehouse": ("warehouse", 5439),
    "s3": ("s3", 9000),
    "alert": ("10.0.0.99/32", 8000),
}
EGRESS = {
    "api-server": {"metadata", "s3", "kubernetes"},
    "scheduler": {"metadata", "kubernetes"},
    "dag-processor": {"metadata", "kubernetes", "alert"},
    "triggerer": {"metadata", "s3", "kubernetes"},
    "worker": {"warehouse", "s3"},
    "migrate": {"metadata"},
    "prune": {"metadata"},
    "spark-driver": {"warehouse", "s3", "kubernetes"},
    "spark-executor": {"warehouse", "s3"},
    "warehouse-step": {"warehouse", "s3"},
}
INSIDE = {
    ("api-server", "triggerer", 8794),
    ("worker", "api-server", 8080),
    ("spark-driver", "spark-executor", 7079),
    ("spark-executor", "spark-driver", 7078),
    ("spark-executor", "spark-driver", 7079),
    ("spark-executor", "spark-executor", 7079),
}
NAMED_PORTS = {"http": 8080, "logs": 8794, "otlp": 4318, "metrics": 8889}


def labels(component: str) -> dict[str, str]:
    return {
        "app.kubernetes.io/name": "movielytics",
        "app.kubernetes.io/instance": "movielytics",
        "app.kubernetes.io/component": component,
    }


def selects(selector: dict[str, Any], pod: dict[str, str]) -> bool:
    """Return whether a label selector matches a pod with these labels."""
    exact = all(pod.get(key) == value for key, value in selector.get("matchLabels", {}).items())
    return exact and all(pod.get(item["key"]) in item["values"] for item in selector.get("matchExpressions", []))


def policies(manifests: list[Manifest], component: str, direction: str) -> list[dict[str, Any]]:
    """Return the specifications of the policies that apply to a component's pods in one direction."""
    found = [item["spec"] for item in manifests if item["kind"] == "NetworkPolicy"]
    return [
        spec for spec in found if direction in spec["policyTypes"] and selects(spec["podSelector"], labels(component))
    ]


def allows(manifests: list[Manifest], component: str, direction: str, peer: dict[str, str] | str, port: int) -> bool:
    """Return whether a component's pods may connect to (Egress) or be called by (Ingress) a peer: labels or a CIDR."""

    def matches(candidate: dict[str, Any]) -> bool:
        if isinstance(peer, str):
            return bool(candidate.get("ipBlock", {}).get("cidr") == peer)
        return "podSelector" in candidate and selects(candidate["podSelector"], peer)

    for spec in policies(manifests, component, direction):
        for rule in spec.get(direction.lower(), []):
            ports = {NAMED_PORTS.get(item["port"], item["port"]) for item in rule["ports"]}
            peers = rule.get("to" if direction == "Egress" else "from", [])
            if port in ports and (not peers or any(map(matches, peers))):
                return True
    return False


def reaches(manifests: list[Manifest], source: str, target: str, port: int) -> bool:
    """Return whether one component's pods reach another's: both ends must allow it."""
    out = allows(manifests, source, "Egress", labels(target), port)
    return out and allows(manifests, target, "Ingress", labels(source), port)


@pytest.mark.parametrize("component", [*AIRFLOW, *PIPELINE])
def test_pods_deny_both_directions_by_default(component: str) -> None:
    manifests = objects(VALUES)
    assert policies(manifests, component, "Ingress")
    assert policies(manifests, component, "Egress")


@pytest.mark.parametrize("component", [*AIRFLOW, *PIPELINE])
def test_egress_is_limited_to_what_a_component_needs(component: str) -> None:
    manifests = objects(VALUES)
    found = {
        name
        for name, (place, port) in DESTINATIONS.items()
        if allows(manifests, component, "Egress", place if "/" in place else {"app": place}, port)
    }
    assert found == EGRESS[component] | {"dns"}


@pytest.mark.parametrize("component", [*AIRFLOW, *PIPELINE])
def test_other_ports_and_pods_are_unreachable(component: str) -> None:
    manifests = objects(VALUES)
    for place, port in product(["metadata", "warehouse", "s3", *OUTSIDE], [22, 80, 443, 6379, 8080]):
        assert not allows(manifests, component, "Egress", {"app": place}, port), (place, port)


def test_pods_of_the_release_reach_only_needed_ports() -> None:
    manifests = objects(VALUES)
    everybody = [*AIRFLOW, *PIPELINE]
    ports = [8080, 8793, 8794, 8974, 7078, 7079, 4040]
    found = {edge for edge in product(everybody, everybody, ports) if reaches(manifests, *edge)}
    assert found == INSIDE


def test_only_the_ui_is_open_to_other_pods() -> None:
    manifests = objects(VALUES)
    open_to_strangers = {
        (component, port)
        for component, port in product([*AIRFLOW, *PIPELINE], [8080, 8793, 8794, 8974, 7078, 7079, 4040])
        if allows(manifests, component, "Ingress", {"app": "stranger"}, port)
    }
    assert open_to_strangers == {("api-server", 8080)}


def test_the_ui_can_be_limited_to_named_peers_and_workers() -> None:
    manifests = objects(
        {"networkPolicy": {"apiServer": {"from": [{"podSelector": {"matchLabels": {"app": "ingress"}}}]}}}
    )
    assert allows(manifests, "api-server", "Ingress", {"app": "ingress"}, 8080)
    assert not allows(manifests, "api-server", "Ingress", {"app": "stranger"}, 8080)
    assert reaches(manifests, "worker", "api-server", 8080)


def test_a_driver_without_executors_is_isolated() -> None:
    """It accepts no connections and does not call the Kubernetes API."""
    manifests = objects({"networkPolicy": {"kubernetesApi": {"ports": [6443]}}})
    assert not allows(manifests, "spark-driver", "Ingress", labels("spark-executor"), 7078)
    assert not allows(manifests, "spark-driver", "Egress", {"app": "anything"}, 6443)


def test_lineage_is_sent_by_workers_and_schedulers() -> None:
    values = {"airflow": {"openLineage": {"transport": {"type": "http", "url": "http://marquez:5000"}}}}
    found = {pod for pod in AIRFLOW if allows(objects(values), pod, "Egress", {"app": "marquez"}, 5000)}
    assert found == {"worker", "scheduler"}
    assert not any(allows(objects(), pod, "Egress", {"app": "marquez"}, 5000) for pod in AIRFLOW)


def test_no_pod_reaches_the_alert_receiver_without_alerts() -> None:
    manifests = objects({"networkPolicy": {"alert": {"ports": [8000]}}})
    assert not any(allows(manifests, component, "Egress", {"app": "anything"}, 8000) for component in AIRFLOW)


@pytest.mark.parametrize(
    ("endpoint", "port"),
    [("", 443), ("https://s3.example.com", 443), ("http://s3.example.com", 80), ("http://minio:9000/", 9000)],
)
def test_the_port_of_the_s3_server_is_that_of_its_url(endpoint: str, port: int) -> None:
    manifests = objects({"pipeline": {"s3EndpointUrl": endpoint}, "secrets": {"s3": {"existingSecret": "my-s3"}}})
    for candidate in (80, 443, 9000):
        assert allows(manifests, "warehouse-step", "Egress", {"app": "anything"}, candidate) is (candidate == port)


def test_only_the_collector_receives_metrics() -> None:
    manifests = objects({"airflow": {"metrics": {"enabled": True}}})
    assert reaches(manifests, "scheduler", "metrics", 4318)
    assert not reaches(manifests, "spark-driver", "metrics", 4318)
    assert not policies(manifests, "metrics", "Egress")[0]["egress"][0].get("to")  # DNS only


def test_policies_can_be_switched_off() -> None:
    assert not [item for item in objects({"networkPolicy": {"enabled": False}}) if item["kind"] == "NetworkPolicy"]
