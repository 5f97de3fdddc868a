"""charts/backends: the objects that it renders and the values that it refuses."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from support.rendering import ROOT, Manifest, needs_helm, one, pod_templates, refusal, render

CHART = ROOT / "charts" / "backends"
NAME = "movielytics-backends"
pytestmark = needs_helm


@pytest.fixture(scope="module")
def manifests() -> list[Manifest]:
    return render(CHART, "backends")


def content(manifests: list[Manifest], name: str) -> dict[str, str]:
    found: dict[str, str] = one(manifests, "Secret", f"{NAME}-{name}")["stringData"]
    return found


def test_secrets_fit_the_platform_and_each_other(manifests: list[Manifest]) -> None:
    """Names, keys and URLs are those that charts/movielytics expects."""
    passwords = content(manifests, "postgres")
    airflow = urlsplit(content(manifests, "metadata")["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    warehouse = urlsplit(content(manifests, "warehouse")["MOVIELYTICS_WAREHOUSE_URL"])
    assert (airflow.scheme, warehouse.scheme) == ("postgresql+psycopg2", "postgresql")
    assert airflow.password == passwords["AIRFLOW_DB_PASSWORD"]
    assert warehouse.password == passwords["WAREHOUSE_DB_PASSWORD"]
    for url, database in ((airflow, "airflow"), (warehouse, "warehouse")):
        assert (url.username, url.path) == (database, f"/{database}")
        assert (url.hostname, url.port) == (f"{NAME}-postgres.trial.svc", 5432)
    assert len(set(passwords.values())) == 3
    assert set(content(manifests, "s3")) == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def test_pods_meet_the_restricted_pod_security_standard(manifests: list[Manifest]) -> None:
    """The root file system is read-only: pods write to volumes only."""
    pods = [pod["spec"] for pod in pod_templates(manifests)]
    assert len(pods) == 3
    for pod in pods:
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] >= 70
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["requests"]
            assert container["resources"]["limits"]["memory"]
            assert not [variable for variable in container.get("env", []) if "PASSWORD" in variable["name"]]


def test_only_components_of_the_release_reach_the_servers() -> None:
    """The servers themselves open no connections."""
    manifests = render(CHART, "backends", "--set", "client=movies-movielytics")
    for server, port, outsiders in (
        ("postgres", 5432, set()),
        ("s3", 7070, {"scheduler", "dag-processor", "migrate", "prune"}),
    ):
        policy = one(manifests, "NetworkPolicy", f"{NAME}-{server}")["spec"]
        assert policy["policyTypes"] == ["Ingress", "Egress"]
        assert policy["egress"] == []
        [rule] = policy["ingress"]
        assert rule["ports"] == [{"port": port}]
        platform = rule["from"][0]["podSelector"]
        assert platform["matchLabels"] == {
            "app.kubernetes.io/name": "movielytics",
            "app.kubernetes.io/instance": "movies-movielytics",
        }
        assert outsiders.isdisjoint(platform["matchExpressions"][0]["values"])
        assert {"worker", "spark-driver", "spark-executor", "warehouse-step"} <= set(
            platform["matchExpressions"][0]["values"]
        )


def test_policies_and_services_select_the_pods(manifests: list[Manifest]) -> None:
    labels = [pod["metadata"]["labels"] for pod in pod_templates(manifests)]
    selectors = [item["spec"]["podSelector"]["matchLabels"] for item in manifests if item["kind"] == "NetworkPolicy"]
    assert sorted(map(str, labels)) == sorted(map(str, selectors))
    for item in manifests:
        if item["kind"] == "Service":
            assert item["spec"]["selector"] in labels


def test_pods_do_not_change_with_the_chart_version(manifests: list[Manifest]) -> None:
    for pod in pod_templates(manifests):
        assert not {"helm.sh/chart", "app.kubernetes.io/version"} & set(pod["metadata"]["labels"])


def test_data_is_on_kept_claims_or_in_empty_dirs() -> None:
    """A claim outlives its release."""
    kept = render(
        CHART, "backends", "--set", "postgres.persistence.storageClass=-,postgres.persistence.volumeName=disk"
    )
    claim = one(kept, "PersistentVolumeClaim", f"{NAME}-postgres")
    assert claim["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    assert (claim["spec"]["storageClassName"], claim["spec"]["volumeName"]) == ("", "disk")
    assert data_volume(kept, "postgres") == {"name": "data", "persistentVolumeClaim": {"claimName": f"{NAME}-postgres"}}
    gone = render(CHART, "backends", "--set", "postgres.persistence.enabled=false,s3.persistence.existingClaim=mine")
    assert not [item for item in gone if item["kind"] == "PersistentVolumeClaim"]
    assert data_volume(gone, "postgres") == {"name": "data", "emptyDir": {}}
    assert data_volume(gone, "s3") == {"name": "data", "persistentVolumeClaim": {"claimName": "mine"}}


def data_volume(manifests: list[Manifest], server: str) -> Manifest:
    volumes = one(manifests, "StatefulSet", f"{NAME}-{server}")["spec"]["template"]["spec"]["volumes"]
    return next(volume for volume in volumes if volume["name"] == "data")


@pytest.mark.parametrize(
    "change",
    ["sampleData.scale=2", "images.tag=other", "s3.region=eu-west-1", "sampleData.resources.limits.memory=2Gi"],
)
def test_changed_sample_data_gets_a_new_job(change: str, manifests: list[Manifest]) -> None:
    """Kubernetes does not allow changes to a Job."""
    names = {
        one(found, "Job", NAME)["metadata"]["name"] for found in (manifests, render(CHART, "backends", "--set", change))
    }
    assert len(names) == 2


def test_sample_data_can_be_disabled() -> None:
    assert not [
        item for item in render(CHART, "backends", "--set", "sampleData.enabled=false") if item["kind"] == "Job"
    ]


def test_images_come_from_the_registry_with_the_tag_or_by_digest() -> None:
    digest = f"sha256:{'a' * 64}"
    options = f"images.registry=registry.example.com/movies,images.tag=1.2,postgres.image.digest={digest}"
    images = {
        container["image"]
        for pod in pod_templates(render(CHART, "backends", "--set", options))
        for container in pod["spec"]["containers"]
    }
    assert images == {
        f"registry.example.com/movies/movielytics-postgres@{digest}",
        "registry.example.com/movies/movielytics-warehouse:1.2",
        "docker.io/versity/versitygw:v1.8.0",
    }


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("s3.bucket=x", "additional properties 'bucket' not allowed"),
        ("postgres.persistence.size=much", "does not match pattern"),
        ("sampleData.scale=0", "minimum: got 0"),
        ("sampleData.uri=/folder", "does not match pattern"),
        ("images.pullPolicy=Sometimes", "value must be one of 'IfNotPresent', 'Always', 'Never'"),
        ("networkPolicy.s3From={sheduler}", "value must be one of 'api-server'"),
        ("postgres.image.digest=sha256:12", "does not match pattern"),
    ],
)
def test_wrong_values_are_refused_with_their_path(value: str, message: str) -> None:
    refused = refusal(CHART, "backends", "--set", value)
    assert message in refused
    assert f"/{value.partition('=')[0].rpartition('.')[0].replace('.', '/')}" in refused


def test_a_release_name_that_is_too_long_is_refused() -> None:
    assert "longer than 40 characters" in refusal(CHART, "a" * 40)


def test_every_value_is_described_and_typed() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    described = dict(properties(schema))
    assert all(item.get("description") and item.get("type") for item in described.values())
    given = set(paths(yaml.safe_load((CHART / "values.yaml").read_text())))
    assert given <= set(described)


def properties(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, item in schema.get("properties", {}).items():
        yield f"{path}/{name}", item
        assert item.get("type") != "object" or "additionalProperties" in item or name == "global"
        yield from properties(item, f"{path}/{name}")


def paths(values: dict[str, Any], path: str = "") -> Iterator[str]:
    for name, value in values.items():
        yield f"{path}/{name}"
        if isinstance(value, dict) and name not in {"settings", "nodeSelector"}:
            yield from paths(value, f"{path}/{name}")
