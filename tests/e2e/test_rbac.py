"""Each service account has exactly the rights that it needs."""

import pytest

from e2e.installation import RELEASE, Installation
from e2e.rights import Account, Rights, rights

ACCOUNTS: dict[str, Rights] = {
    "api-server": rights(pods="get list", pods__log="get"),
    "scheduler": rights(pods="create get list watch patch delete"),
    "dag-processor": rights(events="list"),
    "triggerer": rights(
        sparkapplications="create get list delete", pods="create get list delete", pods__log="get", events="list"
    ),
    "worker": {},
    "migrate": {},
    "spark": {},
    "warehouse": {},
}
VERBS = ("create", "get", "list", "watch", "patch", "update", "delete", "deletecollection")
RESOURCES = (
    "/pods", "/pods/log", "/pods/exec", "/pods/attach", "/pods/portforward", "/pods/ephemeralcontainers", "/secrets",
    "/configmaps", "/services", "/events", "/serviceaccounts", "/serviceaccounts/token", "/persistentvolumeclaims",
    "/nodes", "/namespaces", "apps/deployments", "batch/jobs", "sparkoperator.k8s.io/sparkapplications",
    "sparkoperator.k8s.io/sparkapplications/status", "rbac.authorization.k8s.io/roles",
    "rbac.authorization.k8s.io/rolebindings", "networking.k8s.io/networkpolicies",
)  # fmt: skip


@pytest.fixture(params=ACCOUNTS)
def account(request: pytest.FixtureRequest, installed: Installation) -> Account:
    """Each service account of the release."""
    return Account(installed.cluster, f"{RELEASE}-{request.param}")


@pytest.fixture
def expected(account: Account) -> Rights:
    """The rights of ``account`` in the namespace."""
    return ACCOUNTS[account.name.removeprefix(f"{RELEASE}-")]


def test_an_account_has_exactly_its_rights(installed: Installation, account: Account, expected: Rights) -> None:
    assert account.rights(installed.options.namespace) == expected


def test_an_account_has_no_rights_in_other_namespaces(account: Account) -> None:
    for namespace in ("default", "kube-system", "spark-operator"):
        assert account.rights(namespace) == {}, namespace


def test_the_api_server_enforces_the_rights_of_each_account(
    installed: Installation, account: Account, expected: Rights
) -> None:
    for resource in RESOURCES:
        allowed = {verb for verb in VERBS if account.can(verb, resource, installed.options.namespace)}
        assert allowed == expected.get(resource, frozenset()), resource
        assert not account.can("get", resource, None), resource


def test_there_are_no_other_accounts(installed: Installation) -> None:
    found = installed.cluster.core.list_namespaced_service_account(
        installed.options.namespace, label_selector="app.kubernetes.io/name in (movielytics,movielytics-backends)"
    )  # fmt: skip
    assert {item.metadata.name for item in found.items} == {f"{RELEASE}-{name}" for name in ACCOUNTS}
