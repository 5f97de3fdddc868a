"""Sample files are reproducible, of any size, and have the form and the flaws of the real ones."""

import ast
import csv
import tracemalloc
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

import pytest

from movielytics.sample_data.catalogue import make_catalogue
from movielytics.sample_data.generate import generate
from movielytics.sample_data.ratings import write_ratings

HEADERS = {
    "movies_metadata": b"adult,belongs_to_collection,budget,genres,homepage,id,imdb_id,original_language,"
    b"original_title,overview,popularity,poster_path,production_companies,production_countries,release_date,revenue,"
    b"runtime,spoken_languages,status,tagline,title,video,vote_average,vote_count\n",
    "ratings": b"userId,movieId,rating,timestamp\r\n",
    "links": b"movieId,imdbId,tmdbId\r\n",
    "credits": b"cast,crew,id\n",
    "cpi": b"DATE,CUSR0000SS62031\n",
}
LITERALS = ("belongs_to_collection", "genres", "production_companies", "production_countries", "spoken_languages")
STARS = {f"{half / 2}" for half in range(1, 11)}
Row = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generate(folder)
    return folder


@pytest.fixture(scope="module")
def movies(folder: Path) -> list[Row]:
    """The movies with complete rows."""
    header = HEADERS["movies_metadata"].decode().strip().split(",")
    return [dict(zip(header, row, strict=True)) for row in rows(folder, "movies_metadata") if len(row) == 24]


@pytest.fixture(scope="module")
def ratings(folder: Path) -> list[list[str]]:
    """The ratings with usable rows."""
    return [row for row in rows(folder, "ratings") if is_usable_rating(row)]


def rows(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file, strict=True))[1:]


def is_usable_rating(row: list[str]) -> bool:
    return len(row) == 4 and row[2] in STARS and row[3].isdigit()


def is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except SyntaxError:
        return False
    return True


def unusable_movies(folder: Path) -> int:
    movies = rows(folder, "movies_metadata")
    return sum(len(row) != 24 or not row[2].isdigit() or not is_literal(row[3]) for row in movies)


def test_the_seed_decides_the_bytes(folder: Path, tmp_path: Path) -> None:
    again, other = generate(tmp_path / "again"), generate(tmp_path / "other", seed=1)
    originals = [folder / file.name for file in again]
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in originals]
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(other, originals, strict=True))


@pytest.mark.parametrize("scale", [0.05, 1, 4])
def test_ratings_grow_with_the_scale_exactly_and_movies_slower(scale: float, tmp_path: Path) -> None:
    generate(tmp_path, scale)
    ratings = rows(tmp_path, "ratings")
    assert len(ratings) == round(100_000 * scale)
    assert len({row[0] for row in ratings}) == pytest.approx(671 * scale, rel=0.03)
    assert len(rows(tmp_path, "movies_metadata")) == pytest.approx(4_500 * scale**0.415, rel=0.01)


def test_memory_does_not_grow_with_the_ratings(tmp_path: Path) -> None:
    catalogue = make_catalogue(4_500, 0)
    peaks = []
    for ratings in (600_000, 1_800_000):
        tracemalloc.start()
        write_ratings(tmp_path / "ratings.csv", catalogue, ratings, 0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


@pytest.mark.parametrize("name", HEADERS)
def test_headers_and_line_ends_are_those_of_the_real_files(folder: Path, name: str) -> None:
    content = (folder / f"{name}.csv").read_bytes()
    assert content.startswith(HEADERS[name])
    ends_in_crlf = HEADERS[name].endswith(b"\r\n")
    assert content.endswith(b"\r\n") == ends_in_crlf
    assert not ends_in_crlf or content.count(b"\r\n") == content.count(b"\n")


@pytest.mark.parametrize("scale", [0.0001, 0.05, 1])
def test_unusable_rows_of_every_kind_are_below_one_percent(scale: float, tmp_path: Path) -> None:
    generate(tmp_path, scale)
    movies, ratings = rows(tmp_path, "movies_metadata"), rows(tmp_path, "ratings")
    assert {len(row) for row in movies} == {10, 15, 24}
    assert any(len(row) == 24 and row[2].endswith(".jpg") for row in movies)
    assert any(len(row) == 24 and not is_literal(row[3]) for row in movies)
    assert unusable_movies(tmp_path) < 0.01 * len(movies)
    unusable = [row for row in ratings if not is_usable_rating(row)]
    assert {len(row) for row in unusable} == {3, 4}
    assert {"5.7"} <= {row[2] for row in unusable}
    assert {"yesterday"} <= {row[-1] for row in unusable}
    assert len(unusable) < 0.01 * len(ratings)
    assert [row for row in rows(tmp_path, "cpi") if row[1] == "."] == [["2022-05-01", "."]]


def test_a_row_broken_in_two_has_a_date_where_the_id_should_be(folder: Path) -> None:
    second_halves = [row for row in rows(folder, "movies_metadata") if len(row) == 15]
    assert all(datetime.strptime(row[5], "%Y-%m-%d") for row in second_halves)


def test_awkward_but_usable_fields_are_generated(movies: list[Row]) -> None:
    text = [row["overview"] for row in movies]
    assert any("\n" in overview and '"' in overview and "'" in overview for overview in text)
    assert any("\r\n" in overview for overview in text)
    assert any('"' in row["title"] for row in movies)
    assert any('"' in row["tagline"] for row in movies)
    assert any(not row["title"].isascii() for row in movies)
    assert any(row["release_date"] == "" for row in movies)
    assert any("Rock \\'n\\' Roll" in row["genres"] and '"Children\'s"' in row["genres"] for row in movies)
    assert any('"Cote D\'Ivoire"' in row["production_countries"] for row in movies)
    assert any("None" in row["belongs_to_collection"] for row in movies)
    assert any(row["genres"] == "[]" for row in movies)


def test_a_movie_delivered_twice_differs_the_second_time(movies: list[Row]) -> None:
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in movies:
        by_id[row["id"]].append(row)
    twice = [pair for pair in by_id.values() if len(pair) > 1]
    assert twice
    assert all(first["title"] != second["title"] for first, second in twice)


def test_literals_are_those_of_python(movies: list[Row], folder: Path) -> None:
    for name in LITERALS:
        broken = [row for row in movies if row[name] and not is_literal(row[name])]
        assert len(broken) == (3 if name == "genres" else 0)
    casts = [ast.literal_eval(row[0]) for row in rows(folder, "credits")]
    crews = [ast.literal_eval(row[1]) for row in rows(folder, "credits")]
    members = [member for cast in casts for member in cast]
    assert all({"id", "name", "credit_id", "order", "character"} <= set(member) for member in members)
    assert any("'" in member["name"] for member in members)
    assert any("'" in member["character"] and '"' in member["character"] for member in members)
    assert all(member["job"] for crew in crews for member in crew)


def test_ratings_are_ordered_by_user_with_a_few_repeats(folder: Path, ratings: list[list[str]]) -> None:
    """A repeated pair of user and movie has another rating."""
    users = [int(row[0]) for row in rows(folder, "ratings")]
    assert users == sorted(users)
    by_pair: dict[tuple[str, str], list[str]] = defaultdict(list)
    for user, movie, stars, _second in ratings:
        by_pair[user, movie].append(stars)
    again = [stars for stars in by_pair.values() if len(stars) > 1]
    assert 0 < len(again) < 0.001 * len(ratings)
    assert all(len(stars) == 2 and stars[0] != stars[1] for stars in again)


@pytest.mark.parametrize("seed", [0, 5, 10])
def test_a_few_ratings_in_a_hundred_have_no_movie(seed: int) -> None:
    catalogue = make_catalogue(4_500, seed)
    assert 0.03 < catalogue.popularity[~(catalogue.delivered & catalogue.linked)].sum() < 0.11


def test_ratings_have_plausible_times(folder: Path, movies: list[Row], ratings: list[list[str]]) -> None:
    """They are from 1996 to 2017, and later than the release."""
    release = {row["id"]: row["release_date"] for row in movies}
    tmdb = {row[0]: row[2] for row in rows(folder, "links")}
    days = [(datetime.fromtimestamp(int(row[3]), UTC).date().isoformat(), row[1]) for row in ratings]
    assert all("1996" <= day < "2018" for day, _movie in days)
    assert all(day > release.get(tmdb[movie], "") for day, movie in days)


def test_popularity_is_very_uneven(ratings: list[list[str]]) -> None:
    a_movie = [count for _movie, count in Counter(row[1] for row in ratings).most_common()]
    assert sum(a_movie[: len(a_movie) // 10]) > 0.35 * len(ratings)


def test_box_office_follows_season_genre_and_year(movies: list[Row]) -> None:
    """It is unknown for more than half of the movies."""
    known = [row for row in movies if row["revenue"] != "0" and row["release_date"] and is_literal(row["genres"])]
    assert 0.3 < len(known) / len(movies) < 0.5

    def mean(*, months: str = "", genre: str = "", years: range = range(1900, 2100)) -> float:
        return fmean(
            int(row["revenue"])
            for row in known
            if (not months or row["release_date"][5:7] in months.split())
            and (not genre or f"'{genre}'" in row["genres"])
            and int(row["release_date"][:4]) in years
        )

    assert mean(months="06 07") > 1.3 * mean(months="09 10")
    assert mean(months="12") > 1.3 * mean(months="01")
    assert mean(genre="Science Fiction") > 1.3 * mean(genre="Documentary")
    assert mean(years=range(2005, 2018)) > 1.5 * mean(years=range(1970, 1990))


def test_the_price_index_has_every_month_and_rises(folder: Path) -> None:
    months = [row for row in rows(folder, "cpi") if row[1] != "."]
    assert (months[0][0], months[-1][0], len(months)) == ("1999-01-01", "2022-04-01", 280)
    assert all(len(value.split(".")[1]) == 3 for _month, value in months)
    assert 1.5 < float(months[-1][1]) / float(months[0][1]) < 3
