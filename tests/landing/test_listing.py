"""The meaning of a name in a landing zone, in a folder and on S3 alike."""

from dataclasses import dataclass
from typing import Any

import pytest

from movielytics.errors import LandingError
from movielytics.landing.files import MOST_NAMED
from movielytics.landing.s3 import S3Zone
from movielytics.landing.zone import Ignored, Listing
from support.zones import BucketPlace, FolderPlace, Place

NAMES = {
    "brackets": "[1].csv", "braces": "{a,b}.csv", "star": "a*.csv", "question mark": "d?.csv", "backslash": "a\\b.csv",
    "number sign": "a#b.csv", "percent": "100%20.csv", "plus": "a+b.csv", "colon": "2026-11-28T10:30:00.csv",
    "quotes": "it's \"a\".csv",
    "line feed": "a\nb.csv", "carriage return": "a\rb.csv", "tab": "a\tb.csv", "escape": "a\x1b[31mb.csv",
    "blanks": " a  b .csv",
    "dots": "a..csv", "leading hyphen": "-rf.csv", "ampersand": "a&b=c;d,e.csv", "composed": "caf\u00e9.csv",
    "decomposed": "cafe\u0301.csv",
    "emoji": "\U0001f3ac.csv", "direction override": "a\u202eb.csv", "no-break space": "a\u00a0b.csv",
    "long": "x" * 240 + ".csv",
    "gzip": "a.csv.gz", "twice the suffix": "a.csv.csv", "uppercase stem": "A.csv",
}  # fmt: skip


def test_any_name_is_read_once_as_it_is(place: Place) -> None:
    # The S3 server of the tests has no route for a key with a line feed.
    names = [name for name in NAMES.values() if isinstance(place, FolderPlace) or "\n" not in name]
    for name in names:
        place.put(f"ratings/{name}", name.encode())
    zone = place.zone()
    listing = zone.listing("ratings")
    assert [file.path for file in listing.files] == sorted(f"ratings/{name}" for name in names)
    assert (listing.ignored, listing.hidden, len({file.fingerprint for file in listing.files})) == ([], 0, len(names))
    for file in listing.files:
        content = file.path.removeprefix("ratings/").encode()
        with zone.open(file) as stream:
            assert (zone.read(file, 0, 1000), stream.read()) == (content, content)
        assert file.shown.isprintable()


@dataclass
class Accepted:
    """Names that are read, names that are ignored with a reason, and the number of hidden ones."""

    put: list[str]
    files: list[str]
    ignored: dict[str, str]
    hidden: int = 0


CASE, ZIP = "names are case-sensitive: rename it to ", "this format is not read: deliver ratings.csv or ratings.csv.gz"
FOLDER = "the folder of this dataset is ratings/: move its files there"
OTHER = "its name is neither ratings.csv nor ratings.csv.gz: rename it or move it into ratings/"
ACCEPTED = {
    "nothing": Accepted([], [], {}),
    "other datasets": Accepted(["cpi.csv", "links.csv", "links/1.csv", "notes.txt", "movies.zip"], [], {}),
    "file, compressed file and folder": Accepted(
        ["ratings/2.csv", "ratings/1.csv.gz", "ratings.csv", "ratings.csv.gz"],
        ["ratings.csv", "ratings.csv.gz", "ratings/1.csv.gz", "ratings/2.csv"],
        {},
    ),
    "case": Accepted(
        ["Ratings.csv", "ratings.CSV", "RATINGS.CSV.GZ", "ratings.csv"],
        ["ratings.csv"],
        {
            "RATINGS.CSV.GZ": CASE + "ratings.csv.gz",
            "Ratings.csv": CASE + "ratings.csv",
            "ratings.CSV": CASE + "ratings.csv",
        },
    ),
    "case of the folder": Accepted(["Ratings/1.csv"], [], {"Ratings/": CASE + "ratings"}),
    "other formats": Accepted(
        ["ratings.zip", "ratings.csv.bz2", "ratings.tar.gz2.ZST", "ratings.csv.xz"],
        [],
        {"ratings.csv.bz2": ZIP, "ratings.csv.xz": ZIP, "ratings.tar.gz2.ZST": ZIP, "ratings.zip": ZIP},
    ),
    "other names": Accepted(
        [
            "ratings.txt",
            "ratings (1).csv",
            "ratings.csv.tmp",
            "ratings_small.csv",
            "ratings..csv",
            " ratings.csv",
            "ratings.csv ",
        ],
        [],
        dict.fromkeys(
            [
                "ratings.txt",
                "ratings (1).csv",
                "ratings.csv.tmp",
                "ratings_small.csv",
                "ratings..csv",
                " ratings.csv",
                "ratings.csv ",
            ],
            OTHER,
        ),
    ),
    "full width": Accepted(["\uff32atings.csv"], [], {"\uff32atings.csv": OTHER}),
    "no suffix": Accepted(["ratings"], [], {"ratings": "it has no suffix: rename it to ratings.csv"}),
    "other folders": Accepted(
        ["ratings_old/1.csv", "ratings-2025/a/b.csv"],
        [],
        dict.fromkeys(["ratings_old/", "ratings-2025/"], FOLDER),
    ),
    "hidden": Accepted(
        [
            "ratings/_SUCCESS",
            "ratings/..csv",
            "ratings/.csv",
            "ratings/a.csv",
            ".ratings.csv.swp",
            "_ratings.csv",
            ".links.csv",
        ],
        ["ratings/a.csv"],
        {},
        hidden=5,
    ),
    "hidden folders": Accepted(
        [
            "ratings/_temporary/0/part.csv",
            "ratings/_temporary/1/part.csv",
            "ratings/.hive-staging/x.csv",
            "ratings/a.csv",
            ".ratings/b.csv",
        ],
        ["ratings/a.csv"],
        {},
        hidden=3,
    ),
    "hidden below": Accepted(["ratings/archive/_SUCCESS", "ratings/archive/.x/a.csv"], [], {}, hidden=2),
    "empty folders": Accepted(["ratings/", "ratings/archive/", "ratings/a/b/", "Links/"], [], {}),
}


@pytest.mark.parametrize("case", ACCEPTED.values(), ids=ACCEPTED)
def test_ignored_names_are_listed_with_a_reason(place: Place, case: Accepted) -> None:
    for number, path in enumerate(case.put):
        place.put(path, str(number).encode())
    listing = place.zone().listing("ratings")
    assert [file.path for file in listing.files] == case.files
    assert listing.ignored == [Ignored(*item) for item in sorted(case.ignored.items())]
    # On disk, nothing is counted in a folder without files.
    assert listing.hidden == (0 if isinstance(place, FolderPlace) and case is ACCEPTED["hidden below"] else case.hidden)


REJECTED = {
    "another suffix": (
        ["ratings/notes.txt"],
        r"^ratings/notes\.txt in the landing zone is neither \.csv nor \.csv\.gz: rename or remove it$",
    ),
    "case of the suffix": (["ratings/a.CSV"], r"^ratings/a\.CSV does not end with \.csv: .*; rename it to a\.csv$"),
    "case of both suffixes": (["ratings/a.csv.GZ"], r"does not end with \.csv\.gz: .*; rename it to a\.csv\.gz$"),
    "archive": (["ratings/a.zip"], r"^ratings/a\.zip in the landing zone is neither"),
    "folder inside": (
        ["ratings/archive/old.csv", "ratings/archive/b/c.csv"],
        r"^ratings/archive is a folder inside a dataset's folder: put its files directly into ratings/$",
    ),
    "folder named like a file": (["ratings/1.csv/part.csv"], r"^ratings/1\.csv is a folder inside a dataset's folder"),
    "deep below": (["ratings/archive/2020/01/old.csv"], r"^ratings/archive is a folder"),
    "folder in place of a file": (
        ["ratings.csv/part-0000.csv"],
        r"^ratings\.csv is a folder, not a file: name .* ratings/, without suffix$",
    ),
    "a name with a control character": (["ratings/a\x1bb.txt"], r"^ratings/a\\x1bb\.txt in the landing zone"),
}


@pytest.mark.parametrize(("paths", "message"), REJECTED.values(), ids=REJECTED)
def test_unexpected_paths_in_a_folder_are_rejected(place: Place, paths: list[str], message: str) -> None:
    for path in paths:
        place.put(path)
    with pytest.raises(LandingError, match=message) as caught:
        place.zone().listing("ratings")
    assert caught.value.permanent
    assert place.zone().listing("links") == Listing()


KEYS = ["../secret.csv", "a/../../b.csv", "./a.csv", "/a.csv", "a//b.csv", "a/", "..", ".", "/", "../"]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_with_an_empty_or_dot_segment_is_rejected(bucket: BucketPlace, key: str) -> None:
    body = b"" if key == "../" else b"x"
    bucket.client.put_object(Bucket=bucket.bucket, Key=f"{bucket.base}ratings/{key}", Body=body)
    with pytest.raises(LandingError, match=r"^ratings/.* has the segment '\.{0,2}' in its key; .* without it"):
        bucket.zone().listing("ratings")


def test_all_problems_are_reported_one_per_line(place: Place) -> None:
    for path in ("ratings/b.txt", "ratings/a.zip", "ratings/ok.csv", "ratings/old/1.csv", "ratings/old/2.csv"):
        place.put(path)
    with pytest.raises(LandingError) as caught:
        place.zone().listing("ratings")
    first, *lines = str(caught.value).splitlines()
    assert first == "3 problems in the landing zone:"
    assert sorted(line.split()[0] for line in lines) == [
        "ratings/a.zip",
        "ratings/b.txt",
        "ratings/old",
    ]
    assert caught.value.__cause__ is None


def test_a_long_list_of_problems_is_cut(folder: Place) -> None:
    for number in range(50):
        folder.put(f"ratings/{number}.txt")
    with pytest.raises(LandingError) as caught:
        folder.zone().listing("ratings")
    assert len(str(caught.value).splitlines()) == 22
    assert str(caught.value).endswith("\nand 30 more")


def test_notes_name_ten_and_count_the_rest(place: Place) -> None:
    for number in range(MOST_NAMED):
        place.put(f"ratings.{number}")
    for name in ("Ratings.CSV", "ratings\x1b[2J.csv", "_ratings.csv", "ratings/.a.csv"):
        place.put(name)
    notes = place.zone().listing("ratings").notes()
    assert notes.startswith(
        f"ignored Ratings.CSV ({CASE}ratings.csv), ratings\\x1b[2J.csv ({OTHER}), ratings.0 ({OTHER})"
    )
    assert notes.endswith(", and 2 more, 2 hidden names")
    assert place.zone().listing("links").notes() == ""


def test_many_keys_are_listed_page_by_page(bucket: BucketPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        bucket.put(f"{name}.csv")
        bucket.put(f"ratings/{name}.csv")
        bucket.put(f"unrelated/{name}.csv")
    bucket.put("Ratings.csv")
    zone = bucket.zone()
    assert isinstance(zone, S3Zone)
    sent: list[dict[str, Any]] = []

    def small(params: dict[str, Any], **_: object) -> None:
        params["MaxKeys"] = 2
        sent.append(dict(params))

    zone.client.meta.events.register("provide-client-params.s3.ListObjectsV2", small)
    listing = zone.listing("ratings")
    assert [file.path for file in listing.files] == ["ratings/a.csv", "ratings/b.csv", "ratings/c.csv"]
    assert [item.name for item in listing.ignored] == ["Ratings.csv"]
    top = [params for params in sent if params.get("Delimiter") == "/"]
    assert all(params["Prefix"] == f"{bucket.base}ratings/" for params in sent if params not in top)
    zone.listing("links")
    assert len([params for params in sent if params.get("Delimiter") == "/"]) == len(top) > 1
