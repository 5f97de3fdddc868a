"""Lets Spark fetch its client for S3, and puts the jars whose checksums are locked into ./jars: the others come with Spark."""

from hashlib import sha256
from pathlib import Path

from pyspark.sql import SparkSession
from s3a import JARS, fetching_conf

SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config(map=fetching_conf(Path.cwd())).getOrCreate().stop()

locked = dict(line.split() for line in JARS.read_text().splitlines())
fetched = {sha256(jar.read_bytes()).hexdigest(): jar for jar in Path("ivy", "jars").glob("*.jar")}
missing = [path for checksum, path in locked.items() if checksum not in fetched]
if missing:
    raise SystemExit(f"not fetched, or with another checksum: {', '.join(missing)}")
for checksum, path in locked.items():
    fetched[checksum].rename(Path("jars", Path(path).name)).chmod(0o644)
