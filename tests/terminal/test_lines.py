"""The printed lines of a run: one per task, in columns aligned with their headings."""

from movielytics.results import Counts, StepResult
from movielytics.terminal.lines import Lines


def printed(*results: StepResult) -> list[str]:
    shown: list[str] = []
    lines = Lines(lambda text: shown.append(text.plain))
    for result in results:
        lines.succeeded(result.task, result.seconds, result)
    return shown


def result(task: str, summary: str = "", **counts: int) -> StepResult:
    return StepResult(task=task, changed=True, summary=summary, seconds=1.0, counts=Counts(**counts))


def test_waiting_rows_have_a_column_of_their_own() -> None:
    header, movies, ratings = printed(
        result("upsert_movies", inserted=4491, updated=0, unchanged=0),
        result("upsert_ratings", "new", inserted=93307, updated=0, unchanged=0, waiting=6670),
    )

    assert header.split() == ["inserted", "updated", "unchanged", "waiting"]
    assert movies.split()[4:] == ["4,491", "0", "0"]
    assert ratings.split()[4:] == ["93,307", "0", "0", "6,670", "new"]


def test_numbers_are_right_aligned_with_their_heading() -> None:
    header, line = printed(result("stage_ratings", read=104688, staged=104665, superseded=20, quarantined=3, waiting=7))

    assert [header.index(name) + len(name) for name in header.split()] == [
        line.index(number) + len(number) for number in ("104,688", "104,665", " 20", " 3", " 7")
    ]


def test_a_load_without_waiting_rows_has_no_such_column() -> None:
    header, *_ = printed(result("stage_ratings", read=2, staged=1, superseded=0, quarantined=1))

    assert header.split() == ["read", "staged", "superseded", "quarantined"]
