"""ratings.csv and links.csv, in chunks of users so that memory does not grow with the number of ratings."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from movielytics.sample_data.catalogue import Catalogue, Ints

CRLF = "\r\n"
USERS_A_CHUNK = 2_000
RATINGS_A_USER = 149
HALVES = pa.array([f"{half / 2}" for half in range(11)])
REPEATED_PICKS = 1.24
"""So many times the wanted picks are drawn: a user's repeated picks of a movie fall away."""
FIRST_SECOND, LAST_SECOND = 825_000_000, 1_500_000_000
BAD_LINES = ("{user},{movie},5.7,{second}", "{user},{movie},3.0,yesterday", "{user},{movie},4.0")


def write_links(path: Path, catalogue: Catalogue) -> None:
    """Write the TMDB id of every MovieLens id, empty where it is unknown."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("movieId,imdbId,tmdbId\r\n")
        for movielens, tmdb, linked in zip(catalogue.movielens_id, catalogue.tmdb_id, catalogue.linked, strict=True):
            file.write(f"{movielens},{tmdb:07d},{tmdb if linked else ''}\r\n")


def write_ratings(path: Path, catalogue: Catalogue, ratings: int, seed: int) -> None:
    """Write about ``ratings`` ratings, ordered by user and movie."""
    with path.open("wb") as file:
        file.write(b"userId,movieId,rating,timestamp\r\n")
        for chunk in _chunks(catalogue, ratings, seed):
            file.write(chunk)


def _chunks(catalogue: Catalogue, ratings: int, seed: int) -> Iterator[bytes]:
    users = max(1, round(ratings / RATINGS_A_USER))
    cumulative = np.cumsum(catalogue.popularity)
    for number, first in enumerate(range(1, users + 1, USERS_A_CHUNK)):
        rng = np.random.default_rng([seed, 4, number])
        count = min(USERS_A_CHUNK, users + 1 - first)
        wanted = ratings * count / users
        activity = rng.lognormal(0, 0.9, count)
        per_user = np.maximum(1, activity / activity.sum() * wanted * REPEATED_PICKS).astype(np.int64)
        user = np.repeat(np.arange(first, first + count), per_user)
        movie = np.searchsorted(cumulative, rng.random(len(user)) * cumulative[-1]).clip(max=len(cumulative) - 1)
        pairs = np.unique(user * len(cumulative) + movie)
        yield _lines(catalogue, pairs // len(cumulative), pairs % len(cumulative), rng)


def _lines(catalogue: Catalogue, user: Ints, movie: Ints, rng: np.random.Generator) -> bytes:
    half = np.rint(2 * (3.3 + 0.5 * catalogue.quality[movie] + rng.normal(0, 0.8, len(user)))).clip(1, 10).astype(np.int64)
    second = rng.integers(FIRST_SECOND, LAST_SECOND, len(user))
    twice = rng.choice(len(user), max(1, len(user) // 5_000))
    lines = [
        _csv(user, catalogue.movielens_id[movie], half, second),
        _csv(user[twice], catalogue.movielens_id[movie[twice]], 11 - half[twice], second[twice] + 60),
    ]
    for bad in BAD_LINES:
        lines.append(bad.format(user=user[-1], movie=catalogue.movielens_id[movie[-1]], second=second[-1]).encode() + b"\r\n")
    return b"".join(lines)


def _csv(user: Ints, movie: Ints, half: Ints, second: Ints) -> bytes:
    columns = (
        pc.cast(pa.array(user), pa.string()),
        pc.cast(pa.array(movie), pa.string()),
        HALVES.take(pa.array(half)),
        pc.cast(pa.array(second), pa.string()),
    )
    lines = pc.binary_join_element_wise(*columns, ",")
    whole = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
    return f"{pc.binary_join(whole, CRLF)[0]}{CRLF}".encode()
