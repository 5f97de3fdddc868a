"""Write movies_metadata.csv, row by row."""

import csv
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from movielytics.sample_data import words
from movielytics.sample_data.catalogue import EPOCH, Catalogue

HEADER = (
    "adult", "belongs_to_collection", "budget", "genres", "homepage", "id", "imdb_id", "original_language",
    "original_title", "overview", "popularity", "poster_path", "production_companies", "production_countries",
    "release_date", "revenue", "runtime", "spoken_languages", "status", "tagline", "title", "video", "vote_average",
    "vote_count",
)  # fmt: skip
GENRE_NAMES = tuple(words.GENRES)
COUNTRIES = tuple(words.COUNTRIES)
IN_COLLECTION, HAS_HOMEPAGE = 0.1, 0.15
"""Shares of movies that belong to a collection, and that have a homepage."""
PERIOD = 1_500
"""Number of rows after which the errors repeat; each kind occurs once in them, at the row numbers below."""
BROKEN_ROW, TEXT_IN_NUMBER, BROKEN_LITERAL, TWICE, NO_DATE, LINE_BREAKS, QUOTES, FOREIGN, ESCAPES = (
    20,
    35,
    50,
    65,
    80,
    95,
    110,
    125,
    140,
)


def write_movies(path: Path, catalogue: Catalogue, seed: int) -> None:
    """Write the delivered movies of the catalogue."""
    rng = np.random.default_rng([seed, 2])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for number, index in enumerate(np.flatnonzero(catalogue.delivered)):
            row = _row(catalogue, int(index), rng)
            place = number % PERIOD
            if place == BROKEN_ROW:
                writer.writerows(_broken_in_two(row))
                continue
            writer.writerows(_dirtied(row, place))


def _pick(rng: np.random.Generator, choices: Sequence[str]) -> str:
    """Return one of the choices: much faster than ``rng.choice``, and a plain ``str``, whose ``repr`` is a literal."""
    return choices[int(rng.integers(len(choices)))]


def _row(catalogue: Catalogue, index: int, rng: np.random.Generator) -> dict[str, Any]:
    title = _title(rng)
    votes = int(catalogue.popularity[index] * len(catalogue.popularity) * rng.integers(20, 120))
    names = [GENRE_NAMES[genre] for genre in catalogue.genres[index].tolist() if genre >= 0]
    language, country, name = _pick(rng, words.LANGUAGES), _pick(rng, COUNTRIES), _pick(rng, words.LAST_NAMES)
    tmdb_id = int(catalogue.tmdb_id[index])
    values: dict[str, Any] = {
        "adult": False,
        "belongs_to_collection": _collection(rng, tmdb_id) if rng.random() < IN_COLLECTION else "",
        "budget": catalogue.budget[index],
        "genres": repr([{"id": words.GENRES[genre][0], "name": genre} for genre in names]),
        "homepage": f"https://movie-{tmdb_id}.example/" if rng.random() < HAS_HOMEPAGE else "",
        "id": tmdb_id,
        "imdb_id": f"tt{tmdb_id:07d}",
        "original_language": language,
        "original_title": title,
        "overview": _overview(rng),
        "popularity": round(float(catalogue.popularity[index]) * 3000, 6),
        "poster_path": f"/{tmdb_id:x}.jpg",
        "production_companies": repr([{"name": f"{name} Pictures", "id": int(rng.integers(1, 5000))}]),
        "production_countries": repr([{"iso_3166_1": country, "name": words.COUNTRIES[country]}]),
        "release_date": (EPOCH + timedelta(int(catalogue.release[index]))).isoformat(),
        "revenue": catalogue.revenue[index],
        "runtime": float(rng.integers(61, 190)),
        "spoken_languages": repr([{"iso_639_1": language, "name": words.SPOKEN[language]}]),
        "status": "Released",
        "tagline": f"Nothing is as it seems in {_pick(rng, words.PLACES)}." if rng.random() < 0.5 else "",
        "title": title,
        "video": False,
        "vote_average": round(float(np.clip(6.2 + catalogue.quality[index] + rng.normal(0, 0.3), 0.5, 10)), 1)
        if votes
        else 0.0,
        "vote_count": votes,
    }
    return values


def _title(rng: np.random.Generator) -> str:
    adjective, noun, other = _pick(rng, words.ADJECTIVES), _pick(rng, words.NOUNS), _pick(rng, words.NOUNS)
    forms = (
        f"The {adjective} {noun}",
        f"{adjective} {noun}s",
        f"The {noun} of {_pick(rng, words.PLACES)}",
        f"{_pick(rng, words.FIRST_NAMES)}'s {noun}",
        f"{noun}, {other} & {adjective} {_pick(rng, words.NOUNS)}",
        f"A {noun} for {_pick(rng, words.FIRST_NAMES)}",
    )
    return _pick(rng, forms)


def _overview(rng: np.random.Generator) -> str:
    hero, place = _pick(rng, words.FIRST_NAMES), _pick(rng, words.PLACES)
    return (
        f"When {hero} {_pick(rng, words.LAST_NAMES)} comes home to {place}, the {_pick(rng, words.ADJECTIVES).lower()} "
        f"{_pick(rng, words.NOUNS).lower()} isn't what it was, "
        f"and a {_pick(rng, words.NOUNS).lower()} has to be found before winter."
    )


def _collection(rng: np.random.Generator, tmdb_id: int) -> str:
    name = f"The {_pick(rng, words.NOUNS)} of {_pick(rng, words.PLACES)} Collection"
    return repr({"id": 100_000 + tmdb_id, "name": name, "poster_path": f"/c{tmdb_id:x}.jpg", "backdrop_path": None})


def _broken_in_two(row: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield the row in two halves, as in the real file: its overview has a line break and is not quoted.

    Both halves have too few columns, and the release date ends up where the second half's id should be.
    """
    middle = HEADER.index("overview")
    yield [*(row[name] for name in HEADER[:middle]), "The first half of a text"]
    yield [" and the second half", *(row[name] for name in HEADER[middle + 1 :])]


def _dirtied(row: dict[str, Any], place: int) -> Iterator[list[Any]]:
    changes: dict[int, dict[str, Any]] = {
        TEXT_IN_NUMBER: {"budget": row["poster_path"]},
        BROKEN_LITERAL: {"genres": row["genres"][:-3]},
        TWICE: {},
        NO_DATE: {"release_date": "", "runtime": "", "status": ""},
        LINE_BREAKS: {"overview": f'{row["overview"]}\n\nA second paragraph, with "quotes"\r\nand a third.'},
        QUOTES: {"title": f'"{row["title"]}", or: {row["title"]}', "tagline": 'He said: "No."'},
        FOREIGN: {
            "title": words.FOREIGN_TITLES[row["vote_count"] % len(words.FOREIGN_TITLES)],
            "original_language": "xx",
        },
        ESCAPES: {"genres": "[{'id': 4711, 'name': 'Rock \\'n\\' Roll'}, {'id': 4712, 'name': \"Children's\"}]"},
    }
    yield [(row | changes.get(place, {}))[name] for name in HEADER]
    if place == TWICE:
        yield [
            (row | {"title": f"{row['title']} (Restored)", "vote_count": row["vote_count"] + 1})[name]
            for name in HEADER
        ]
