"""The values: each key is documented, and wrong ones are refused before anything is installed."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from charts.movielytics.release import CHART, data, objects, refusal
from movielytics.tables import LOADS
from support.rendering import needs_helm

SCHEMA: dict[str, Any] = json.loads((CHART / "values.schema.json").read_text())
TEXT = (CHART / "values.yaml").read_text()
VALUES: dict[str, Any] = yaml.safe_load(TEXT)
REDSHIFT = {"stagingUri": "s3://lake/on-the-way", "iamRole": "arn:aws:iam::123456789012:role/movielytics-copy"}
OPTIONAL = {"global"}
"""Properties that are not in values.yaml because helm itself may pass them."""


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with its reference resolved; keywords next to the reference apply too."""
    reference = schema.get("$ref")
    if not reference:
        return schema
    target: dict[str, Any] = SCHEMA["$defs"][reference.removeprefix("#/$defs/")]
    return {**resolved(target), **{key: value for key, value in schema.items() if key != "$ref"}}


def properties(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property that the schema names, with its path."""
    for name, found in resolved(schema).get("properties", {}).items():
        whole = resolved(found)
        yield f"{path}{name}", whole
        for choice in [whole, *map(resolved, whole.get("anyOf", []))]:
            yield from properties(choice, f"{path}{name}.")


def keys(values: dict[str, Any], schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield every key of the values except those of free-form maps, which are the user's."""
    for key, value in values.items():
        yield f"{path}{key}"
        below = resolved(resolved(schema).get("properties", {}).get(key, {}))
        if isinstance(value, dict) and "properties" in below:
            yield from keys(value, below, f"{path}{key}.")


def test_schema_and_values_name_the_same_keys() -> None:
    written = set(keys(VALUES, SCHEMA))
    named = {path for path, _ in properties(SCHEMA)} - OPTIONAL
    assert written <= named
    missing = {path for path in named - written if path.rpartition(".")[0] in {"", *written}}
    nothing_by_default = ("spark.default.executors.", "warehouse.steps.", "resources.")
    assert {path for path in missing if not any(part in path for part in nothing_by_default)} == set()


def typed(schema: dict[str, Any]) -> bool:
    """Return whether a schema gives the type of a value, itself or in each of its choices."""
    choices = resolved(schema).get("anyOf", [])
    return "type" in resolved(schema) or (bool(choices) and all(map(typed, choices)))


def test_every_value_has_a_type_and_a_description() -> None:
    assert [
        path for path, schema in properties(SCHEMA) if not typed(schema) or len(schema.get("description", "")) < 6
    ] == []


def test_an_object_with_known_keys_refuses_others() -> None:
    everything = [SCHEMA, *SCHEMA["$defs"].values(), *(schema for _, schema in properties(SCHEMA))]
    open_ones = [
        schema
        for schema in everything
        if schema.get("type") == "object" and schema.get("additionalProperties", True) is True
    ]
    assert all("properties" not in schema for schema in open_ones), "an object with known keys must refuse others"


def test_every_value_has_a_comment() -> None:
    lines = TEXT.splitlines()
    covered: list[int] = []  # indents of blocks that one comment covers
    for number, line in enumerate(lines):
        found = re.match(r"( *)([A-Za-z0-9]+):(.*)", line)
        if not found:
            continue
        indent = len(found[1])
        covered = [level for level in covered if level < indent]
        if lines[number - 1].lstrip().startswith("#"):
            covered.append(indent)
        assert covered or not found[3].strip(), f"values.yaml, line {number + 1}: {line.strip()} has no comment"


def test_the_loads_of_the_schema_are_those_of_the_pipeline() -> None:
    loads = SCHEMA["properties"]["pipeline"]["properties"]["spark"]["properties"]["loads"]
    assert loads["propertyNames"]["enum"] == [load.name for load in LOADS]


@needs_helm
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"surprise": 1}, "additional properties 'surprise' not allowed"),
        ({"airflow": {"schedular": {}}}, "additional properties 'schedular' not allowed"),
        ({"airflow": {"scheduler": {"replicas": 0}}}, "/airflow/scheduler/replicas': minimum"),
        ({"airflow": {"scheduler": {"replicas": "2"}}}, "got string, want integer"),
        ({"airflow": {"logLevel": "LOUD"}}, "value must be one of 'DEBUG', 'INFO'"),
        ({"airflow": {"config": {"AIRFLOW__CORE__PARALLELISM": 16}}}, "got number, want string"),
        ({"airflow": {"logs": {"uri": "/var/log"}}}, "'/var/log' does not match pattern"),
        ({"airflow": {"baseUrl": "airflow.example.com"}}, "/airflow/baseUrl'"),
        ({"airflow": {"ingress": {"host": "https://x"}}}, "/airflow/ingress/host'"),
        ({"airflow": {"apiServer": {"podDisruptionBudget": {"maxUnavailable": 0}}}}, "maxUnavailable"),
        ({"airflow": {"worker": {"resources": {"limits": {"memory": "1 GB"}}}}}, "'1 GB' does not match pattern"),
        ({"airflow": {"worker": {"resources": {"request": {}}}}}, "additional properties 'request' not allowed"),
        ({"images": {"pullPolicy": "Sometimes"}}, "value must be one of 'IfNotPresent', 'Always', 'Never'"),
        ({"images": {"spark": {"digest": "sha256:123"}}}, "/images/spark/digest'"),
        ({"pipeline": {"landingUri": "hdfs://lake"}}, "'hdfs://lake' does not match pattern"),
        ({"pipeline": {"maxQuarantinedShare": 5}}, "maximum"),
        ({"pipeline": {"admissionTimeoutSeconds": 86401}}, "/pipeline/admissionTimeoutSeconds': maximum"),
        ({"pipeline": {"spark": {"loadsAtOnce": 0}}}, "/pipeline/spark/loadsAtOnce': minimum"),
        ({"pipeline": {"spark": {"applicationSpec": []}}}, "got array, want object"),
        ({"pipeline": {"spark": {"loads": {"rating": {}}}}}, "'movies', 'ratings', 'cpi', 'credits'"),
        ({"pipeline": {"spark": {"default": {"memory": "2Gi"}}}}, "'2Gi' does not match pattern"),
        ({"pipeline": {"spark": {"loads": {"ratings": {"executors": {"min": 1}}}}}}, "missing property 'max'"),
        ({"pipeline": {"warehouse": {"steps": {"stage": {}}}}}, "additional properties 'stage' not allowed"),
        ({"secrets": {"warehouse": {"existingSecret": "", "url": "mysql://x"}}}, "'mysql://x' does not match pattern"),
        ({"pipeline": {"redshift": {"stagingUri": "/staging"}}}, "'/staging' does not match pattern"),
        ({"pipeline": {"redshift": {"iamRole": "copy"}}}, "'copy' does not match pattern"),
        ({"networkPolicy": {"s3": {"ports": [0]}}}, "minimum"),
        ({"networkPolicy": {"metadata": {"to": [{}]}}}, "minProperties"),
    ],
    ids=lambda item: json.dumps(item) if isinstance(item, dict) else "",
)
def test_wrong_values_are_refused_by_name(values: dict[str, Any], message: str) -> None:
    assert message in refusal(values)


@needs_helm
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"pipeline": {"landingUri": ""}}, "pipeline.landingUri is empty: set the s3://bucket/prefix"),
        ({"pipeline": {"reportUri": ""}}, "pipeline.reportUri is empty"),
        ({"airflow": {"logs": {"uri": ""}}}, "airflow.logs.uri is empty"),
        (
            {"secrets": {"warehouse": {"existingSecret": ""}}},
            "secrets.warehouse is empty: name an existingSecret or give a url",
        ),
        ({"secrets": {"metadata": {"existingSecret": ""}}}, "secrets.metadata is empty"),
        (
            {"secrets": {"metadata": {"url": "postgresql://u:p@h/d"}}},
            "secrets.metadata has both existingSecret and url",
        ),
        ({"secrets": {"s3": {"accessKeyId": "x"}}}, "secrets.s3 needs accessKeyId and secretAccessKey together"),
        ({"pipeline": {"s3EndpointUrl": "http://s3:7070"}}, "give its credentials, in secrets.s3.existingSecret"),
        ({"secrets": {"generate": False}}, "name the Secret with Airflow's keys in secrets.keys.existingSecret"),
        ({"secrets": {"generate": False}}, "name the administrator's Secret in secrets.admin.existingSecret"),
        ({"secrets": {"admin": {"existingSecret": "a", "password": "b"}}}, "secrets.admin has both"),
        ({"airflow": {"ingress": {"enabled": True}}}, "airflow.ingress.enabled needs airflow.ingress.host"),
        (
            {"airflow": {"gateway": {"enabled": True, "host": "a.b"}}},
            "needs airflow.gateway.host and airflow.gateway.parentRefs",
        ),
        ({"airflow": {"metrics": {"serviceMonitor": {"enabled": True}}}}, "needs airflow.metrics.enabled"),
        ({"airflow": {"enabled": False}}, "name the service account of the existing triggerer"),
        (
            {"pipeline": {"spark": {"loads": {"ratings": {"executors": {"min": 3, "max": 2}}}}}},
            "max must not be smaller",
        ),
        (
            {"pipeline": {"spark": {"loads": {"ratings": {"executors": {"max": 2}}}}}},
            "keep them away from Airflow's with pipeline.spark.namespace",
        ),
        ({"networkPolicy": {"s3": {"ports": [9000]}}}, "networkPolicy.s3.ports lacks 443, the port of the S3 server"),
        (
            {"pipeline": {"redshift": {"stagingUri": "s3://lake/x"}}},
            "pipeline.redshift needs stagingUri and iamRole together",
        ),
        (
            {"secrets": {"warehouse": {"existingSecret": "", "url": "redshift://u:p@h/d"}}},
            "pipeline.redshift needs stagingUri and iamRole",
        ),
        ({"pipeline": {"redshift": REDSHIFT}}, "networkPolicy.warehouse.ports has only PostgreSQL's 5432"),
    ],
    ids=lambda item: json.dumps(item) if isinstance(item, dict) else "",
)
def test_impossible_combinations_are_refused_with_a_reason(values: dict[str, Any], message: str) -> None:
    assert message in refusal(values)


@needs_helm
def test_all_missing_values_are_reported_at_once() -> None:
    message = refusal({}, base={})
    required = (
        "pipeline.landingUri",
        "pipeline.reportUri",
        "airflow.logs.uri",
        "secrets.warehouse",
        "secrets.metadata",
    )
    assert [name for name in required if f"- {name} is empty" not in message] == []


@needs_helm
def test_more_s3_ports_are_accepted_if_the_servers_is_included() -> None:
    assert objects({"networkPolicy": {"s3": {"ports": [443, 8443]}}})


@needs_helm
def test_redshift_is_loaded_from_its_bucket_by_its_role() -> None:
    url = "redshift://loader:secret@cluster.example.com/movies"
    values = {
        "pipeline": {"redshift": REDSHIFT},
        "secrets": {"warehouse": {"existingSecret": "", "url": url}},
        "networkPolicy": {"warehouse": {"ports": [5439]}},
    }
    settings = data(objects(values), "pipeline")
    assert settings["MOVIELYTICS_REDSHIFT_STAGING_URI"] == REDSHIFT["stagingUri"]
    assert settings["MOVIELYTICS_REDSHIFT_IAM_ROLE"] == REDSHIFT["iamRole"]


@needs_helm
def test_redshift_settings_are_absent_without_redshift() -> None:
    assert [name for name in data(objects(), "pipeline") if "REDSHIFT" in name] == []
