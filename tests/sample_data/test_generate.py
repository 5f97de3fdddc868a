"""Sample files are the same each time, of any size, in the form of the real ones and as dirty."""

import ast
import csv
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from movielytics.landing.datasets import DATASETS
from movielytics.sample_data.generate import generate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generate(folder)
    return folder


def rows(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def test_the_same_seed_gives_the_same_bytes_and_another_others(folder: Path, tmp_path: Path) -> None:
    again, other = generate(tmp_path / "again"), generate(tmp_path / "other", seed=1)
    originals = [folder / file.name for file in again]
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in originals]
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(other, originals, strict=True))


def test_there_are_thousands_of_movies_and_about_100_000_ratings(folder: Path) -> None:
    assert 4_400 < len(rows(folder, "movies_metadata")) < 4_600
    assert 90_000 < len(rows(folder, "ratings")) < 110_000


def test_movies_grow_slower_than_ratings_and_memory_not_at_all(tmp_path: Path) -> None:
    peaks = []
    for scale in (10, 20):
        tracemalloc.start()
        generate(tmp_path, scale)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.35 * peaks[0]
    assert len(rows(tmp_path, "movies_metadata")) == pytest.approx(4_500 * 20**0.415, rel=0.02)
    assert len(rows(tmp_path, "ratings")) == pytest.approx(2_000_000, rel=0.1)


def test_the_headers_are_those_of_the_real_files(folder: Path) -> None:
    for name, dataset in DATASETS.items():
        header = (folder / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0].strip().split(",")
        assert {dataset.aliases.get(column, column) for column in header} >= set(dataset.columns)


def test_every_kind_of_dirt_is_there(folder: Path) -> None:
    movies = rows(folder, "movies_metadata")
    whole = [row for row in movies if len(row) == 24]
    ids = Counter(row[5] for row in whole)
    text = (folder / "movies_metadata.csv").read_text(encoding="utf-8")
    assert 0 < len(movies) - len(whole) < 45
    assert max(ids.values()) == 2
    assert any(not row[2].isdigit() for row in whole)
    assert any(row[14] == "" for row in whole)
    assert any("\n" in row[9] and '"' in row[9] for row in whole)
    assert any(not row[20].isascii() for row in whole)
    assert "Rock \\'n\\' Roll" in text

    def unreadable(literal: str) -> bool:
        try:
            ast.literal_eval(literal)
        except SyntaxError:
            return True
        return False

    assert 0 < sum(unreadable(row[3]) for row in whole) < 10

    ratings = rows(folder, "ratings")
    assert max(Counter((row[0], row[1]) for row in ratings).values()) >= 2
    assert {"5.7"} == {row[2] for row in ratings if len(row) == 4} - {f"{half / 2}" for half in range(1, 11)}
    assert any(len(row) == 3 for row in ratings)
    assert any(row[-1] == "yesterday" for row in ratings)
    assert (folder / "ratings.csv").read_bytes().endswith(b"\r\n")
    assert ["2022-05-01", "."] in rows(folder, "cpi")


def test_some_ratings_have_no_movie(folder: Path) -> None:
    movies = {row[5] for row in rows(folder, "movies_metadata") if len(row) == 24}
    tmdb = {row[0]: row[2] for row in rows(folder, "links")}
    ratings = rows(folder, "ratings")
    lost = sum(tmdb[row[1]] not in movies for row in ratings)
    assert 0.02 < lost / len(ratings) < 0.12


def test_casts_are_python_literals(folder: Path) -> None:
    casts = [ast.literal_eval(row[0]) for row in rows(folder, "credits")[:500]]
    assert all({"id", "name", "credit_id", "order", "character"} <= set(member) for cast in casts for member in cast)
    assert any("'" in member["name"] for cast in casts for member in cast)
