"""Reach the warehouse of a release from outside the cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import yaml

from movielytics.cluster.kubectl import forward, get, secret
from movielytics.errors import MovielyticsError, SettingsError
from movielytics.warehouse_url import WarehouseUrlError, connection_parameters


@contextmanager
def reachable(namespace: str, fullname: str) -> Iterator[str]:
    """Yield the URL of the release's warehouse, through a port-forward if it is a Service of the cluster.

    Raises:
        MovielyticsError: the release has no launcher settings, or none of its Secrets contains the URL.
    """
    url = _url(namespace, fullname)
    try:
        parameters = connection_parameters(url)
    except WarehouseUrlError as error:
        raise SettingsError(f"MOVIELYTICS_WAREHOUSE_URL of the release {error}") from None
    service = service_of(parameters.get("host", ""), namespace)
    if service is None:
        yield url
        return
    parts = urlsplit(url)
    with forward(*service, int(parameters.get("port", 5432))) as forwarding:
        login = parts.netloc.rpartition("@")[0]
        yield parts._replace(netloc=f"{login}@127.0.0.1:{forwarding.port}").geturl()


def service_of(host: str, namespace: str) -> tuple[str, str] | None:
    """Return namespace and name of the Service that ``host`` is to a pod in ``namespace``; None if it is no Service."""
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
    raise MovielyticsError(
        f"none of the Secrets {', '.join(names)} in the namespace {namespace} holds MOVIELYTICS_WAREHOUSE_URL"
    )
