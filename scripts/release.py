"""Make a release from a clean working tree: set the version, build everything that is published, and tag it.

pyproject.toml holds the version. The charts and the page with the wheel's name repeat it, and this script changes them.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from repository import ROOT, RefusedError, run

DIST = ROOT / "dist"
CHARTS = ("charts/movielytics", "charts/backends")
REPEATED_IN = {
    "pyproject.toml": r'(?m)^(version = ")[^"]+',
    "charts/movielytics/Chart.yaml": r"(?m)^((?:version|appVersion): ).+",
    "charts/backends/Chart.yaml": r"(?m)^((?:version|appVersion): ).+",
    "README.md": r"(dist/movielytics-)\d+\.\d+\.\d+",
    "docs/kubernetes.md": r"(MOVIELYTICS_IMAGE_TAG=)\d+\.\d+\.\d+",
}
"""The files with the version, and for each a pattern whose group is the text before it."""
LOCKS = {
    "local": "requirements-local.lock",
    "airflow": "images/airflow/requirements.lock",
    "spark": "images/spark/requirements.lock",
    "warehouse": "images/warehouse/requirements.lock",
}
"""What has Python packages: the wheel with its extra, and the images. A bill of materials (CycloneDX) lists them."""
IMAGES = ("airflow", "spark", "warehouse")
CYCLONEDX = "cyclonedx-bom==7.5.0"
UNRELEASED = "## Unreleased\n"


def check(version: str) -> None:
    """Refuse an invalid or tagged version, a changed working tree, a changelog without entries, and a lack of helm."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise RefusedError(f"{version!r} is not a version: make release VERSION=1.2.3")
    if run("git", "tag", "--list", f"v{version}"):
        raise RefusedError(f"the tag v{version} exists: choose the next version")
    if run("git", "status", "--porcelain"):
        raise RefusedError("the working tree has changes: commit or stash them first")
    notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    run("helm", "version")


def notes(changelog: str, version: str) -> str:
    """Return what the changelog says about a version; raises RefusedError if it says nothing."""
    _, heading, after = changelog.partition(f"## {version} ")
    if not heading:
        _, heading, after = changelog.partition(UNRELEASED)
    entries = re.split(r"(?m)^## ", after, maxsplit=1)[0] if heading else ""
    if not re.search(r"(?m)^- ", entries):
        raise RefusedError(f"CHANGELOG.md lists no change of {version}: add it below {UNRELEASED.strip()!r}")
    return re.split(r"(?m)^(?=### |- )", entries, maxsplit=1)[1].strip()


def set_version(version: str) -> None:
    """Write the version and the changelog's heading, and commit them; do nothing if an earlier try has done so."""
    changelog = ROOT / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    changes = notes(text, version)
    if f"\n## {version} " not in text:
        before, _, after = text.partition(UNRELEASED)
        older = after.partition(changes)[2].strip()
        heading = f"{UNRELEASED}\n## {version} - {datetime.now(UTC):%Y-%m-%d}"
        changelog.write_text(f"{before}{heading}\n\n{changes}\n\n{older}".rstrip() + "\n", encoding="utf-8")
    for name, pattern in REPEATED_IN.items():
        file = ROOT / name
        file.write_text(re.sub(pattern, rf"\g<1>{version}", file.read_text(encoding="utf-8")), encoding="utf-8")
    if run("git", "status", "--porcelain"):
        try:
            run("git", "commit", "--all", "--message", f"Release {version}")
        except RefusedError:  # a hook refused it
            run("git", "checkout", "--", ".")
            raise


def build(version: str) -> None:
    """Build the wheel, the sdist, the charts' archives, the bills of materials and their checksums in ``DIST``."""
    shutil.rmtree(DIST, ignore_errors=True)
    run(sys.executable, "-m", "hatchling", "build", "--directory", str(DIST))
    for chart in CHARTS:
        run("helm", "package", chart, "--destination", str(DIST))
    uvx = str(Path(sys.executable).with_name("uvx"))
    for name, lock in LOCKS.items():
        bill = DIST / f"movielytics-{name}-{version}.cdx.json"
        options = ("--pyproject", "pyproject.toml", "--output-reproducible", "--output-file", str(bill))
        run(uvx, "--from", CYCLONEDX, "cyclonedx-py", "requirements", *options, lock)
    files = sorted(DIST.iterdir())
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (DIST / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def release(version: str, *, images: bool) -> None:
    """Make the release. The tag comes last, so that a failed release can be repeated.

    Raises:
        RefusedError: the release is refused, or a program that it needs failed.
    """
    check(version)
    set_version(version)
    build(version)
    if images:
        subprocess.run([ROOT / "scripts" / "images.sh", "build", *IMAGES], check=True)
    changes = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    # Without a clean-up mode, git would remove the headings as comments.
    run("git", "tag", "--annotate", f"v{version}", "--cleanup=whitespace", "--message", f"{version}\n\n{changes}")
    typer.echo("\n".join(str(file.relative_to(ROOT)) for file in sorted(DIST.iterdir())))
    push = f"git push origin HEAD v{version} && scripts/images.sh push {' '.join(IMAGES)}"
    typer.echo(f"Tagged v{version}. To publish: {push}")


def main(
    version: Annotated[str, typer.Argument(help="The new version, such as 1.2.3.")],
    images: Annotated[bool, typer.Option(help="Also build the images.")] = True,
) -> None:
    """Release VERSION."""
    try:
        release(version, images=images)
    except RefusedError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    except subprocess.CalledProcessError:
        raise typer.Exit(1) from None  # scripts/images.sh has said why


if __name__ == "__main__":
    typer.run(main)
