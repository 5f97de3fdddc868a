"""The made-up movies behind all files, as arrays: ids, quality, release, genres, money."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from movielytics.sample_data.words import GENRES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SEASON = np.array([0.55, 0.7, 0.9, 0.85, 1.3, 1.6, 1.5, 0.9, 0.6, 0.75, 1.25, 1.4])
"""Factor of the month of release on the box office, January first."""
GENRE_WEIGHT = np.array([GENRES[name][1] for name in GENRES])
"""Relative frequency of each genre."""
GENRE_TAKINGS = np.array([GENRES[name][2] for name in GENRES])
"""Factor of a movie's first genre on the box office."""
YEARLY_GROWTH = 0.035
KNOWN_REVENUE, KNOWN_BUDGET = 0.4, 0.8
"""Share of movies with known revenue, and the share of these that also have a known budget."""
NO_GENRE = 0.04
"""Share of movies without any genre."""
EPOCH = date(1970, 1, 1)
FIRST_DAY, LAST_DAY = ((day - EPOCH).days for day in (date(1925, 1, 1), date(2017, 9, 30)))
MISSING_MOVIES = 0.04
"""Share of MovieLens ids whose movie is not in the file of movies."""
UNLINKED = 0.02
"""Share of MovieLens ids without a TMDB id."""


@dataclass(frozen=True)
class Catalogue:
    """Arrays with one element per movie, in no order of popularity.

    Attributes:
        tmdb_id: the movie's id.
        movielens_id: its id in ratings.
        delivered: whether it is in movies_metadata.csv.
        linked: whether links.csv has its TMDB id.
        quality: standard normal.
        popularity: weights that sum to 1.
        release: the day of release, in days since 1970-01-01.
        genres: up to three genre numbers, -1 for none; shape (movies, 3).
        revenue: US dollars, 0 if unknown.
        budget: US dollars, 0 if unknown.
    """

    tmdb_id: Ints
    movielens_id: Ints
    delivered: NDArray[np.bool_]
    linked: NDArray[np.bool_]
    quality: Floats
    popularity: Floats
    release: Ints
    genres: Ints
    revenue: Ints
    budget: Ints


def make_catalogue(movies: int, seed: int) -> Catalogue:
    """Make up a catalogue of ``movies`` delivered movies, and some more that movies_metadata.csv lacks."""
    rng = np.random.default_rng([seed, 1])
    count = round(movies / (1 - MISSING_MOVIES))
    delivered = np.ones(count, dtype=bool)
    delivered[rng.permutation(count)[: count - movies]] = False
    quality = rng.normal(size=count)
    weights = rng.permutation(1 / np.arange(5, count + 5) ** 0.9)
    age = rng.beta(1.2, 4.0, count)
    release = (LAST_DAY - age * (LAST_DAY - FIRST_DAY)).astype(np.int64)
    genres = _genres(rng, count)
    # People watch some genres more than others, regardless of the movie.
    weights *= GENRE_WEIGHT[genres[:, 0]] ** 0.3
    revenue, budget = _money(rng, quality, release, genres)
    genres[rng.random(count) < NO_GENRE] = -1
    return Catalogue(
        tmdb_id=np.cumsum(rng.integers(1, 12, count)),
        movielens_id=np.cumsum(rng.integers(1, 4, count)),
        delivered=delivered,
        linked=rng.random(count) >= UNLINKED,
        quality=quality,
        popularity=weights / weights.sum(),
        release=release,
        genres=genres,
        revenue=revenue,
        budget=budget,
    )


def _genres(rng: np.random.Generator, count: int) -> Ints:
    """Return up to three different genres per movie, common ones more often; shape (count, 3), -1 for none."""
    weights = GENRE_WEIGHT / GENRE_WEIGHT.sum()
    genres = rng.choice(len(GENRES), (count, 3), p=weights)
    genres[:, 1:][rng.random((count, 2)) < (0.3, 0.6)] = -1
    genres[genres[:, 1] == genres[:, 0], 1] = -1
    genres[(genres[:, 2] == genres[:, 0]) | (genres[:, 2] == genres[:, 1]), 2] = -1
    return genres


def _money(rng: np.random.Generator, quality: Floats, release: Ints, genres: Ints) -> tuple[Ints, Ints]:
    """Return revenue and budget, which depend on season, genre, quality and year.

    Both are whole dollars at the prices of the time, 0 if unknown.
    """
    count = len(quality)
    months = release.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    prices = np.exp(YEARLY_GROWTH * (months / 12 - 30))  # 1 in the year 2000
    size = (
        np.exp(rng.normal(16.0, 0.9, count) + 0.35 * quality)
        * SEASON[months % 12]
        * GENRE_TAKINGS[genres[:, 0]]
        * prices
    )
    known = rng.random(count) < KNOWN_REVENUE
    revenue = np.where(known, size, 0).astype(np.int64)
    spent = np.where(known & (rng.random(count) < KNOWN_BUDGET), size * rng.uniform(0.2, 0.9, count), 0)
    return revenue, spent.astype(np.int64) // 1000 * 1000
