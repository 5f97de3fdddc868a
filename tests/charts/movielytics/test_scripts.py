"""The scripts that the chart runs in Airflow's image use modules of the package that exist."""

import ast
from pathlib import Path
from pkgutil import resolve_name

import pytest

SCRIPTS = sorted((Path(__file__).parents[3] / "charts" / "movielytics" / "files").glob("*.py"))
PACKAGE = "movielytics"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_imports_of_the_package_resolve(script: Path) -> None:
    imports = [node for node in ast.walk(ast.parse(script.read_text())) if isinstance(node, ast.ImportFrom)]
    names = [
        f"{node.module}:{name.name}"
        for node in imports
        if (node.module or "").startswith(PACKAGE)
        for name in node.names
    ]
    for name in names:
        resolve_name(name)


def test_a_script_uses_the_package() -> None:
    assert any(PACKAGE in script.read_text() for script in SCRIPTS)
