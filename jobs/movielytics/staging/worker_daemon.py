"""The process that Spark forks its Python workers from: ``pyspark.daemon``, with all that tasks import.

Spark ends workers that had nothing to do for a minute, and to import all of it anew takes two seconds.
"""

import gc
from importlib import import_module

from pyspark.daemon import manager

IMPORTED = (
    "pandas",  # by Arrow, once it sees an array of numpy
    "pyarrow.acero",  # by Arrow, once it groups
    "pgpq",
    "pyspark.worker",
    "movielytics.staging.bulk",
    "movielytics.staging.copy_postgres",
    "movielytics.staging.sink",
)

if __name__ == "__main__":
    for name in IMPORTED:
        import_module(name)
    gc.freeze()  # PySpark collects garbage after each task: what was imported is none, and takes 60 ms to look through
    manager()
