"""An installed package has everything it needs: SQL, suites, templates and the DAG."""

import subprocess
import sys
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from movielytics.resources import folder
from movielytics.settings import HOME

FOLDERS = {"sql": "sql", "expectations": "expectations", "templates": "k8s/templates", "dags": "dags"}
"""Each folder of the package and where a checkout has it."""
USES_THEM = """
from movielytics.gate.suites import Area, load_suite
from movielytics.orchestration.kubernetes import manifests
from movielytics.resources import PACKAGE, folder
from movielytics.settings import HOME
from movielytics.tables import TABLES
from movielytics.warehouse import ddl

for table in TABLES:
    for area in Area:
        assert load_suite(area, table).expectations
    ddl.staging_table(table)
assert manifests.TEMPLATES.is_relative_to(PACKAGE), manifests.TEMPLATES
print(PACKAGE, HOME, (folder("dags") / "movie_dwh_dag.py").is_file())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", target], cwd=HOME, check=True
    )
    (built,) = target.glob("*.whl")
    return built


@pytest.mark.parametrize("name", FOLDERS)
def test_a_wheel_has_the_files_of_each_folder(wheel: Path, name: str) -> None:
    source = HOME / FOLDERS[name]
    wanted = {
        str(file.relative_to(source))
        for file in source.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    inside = f"movielytics/{name}/"
    with zipfile.ZipFile(wheel) as archive:
        found = {entry.removeprefix(inside) for entry in archive.namelist() if entry.startswith(inside)}
    assert found == wanted
    assert folder(name) == source


def test_an_installed_package_uses_its_own_files(wheel: Path, tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    # The environment's own packages, without the checkout that it links to.
    begin = (
        f"import sys; sys.path[:] = [{str(installed)!r}]"
        f" + [path for path in sys.path if path != {str(HOME / 'jobs')!r}]"
    )
    done = subprocess.run(
        [sys.executable, "-c", begin + USES_THEM], cwd=elsewhere, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == [str(installed / "movielytics"), str(elsewhere), "True"], done.stderr


def _metadata(archive: zipfile.ZipFile) -> tuple[str, Message]:
    """Return the path of a wheel's metadata, and the metadata."""
    (path,) = (entry for entry in archive.namelist() if entry.endswith(".dist-info/METADATA"))
    return path, message_from_string(archive.read(path).decode())


def test_a_wheel_installs_only_tested_versions(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        needed = [Requirement(line) for line in _metadata(archive)[1].get_all("Requires-Dist", [])]
    local = [requirement for requirement in needed if _holds(requirement, "local")]
    pins = {f"{pin.name}{pin.specifier}" for pin in local if str(pin.specifier).startswith("==")}
    tested = {line.split(" ", maxsplit=1)[0] for line in (HOME / "requirements.lock").read_text().splitlines()}
    assert pins <= tested
    assert {pin.partition("==")[0] for pin in pins} >= {
        canonicalize_name(requirement.name)
        for requirement in needed
        if requirement.name != "movielytics" and _holds(requirement, "airflow", "spark", "warehouse", "local", "")
    }


def _holds(requirement: Requirement, *extras: str) -> bool:
    """Return whether a requirement is one of the extras; the extra ``""`` has those that always hold."""
    return any(not requirement.marker or requirement.marker.evaluate({"extra": extra}) for extra in extras)


def test_a_wheel_carries_its_license(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata, described = _metadata(archive)
        license_file = metadata.replace("METADATA", f"licenses/{described['License-File']}")
        assert archive.read(license_file) == (HOME / "LICENSE").read_bytes()
    assert described["License-Expression"] == "Apache-2.0"
