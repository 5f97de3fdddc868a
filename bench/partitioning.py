"""Cutting files otherwise than a run does, to see that nothing depends on it."""

import os

OTHER_SPLIT_BYTES = "5m"
OTHER_RANGE_BYTES = 3_000_000


def split_otherwise() -> None:
    """Let this worker, before its first step, cut files into ranges and splits of other sizes; its other settings stay."""
    from movielytics.settings import get_settings
    from movielytics.staging import session

    os.environ["MOVIELYTICS_RANGE_BYTES"] = str(OTHER_RANGE_BYTES)
    get_settings.cache_clear()
    session.CONF["spark.sql.files.maxPartitionBytes"] = OTHER_SPLIT_BYTES
