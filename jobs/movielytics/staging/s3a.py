"""Spark's client for S3, which PySpark comes without: fetched from Maven Central once on one machine, on board in images."""

import os
from pathlib import Path

JARS = Path(__file__).with_name("s3a-jars.sha256")
"""Its jars: a checksum and the path in a Maven repository each. Images are built from the same file."""

SYSTEM_TRUST_STORES = (Path("/etc/ssl/certs/java/cacerts"), Path("/etc/pki/java/cacerts"))


def fetching_conf(state_dir: Path) -> dict[str, str]:
    """Return the settings that let Spark fetch the client into ``state_dir``; none where Spark has it."""
    from pyspark.find_spark_home import _find_spark_home

    if any(Path(_find_spark_home(), "jars").glob("hadoop-aws-*.jar")):
        return {}
    trusted = next((store for store in SYSTEM_TRUST_STORES if store.exists()), None)
    if trusted:  # the certificates of this machine, which may be behind a proxy of its own, before those of the JRE
        os.environ.setdefault("SPARK_SUBMIT_OPTS", f"-Djavax.net.ssl.trustStore={trusted}")
    return {
        "spark.jars.packages": ",".join(packages()),
        "spark.jars.excludes": "software.amazon.awssdk:bundle",
        "spark.jars.ivy": str(state_dir / "ivy"),
    }


def packages() -> list[str]:
    """Return the jars as ``group:artifact:version``."""
    paths = [line.split()[1].split("/") for line in JARS.read_text().splitlines()]
    return [f"{'.'.join(group)}:{artifact}:{version}" for *group, artifact, version, _file in paths]
