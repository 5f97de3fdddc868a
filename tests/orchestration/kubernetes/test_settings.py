"""The launch settings: what they accept, and how they refuse the rest."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from movielytics.errors import SettingsError
from movielytics.orchestration.kubernetes.settings import kubernetes_settings
from orchestration.kubernetes.launching import FILE, settings


def read(monkeypatch: pytest.MonkeyPatch, file: Path) -> str:
    """Return why the file is refused."""
    monkeypatch.setenv("MOVIELYTICS_KUBERNETES_FILE", str(file))
    with pytest.raises(SettingsError) as refusal:
        kubernetes_settings()
    assert refusal.value.permanent
    return str(refusal.value)


def test_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIELYTICS_KUBERNETES_FILE", str(FILE))
    assert kubernetes_settings() == settings()


def test_settings_of_a_load_override_the_defaults() -> None:
    spark = settings().spark
    assert spark.load("movies") == spark.default
    ratings = spark.load("ratings")
    assert (ratings.memory, ratings.core_request, ratings.cores) == ("2g", "100m", 1)
    assert ratings.executors is not None
    assert (ratings.executors.max, ratings.executors.core_request) == (4, "1")


def test_a_step_has_its_own_size_or_the_default() -> None:
    warehouse = settings().warehouse
    assert warehouse.step("audit").resources["requests"]["memory"] == "1Gi"
    assert warehouse.step("upsert") == warehouse.default


def test_an_unset_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOVIELYTICS_KUBERNETES_FILE", raising=False)
    with pytest.raises(SettingsError, match="MOVIELYTICS_KUBERNETES_FILE is not set"):
        kubernetes_settings()


def test_a_missing_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert f"cannot read {tmp_path / 'none'}: No such file" in read(monkeypatch, tmp_path / "none")


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", b"a: !!python/object:os.system {}"])
def test_a_file_that_is_not_yaml_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    assert "is not YAML" in read(monkeypatch, tmp_path / "file")


@pytest.mark.parametrize("content", ["", "[]", "text"])
def test_a_file_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str) -> None:
    (tmp_path / "file").write_text(content)
    assert "the file: Input should be a valid dictionary" in read(monkeypatch, tmp_path / "file")


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("namespaces", "x", "namespaces: Extra inputs are not permitted"),
        ("namespace", "", "namespace: String should have at least 1 character"),
        ("image_pull_policy", "Sometimes", "image_pull_policy: Input should be 'Always', 'IfNotPresent' or 'Never'"),
        ("start_timeout_seconds", 0, "start_timeout_seconds: Input should be greater than 0"),
        ("admission_timeout_seconds", 86401, "admission_timeout_seconds: Input should be less than or equal to 86400"),
        ("spark.loads_at_once", 0, "spark.loads_at_once: Input should be greater than 0"),
        ("spark.application_spec", [], "spark.application_spec: Input should be a valid dictionary"),
        ("spark.default.memory", "2 GB", "spark.default.memory: String should match pattern"),
        ("spark.default.core_request", "lots", "spark.default.core_request: String should match pattern"),
        (
            "spark.loads.rating",
            {},
            "spark: Value error, loads: there is no load rating; there are movies, ratings, cpi, credits",
        ),
        (
            "spark.loads.ratings.executors",
            {"min": 5, "max": 4},
            "ratings.executors: Value error, min is 5, more than max, which is 4",
        ),
        ("spark.loads.ratings.memory", "much", "spark.loads.ratings.memory: String should match pattern"),
        ("spark.loads.ratings.memroy", "1g", "spark.loads.ratings.memroy: Extra inputs are not permitted"),
        ("warehouse.steps.migrate", {}, "warehouse.steps.migrate"),
        ("warehouse.default.resources", {"request": {}}, "warehouse.default.resources.request"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_right(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str, value: Any, complaint: str
) -> None:
    content = yaml.safe_load(FILE.read_text())
    place = content
    *parents, last = path.split(".")
    for parent in parents:
        place = place[parent]
    place[last] = value
    (tmp_path / "file").write_text(yaml.safe_dump(content))
    assert complaint in read(monkeypatch, tmp_path / "file")
