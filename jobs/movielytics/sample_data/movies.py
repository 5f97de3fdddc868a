"""movies_metadata.csv, row by row."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from movielytics.sample_data import words
from movielytics.sample_data.catalogue import EPOCH, Catalogue

HEADER = (
    "adult", "belongs_to_collection", "budget", "genres", "homepage", "id", "imdb_id", "original_language", "original_title", "overview",
    "popularity", "poster_path", "production_companies", "production_countries", "release_date", "revenue", "runtime", "spoken_languages",
    "status", "tagline", "title", "video", "vote_average", "vote_count",
)  # fmt: skip
PERIOD = 1_500
"""Every kind of dirt stands once in so many rows, at the places below."""
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
                file.write(_broken_in_two(row))
                continue
            writer.writerows(_dirtied(row, place))


def _row(catalogue: Catalogue, index: int, rng: np.random.Generator) -> dict[str, Any]:
    title = _title(rng)
    votes = int(catalogue.popularity[index] * len(catalogue.popularity) * rng.integers(20, 120))
    genres = [{"id": words.GENRE_IDS[genre], "name": words.GENRES[genre]} for genre in catalogue.genres[index].tolist() if genre >= 0]
    company = f"{rng.choice(words.LAST_NAMES)} Pictures"
    values: dict[str, Any] = {
        "adult": False,
        "belongs_to_collection": "",
        "budget": catalogue.budget[index],
        "genres": repr(genres),
        "homepage": "",
        "id": catalogue.tmdb_id[index],
        "imdb_id": f"tt{catalogue.tmdb_id[index]:07d}",
        "original_language": rng.choice(words.LANGUAGES),
        "original_title": title,
        "overview": _overview(rng),
        "popularity": round(float(catalogue.popularity[index]) * 3000, 6),
        "poster_path": f"/{catalogue.tmdb_id[index]:x}.jpg",
        "production_companies": repr([{"name": company, "id": int(rng.integers(1, 5000))}]),
        "production_countries": "[]",
        "release_date": (EPOCH + timedelta(int(catalogue.release[index]))).isoformat(),
        "revenue": catalogue.revenue[index],
        "runtime": float(rng.integers(61, 190)),
        "spoken_languages": "[{'iso_639_1': 'en', 'name': 'English'}]",
        "status": "Released",
        "tagline": f"Nothing is as it seems in {rng.choice(words.PLACES)}." if rng.random() < 0.5 else "",
        "title": title,
        "video": False,
        "vote_average": round(float(np.clip(6.2 + catalogue.quality[index] + rng.normal(0, 0.3), 0.5, 10)), 1) if votes else 0.0,
        "vote_count": votes,
    }
    return values


def _title(rng: np.random.Generator) -> str:
    adjective, noun, other = rng.choice(words.ADJECTIVES), rng.choice(words.NOUNS), rng.choice(words.NOUNS)
    forms = (
        f"The {adjective} {noun}",
        f"{adjective} {noun}s",
        f"The {noun} of {rng.choice(words.PLACES)}",
        f"{rng.choice(words.FIRST_NAMES)}'s {noun}",
        f"{noun}, {other} & {adjective} {rng.choice(words.NOUNS)}",
        f"A {noun} for {rng.choice(words.FIRST_NAMES)}",
    )
    return str(rng.choice(forms))


def _overview(rng: np.random.Generator) -> str:
    hero, place = rng.choice(words.FIRST_NAMES), rng.choice(words.PLACES)
    return (
        f"When {hero} {rng.choice(words.LAST_NAMES)} comes home to {place}, the {rng.choice(words.ADJECTIVES).lower()} "
        f"{rng.choice(words.NOUNS).lower()} isn't what it was, and a {rng.choice(words.NOUNS).lower()} has to be found before winter."
    )


def _broken_in_two(row: dict[str, Any]) -> str:
    """The row as the real file has some: a line break in the middle of an overview that nothing quotes."""
    before, after = HEADER[: HEADER.index("overview")], HEADER[HEADER.index("popularity") :]
    plain = {name: str(value).replace('"', "").replace(",", ";") for name, value in row.items()}
    head = ",".join(plain[name] for name in before)
    tail = ",".join(plain[name] for name in after)
    return f"{head},The first half of a text\n1999-12-31,and the second,{tail}\n"


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
        yield [(row | {"title": f"{row['title']} (Restored)", "vote_count": row["vote_count"] + 1})[name] for name in HEADER]
