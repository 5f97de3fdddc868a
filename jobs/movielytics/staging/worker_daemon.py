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
    # PySpark collects garbage after each task, and would scan the imported modules for 60 ms each time: 2 s of a first
    # run on the sample data.
    gc.freeze()
    manager()
