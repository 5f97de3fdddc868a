"""The migration: a plain Job that gets a new name if its work changes, and pods that wait for it."""

from typing import Any

import pytest

from charts.movielytics.release import COMPONENTS, migration_job, objects, pods
from support.rendering import needs_helm

pytestmark = needs_helm


def awaited(values: dict[str, Any]) -> set[str]:
    """Return the migrations that the components wait for."""
    templates = pods(objects(values))
    waiting = [templates[component]["spec"]["initContainers"][0] for component in COMPONENTS]
    return {
        variable["value"]
        for container in waiting
        for variable in container["env"]
        if variable["name"] == "MOVIELYTICS_MIGRATION"
    }


def recorded(values: dict[str, Any]) -> str:
    """Return the migration that the Job records when it is done."""
    (container,) = pods(objects(values))["migrate"]["spec"]["containers"]
    found: str = next(variable["value"] for variable in container["env"] if variable["name"] == "MOVIELYTICS_MIGRATION")
    return found


def test_the_only_hook_is_that_of_helm_test() -> None:
    annotations = [item["metadata"].get("annotations") or {} for item in objects()]
    assert [item["helm.sh/hook"] for item in annotations if "helm.sh/hook" in item] == ["test"]
    assert not [item for item in annotations if any(key.startswith("argocd.argoproj.io/hook") for key in item)]


@pytest.mark.parametrize("values", [{}, {"images": {"tag": "2"}}])
def test_components_wait_for_the_migration_of_their_job(values: dict[str, Any]) -> None:
    assert awaited(values) == {recorded(values)}


@pytest.mark.parametrize(
    ("values", "new_job", "new_migration"),
    [
        ({}, False, False),
        ({"airflow": {"logLevel": "DEBUG"}}, False, False),
        ({"pipeline": {"maxQuarantinedShare": 0.2}}, False, False),
        ({"images": {"airflow": {"tag": "other"}}}, True, True),
        ({"images": {"airflow": {"digest": f"sha256:{'0' * 64}"}}}, True, True),
        ({"airflow": {"migrate": {"runAgain": "x"}}}, True, False),
        ({"airflow": {"migrate": {"resources": {"limits": {"memory": "2Gi"}}}}}, True, False),
        ({"airflow": {"admin": {"email": "other@example.com"}}}, True, False),
    ],
)
def test_a_job_is_replaced_instead_of_changed(values: dict[str, Any], new_job: bool, new_migration: bool) -> None:
    before, after = migration_job(objects()), migration_job(objects(values))
    renamed = before["metadata"]["name"] != after["metadata"]["name"]
    assert renamed is new_job
    assert renamed or before["spec"] == after["spec"]
    assert (recorded({}) != recorded(values)) is new_migration


def test_the_password_is_on_no_command_line() -> None:
    (container,) = pods(objects())["migrate"]["spec"]["containers"]
    assert container["args"] == ["python", "/opt/movielytics/platform/migrate.py"]
