"""The warehouse of a release, reached from outside of the cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import yaml

from movielytics.cluster.kubectl import forward, get, secret
from movielytics.errors import MovielyticsError


@contextmanager
def reachable(namespace: str, fullname: str) -> Iterator[str]:
    """Give the URL of the release's warehouse; where it is a Service of the cluster, through a port-forward.

    Raises:
        MovielyticsError: the release has no settings of the launcher, or none of its Secrets holds the URL.
    """
    url = _url(namespace, fullname)
    parts = urlsplit(url)
    service = service_of(parts.hostname or "", namespace)
    if service is None:
        yield url
        return
    with forward(*service, parts.port or 5432) as forwarding:
        login = parts.netloc.rpartition("@")[0]
        yield parts._replace(netloc=f"{login}@127.0.0.1:{forwarding.port}").geturl()


def service_of(host: str, namespace: str) -> tuple[str, str] | None:
    """Return namespace and name of the Service that ``host`` means for a pod in ``namespace``; None: it is no Service."""
    name, *rest = host.removesuffix(".cluster.local").split(".")
    if rest[1:] not in ([], ["svc"]):
        return None
    return (rest[0] if rest else namespace), name


def _url(namespace: str, fullname: str) -> str:
    launch = yaml.safe_load(get(namespace, "configmap", f"{fullname}-launch")["data"]["kubernetes.yaml"])
    names = [source["secretRef"]["name"] for source in launch["env_from"] if "secretRef" in source]
    for name in names:
        url = secret(namespace, name).get("MOVIELYTICS_WAREHOUSE_URL")
        if url:
            return url
    raise MovielyticsError(f"none of the Secrets {', '.join(names)} in the namespace {namespace} holds MOVIELYTICS_WAREHOUSE_URL")
