"""The rights of each service account in the Kubernetes API: exactly this table."""

from typing import Any

import pytest

from charts.movielytics.release import NAME, named, objects
from support.rendering import Manifest, needs_helm

pytestmark = needs_helm
Rights = set[tuple[str, str, str]]

EXECUTORS = {"pipeline": {"spark": {"loads": {"ratings": {"executors": {"max": 2}}}}}}
ACCOUNTS = ("api-server", "scheduler", "dag-processor", "triggerer", "migrate", "worker", "spark", "warehouse")


def rights(resource: str, verbs: str, group: str = "") -> Rights:
    return {(group, resource, verb) for verb in verbs.split()}


RIGHTS: dict[str, Rights] = {
    "api-server": rights("pods", "get list") | rights("pods/log", "get"),
    "scheduler": rights("pods", "create get list watch patch delete"),
    "triggerer": rights("sparkapplications", "create get list delete", "sparkoperator.k8s.io")
    | rights("pods", "create get list delete")
    | rights("pods/log", "get")
    | rights("events", "list"),
    "spark": rights("pods", "create get list watch patch delete deletecollection")
    | rights("configmaps", "create get list delete deletecollection")
    | rights("services", "list deletecollection")
    | rights("persistentvolumeclaims", "list deletecollection"),
}


def granted(manifests: list[Manifest], account: str, namespace: str = "trial") -> Rights:
    """Return the rights that the roles bound to a service account grant."""
    roles = {item["metadata"]["name"]: item["rules"] for item in manifests if item["kind"] == "Role"}
    subject = {"kind": "ServiceAccount", "name": account, "namespace": namespace}
    bound = [item["roleRef"] for item in manifests if item["kind"] == "RoleBinding" and subject in item["subjects"]]
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
    assert granted(objects(EXECUTORS), f"{NAME}-{account}") == RIGHTS.get(account, set())


def test_a_driver_without_executors_has_no_rights_at_all() -> None:
    assert granted(objects(), f"{NAME}-spark") == set()


def test_all_rights_are_limited_to_the_namespace() -> None:
    manifests = objects(EXECUTORS)
    assert not [item for item in manifests if item["kind"].startswith("Cluster")]
    assert {item["metadata"]["namespace"] for item in manifests} == {"trial"}


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
    assert granted(manifests, "airflow-triggerer", "airflow") == RIGHTS["triggerer"]
    accounts = {item["metadata"]["name"] for item in manifests if item["kind"] == "ServiceAccount"}
    assert accounts == {"movielytics-spark", "movielytics-warehouse"}
