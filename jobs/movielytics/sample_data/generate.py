"""Write all files of a landing zone."""

from pathlib import Path

import numpy as np

from movielytics.errors import LandingError
from movielytics.landing.identity import MARKER
from movielytics.sample_data.catalogue import make_catalogue
from movielytics.sample_data.credits import write_credits
from movielytics.sample_data.movies import write_movies
from movielytics.sample_data.ratings import write_links, write_ratings

FILES = tuple(f"{name}.csv" for name in ("movies_metadata", "links", "ratings", "credits", "cpi"))
MOVIES, RATINGS = 4_500, 100_000
MOVIES_GROWTH = 0.415
"""Exponent of the scale for the number of movies: the real dataset has 260 times the ratings, 10 times the movies."""
SMALLEST_MOVIES, SMALLEST_RATINGS = 500, 400
"""Lower limits at any scale: every kind of error occurs, and still less than 1 % of a file's rows are unusable."""


def generate(out: Path, scale: float = 1.0, seed: int = 0) -> list[Path]:
    """Write movies_metadata.csv, links.csv, ratings.csv, credits.csv and cpi.csv into the folder ``out``.

    Args:
        out: the folder; created if it does not exist.
        scale: 1 for 4,500 movies and 100,000 ratings; 260 for 45,000 and 26 million. Memory does not grow with ratings.
        seed: the same scale and seed give the same bytes.

    Returns:
        The files; a hidden marker (``landing.identity.MARKER``) is next to them.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).touch()  # first, so that even a partial delivery can be recognised
    catalogue = make_catalogue(max(SMALLEST_MOVIES, round(MOVIES * scale**MOVIES_GROWTH)), seed)
    files = [out / name for name in FILES]
    movies, links, ratings, credits_, cpi = files
    write_movies(movies, catalogue, seed)
    write_links(links, catalogue)
    write_ratings(ratings, catalogue, max(SMALLEST_RATINGS, round(RATINGS * scale)), seed)
    write_credits(credits_, catalogue, seed)
    write_cpi(cpi, seed)
    return files


def refuse_own_files(out: Path) -> None:
    """Refuse to overwrite a user's own files.

    Raises:
        LandingError: a file that ``generate`` would write exists in ``out``, and no marker declares it sample data.
    """
    if (out / MARKER).exists():
        return
    for name in FILES:
        if (out / name).exists():
            raise LandingError(not_sample_data(str(out / name)))


def not_sample_data(file: str) -> str:
    """Return the message about a file that sample data would overwrite."""
    return (
        f"{file} exists and is not marked as sample data: nothing was written. "
        "Name another folder or prefix, or remove the files there"
    )


def write_cpi(path: Path, seed: int) -> None:
    """Write a price index from January 1999 to April 2022 that rises about 3 % per year, then a month without one."""
    rng = np.random.default_rng([seed, 5])
    months = np.arange("1999-01", "2022-05", dtype="datetime64[M]")
    index = 102.7 * np.exp(np.cumsum(rng.normal(0.0025, 0.002, len(months))))
    lines = [f"{month}-01,{value:.3f}" for month, value in zip(months, index, strict=True)]
    path.write_text("\n".join(["DATE,CUSR0000SS62031", *lines, "2022-05-01,."]) + "\n")
