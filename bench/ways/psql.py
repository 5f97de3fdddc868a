"""Processes of `psql` copy prepared files of clean ratings side by side: the least that a load can cost.

Each fills a table that its transaction creates, with the pipeline's types and FREEZE, without a check, key or index.
Text leaves out the conversion of the time: it keeps the delivered seconds, which are as wide.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.databases import psql

FORMATS = {"text": ("BIGINT", "FORMAT csv, HEADER"), "binary": ("TIMESTAMPTZ", "FORMAT binary")}
"""The type of the time, and the options of COPY, by format."""


def load(url: str, files: list[Path], format_: str) -> None:
    """Load each file with a process of its own, into a table of its own."""
    moment, options = FORMATS[format_]
    scripts = [
        f"""
        BEGIN;
        CREATE TABLE ratings_{number} (user_id INTEGER, movielens_id INTEGER, rating REAL, rated_at {moment});
        \\copy ratings_{number} FROM '{file}' WITH ({options}, FREEZE)
        COMMIT;
        """
        for number, file in enumerate(files)
    ]
    with ThreadPoolExecutor(len(scripts)) as pool:
        list(pool.map(lambda script: psql(url, script), scripts))
