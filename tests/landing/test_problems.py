"""Several problems become one error, with one line each."""

import pytest

from movielytics.errors import FileChangedError, LandingError, WarehouseError
from movielytics.landing.problems import Problems


def collected(*errors: Exception) -> None:
    with Problems() as problems:
        for error in errors:
            with problems.collect():
                raise error


def test_no_problem_raises_nothing() -> None:
    collected()


def test_one_problem_is_raised_as_it_is() -> None:
    error = FileChangedError("a changed")
    with pytest.raises(FileChangedError) as caught:
        collected(error)
    assert caught.value is error


def test_several_problems_are_lines_of_one_error() -> None:
    with pytest.raises(LandingError) as caught:
        collected(LandingError("a is bad"), FileChangedError("b changed"), LandingError("c is bad"))
    assert str(caught.value).splitlines()[1:] == ["a is bad", "b changed", "c is bad"]
    assert caught.value.permanent


def test_changed_files_without_other_problems_are_retried() -> None:
    with pytest.raises(FileChangedError) as caught:
        collected(FileChangedError("a changed"), FileChangedError("b changed"))
    assert not caught.value.permanent


def test_other_errors_are_raised_at_once() -> None:
    with pytest.raises(WarehouseError):
        collected(LandingError("a is bad"), WarehouseError("down"))
