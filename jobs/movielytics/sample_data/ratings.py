"""Write ratings.csv and links.csv, in chunks of users so that memory does not grow with the number of ratings."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from movielytics.sample_data.catalogue import Catalogue, Ints

CRLF = "\r\n"
USERS_A_CHUNK = 2_000
RATINGS_A_USER = 149
HALVES = tuple(f"{half / 2}" for half in range(11))
OVERSAMPLE = 1.5
"""Picks drawn per wanted pick; a user's repeated picks of a movie are dropped, and so is the excess."""
LEAST_ACTIVE = 0.13
"""Ratings of the least active user, as a share of the average user's."""
RATINGS_A_REPEAT = 5_000
"""Ratings per rating that is delivered a second time with another value."""
FIRST_SECOND, LAST_SECOND = 825_000_000, 1_500_000_000
DAY = 86_400
SEEN_WITHIN = 90 * DAY
"""Seconds after the release of a movie within which users rate it who joined before its release."""
BAD_LINES = ("{user},{movie},5.7,{second}", "{user},{movie},3.0,yesterday", "{user},{movie},4.0")


def write_links(path: Path, catalogue: Catalogue) -> None:
    """Write the TMDB id of every MovieLens id; empty if it is unknown."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("movieId,imdbId,tmdbId\r\n")
        for movielens, tmdb, linked in zip(catalogue.movielens_id, catalogue.tmdb_id, catalogue.linked, strict=True):
            file.write(f"{movielens},{tmdb:07d},{tmdb if linked else ''}\r\n")


def write_ratings(path: Path, catalogue: Catalogue, ratings: int, seed: int) -> None:
    """Write ``ratings`` rows ordered by user, including the malformed and the repeated ones."""
    with path.open("wb") as file:
        file.write(b"userId,movieId,rating,timestamp\r\n")
        for chunk in _chunks(catalogue, ratings, seed):
            file.write(chunk)


def _chunks(catalogue: Catalogue, ratings: int, seed: int) -> Iterator[bytes]:
    users = max(1, round(ratings / RATINGS_A_USER))
    for number, first in enumerate(range(1, users + 1, USERS_A_CHUNK)):
        rng = np.random.default_rng([seed, 4, number])
        after = min(first + USERS_A_CHUNK, users + 1)
        rows = ratings * (after - 1) // users - ratings * (first - 1) // users
        repeats = max(1, rows // RATINGS_A_REPEAT)
        user, movie = _picks(catalogue, range(first, after), rows - repeats - len(BAD_LINES), rng)
        yield _lines(catalogue, user, movie, repeats, rng)


def _picks(catalogue: Catalogue, users: range, wanted: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return ``wanted`` distinct, sorted pairs of a user and a movie's index in the catalogue, as two arrays."""
    movies = len(catalogue.popularity)
    cumulative = np.cumsum(catalogue.popularity)
    activity = np.cumsum(LEAST_ACTIVE + rng.lognormal(0, 0.9, len(users)))
    pairs: Ints = np.empty(0, dtype=np.int64)
    while len(pairs) < wanted:
        draws = round(wanted * OVERSAMPLE)
        user = np.searchsorted(activity, rng.random(draws) * activity[-1]).clip(max=len(users) - 1)
        movie = np.searchsorted(cumulative, rng.random(draws) * cumulative[-1]).clip(max=movies - 1)
        pairs = np.unique(np.concatenate([pairs, user * movies + movie]))
    chosen = np.sort(rng.choice(pairs, wanted, replace=False, shuffle=False))
    return users.start + chosen // movies, chosen % movies


def _lines(catalogue: Catalogue, user: Ints, movie: Ints, repeats: int, rng: np.random.Generator) -> bytes:
    stars = 3.3 + 0.5 * catalogue.quality[movie] + rng.normal(0, 0.8, len(user))
    half = np.rint(2 * stars).clip(1, 10).astype(np.int64)
    joined = rng.integers(FIRST_SECOND, LAST_SECOND, user[-1] - user[0] + 1)
    out = catalogue.release[movie] * DAY + DAY  # nobody rates a movie before its day of release is over
    second = np.maximum(
        joined[user - user[0]] + rng.integers(0, DAY, len(user)), out + rng.integers(0, SEEN_WITHIN, len(user))
    )
    again = rng.choice(len(user), repeats, replace=False)
    columns = [
        np.concatenate([user, user[again]]),
        np.concatenate([catalogue.movielens_id[movie], catalogue.movielens_id[movie[again]]]),
        np.concatenate([half, 11 - half[again]]),
        np.concatenate([second, second[again] + 60]),
    ]
    order = np.argsort(columns[0], kind="stable")  # a repeated rating comes after all others of its user
    bad = [
        f"{line.format(user=user[-1], movie=catalogue.movielens_id[movie[-1]], second=second[-1])}{CRLF}".encode()
        for line in BAD_LINES
    ]
    return b"".join([_csv(*(column[order] for column in columns)), *bad])


def _csv(*columns: Ints) -> bytes:
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return "".join([f"{user},{movie},{HALVES[half]},{second}{CRLF}" for user, movie, half, second in rows]).encode()
