"""Reachability: real connections from inside pods."""

import json
import time
from collections.abc import Mapping

import yaml

from e2e.cluster import Cluster
from e2e.receiver import pod
from e2e.waiting import until

SYNC_SECONDS = 8
"""Seconds after which the policies of a new pod are in force."""
LISTEN = """
import socket, sys, time
listeners = [socket.create_server(("", int(port))) for port in sys.argv[1:]]
time.sleep(900)
"""
TRY = """
import concurrent.futures, json, socket, sys

def attempt(target):
    name, host, port = target
    try:
        if port == 0:
            socket.getaddrinfo(host, None)
        else:
            socket.create_connection((host, port), timeout=4).close()
    except OSError:
        return None
    return name

with concurrent.futures.ThreadPoolExecutor(16) as pool:
    print("REACHED", json.dumps([name for name in pool.map(attempt, json.loads(sys.argv[1])) if name]))
"""
TRY_IN_BASH = "(echo > /dev/tcp/{host}/{port}) 2>/dev/null && echo open"

Targets = Mapping[str, tuple[str, int]]
"""From a name to address and port; port 0: whether the name resolves."""


def start_probe(cluster: Cluster, name: str, image: str, labels: dict[str, str], ports: tuple[int, ...] = ()) -> None:
    """Start a pod with these labels that listens on ports and waits for commands."""
    manifest = pod(name, image, LISTEN, labels)
    manifest["spec"]["containers"][0]["args"] = [str(port) for port in ports]  # type: ignore[index]
    cluster.apply(yaml.safe_dump(manifest))


def address(cluster: Cluster, name: str) -> str:
    """Return a pod's address once it runs."""

    def running() -> str | None:
        found = cluster.core.read_namespaced_pod(name, cluster.namespace)
        return found.status.pod_ip if found.status.phase == "Running" else None

    return until(f"pod {name} to run", running, 120)


def reached(cluster: Cluster, name: str, targets: Targets, container: str | None = None) -> set[str]:
    """Return the names of the targets that a pod reaches."""
    question = json.dumps([(word, host, port) for word, (host, port) in targets.items()])
    done = cluster.run_in(name, "python", "-c", TRY, question, container=container)
    answer = next((line for line in done.output.splitlines() if line.startswith("REACHED ")), None)
    assert answer is not None, f"the probe in pod {name} failed: {done.output}"
    return set(json.loads(answer.removeprefix("REACHED ")))


def reached_by_shell(cluster: Cluster, name: str, targets: Targets, container: str) -> set[str]:
    """Return the same for a pod that has bash and no Python."""
    found = set()
    for word, (host, port) in targets.items():
        command = f"timeout 4 bash -c '{TRY_IN_BASH.format(host=host, port=port)}'"
        if port and "open" in cluster.run_in(name, "bash", "-c", command, container=container).output:
            found.add(word)
    return found


def wait_for_policies() -> None:
    """Wait until the policies of new pods are in force."""
    time.sleep(SYNC_SECONDS)
