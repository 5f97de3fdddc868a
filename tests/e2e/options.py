"""The cluster, the images and the programs of these tests, as set in the environment."""

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHARTS = ROOT / "charts"


def _variable(name: str, default: str) -> str:
    return os.environ.get(name) or default


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


@dataclass(frozen=True)
class Options:
    """The settings of a session, each from the environment variable in its description.

    Attributes:
        namespace: MOVIELYTICS_E2E_NAMESPACE, which the Spark operator watches.
        registry: MOVIELYTICS_IMAGE_REGISTRY, before ``/movielytics-airflow`` and the other images' names.
        tag: MOVIELYTICS_IMAGE_TAG.
        s3_image: MOVIELYTICS_S3_IMAGE, the S3 server.
        helm: HELM, the program.
        ui_port: MOVIELYTICS_E2E_UI_PORT, the local port of Airflow's UI, which must be known before it is installed.
        chromium: MOVIELYTICS_CHROMIUM, the browser.
        screenshots: MOVIELYTICS_SCREENSHOTS, the folder that gets pictures of the UI; none: no pictures.
        keep: MOVIELYTICS_E2E_KEEP=1 keeps the installation when the tests end.
        reuse: MOVIELYTICS_E2E_REUSE=1 upgrades an existing installation instead of creating a new one.
        results: MOVIELYTICS_E2E_RESULTS, the folder for the measurements.
    """

    namespace: str = field(default_factory=lambda: _variable("MOVIELYTICS_E2E_NAMESPACE", "movielytics"))
    registry: str = field(default_factory=lambda: _variable("MOVIELYTICS_IMAGE_REGISTRY", "localhost"))
    tag: str = field(default_factory=lambda: _variable("MOVIELYTICS_IMAGE_TAG", _version()))
    s3_image: str = field(
        default_factory=lambda: _variable("MOVIELYTICS_S3_IMAGE", "docker.io/versity/versitygw:v1.8.0")
    )
    helm: str = field(default_factory=lambda: _variable("HELM", "helm"))
    ui_port: int = field(default_factory=lambda: int(_variable("MOVIELYTICS_E2E_UI_PORT", "28080")))
    chromium: str = field(default_factory=lambda: _variable("MOVIELYTICS_CHROMIUM", "chromium"))
    screenshots: str = field(default_factory=lambda: _variable("MOVIELYTICS_SCREENSHOTS", ""))
    keep: bool = field(default_factory=lambda: _variable("MOVIELYTICS_E2E_KEEP", "0") == "1")
    reuse: bool = field(default_factory=lambda: _variable("MOVIELYTICS_E2E_REUSE", "0") == "1")
    results: Path = field(
        default_factory=lambda: Path(_variable("MOVIELYTICS_E2E_RESULTS", str(ROOT / ".movielytics" / "e2e")))
    )

    @property
    def loads_namespace(self) -> str:
        """The namespace of loads with executors, which the Spark operator watches too."""
        return f"{self.namespace}-loads"

    def image(self, part: str) -> str:
        """Return the full name of one of the project's images, such as ``airflow``."""
        return f"{self.registry}/movielytics-{part}:{self.tag}"
