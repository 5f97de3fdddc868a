"""Connections that no NetworkPolicy allows are refused in both directions; those that a component needs are open."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
import yaml
from kubernetes.client import ApiException

from e2e import reach
from e2e.cluster import Cluster
from e2e.first import FirstRun
from e2e.installation import POSTGRES, RELEASE, S3, Installation
from e2e.reach import Targets
from e2e.receiver import NAME as RECEIVER
from e2e.receiver import PORT, Receiver

PLATFORM = ("api-server", "scheduler", "dag-processor", "triggerer")
PROBED = ("worker", "migrate", "warehouse-step", "spark-driver", "spark-executor")
DRIVER_PORTS = (7078, 7079)
STRANGER_PORT = 9090
"""A port that no component may reach anywhere."""

ALLOWED: dict[str, set[str]] = {
    "api-server": {"names", "postgres", "s3", "kubernetes", "triggerer's logs"},
    "scheduler": {"names", "postgres", "kubernetes"},
    "dag-processor": {"names", "postgres", "kubernetes", "alert"},
    "triggerer": {"names", "postgres", "s3", "kubernetes"},
    "migrate": {"names", "postgres"},
    "worker": {"names", "postgres", "s3", "api-server"},
    "warehouse-step": {"names", "postgres", "s3"},
    "spark-driver": {"names", "postgres", "s3"},
    "spark-executor": {"names"},
    "stranger inside": {"names", "kubernetes", "api-server", "alert"},
    "stranger outside": {"names", "kubernetes", "api-server", "alert"},
    "postgres": set(),
}
"""Everything that each component reaches.

The DAG processor sends the alerts. No load of this installation has executors.
Strangers are pods that no policy names, in the namespace and elsewhere.
"""
OWN = {
    "scheduler": "scheduler's health", "triggerer": "triggerer's logs", "worker": "worker",
    "warehouse-step": "warehouse step", "stranger inside": "stranger inside", "stranger outside": "stranger outside",
    "api-server": "api-server", "postgres": "postgres",
}  # fmt: skip
"""The component's own ports, where a connection proves nothing."""


@pytest.fixture(scope="module")
def probes(
    installed: Installation, receiver: Receiver, first_run: FirstRun
) -> Iterator[dict[str, tuple[Cluster, str]]]:
    """The pods to connect from: those of the platform, and pods with the labels of short-lived ones."""
    inside, outside, image = installed.cluster, receiver.cluster, installed.options.image("warehouse")
    names = {component: (inside, f"probe-{component}") for component in PROBED}
    names |= {"stranger inside": (inside, "probe-stranger"), "stranger outside": (outside, "probe-stranger")}
    _remove(names)
    for component in PROBED:
        labels = {
            "app.kubernetes.io/name": "movielytics",
            "app.kubernetes.io/instance": RELEASE,
            "app.kubernetes.io/component": component,
        }
        reach.start_probe(
            inside, f"probe-{component}", image, labels, DRIVER_PORTS if component == "spark-driver" else (PORT,)
        )
    for cluster in (inside, outside):
        reach.start_probe(cluster, "probe-stranger", image, {}, (STRANGER_PORT,))
    for cluster, name in names.values():
        reach.address(cluster, name)
    reach.wait_for_policies()
    for component in PLATFORM:
        pod = inside.ready(component)
        assert pod is not None, f"the {component} is not ready"
        names[component] = (inside, pod.metadata.name)
    yield names
    _remove({who: where for who, where in names.items() if who not in PLATFORM})


def _remove(names: dict[str, tuple[Cluster, str]]) -> None:
    for cluster, name in names.values():
        with suppress(ApiException):
            cluster.kill(name)


@pytest.fixture(scope="module")
def targets(installed: Installation, receiver: Receiver, probes: dict[str, tuple[Cluster, str]]) -> Targets:
    """All listening targets, by address, so that a connection does not depend on name resolution."""
    inside = installed.cluster

    def service(cluster: Cluster, name: str) -> str:
        return str(cluster.core.read_namespaced_service(name, cluster.namespace).spec.cluster_ip)

    driver = reach.address(inside, "probe-spark-driver")
    return {
        "names": ("kubernetes.default.svc.cluster.local", 0),
        "postgres": (service(inside, POSTGRES), 5432),
        "s3": (service(inside, S3), 7070),
        "api-server": (service(inside, f"{RELEASE}-api-server"), 8080),
        "kubernetes": (inside.kubernetes_addresses()[0], 443),
        "scheduler's health": (reach.address(inside, probes["scheduler"][1]), 8974),
        "triggerer's logs": (reach.address(inside, probes["triggerer"][1]), 8794),
        "alert": (service(receiver.cluster, RECEIVER), PORT),
        "driver": (driver, DRIVER_PORTS[0]),
        "driver's blocks": (driver, DRIVER_PORTS[1]),
        "worker": (reach.address(inside, "probe-worker"), PORT),
        "warehouse step": (reach.address(inside, "probe-warehouse-step"), PORT),
        "stranger inside": (reach.address(inside, "probe-stranger"), STRANGER_PORT),
        "stranger outside": (reach.address(receiver.cluster, "probe-stranger"), STRANGER_PORT),
    }


def test_a_component_reaches_what_it_needs_and_nothing_else(
    installed: Installation, probes: dict[str, tuple[Cluster, str]], targets: Targets
) -> None:
    found = {who: reach.reached(cluster, name, _others(who, targets)) for who, (cluster, name) in probes.items()}
    postgres = installed.cluster.ready("postgres")
    assert postgres is not None
    found["postgres"] = reach.reached_by_shell(
        installed.cluster, postgres.metadata.name, _others("postgres", targets), "postgres"
    )
    # Strangers have no policy of their own, so they reach each other.
    found["stranger inside"] -= {"stranger outside"}
    found["stranger outside"] -= {"stranger inside"}
    wrong = {
        who: {
            "open that should not be": sorted(found[who] - allowed),
            "closed that should not be": sorted(allowed - found[who]),
        }
        for who, allowed in ALLOWED.items()
        if found[who] != allowed
    }
    assert not wrong, yaml.safe_dump(wrong)
    assert set(found) == set(ALLOWED)


def _others(who: str, targets: Targets) -> Targets:
    own = {OWN.get(who, ""), *(("driver", "driver's blocks") if who == "spark-driver" else ())}
    return {word: where for word, where in targets.items() if word not in own}


def test_every_platform_pod_has_ingress_and_egress_policies(installed: Installation, first_run: FirstRun) -> None:
    from kubernetes import client

    policies = (
        client.NetworkingV1Api(installed.cluster.api).list_namespaced_network_policy(installed.options.namespace).items
    )
    for observed in first_run.recorder.pods.values():
        if observed.component:
            kinds = {
                kind for policy in policies if _selects(policy, observed.labels) for kind in policy.spec.policy_types
            }
            assert kinds == {"Ingress", "Egress"}, f"{observed.name}: {kinds}"


def _selects(policy: object, labels: dict[str, str]) -> bool:
    selector = policy.spec.pod_selector  # type: ignore[attr-defined]
    plain = all(labels.get(key) == value for key, value in (selector.match_labels or {}).items())
    return plain and all(
        labels.get(expression.key) in (expression.values or [])
        for expression in selector.match_expressions or []
        if expression.operator == "In"
    )
