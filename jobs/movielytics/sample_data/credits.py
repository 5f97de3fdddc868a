"""credits.csv: casts and crews."""

import csv
from pathlib import Path
from typing import Any

import numpy as np

from movielytics.sample_data import words
from movielytics.sample_data.catalogue import Catalogue

PEOPLE = len(words.FIRST_NAMES) * len(words.LAST_NAMES)


def write_credits(path: Path, catalogue: Catalogue, seed: int) -> None:
    """Write a cast and a crew for every delivered movie, and for a few that are not delivered."""
    rng = np.random.default_rng([seed, 3])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["cast", "crew", "id"])
        for index in np.flatnonzero(catalogue.delivered | (np.arange(len(catalogue.delivered)) % 100 == 0)).tolist():
            people = rng.choice(PEOPLE, size=rng.integers(2, 7), replace=False).tolist()
            movie = int(catalogue.tmdb_id[index])
            cast = [_member(movie, place, person) for place, person in enumerate(people[1:])]
            crew = [
                {
                    "credit_id": f"{movie:08x}c",
                    "department": "Directing",
                    "id": 1000 + people[0],
                    "job": "Director",
                    "name": _name(people[0]),
                }
            ]
            writer.writerow([cast, crew, movie])


def _name(person: int) -> str:
    return f"{words.FIRST_NAMES[person % len(words.FIRST_NAMES)]} {words.LAST_NAMES[person // len(words.FIRST_NAMES)]}"


def _member(movie: int, place: int, person: int) -> dict[str, Any]:
    return {
        "cast_id": place + 1,
        "character": (
            f'"{words.ADJECTIVES[person % len(words.ADJECTIVES)]}" '
            f"{words.LAST_NAMES[(person + place) % len(words.LAST_NAMES)]}"
        ),
        "credit_id": f"{movie:08x}{place:02x}",
        "gender": person % 3,
        "id": 1000 + person,
        "name": _name(person),
        "order": place,
        "profile_path": None if person % 4 else f"/{person:x}.jpg",
    }
