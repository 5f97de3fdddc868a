"""``helm uninstall`` removes everything that the charts created, except what helm reports as kept."""

import json
import re
import subprocess

from e2e.first import FirstRun
from e2e.installation import BACKENDS, RELEASE, Installation
from e2e.waiting import until

PASSING_KINDS = {
    "events",
    "events.events.k8s.io",
    "endpoints",
    "endpointslices.discovery.k8s.io",
    "leases.coordination.k8s.io",
}
"""Records that the cluster itself creates and removes."""


def test_uninstalling_leaves_only_what_helm_reports(first_run: FirstRun, installed: Installation) -> None:
    there = _ours(installed)
    assert "deployments.apps/movielytics-scheduler" in there
    output = installed.helm.uninstall(RELEASE) + installed.helm.uninstall(BACKENDS)
    kept = {f"{kind.lower()}s/{name}" for kind, name in re.findall(r"^\[(\w+)\] (\S+)$", output, re.MULTILINE)}
    assert kept == {"secrets/movielytics-keys", "secrets/movielytics-admin"}
    until("an end of everything else", lambda: _ours(installed) == kept, 90, state=lambda: _ours(installed) - kept)


def _ours(installed: Installation) -> set[str]:
    """Return the objects of the namespace that carry a label of the charts or whose names begin like theirs."""
    kinds = _kubectl(installed, "api-resources", "--verbs=list", "--namespaced", "--output=name").split()
    listed = _kubectl(
        installed,
        "get",
        ",".join(kind for kind in kinds if kind not in PASSING_KINDS),
        "--output=json",
        "--ignore-not-found",
    )
    found = set()
    for item in json.loads(listed or '{"items": []}')["items"]:
        metadata = item["metadata"]
        ours = metadata.get("labels", {}).get("app.kubernetes.io/name", "").startswith("movielytics")
        if ours or metadata["name"].startswith(
            ("movielytics", "sh.helm.release.v1.movielytics", "sh.helm.release.v1.backends")
        ):
            found.add(f"{_plural(item, kinds)}/{metadata['name']}")
    return found


def _plural(item: dict[str, str], kinds: list[str]) -> str:
    group = item["apiVersion"].rpartition("/")[0]
    group = "" if group == "v1" else group
    singular = item["kind"].lower()
    return next(
        kind for kind in kinds
        if kind.partition(".")[2] == group
        and kind.partition(".")[0] in (singular + "s", singular + "es", singular[:-1] + "ies")
    )  # fmt: skip


def _kubectl(installed: Installation, *arguments: str) -> str:
    command = ["kubectl", "--namespace", installed.options.namespace, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
