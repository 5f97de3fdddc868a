"""Splitting files otherwise than a run does, to see that nothing depends on it."""

OTHER_SPLIT_BYTES = "5m"


def split_otherwise() -> None:
    """Let the Spark that this worker will start cut files into splits of another size; the steps' other settings stay."""
    from movielytics.staging import session

    session.CONF["spark.sql.files.maxPartitionBytes"] = OTHER_SPLIT_BYTES
