"""The cheap listing of a landing zone: the files that a load would read, and whether they have changed."""

import pytest

from movielytics.errors import LandingError, LandingUnreachableError
from movielytics.landing.datasets import DATASETS
from movielytics.landing.zone import open_zone
from support.zones import BucketPlace, FolderPlace, Place

IGNORED = (
    "_SUCCESS", ".cpi.csv.part", "notes.csv", "cpi.CSV", "cpi.csv.zip", "ratings/_temporary/0.csv", "ratings/.a.csv",
    "ratings/readme.txt", "ratings/2020/a.csv", "ratings_old/a.csv", "cpi.csv.gz/a.csv",
)  # fmt: skip


def test_it_has_the_files_that_a_load_would_read(place: Place) -> None:
    for path in ("cpi.csv", "ratings.csv.gz", "ratings/b.csv", "credits/é #1.csv", *IGNORED):
        place.put(path)
    assert set(place.zone().inventory(DATASETS)) == {"cpi.csv", "ratings.csv.gz", "ratings/b.csv", "credits/é #1.csv"}


def test_it_has_the_paths_of_the_listing(place: Place) -> None:
    for path in ("ratings.csv", "ratings/a.csv", "ratings/b.csv.gz"):
        place.put(path)
    listed = [file.path for file in place.zone().listing("ratings").files]
    assert sorted(place.zone().inventory(["ratings"])) == listed


def test_one_zone_sees_every_change(place: Place) -> None:
    """The zone stays open between two looks."""
    zone = place.zone()
    assert zone.inventory(DATASETS) == {}
    place.put("ratings/a.csv", b"first")
    place.put("cpi.csv", b"cpi")
    first = zone.inventory(DATASETS)
    assert zone.inventory(DATASETS) == first
    place.put("ratings/a.csv", b"other")
    second = zone.inventory(DATASETS)
    assert {path for path in second if second[path] != first[path]} == {"ratings/a.csv"}
    place.remove("cpi.csv")
    assert set(zone.inventory(DATASETS)) == {"ratings/a.csv"}


def test_a_file_that_vanishes_or_a_broken_link_is_left_out(folder: FolderPlace) -> None:
    folder.put("links.csv")
    (folder.root / "cpi.csv").symlink_to("nowhere")
    assert set(folder.zone().inventory(DATASETS)) == {"links.csv"}


def test_a_folder_that_is_gone_is_an_error(folder: FolderPlace) -> None:
    zone = folder.zone()
    folder.root.rmdir()
    with pytest.raises(LandingError):
        zone.inventory(DATASETS)


@pytest.mark.parametrize("other", ["http://127.0.0.1:9", None])
def test_a_bucket_that_cannot_be_listed_is_an_error(bucket: BucketPlace, other: str | None) -> None:
    """A server that is down is an error at once, without retries."""
    uri, endpoint = (bucket.uri, other) if other else ("s3://missing/landing", bucket.endpoint)
    with pytest.raises(LandingUnreachableError if other else LandingError):
        open_zone(uri, endpoint, patient=False).inventory(DATASETS)
