"""Promote the release of one environment to the next, as one commit on a new branch.

An environment is a folder of k8s/environments. Its values.yaml stays; its release.yaml moves to the next environment.
"""

import difflib
import io
import os
import re
import tarfile
import tempfile
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from repository import ROOT, RefusedError, run

KUBERNETES = "1.30.0"
"""The version to render for: the oldest that the chart supports. Otherwise it would depend on helm's build."""
ENVIRONMENTS = ROOT / "k8s" / "environments"
ORDER = ("dev", "staging", "prod")
CHART = "charts/movielytics"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Chart(BaseModel):
    """The tag or commit of the chart."""

    model_config = ConfigDict(extra="forbid")
    revision: str


class Images(BaseModel):
    """The digest of each image; empty if none is published."""

    model_config = ConfigDict(extra="forbid")
    airflow: str
    spark: str
    warehouse: str


class Release(BaseModel):
    """What an environment runs: the content of its release.yaml."""

    model_config = ConfigDict(extra="forbid")
    chart: Chart
    images: Images


def release_file(environment: str) -> Path:
    """Return the environment's release.yaml."""
    return ENVIRONMENTS / environment / "release.yaml"


def read(environment: str) -> Release:
    """Read the release of an environment; raises RefusedError if its file is invalid."""
    file = release_file(environment)
    try:
        return Release.model_validate(yaml.safe_load(file.read_text()))
    except (ValidationError, yaml.YAMLError) as error:
        raise RefusedError(f"{file.relative_to(ROOT)} is not as it should be: {error}") from None


def check_order(source: str, target: str) -> None:
    """Refuse names that are not environments, and promotions that skip one."""
    for name in (source, target):
        if name not in ORDER:
            raise RefusedError(
                f"there is no environment {name!r}: make promote FROM=dev TO=staging, or FROM=staging TO=prod"
            )
    following = dict(pairwise(ORDER)).get(source)
    if target != following:
        raise RefusedError(
            f"{source} is promoted to {following}, not to {target}" if following else f"nothing comes after {source}"
        )


def check_complete(source: str, release: Release) -> None:
    """Refuse a release that is not pinned to digests and to a tag or commit."""
    wrong = [f"images.{name}" for name, digest in release.images.model_dump().items() if not DIGEST.fullmatch(digest)]
    if wrong:
        raise RefusedError(
            f"{source} has no digest (sha256: and 64 digits) in {', '.join(wrong)} of its release.yaml: "
            "publish the images first"
        )
    revision = release.chart.revision
    commit = commit_of(revision)
    if commit != revision and not run("git", "tag", "--list", revision):
        raise RefusedError(
            f"{source} runs the chart of {revision}, which is neither a tag nor a whole commit id "
            f"and may move: pin it to {commit}"
        )


def commit_of(revision: str) -> str:
    """Return the commit of a tag, a commit id, or a branch here or at origin; raises RefusedError if there is none."""
    names = run("git", "for-each-ref", "--format=%(objectname)", f"refs/remotes/origin/{revision}").decode().split()
    try:
        return run("git", "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()
    except RefusedError:
        if names:
            return names[0]
        raise RefusedError(f"this clone has no tag or commit {revision}: git fetch --tags") from None


def render(environment: str, release: Release) -> list[str]:
    """Return the lines of all manifests of the environment with this release."""
    with tempfile.TemporaryDirectory() as folder:
        archive = run("git", "archive", commit_of(release.chart.revision), CHART)
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        digests = ",".join(f"images.{name}.digest={digest}" for name, digest in release.images.model_dump().items())
        values = str(ENVIRONMENTS / environment / "values.yaml")
        helm = os.environ.get("HELM") or "helm"
        options = ("--namespace", f"movielytics-{environment}", "--kube-version", KUBERNETES)
        chosen = ("--values", values, "--set-string", digests)
        return run(helm, "template", "movielytics", f"{folder}/{CHART}", *options, *chosen).decode().splitlines()


def commit(source: str, target: str, release: Release) -> str:
    """Commit the release of the target on a new branch; return the branch.

    After a rollback, the branch of the earlier promotion is merged and created again.

    Raises:
        RefusedError: the branch already has this promotion, and is not merged.
    """
    content = release_file(source).read_bytes()
    branch = f"promote/{target}-{sha256(content).hexdigest()[:8]}"
    version = yaml.safe_load(run("git", "show", f"{release.chart.revision}:{CHART}/Chart.yaml"))["version"]
    images = "\n".join(f"{name:<10} {digest}" for name, digest in release.images.model_dump().items())
    if run("git", "branch", "--list", branch) and branch.encode() not in run("git", "branch", "--merged").split():
        raise RefusedError(
            f"the branch {branch} already has this promotion: push it for review, "
            f"or start again after `git branch --delete --force {branch}`"
        )
    run("git", "switch", "--force-create", branch)
    release_file(target).write_bytes(content)
    run("git", "add", str(release_file(target)))
    subject = f"Promote {source} to {target}: chart {version}"
    run("git", "commit", "--message", f"{subject}\n\nchart      {version} of {release.chart.revision}\n{images}")
    return branch


def promote(source: str, target: str, *, dry_run: bool) -> None:
    """Show the changes of the target and commit them.

    Raises:
        RefusedError: the promotion is refused.
    """
    check_order(source, target)
    if not dry_run and run("git", "status", "--porcelain"):
        raise RefusedError("the working tree has changes of its own: commit or stash them first")
    new, old = read(source), read(target)
    check_complete(source, new)
    if new == old:
        raise RefusedError(f"{target} runs what {source} runs: there is nothing to promote")
    names = (f"{target} now", f"{target} with what {source} runs")
    typer.echo("\n".join(difflib.unified_diff(render(target, old), render(target, new), *names, lineterm="")))
    if dry_run:
        typer.echo(
            f"\nNothing was written. Without DRY_RUN this becomes a commit to {release_file(target).relative_to(ROOT)}."
        )
        return
    branch = commit(source, target, new)
    typer.echo(f"\nCommitted on the branch {branch}. To have it reviewed: git push --set-upstream origin {branch}")


def main(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The environment to promote from.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The next environment.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the changes and write nothing.")] = False,
) -> None:
    """Promote the release of FROM to TO."""
    try:
        promote(source, target, dry_run=dry_run)
    except RefusedError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    typer.run(main)
