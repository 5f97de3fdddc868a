"""Split files differently from a run, to check that the result does not depend on it."""

import os

OTHER_SPLIT_BYTES = "5m"
OTHER_RANGE_BYTES = 3_000_000


def split_otherwise() -> None:
    """Make this worker cut files into ranges and splits of other sizes; call it before the worker's first step."""
    from movielytics.settings import get_settings
    from movielytics.staging import session

    os.environ["MOVIELYTICS_RANGE_BYTES"] = str(OTHER_RANGE_BYTES)
    get_settings.cache_clear()
    session.CONF["spark.sql.files.maxPartitionBytes"] = OTHER_SPLIT_BYTES
