"""The rights of each service account in the Kubernetes API: exactly this table."""

from typing import Any

import pytest

from charts.movielytics.release import NAME, merged, named, objects
from support.rendering import Manifest, needs_helm

pytestmark = needs_helm
Rights = set[tuple[str, str, str]]

EXECUTORS = {"pipeline": {"spark": {"namespace": "loads", "loads": {"ratings": {"executors": {"max": 2}}}}}}
ACCOUNTS = ("api-server", "scheduler", "dag-processor", "triggerer", "migrate", "worker", "spark", "warehouse")


def rights(resource: str, verbs: str, group: str = "") -> Rights:
    return {(group, resource, verb) for verb in verbs.split()}


RIGHTS: dict[str, Rights] = {
    "api-server": rights("pods", "get list") | rights("pods/log", "get"),
    "scheduler": rights("pods", "create get list watch patch delete"),
    "dag-processor": rights("events", "list"),
    "triggerer": rights("pods", "create get list delete") | rights("pods/log", "get") | rights("events", "list"),
}
APPLICATIONS = rights("sparkapplications", "create get list delete", "sparkoperator.k8s.io")
LOADS: dict[str, Rights] = {
    "triggerer": APPLICATIONS
    | rights("pods", "get list delete")
    | rights("pods/log", "get")
    | rights("events", "list"),
    "spark": rights("pods", "create get list watch patch delete deletecollection")
    | rights("configmaps", "create get list delete deletecollection")
    | rights("services", "list deletecollection")
    | rights("persistentvolumeclaims", "list deletecollection"),
}


def granted(manifests: list[Manifest], account: str, *, of: str = "trial", inside: str = "trial") -> Rights:
    """Return the rights that the roles of a namespace grant to a service account of the namespace ``of``."""
    own = [item for item in manifests if item["metadata"].get("namespace") == inside]
    roles = {item["metadata"]["name"]: item["rules"] for item in own if item["kind"] == "Role"}
    subject = {"kind": "ServiceAccount", "name": account, "namespace": of}
    bound = [item["roleRef"] for item in own if item["kind"] == "RoleBinding" and subject in item["subjects"]]
    assert all(role["kind"] == "Role" for role in bound)
    return {
        (group, resource, verb)
        for role in bound
        for rule in roles[role["name"]]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }


@pytest.mark.parametrize("account", ACCOUNTS)
def test_each_account_has_exactly_its_rights(account: str) -> None:
    of = "loads" if account == "spark" else "trial"
    assert granted(objects(EXECUTORS), f"{NAME}-{account}", of=of) == RIGHTS.get(account, set())
    assert granted(objects(EXECUTORS), f"{NAME}-{account}", of=of, inside="loads") == LOADS.get(account, set())


def test_one_namespace_gives_the_triggerer_all_its_rights() -> None:
    assert granted(objects(), f"{NAME}-triggerer") == RIGHTS["triggerer"] | APPLICATIONS


def test_a_driver_without_executors_has_no_rights_at_all() -> None:
    assert granted(objects(), f"{NAME}-spark") == set()


def test_all_rights_are_limited_to_the_namespaces() -> None:
    manifests = objects(EXECUTORS)
    assert not [item for item in manifests if item["kind"].startswith("Cluster")]
    assert {item["metadata"]["namespace"] for item in manifests} == {"trial", "loads"}


def test_the_namespace_of_loads_has_all_that_they_need() -> None:
    values = merged(EXECUTORS, {"pipeline": {"spark": {"createNamespace": True}}})
    values["secrets"] = {"s3": {"accessKeyId": "key", "secretAccessKey": "secret"}, "alert": {"urls": ["json://x"]}}
    manifests = objects(values)
    found = {(item["kind"], item["metadata"]["name"]) for item in manifests if in_loads(item)}
    assert found >= {
        ("Namespace", "loads"),
        ("ConfigMap", f"{NAME}-pipeline"),
        ("Secret", f"{NAME}-s3"),
        ("ServiceAccount", f"{NAME}-spark"),
        ("NetworkPolicy", f"{NAME}-default"),
        ("NetworkPolicy", f"{NAME}-spark-driver"),
        ("NetworkPolicy", f"{NAME}-spark-executor"),
    }
    assert ("Secret", f"{NAME}-alert") not in found
    assert ("ServiceAccount", f"{NAME}-warehouse") not in found


def in_loads(item: Manifest) -> bool:
    return "loads" in (item["metadata"]["name"], item["metadata"].get("namespace"))


@pytest.mark.parametrize("account", ACCOUNTS)
def test_each_component_has_an_account_for_a_cloud_role(account: str) -> None:
    role = {"eks.amazonaws.com/role-arn": f"arn:aws:iam::1:role/{account}"}
    place = {"serviceAccount": {"annotations": role}}
    camel = {"api-server": "apiServer", "dag-processor": "dagProcessor"}.get(account, account)
    values: dict[str, Any] = (
        {"pipeline": {account: place}} if account in {"spark", "warehouse"} else {"airflow": {camel: place}}
    )
    found = named(objects(values), "ServiceAccount", account)
    assert found["metadata"]["annotations"] == role
    assert found["automountServiceAccountToken"] is False


def test_an_existing_airflow_has_rights_only_for_its_triggerer() -> None:
    other = {"namespace": "airflow", "serviceAccounts": {"triggerer": "airflow-triggerer"}}
    manifests = objects({"airflow": {"enabled": False}, "existingAirflow": other})
    assert granted(manifests, "airflow-triggerer", of="airflow") == RIGHTS["triggerer"] | APPLICATIONS
    accounts = {item["metadata"]["name"] for item in manifests if item["kind"] == "ServiceAccount"}
    assert accounts == {"movielytics-spark", "movielytics-warehouse"}
