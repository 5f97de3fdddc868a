"""The Spark session of a staging load."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from movielytics.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOG4J = Path(__file__).with_name("log4j2.properties")
S3A_JARS = (
    "org.apache.hadoop:hadoop-aws:3.5.0",
    "software.amazon.awssdk:s3:2.35.4",
    "software.amazon.awssdk:s3-transfer-manager:2.35.4",
    "software.amazon.awssdk:sts:2.35.4",
    "software.amazon.awssdk:apache-client:2.35.4",
    "software.amazon.awssdk:netty-nio-client:2.35.4",
)

SYSTEM_TRUST_STORES = (Path("/etc/ssl/certs/java/cacerts"), Path("/etc/pki/java/cacerts"))

CONF = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # A pruned parser takes rows with too few or too many columns for good ones.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
    # One split of one file a partition: a row's place in its file is its split's offset and its number there.
    "spark.sql.files.openCostInBytes": "128m",
    "spark.sql.files.maxPartitionBytes": "32m",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
    "spark.python.worker.reuse": "true",
}


def spark_session(settings: Settings) -> "SparkSession":
    """Return this process's session, starting it where there is none.

    Outside a cluster ``settings.spark_master`` names the master; inside one spark-submit has decided it.
    """
    from pyspark.sql import SparkSession

    _forget_dead_jvm()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("movielytics")
    for key, value in CONF.items():
        builder = builder.config(key, value)
    if settings.spark_master:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        java_options = f"-Dlog4j2.configurationFile={LOG4J.as_uri()} {settings.spark_java_options}"
        builder = builder.master(settings.spark_master).config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.memory", settings.spark_driver_memory)
        builder = builder.config("spark.driver.extraJavaOptions", java_options)
        builder = builder.config("spark.sql.warehouse.dir", str(settings.state_dir / "spark-warehouse"))
        if settings.landing_uri.startswith("s3"):
            builder = _with_s3a(builder, settings)
    if settings.s3_endpoint_url:
        builder = builder.config("spark.hadoop.fs.s3a.endpoint", settings.s3_endpoint_url)
        builder = builder.config("spark.hadoop.fs.s3a.path.style.access", "true")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _forget_dead_jvm() -> None:
    """Let a retry start anew where this process's JVM was killed: PySpark would talk to the dead one for ever."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    process = getattr(SparkContext._gateway, "proc", None)
    if process is None or process.poll() is None:
        return
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = None


def _with_s3a(builder: "SparkSession.Builder", settings: Settings) -> "SparkSession.Builder":
    """Let Spark fetch what reads S3, once; images have it on board."""
    trusted = next((store for store in SYSTEM_TRUST_STORES if store.exists()), None)
    if trusted:  # the certificates of this machine, which may be behind a proxy of its own, before those of the JRE
        os.environ.setdefault("SPARK_SUBMIT_OPTS", f"-Djavax.net.ssl.trustStore={trusted}")
    return (
        builder.config("spark.jars.packages", ",".join(S3A_JARS))
        .config("spark.jars.excludes", "software.amazon.awssdk:bundle")
        .config("spark.jars.ivy", str(settings.state_dir / "ivy"))
    )
