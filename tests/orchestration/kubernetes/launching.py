"""Shared by the tests of launching: a settings file and an identity."""

from pathlib import Path
from typing import Any

import yaml

from movielytics.orchestration.kubernetes.names import Identity
from movielytics.orchestration.kubernetes.settings import KubernetesSettings

FILE = Path(__file__).with_name("kubernetes.yaml")
IDENTITY = Identity("movie_dwh_dag", "manual__2026-11-01T00:00:00+00:00", "stage_ratings", -1, "0190-ab", 1)


def settings(**changes: Any) -> KubernetesSettings:
    """Return the settings of the file with some changes; ``spark__image`` names a nested one."""
    content = yaml.safe_load(FILE.read_text())
    for key, value in changes.items():
        *path, last = key.split("__")
        place = content
        for part in path:
            place = place[part]
        place[last] = value
    return KubernetesSettings.model_validate(content)
