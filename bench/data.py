"""The files to load: made-up deliveries, the clean ratings of one, and a small delivery of changes."""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pgpq import ArrowToPostgresBinaryEncoder
from pyarrow import csv

from movielytics.sample_data.generate import generate

HEADER = "userId,movieId,rating,timestamp\r\n"
HALVES = [f"{half / 2}" for half in range(1, 11)]
PROCESSES = 2
"""Processes that copy the clean ratings side by side."""
EVERY = 200
"""One in ``EVERY`` ratings is changed and one is new: together 1 %."""


@dataclass(frozen=True)
class Delivery:
    """A landing zone.

    Attributes:
        folder: the landing zone.
        ratings: the file of ratings in it, ``ratings/1.csv``.
    """

    folder: Path

    @property
    def ratings(self) -> Path:
        return self.folder / "ratings" / "1.csv"


def deliver(folder: Path, scale: float) -> Delivery:
    """Make a landing zone. Its ratings are a folder, so that more files can be added."""
    delivery = Delivery(folder)
    generate(folder, scale)
    delivery.ratings.parent.mkdir()
    (folder / "ratings.csv").rename(delivery.ratings)
    return delivery


def shuffle(full: Delivery, folder: Path) -> Delivery:
    """Make a landing zone like ``full``, whose ratings are in random order."""
    shutil.copytree(full.folder, folder, copy_function=os.link)
    shuffled = Delivery(folder)
    header, *lines = full.ratings.read_bytes().splitlines(keepends=True)
    random.Random(1).shuffle(lines)  # noqa: S311 - the same order in every measurement
    shuffled.ratings.unlink()
    with shuffled.ratings.open("wb") as written:
        written.writelines([header, *lines])
    return shuffled


def head(file: Path, rows: int, out: Path) -> int:
    """Write the header and the first ``rows`` rows of a ratings file; return the number of rows written."""
    with file.open("rb") as lines, out.open("wb") as written:
        written.write(next(lines))
        count = 0
        for count, line in enumerate(islice(lines, rows), 1):  # noqa: B007 - the last value is the number of rows
            written.write(line)
    return count


def write_clean(file: Path, out: Path) -> int:
    """Write the valid ratings of a delivered file, the last one per user and movie; return their number.

    This does not use the pipeline, so that the two can be compared.
    """
    options = csv.ConvertOptions(
        column_types={"userId": pa.int32(), "movieId": pa.int32(), "rating": pa.string(), "timestamp": pa.string()}
    )
    rows = csv.read_csv(
        file, parse_options=csv.ParseOptions(invalid_row_handler=lambda _: "skip"), convert_options=options
    )
    good = pc.and_(
        pc.is_in(rows["rating"], pa.array(HALVES)), pc.match_substring_regex(rows["timestamp"], r"^\d{9,10}$")
    )
    rows = rows.filter(good)
    keys = rows["userId"].to_numpy().astype(np.int64) << 32 | rows["movieId"].to_numpy()
    _, from_end = np.unique(keys[::-1], return_index=True)
    rows = rows.take(pa.array(np.sort(len(keys) - 1 - from_end)))
    csv.write_csv(rows, out, csv.WriteOptions(quoting_style="none"))
    return int(rows.num_rows)


def write_parts(clean: Path, parts: int) -> tuple[list[Path], list[Path]]:
    """Write clean ratings as ``parts`` files of text, and as many in PostgreSQL's binary format with its own types."""
    types = {"userId": pa.int32(), "movieId": pa.int32(), "rating": pa.float32(), "timestamp": pa.int64()}
    rows = csv.read_csv(clean, convert_options=csv.ConvertOptions(column_types=types))
    texts, binaries = [], []
    for number in range(parts):
        begin, end = (len(rows) * edge // parts for edge in (number, number + 1))
        part = rows.slice(begin, end - begin)
        texts.append(clean.with_name(f"clean-{number}.csv"))
        csv.write_csv(part, texts[-1])
        micros = pc.multiply(part["timestamp"], 1_000_000).cast(pa.timestamp("us", "UTC"))
        binaries.append(texts[-1].with_suffix(".binary"))
        _write_binary(part.set_column(3, "timestamp", micros), binaries[-1])
    return texts, binaries


def _write_binary(rows: pa.Table, out: Path) -> None:
    encoder = ArrowToPostgresBinaryEncoder(rows.schema)
    with out.open("wb") as written:
        written.write(encoder.write_header())
        for batch in rows.to_batches(max_chunksize=65_536):
            written.write(encoder.write_batch(batch))
        written.write(encoder.finish())


def write_changes(clean: Path, out: Path) -> int:
    """Write a delivery as large as 1 % of the clean ratings: half are changed a minute later, half are by new users."""
    with clean.open() as lines, out.open("w", newline="") as written:
        next(lines)
        written.write(HEADER)
        last_user = 0
        count = 0
        new = []
        for number, line in enumerate(lines):
            if number % (EVERY // 2):
                continue
            user, movie, stars, second = line.split(",")
            last_user = max(last_user, int(user))
            count += 1
            if number % EVERY:
                new.append((int(user), movie, stars, second.strip()))
            else:
                written.write(f"{user},{movie},{5.5 - float(stars)},{int(second) + 60}\r\n")
        for user_, movie, stars, second in new:
            written.write(f"{2 * last_user + user_},{movie},{stars},{second}\r\n")
    return count


@dataclass(frozen=True)
class Files:
    """The files made from one delivery.

    Attributes:
        full: the delivery.
        clean: its valid ratings, ``clean_rows`` rows.
        texts: the clean ratings in as many files as there are processes to copy them.
        binaries: the same in PostgreSQL's binary format.
        head: its first ratings as delivered, ``head_rows`` rows.
        changes: a further delivery of ``changed_rows`` new and changed ratings.
    """

    full: Delivery
    clean: Path
    clean_rows: int
    texts: list[Path]
    binaries: list[Path]
    head: Path
    head_rows: int
    changes: Path
    changed_rows: int


def prepare(full: Delivery, folder: Path, head_rows: int) -> Files:
    """Write the files made from a delivery into ``folder``; ``Files.head`` has at most ``head_rows`` rows."""
    clean, changes, first = (folder / f"{name}.csv" for name in ("clean", "changes", "head"))
    clean_rows = write_clean(full.ratings, clean)
    texts, binaries = write_parts(clean, PROCESSES)
    return Files(
        full=full,
        clean=clean,
        clean_rows=clean_rows,
        texts=texts,
        binaries=binaries,
        head=first,
        head_rows=head(full.ratings, head_rows, first),
        changes=changes,
        changed_rows=write_changes(clean, changes),
    )


@contextmanager
def delivered(files: Files) -> Iterator[None]:
    """Deliver the changes as one more ratings file, for the duration of the context."""
    place = files.full.ratings.with_name("2.csv")
    os.link(files.changes, place)
    try:
        yield
    finally:
        place.unlink()


@contextmanager
def delivered_again(files: Files) -> Iterator[None]:
    """Deliver the full ratings file again, one rating longer, for the duration of the context."""
    size = files.full.ratings.stat().st_size
    with files.full.ratings.open("a", newline="") as ratings:
        ratings.write("1,1,3.0,1500000000\r\n")
    try:
        yield
    finally:
        os.truncate(files.full.ratings, size)
