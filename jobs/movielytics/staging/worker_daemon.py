"""The process that Spark forks its Python workers from: ``pyspark.daemon``, with all modules that tasks import.

Spark ends workers that are idle for a minute, and importing all modules again takes two seconds.
"""

import gc
from importlib import import_module

from pyspark.daemon import manager

IMPORTED = (
    "pandas",  # by Arrow, once it sees a NumPy array
    "pyarrow.acero",  # by Arrow, once it groups
    "pgpq",
    "pyspark.worker",
    "movielytics.staging.fast_path",
    "movielytics.warehouse.postgres.copy",
    "movielytics.staging.sink",
)

if __name__ == "__main__":
    for name in IMPORTED:
        import_module(name)
    gc.freeze()  # PySpark collects garbage after each task; scanning the imported modules each time would take 60 ms
    manager()
