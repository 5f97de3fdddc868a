"""Spark reads the CSV file and writes through JDBC: with Spark's defaults, and with the best settings.

The functions run in a worker whose Spark has none of the pipeline's settings.
"""

import os
import sys
from pathlib import Path

from psycopg2.extensions import parse_dsn

from movielytics.local import java

BATCH = 10_000
PARTITIONS = 2
TABLE = "CREATE TABLE ratings (user_id INTEGER, movielens_id INTEGER, rating NUMERIC(2, 1), rated_at TIMESTAMPTZ)"


def start(state_dir: Path, jar: Path, memory: str) -> None:
    """Start Spark with PostgreSQL's driver and a heap of ``memory``."""
    from pyspark.sql import SparkSession

    os.environ.update(
        JAVA_HOME=str(java.java_home(state_dir)), PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1"
    )
    conf: dict[str, bool | float | int | str | None] = {
        "spark.jars": str(jar),
        "spark.driver.memory": memory,
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(state_dir / "spark-warehouse"),
    }
    SparkSession.builder.master("local[*]").config(map=conf).getOrCreate().sparkContext.setLogLevel("ERROR")


def load(url: str, file: Path, *, best: bool) -> None:
    """Create the table ``ratings`` and load a file of delivered ratings into it."""
    import psycopg2
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as F  # noqa: N812

    login = parse_dsn(url)
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(TABLE)
    connection.close()
    spark = SparkSession.builder.getOrCreate()
    rows = spark.read.csv(
        str(file), header=True, schema="userId INT, movieId INT, rating DECIMAL(2, 1), timestamp BIGINT"
    ).select(
        F.col("userId").alias("user_id"),
        F.col("movieId").alias("movielens_id"),
        "rating",
        F.timestamp_seconds("timestamp").alias("rated_at"),
    )
    jdbc = f"jdbc:postgresql://{login['host']}:{login['port']}/{login['dbname']}"
    properties = {"user": login["user"], "password": login["password"], "driver": "org.postgresql.Driver"}
    if best:
        rows = rows.coalesce(PARTITIONS)
        properties |= {"batchsize": str(BATCH), "reWriteBatchedInserts": "true"}
    rows.write.jdbc(jdbc, "ratings", mode="append", properties=properties)
