"""Secrets: existing ones are only referenced; those of the chart are created once and stay unchanged."""

import base64
from typing import Any

import pytest
import yaml
from airflow.sdk import Connection

from charts.movielytics.release import data, named, objects
from support.rendering import Manifest, needs_helm

pytestmark = needs_helm


def secrets(values: dict[str, Any] | None = None) -> dict[str, Manifest]:
    return {item["metadata"]["name"]: item for item in objects(values) if item["kind"] == "Secret"}


def decoded(secret: Manifest) -> dict[str, str]:
    return {key: base64.b64decode(value).decode() for key, value in secret["data"].items()}


def test_the_keys_are_long_and_immutable() -> None:
    secret = secrets()["movielytics-keys"]
    keys = decoded(secret)
    assert len(base64.urlsafe_b64decode(keys["AIRFLOW__CORE__FERNET_KEY"])) == 32
    assert len(keys["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    assert len(keys["AIRFLOW__API__SECRET_KEY"]) >= 32
    assert secret["immutable"] is True
    assert secret["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}


def test_the_admin_password_is_random_or_given() -> None:
    made, given = (
        secrets()["movielytics-admin"],
        secrets({"secrets": {"admin": {"username": "root", "password": "correct horse"}}}),
    )
    assert decoded(made)["AIRFLOW_ADMIN_USERNAME"] == "admin"
    assert len(decoded(made)["AIRFLOW_ADMIN_PASSWORD"]) >= 20
    assert made["metadata"]["annotations"] == {"helm.sh/resource-policy": "keep"}
    assert decoded(given["movielytics-admin"]) == {
        "AIRFLOW_ADMIN_USERNAME": "root",
        "AIRFLOW_ADMIN_PASSWORD": "correct horse",
    }


def test_with_existing_secrets_the_chart_creates_none() -> None:
    existing = {
        name: {"existingSecret": f"my-{name}"} for name in ("warehouse", "metadata", "s3", "alert", "keys", "admin")
    }
    assert secrets({"secrets": {"generate": False, **existing}}) == {}


@pytest.mark.parametrize(
    ("secret", "content"),
    [
        ("warehouse", {"url": "postgresql://u:p@h:5432/w"}),
        ("metadata", {"url": "postgresql+psycopg2://u:p@h:5432/a"}),
        ("s3", {"accessKeyId": "key", "secretAccessKey": "secret"}),
    ],
)
def test_given_content_becomes_a_secret_of_variables(secret: str, content: dict[str, str]) -> None:
    variables = {
        "warehouse": ["MOVIELYTICS_WAREHOUSE_URL"],
        "metadata": ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"],
        "s3": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    }
    found = secrets({"secrets": {secret: {"existingSecret": "", **content}}})[f"movielytics-{secret}"]
    assert found["stringData"] == dict(zip(variables[secret], content.values(), strict=True))


def test_receivers_become_an_airflow_connection() -> None:
    urls = ["slack://A/B/C/#alerts", "mailtos://u:p&w@h?to=a@b&name=<x>"]
    found = secrets({"secrets": {"alert": {"urls": urls}}})["movielytics-alert"]["stringData"]
    connection = Connection.from_json(found["AIRFLOW_CONN_MOVIELYTICS_ALERTS"], conn_id="movielytics_alerts")
    assert connection.conn_type == "apprise"
    assert connection.extra_dejson == {"config": [{"path": url} for url in urls]}


def test_service_account_identity_needs_no_credentials() -> None:
    assert set(secrets()) == {"movielytics-keys", "movielytics-admin"}
    launch = yaml.safe_load(data(objects(), "launch")["kubernetes.yaml"])
    assert launch["env_from"] == [
        {"configMapRef": {"name": "movielytics-pipeline"}},
        {"secretRef": {"name": "my-warehouse"}},
    ]


def test_no_config_map_contains_a_secret() -> None:
    content = {
        "warehouse": {"existingSecret": "", "url": "postgresql://u:hunter2@h/w"},
        "metadata": {"existingSecret": "", "url": "postgresql://u:hunter2@h/a"},
        "s3": {"accessKeyId": "hunter2", "secretAccessKey": "hunter2"},
        "alert": {"urls": ["jsons://hunter2"]},
        "admin": {"password": "hunter2"},
    }
    others = [item for item in objects({"secrets": content}) if item["kind"] != "Secret"]
    assert "hunter2" not in yaml.safe_dump_all(others)


def test_the_connection_for_logs_has_no_credentials() -> None:
    values = {"pipeline": {"s3EndpointUrl": "http://s3:7070"}, "secrets": {"s3": {"existingSecret": "my-s3"}}}
    connection = yaml.safe_load(data(objects(values), "airflow")["AIRFLOW_CONN_MOVIELYTICS_LOGS"])
    assert connection == {"conn_type": "aws", "extra": {"endpoint_url": "http://s3:7070", "region_name": "us-east-1"}}


def test_a_new_admin_password_gets_a_new_migration() -> None:
    """The migration sets the password."""
    jobs = {
        password: next(
            item for item in objects({"secrets": {"admin": {"password": password}}}) if item["kind"] == "Job"
        )
        for password in ("first password", "second password")
    }
    assert len({job["metadata"]["name"] for job in jobs.values()}) == 2
    assert named(objects(), "Secret", "admin")["metadata"]["name"] == "movielytics-admin"
