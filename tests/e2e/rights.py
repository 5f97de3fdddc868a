"""The rights of a service account, as the API server itself lists them for the account's own token."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kubernetes import client

from e2e.cluster import Cluster

Rights = dict[str, frozenset[str]]
"""Maps ``group/resource`` (the core group is empty: ``/pods``) to verbs."""

SELF_REVIEWS = {
    "authorization.k8s.io/selfsubjectaccessreviews",
    "authorization.k8s.io/selfsubjectrulesreviews",
    "authentication.k8s.io/selfsubjectreviews",
}
"""What every account may ask about itself."""


def rights(**resources: str) -> Rights:
    """Return rights from ``resource="verb verb"``; ``__`` becomes a slash, and sparkapplications get their group."""
    found = {}
    for resource, verbs in resources.items():
        group = "sparkoperator.k8s.io" if resource.startswith("sparkapplications") else ""
        found[f"{group}/{resource.replace('__', '/')}"] = frozenset(verbs.split())
    return found


@dataclass(frozen=True)
class Account:
    """A service account of the installation, with its own token for these questions."""

    cluster: Cluster
    name: str

    @cached_property
    def _api(self) -> Any:
        request = client.AuthenticationV1TokenRequest(
            spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=600)
        )
        token = self.cluster.core.create_namespaced_service_account_token(
            self.name, self.cluster.namespace, request
        ).status.token
        known = self.cluster.api.configuration
        configuration = client.Configuration()
        configuration.host, configuration.ssl_ca_cert = known.host, known.ssl_ca_cert
        configuration.api_key = {"authorization": f"Bearer {token}"}
        return client.AuthorizationV1Api(client.ApiClient(configuration))

    def rights(self, namespace: str) -> Rights:
        """Return everything that the account may do to resources of a namespace and of the whole cluster.

        Rules for single objects have the key ``group/resource:name``.
        """
        review = client.V1SelfSubjectRulesReview(spec=client.V1SelfSubjectRulesReviewSpec(namespace=namespace))
        status = self._api.create_self_subject_rules_review(review).status
        assert not status.incomplete, status.evaluation_error
        found: Rights = {}
        for rule in status.resource_rules:
            for group in rule.api_groups or [""]:
                for resource in rule.resources or []:
                    for name in rule.resource_names or [""]:
                        key = f"{group}/{resource}" + (f":{name}" if name else "")
                        found[key] = found.get(key, frozenset()) | frozenset(rule.verbs)
        return {key: verbs for key, verbs in found.items() if key not in SELF_REVIEWS}

    def can(self, verb: str, resource: str, namespace: str | None) -> bool:
        """Ask as ``kubectl auth can-i`` does; without a namespace, for all of them."""
        group, _, name = resource.partition("/")
        name, _, subresource = name.partition("/")
        attributes = client.V1ResourceAttributes(
            namespace=namespace or "", verb=verb, group=group, resource=name, subresource=subresource
        )  # fmt: skip
        review = client.V1SelfSubjectAccessReview(
            spec=client.V1SelfSubjectAccessReviewSpec(resource_attributes=attributes)
        )
        return bool(self._api.create_self_subject_access_review(review).status.allowed)
