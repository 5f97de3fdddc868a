"""Locate the files that are not Python: SQL, suites, templates and the DAG.

An installed package contains them. A checkout and the images have them as top-level folders next to ``jobs``;
pyproject.toml maps these folders into the wheel.
"""

from importlib.resources import files
from pathlib import Path

PACKAGE = Path(str(files("movielytics")))
"""The folder of this package."""
CHECKOUT = PACKAGE.parents[1]
"""The folder that contains ``jobs``, unless the package is installed."""
IS_CHECKOUT = (CHECKOUT / "jobs" / "movielytics").is_dir()
"""Whether this package is used from a checkout or an image, not installed."""


def folder(name: str) -> Path:
    """Return the folder ``sql``, ``expectations``, ``templates`` or ``dags``."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else CHECKOUT / {"templates": "k8s/templates"}.get(name, name)
