"""`make promote`, in a separate repository: what it shows, commits and refuses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from support.rendering import ROOT, chart_version, needs_helm

pytestmark = needs_helm


class Repository:
    """A clone with the charts, the environments and the script."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path in ("charts/movielytics", "k8s/environments"):
            shutil.copytree(ROOT / path, root / path)
        (root / "scripts").mkdir()
        for script in ("promote.py", "repository.py"):
            shutil.copy(ROOT / "scripts" / script, root / "scripts")
        shutil.copy(ROOT / ".gitignore", root)  # the script's modules may be compiled next to it
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("first")

    def git(self, *arguments: str) -> str:
        people = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        command = ["git", "-c", "core.hooksPath=/dev/null", *arguments]
        return subprocess.run(
            command, cwd=self.root, env=os.environ | people, capture_output=True, text=True, check=True
        ).stdout.strip()

    def commit(self, message: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def release(self, environment: str, revision: str, digit: str) -> None:
        """Pin what an environment runs, and commit it."""
        content = {
            "chart": {"revision": revision},
            "images": dict.fromkeys(("airflow", "spark", "warehouse"), f"sha256:{digit * 64}"),
        }
        self.file(environment).write_text(yaml.safe_dump(content))
        self.commit(f"{environment} runs {digit}")

    def file(self, environment: str) -> Path:
        return self.root / "k8s" / "environments" / environment / "release.yaml"

    def promote(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        people = {f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        command = [sys.executable, "scripts/promote.py", *arguments]
        return subprocess.run(
            command, cwd=self.root, env=os.environ | people, capture_output=True, text=True, check=False
        )

    def refusal(self, *arguments: str) -> str:
        before = self.git("rev-parse", "HEAD"), self.git("branch", "--list")
        done = self.promote(*arguments)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        assert (self.git("rev-parse", "HEAD"), self.git("branch", "--list")) == before
        return done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """dev runs images 2 with the chart of tag v2, which has another default; staging and prod run images 1 with v1."""
    repository = Repository(tmp_path / "repository")
    repository.git("tag", "v1")
    values = repository.root / "charts" / "movielytics" / "values.yaml"
    values.write_text(values.read_text().replace("startTimeoutSeconds: 300", "startTimeoutSeconds: 301"))
    repository.commit("another default")
    repository.git("tag", "v2")
    repository.release("dev", "v2", "2")
    repository.release("staging", "v1", "1")
    repository.release("prod", "v1", "1")
    return repository


def test_a_promotion_is_one_commit_with_only_the_release(repository: Repository) -> None:
    done = repository.promote("dev", "staging")
    assert done.returncode == 0, done.stderr
    assert repository.git("diff", "--name-only", "main", "HEAD").split() == ["k8s/environments/staging/release.yaml"]
    assert repository.git("rev-list", "--count", "main..HEAD") == "1"
    branch = repository.git("branch", "--show-current")
    assert branch.startswith("promote/staging-")
    assert f"git push --set-upstream origin {branch}" in done.stdout
    assert repository.file("staging").read_bytes() == repository.file("dev").read_bytes()
    message = repository.git("log", "-1", "--format=%B")
    assert message.startswith(f"Promote dev to staging: chart {chart_version()}\n")
    assert f"airflow    sha256:{'2' * 64}" in message
    assert not repository.git("status", "--porcelain")


def test_a_promotion_that_waits_for_review_is_not_repeated(repository: Repository) -> None:
    repository.promote("dev", "staging")
    branch = repository.git("branch", "--show-current")
    repository.git("switch", "--quiet", "main")
    reason = repository.refusal("dev", "staging")
    assert f"the branch {branch} already has this promotion" in reason
    assert f"git branch --delete --force {branch}" in reason


def test_a_promotion_may_be_repeated_after_a_rollback(repository: Repository) -> None:
    repository.promote("dev", "staging")
    branch = repository.git("branch", "--show-current")
    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--message", "merge", branch)
    repository.git("revert", "--no-edit", "--mainline", "1", "HEAD")
    done = repository.promote("dev", "staging")
    assert done.returncode == 0, done.stderr
    assert repository.git("branch", "--show-current") == branch
    assert repository.git("rev-list", "--count", "main..HEAD") == "1"


def test_the_diff_shows_the_targets_chart_and_images(repository: Repository) -> None:
    shown = repository.promote("dev", "staging", "--dry-run").stdout
    changes = {line[1:].strip() for line in shown.splitlines() if line[:1] in "+-"}
    assert {"start_timeout_seconds: 300", "start_timeout_seconds: 301"} <= changes
    for digit in "12":
        assert f"image: registry.example.com/movielytics/movielytics-spark@sha256:{digit * 64}" in changes
    assert "example-movielytics-dev" not in shown


def test_a_dry_run_writes_nothing_in_a_changed_tree(repository: Repository) -> None:
    (repository.root / "note").write_text("mine")
    head = repository.git("rev-parse", "HEAD")
    done = repository.promote("dev", "staging", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "Nothing was written" in done.stdout
    assert (repository.git("rev-parse", "HEAD"), repository.git("branch", "--show-current")) == (head, "main")
    assert repository.git("status", "--porcelain") == "?? note"


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (("dev", "prod"), "dev is promoted to staging, not to prod"),
        (("staging", "dev"), "staging is promoted to prod, not to dev"),
        (("prod", "staging"), "nothing comes after prod"),
        (("dev", "qa"), "there is no environment 'qa'"),
        (("", "staging"), "there is no environment ''"),
        (("staging", "prod"), "prod runs what staging runs"),
    ],
)
def test_other_steps_than_the_next_one_are_refused(repository: Repository, names: tuple[str, str], reason: str) -> None:
    assert reason in repository.refusal(*names)


def test_a_tree_with_changes_is_refused(repository: Repository) -> None:
    (repository.root / "note").write_text("mine")
    assert "the working tree has changes of its own" in repository.refusal("dev", "staging")


@pytest.mark.parametrize("digest", ["", "latest", "sha256:12"])
def test_an_environment_without_digests_is_refused(repository: Repository, digest: str) -> None:
    file = repository.file("dev")
    content = yaml.safe_load(file.read_text())
    content["images"]["spark"] = digest
    file.write_text(yaml.safe_dump(content))
    repository.commit("not published")
    assert "dev has no digest (sha256: and 64 digits) in images.spark" in repository.refusal("dev", "staging")


def test_a_chart_from_a_branch_is_refused_with_its_commit(repository: Repository) -> None:
    repository.release("dev", "main", "2")
    assert f"pin it to {repository.git('rev-parse', 'main')}" in repository.refusal("dev", "staging")


def test_a_revision_that_the_clone_lacks_is_refused(repository: Repository) -> None:
    repository.release("dev", "v9", "2")
    assert "no tag or commit v9: git fetch --tags" in repository.refusal("dev", "staging")


def test_a_file_with_other_keys_is_refused(repository: Repository) -> None:
    repository.file("dev").write_text("chart: {revision: v2}\nimages: {airflow: a}\n")
    repository.commit("wrong")
    assert "k8s/environments/dev/release.yaml is not as it should be" in repository.refusal("dev", "staging")


def test_a_chart_that_refuses_the_targets_values_is_refused(repository: Repository) -> None:
    values = repository.root / "k8s" / "environments" / "staging" / "values.yaml"
    values.write_text(f"{values.read_text()}\nunknown: 1\n")
    repository.commit("wrong values")
    assert "additional properties 'unknown' not allowed" in repository.refusal("dev", "staging")
