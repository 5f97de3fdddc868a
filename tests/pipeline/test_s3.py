"""Files in a real S3 server are loaded through the command line as in a cluster."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from support.harness import Pipeline
from support.rows import links_csv, ratings_csv

FILES = {
    "links.csv": links_csv((1, 2)),
    "ratings/a b.csv": ratings_csv((1, 1, 3.5)),
    "ratings/c.csv": ratings_csv((2, 1, 4.5), (1, 1, 2), (3, 1, 9)),
}


@pytest.fixture
def s3_environment() -> Iterator[dict[str, str]]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
    client = boto3.client(
        "s3", endpoint_url=endpoint, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1"
    )
    client.create_bucket(Bucket="landing")
    for path, content in FILES.items():
        client.put_object(Bucket="landing", Key=f"daily/{path}", Body=content.encode())
    yield keys | {"MOVIELYTICS_S3_ENDPOINT_URL": endpoint}
    server.stop()


def movielytics(environment: dict[str, str], *arguments: str) -> dict:  # type: ignore[type-arg]
    command = [str(Path(sys.executable).with_name("movielytics")), *arguments, "--run-id", "s3", "--json"]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_a_bucket_is_loaded_and_not_loaded_again(pipeline: Pipeline, s3_environment: dict[str, str]) -> None:
    environment = s3_environment | {"MOVIELYTICS_LANDING_URI": "s3://landing/daily"}
    assert movielytics(environment, "stage", "ratings")["counts"] == {
        "read": 5,
        "staged": 3,
        "superseded": 1,
        "quarantined": 1,
    }
    for table in ("links", "ratings"):
        movielytics(environment, "upsert", table)
    assert movielytics(environment, "stage", "ratings")["changed"] is False
    assert pipeline.rows("SELECT file, rows_read FROM audit.loads WHERE table_name = 'ratings' ORDER BY 1") == [
        ("ratings/a b.csv", 1), ("ratings/c.csv", 3),
    ]  # fmt: skip
    assert pipeline.rows("SELECT user_id, movielens_id, rating FROM waiting.ratings ORDER BY 1") == [
        (1, 1, 2.0),
        (2, 1, 4.5),
    ]
    assert pipeline.rows("SELECT file, first_line, code FROM quarantine.rows") == [("ratings/c.csv", 4, "out_of_range")]
