"""Load the classes that the staging loads use: a program for spark-submit, without a warehouse and files.

It imports nothing of this package; see archive.py.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pyarrow as pa
from py4j.protocol import Py4JJavaError
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql.pandas.functions import arrow_udf


def load(spark: SparkSession) -> None:
    """Read, clean, rank and derive a few rows with the operations of ``movielytics.staging``."""

    def same(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from batches

    def text(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            numbers = batch["id"].to_pylist()
            yield pa.record_batch({"number": batch["id"], "text": [f"2000-01-{number + 1:02}" for number in numbers]})

    rows = spark.range(0, 4, 1, 2).mapInArrow(text, "number BIGINT, text STRING").repartition(2, "number")
    ranked = _ranked(_typed(rows))
    ranked.persist()
    ranked.mapInArrow(same, ranked.schema).collect()
    for derived in (_grouped(ranked), _dates(ranked)):
        derived.mapInArrow(same, derived.schema).collect()
    known = F.broadcast(spark.createDataFrame([(1, 2)], "number BIGINT, base BIGINT"))
    ranked.where("status = 'staged'").join(known, "number").coalesce(1).select("base").collect()
    ranked.unpersist()


def _typed(rows: DataFrame) -> DataFrame:
    size = arrow_udf(lambda texts: pa.array([[len(text)] for text in texts.to_pylist()]), "array<bigint>")  # type: ignore[call-overload]
    wrong = F.when(F.col("text").rlike("^x") | F.col("day").isNull(), F.struct(F.lit("code").alias("code")))
    problems = F.array_compact(F.array(wrong, wrong))
    return (
        rows.withColumns({"text": F.when(F.trim("text") != "", F.regexp_replace("text", "^(.)", "$1"))})
        .withColumn("day", F.regexp_replace("text", "/", "-").try_cast("date"))
        .withColumn("amount", F.col("number").cast("string").try_cast("decimal(9,3)"))
        .withColumn("share", F.col("text").try_cast("double"))
        .withColumn("flag", F.substring("text", 1, 1).try_cast("boolean"))
        .withColumn("at", F.col("number").try_cast("timestamp"))
        .withColumn("sizes", size("text"))
        .withColumn("problems", problems)
        .withColumn("words", F.array_join(F.transform("problems", lambda problem: problem["code"]), "; "))
        .where(F.col("day").between(F.lit("1990-01-01").cast("date"), F.current_date()))
    )


def _ranked(rows: DataFrame) -> DataFrame:
    latest_first = Window.partitionBy("day").orderBy(F.desc("number"))
    status = F.when(F.size("problems") > 0, "quarantined").when(F.row_number().over(latest_first) > 1, "superseded")
    return rows.withColumn("status", F.coalesce(status, F.lit("staged")))


def _grouped(rows: DataFrame) -> DataFrame:
    each = rows.select("number", "text", F.explode_outer(F.array_distinct("sizes")).alias("size"))
    return each.groupBy("size").agg(F.max_by("text", F.struct("number")).alias("text"), F.max("number").alias("number"))


def _dates(rows: DataFrame) -> DataFrame:
    return rows.groupBy("day").agg(F.max("number").alias("n")).select("day", F.quarter("day").alias("quarter"), "n")


def submit(spark: SparkSession) -> None:
    """Submit a driver to a Kubernetes that does not respond: only what precedes the answer needs classes."""
    jvm: Any = spark.sparkContext._jvm
    jvm.java.lang.System.setProperty("kubernetes.request.retry.backoffLimit", "0")
    conf = {
        "spark.kubernetes.container.image": "none",
        "spark.kubernetes.authenticate.submission.oauthToken": "none",
        "spark.kubernetes.submission.waitAppCompletion": "false",
    }
    arguments = ["--master=k8s://https://127.0.0.1:1", "--deploy-mode=cluster", "--name=none"]
    arguments += [f"--conf={name}={value}" for name, value in conf.items()]
    words = spark.sparkContext._gateway.new_array(jvm.java.lang.String, len(arguments) + 1)  # type: ignore[union-attr]
    for number, word in enumerate([*arguments, "local:///none.py"]):
        words[number] = word
    with suppress(Py4JJavaError):
        jvm.org.apache.spark.deploy.InProcessSparkSubmit.main(words)


def main() -> None:
    """Run a load, and a submission if an argument asks for it."""
    conf = {"spark.scheduler.mode": "FAIR", "spark.sql.shuffle.partitions": "2", "spark.sql.session.timeZone": "UTC"}
    builder = SparkSession.builder.appName("movielytics")
    for name, value in conf.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    load(spark)
    if "--submission" in sys.argv:
        submit(spark)
    spark.stop()


if __name__ == "__main__":
    main()
