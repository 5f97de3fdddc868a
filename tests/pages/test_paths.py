"""A run's key is a name that any store and any URL can hold, and no two runs share one."""

from pathlib import Path, PurePosixPath
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movielytics.pages.paths import KEY, Page, place_of, run_key

ANY_TEXT = st.text(st.characters(), max_size=250)


@given(ANY_TEXT)
def test_a_key_is_one_plain_name(run_id: str) -> None:
    key = run_key(run_id)
    assert KEY.fullmatch(key)
    assert PurePosixPath(key).parts == (key,)
    assert Path("/root", place_of(key), Page.REPORT).resolve().is_relative_to("/root/runs")
    assert quote(key, safe="") == key
    assert len(key) < 128


@given(ANY_TEXT, ANY_TEXT)
def test_different_runs_have_different_keys(one: str, other: str) -> None:
    assert (run_key(one) == run_key(other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a:b", "a+b"), ("a/b", "a_b"), ("x" * 200, "x" * 201), ("", "_"), (".", "_"), ("\ud800", "\ud801")],
)
def test_characters_outside_the_readable_part_count_too(one: str, other: str) -> None:
    assert run_key(one) != run_key(other)


def test_the_run_is_recognisable_in_its_key() -> None:
    assert run_key("manual__2026-11-23T01:02:03.456+00:00").startswith("manual__2026-11-23T01_02_03.456_00_00-")
