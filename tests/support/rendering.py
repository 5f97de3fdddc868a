"""Charts, rendered by helm as for an installation."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
HELM = os.environ.get("HELM") or "helm"
KUBERNETES = "1.30.0"
"""The oldest version that the charts support. Without a cluster, helm assumes one that depends on its build."""
Manifest = dict[str, Any]

needs_helm = pytest.mark.skipif(
    shutil.which(HELM) is None, reason=f"{HELM} is not installed (HELM names another program)"
)


def chart_version() -> str:
    """Return the version of charts/movielytics."""
    return str(yaml.safe_load((ROOT / "charts" / "movielytics" / "Chart.yaml").read_text())["version"])


def template(chart: Path, release: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``helm template``; the namespace is ``trial`` unless the arguments name another."""
    command = [HELM, "template", release, str(chart), "--kube-version", KUBERNETES, "--namespace", "trial", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def render(chart: Path, release: str, *arguments: str) -> list[Manifest]:
    """Return the manifests of a release."""
    done = template(chart, release, *arguments)
    assert done.returncode == 0, done.stderr
    return [manifest for manifest in yaml.safe_load_all(done.stdout) if manifest]


def refusal(chart: Path, release: str, *arguments: str) -> str:
    """Return why the chart refuses these values."""
    done = template(chart, release, *arguments)
    assert done.returncode != 0, done.stdout
    return done.stderr


def one(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    """Return the one object of this kind whose name begins with ``name``."""
    found = [item for item in manifests if item["kind"] == kind and item["metadata"]["name"].startswith(name)]
    assert len(found) == 1, [item["metadata"]["name"] for item in manifests if item["kind"] == kind]
    return found[0]


def pod_templates(manifests: list[Manifest]) -> list[Manifest]:
    """Return the pod templates of all objects that create pods."""
    return [item["spec"]["template"] for item in manifests if "template" in item.get("spec", {})]
