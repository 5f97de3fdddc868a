"""The jars that read S3 fit the Spark that is installed, and are fetched only where it lacks them."""

from pathlib import Path

import pyspark
import pytest

from movielytics.staging import s3a


def test_the_jars_are_those_of_sparks_hadoop() -> None:
    (client,) = (Path(pyspark.__file__).parent / "jars").glob("hadoop-client-api-*.jar")
    version = client.stem.removeprefix("hadoop-client-api-")
    assert f"org.apache.hadoop:hadoop-aws:{version}" in s3a.packages()


def test_no_jar_is_one_that_spark_has_in_another_version() -> None:
    there = {jar.name.rsplit("-", 1)[0] for jar in (Path(pyspark.__file__).parent / "jars").glob("*.jar")}
    artifacts = {package.split(":")[1] for package in s3a.packages()}
    assert artifacts & there == set()


def test_spark_fetches_them_where_it_lacks_them(tmp_path: Path) -> None:
    conf = s3a.fetching_conf(tmp_path)
    assert conf["spark.jars.packages"].split(",") == s3a.packages()
    assert conf["spark.jars.ivy"] == str(tmp_path / "ivy")


def test_spark_fetches_nothing_where_it_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jars").mkdir()
    (tmp_path / "jars" / "hadoop-aws-3.5.0.jar").touch()
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    assert s3a.fetching_conf(tmp_path) == {}
