"""The Spark session of a staging load."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from movielytics.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOG4J = Path(__file__).with_name("log4j2.properties")

CONF = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
    # Sources are loaded in parallel, each in its own pool, so that a small one does not wait for a large one.
    "spark.scheduler.mode": "FAIR",
    "spark.python.worker.reuse": "true",
    "spark.python.daemon.module": "movielytics.staging.worker_daemon",
}


def spark_session(settings: Settings) -> "SparkSession":
    """Return this process's session; start it if there is none.

    Outside a cluster, ``settings.spark_master`` names the master; inside one, spark-submit has set it.
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
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def jvm_has_ended() -> bool:
    """Return whether the JVM that this process has started is dead."""
    from pyspark import SparkContext

    process = getattr(SparkContext._gateway, "proc", None)
    return process is not None and process.poll() is not None


def _forget_dead_jvm() -> None:
    """Forget a JVM that was killed, so that a retry starts another one: PySpark would keep calling the dead one."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    if jvm_has_ended():
        SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
        SparkSession._instantiatedSession = None
