"""k8s/environments, k8s/gitops: each environment renders from its values, generates nothing and keeps to its sizes."""

from typing import Any

import pytest
import yaml

from support.rendering import ROOT, Manifest, needs_helm, one, render

CHART = ROOT / "charts" / "movielytics"
ENVIRONMENTS = ("dev", "staging", "prod")
DIGEST = f"sha256:{'a' * 64}"
GITOPS = {file.stem: yaml.safe_load(file.read_text()) for file in (ROOT / "k8s" / "gitops").glob("*.yaml")}


def manifests(environment: str, *arguments: str) -> list[Manifest]:
    values = ROOT / "k8s" / "environments" / environment / "values.yaml"
    return render(
        CHART, "movielytics", "--namespace", f"movielytics-{environment}", "--values", str(values), *arguments
    )


@needs_helm
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_renders_reproducibly_without_secrets(environment: str) -> None:
    found = manifests(environment)
    assert found == manifests(environment)
    assert not [item["metadata"]["name"] for item in found if item["kind"] == "Secret"]
    hooks = {item["metadata"].get("annotations", {}).get("helm.sh/hook") for item in found}
    assert hooks == {None, "test"}, "Argo CD ignores only the hook of helm test"


@needs_helm
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_keeps_to_its_own_buckets_and_roles(environment: str) -> None:
    text = yaml.safe_dump_all(manifests(environment))
    others = [other for other in ENVIRONMENTS if other != environment and f"movielytics-{other}" in text]
    assert f"s3://example-movielytics-{environment}/landing" in text
    assert not others


@needs_helm
def test_digests_of_a_release_decide_what_runs() -> None:
    digests = ",".join(f"images.{image}.digest={DIGEST}" for image in ("airflow", "spark", "warehouse"))
    found = manifests("prod", "--set-string", digests)
    images = {container["image"] for item in found if item["kind"] == "Deployment" for container in containers(item)}
    assert images == {f"registry.example.com/movielytics/movielytics-airflow@{DIGEST}"}
    launch = yaml.safe_load(one(found, "ConfigMap", "movielytics-launch")["data"]["kubernetes.yaml"])
    assert {launch[part]["image"].rpartition("@")[2] for part in ("spark", "warehouse")} == {DIGEST}


@needs_helm
def test_prod_survives_the_loss_of_a_node() -> None:
    found = manifests("prod")
    for component in ("api-server", "scheduler", "triggerer", "dag-processor"):
        spec = one(found, "Deployment", f"movielytics-{component}")["spec"]
        assert spec["replicas"] == 2
        assert {rule["topologyKey"] for rule in spec["template"]["spec"]["topologySpreadConstraints"]} >= {
            "topology.kubernetes.io/zone"
        }
        assert one(found, "PodDisruptionBudget", f"movielytics-{component}")["spec"]["maxUnavailable"] == 1


def containers(item: Manifest) -> list[Manifest]:
    pod = item["spec"]["template"]["spec"]
    return [*pod["containers"], *pod.get("initContainers", [])]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_release_names_a_chart_and_three_images(environment: str) -> None:
    release = yaml.safe_load((ROOT / "k8s" / "environments" / environment / "release.yaml").read_text())
    assert {key: set(value) for key, value in release.items()} == {
        "chart": {"revision"},
        "images": {"airflow", "spark", "warehouse"},
    }


def test_argo_cd_reads_existing_files() -> None:
    spec = GITOPS["movielytics"]["spec"]
    elements, files = spec["generators"][0]["matrix"]["generators"]
    environments = [element["environment"] for element in elements["list"]["elements"]]
    assert environments == list(ENVIRONMENTS)
    [release] = [file["path"] for file in files["git"]["files"]]
    chart, values = spec["template"]["spec"]["sources"]
    assert (ROOT / chart["path"] / "Chart.yaml").is_file()
    [value_file] = chart["helm"]["valueFiles"]
    for environment in environments:
        for path in (release, value_file.removeprefix(f"${values['ref']}/")):
            assert (ROOT / path.replace("{{ .environment }}", environment)).is_file()


def test_the_operator_watches_every_environment_and_is_first() -> None:
    operator, platform = GITOPS["spark-operator"], GITOPS["movielytics"]
    elements = platform["spec"]["generators"][0]["matrix"]["generators"][0]["list"]["elements"]
    assert operator["spec"]["generators"][0]["list"]["elements"] == elements
    chart, values = operator["spec"]["template"]["spec"]["sources"]
    [value_file] = chart["helm"]["valueFiles"]
    assert (ROOT / value_file.removeprefix(f"${values['ref']}/")).is_file()
    namespaces = chart["helm"]["valuesObject"]["spark"]["jobNamespaces"]
    own = platform["spec"]["template"]["spec"]["destination"]["namespace"]
    assert namespaces == [own, f"{own}-loads"]
    assert wave(GITOPS["project"]) < wave(operator) < wave(platform)


def wave(item: dict[str, Any]) -> int:
    return int(item["metadata"].get("annotations", {}).get("argocd.argoproj.io/sync-wave", 0))


def test_the_project_allows_only_the_repositories_in_use() -> None:
    allowed = set(GITOPS["project"]["spec"]["sourceRepos"])
    applications = (GITOPS["spark-operator"], GITOPS["movielytics"])
    assert allowed == {
        source["repoURL"]
        for application in applications
        for source in application["spec"]["template"]["spec"]["sources"]
    }
