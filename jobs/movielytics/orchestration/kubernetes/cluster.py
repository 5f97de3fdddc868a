"""The few calls of the Kubernetes API that the triggers use; each is retried while the API is merely unreachable."""

import json
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from enum import StrEnum
from typing import Any

import aiohttp
from kubernetes_asyncio import client, config
from kubernetes_asyncio.client.exceptions import ApiException
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_delay, wait_exponential_jitter

from movielytics.errors import MovielyticsError
from movielytics.orchestration.kubernetes.pods import event_texts

log = logging.getLogger(__name__)

Object = dict[str, Any]

UNREACHABLE_TIMEOUT = timedelta(minutes=10)
"""How long to retry a call while the API does not respond as it should."""
CALL_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
STREAM_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=10)
OUT_OF_REACH = (aiohttp.ClientError, TimeoutError, OSError)


class ClusterError(MovielyticsError):
    """The Kubernetes API rejected a call, or was unreachable for a long time.

    Attributes:
        status: the HTTP status; None if the API was not reached.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        """Store the message for people and the status for code."""
        super().__init__(message)
        self.status = status


class Kind(StrEnum):
    """A kind of resource; the value is the path of its collection."""

    POD = "/api/v1/namespaces/{namespace}/pods"
    EVENT = "/api/v1/namespaces/{namespace}/events"
    SPARK_APPLICATION = "/apis/sparkoperator.k8s.io/v1beta2/namespaces/{namespace}/sparkapplications"


class Cluster:
    """One namespace of the cluster that this process runs in or, outside a cluster, that ``KUBECONFIG`` names.

    Resources are plain JSON: building model objects costs more than everything else that a watch does.
    Every call raises ClusterError if the API rejects it, or has been unreachable for ``UNREACHABLE_TIMEOUT``.
    """

    def __init__(self, api: client.ApiClient, namespace: str) -> None:
        """Use an open client; see ``connect``."""
        self._api, self.namespace = api, namespace

    @classmethod
    @asynccontextmanager
    async def connect(cls, namespace: str) -> AsyncIterator["Cluster"]:
        """Open a client for the duration of the context; read its token again every minute, because tokens expire."""
        configuration = client.Configuration()
        try:
            config.load_incluster_config(client_configuration=configuration)  # type: ignore[no-untyped-call]
        except config.ConfigException:
            await config.load_kube_config(os.environ.get("KUBECONFIG"), client_configuration=configuration)
        async with client.ApiClient(configuration) as api:
            yield cls(api, namespace)

    async def get(self, kind: Kind, name: str) -> Object | None:
        """Return a resource; None if it does not exist."""
        return await self._call("GET", kind, name)

    async def find(self, kind: Kind, **query: str) -> list[Object]:
        """Return the resources that match a query, such as ``labelSelector``."""
        found = await self._call("GET", kind, query=query)
        return list((found or {}).get("items", []))

    async def create(self, kind: Kind, manifest: Object) -> bool:
        """Create a resource; return False if it already exists."""
        try:
            await self._call("POST", kind, body=manifest)
        except ClusterError as error:
            if error.status != 409:
                raise
            return False
        return True

    async def delete(self, kind: Kind, name: str) -> bool:
        """Delete a resource and what belongs to it; return whether it existed."""
        return await self._call("DELETE", kind, name) is not None

    async def warnings(self, name: str) -> list[str]:
        """Return Kubernetes' warnings about the pod ``name``, oldest first."""
        events = await self.find(Kind.EVENT, fieldSelector=f"involvedObject.name={name},type=Warning")
        return event_texts(events)

    @asynccontextmanager
    async def log_stream(self, pod: str, container: str, *, follow: bool) -> AsyncIterator[aiohttp.StreamReader]:
        """Open a container's log from its beginning, each line after its time; without retries.

        Raises:
            aiohttp.ClientError, TimeoutError, ApiException: the log cannot be read now.
        """
        query = {"container": container, "follow": str(follow).lower(), "timestamps": "true"}
        path, timeout = self._path(Kind.POD, f"{pod}/log"), STREAM_TIMEOUT if follow else CALL_TIMEOUT
        response = await self._request("GET", path, query=query, timeout=timeout)
        async with response:
            if response.status != 200:
                raise ApiException(status=response.status, reason=_refusal(response.status, await response.text()))
            yield response.content

    async def _call(
        self,
        method: str,
        kind: Kind,
        name: str = "",
        *,
        query: dict[str, str] | None = None,
        body: Object | None = None,
    ) -> Object | None:
        """Return the API's response; None if the resource does not exist."""
        what = " ".join((method, kind.name.lower(), name)).strip()

        async def answer() -> Object | None:
            return await _read(await self._request(method, self._path(kind, name), query=query, body=body))

        attempts = AsyncRetrying(
            retry=retry_if_exception(_may_pass),
            wait=wait_exponential_jitter(multiplier=0.2, max=10, jitter=0.5),
            stop=stop_after_delay(UNREACHABLE_TIMEOUT),
            before_sleep=lambda state: _log_retry(what, state),
            reraise=True,
        )
        try:
            return await attempts(answer)
        except ApiException as error:
            raise ClusterError(
                f"Kubernetes refuses {what} in namespace {self.namespace}: {error.reason}", error.status
            ) from None
        except OUT_OF_REACH as error:
            raise ClusterError(f"{what}: the Kubernetes API is out of reach: {error!r}") from error

    async def _request(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: Object | None = None,
        timeout: aiohttp.ClientTimeout = CALL_TIMEOUT,
    ) -> aiohttp.ClientResponse:
        response: aiohttp.ClientResponse = await self._api.call_api(
            path,
            method,
            query_params=list((query or {}).items()),
            body=body,
            auth_settings=["BearerToken"],
            _preload_content=False,
            _request_timeout=timeout,
        )
        return response

    def _path(self, kind: Kind, name: str) -> str:
        return "/".join(part for part in (kind.format(namespace=self.namespace), name) if part)


async def _read(response: aiohttp.ClientResponse) -> Object | None:
    async with response:
        body = await response.text()
    if response.status == 404:
        return None
    if not response.ok:
        raise ApiException(status=response.status, reason=_refusal(response.status, body))
    answer: Object = json.loads(body)
    return answer


def _refusal(status: int, body: str) -> str:
    """Return the API's own message for a rejected call."""
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {status}: {body[:500]}"


def _may_pass(error: BaseException) -> bool:
    """Return whether a retry may succeed: the API restarts, is busy, or has not yet read a new token or role."""
    if isinstance(error, ApiException):
        starting = error.status == 403 and "RBAC: " in str(error.reason)
        return error.status in (401, 408, 429) or error.status >= 500 or starting
    return isinstance(error, OUT_OF_REACH)


def _log_retry(what: str, state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    reason = error.reason if isinstance(error, ApiException) else repr(error)
    log.warning("%s: no answer yet, trying again (%s): %s", what, state.attempt_number, reason)
