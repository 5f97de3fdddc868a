"""`movielytics quarantine list`: its output for users and programs, whatever a file contains."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from movielytics.cli import app
from movielytics.quarantine.table import Column, print_table
from quarantine.conftest import Deliveries
from support.harness import Pipeline
from support.rows import cpi_csv

ODD = "ratings/\x1b[31mred\u202e [b] 'q\" \t.csv"
"""A file name with a colour, a right-to-left override, markup, quotes and a tab."""


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["quarantine", "list", *arguments])
    assert result.exit_code == code, result.output
    return result


def lines(*arguments: str) -> list[str]:
    return run(*arguments).stdout.splitlines()


def objects(*arguments: str) -> list[dict[str, Any]]:
    return json.loads(run(*arguments, "--json").stdout)  # type: ignore[no-any-return]


@pytest.fixture
def filled(deliveries: Deliveries) -> Deliveries:
    """Three deliveries with rejected rows, one of which was replaced."""
    deliveries.stage("ratings/a.csv", "old", "one", lines=(2,))
    deliveries.stage("ratings/a.csv", "new", "two", lines=(3, 12))
    deliveries.stage("ratings/b.csv", "b", "two")
    deliveries.reject(
        "ratings/b.csv",
        "b",
        "two",
        7,
        line_count=30,
        code="quoting",
        column_name=None,
        detail="unclosed quote",
        raw='1,"\n2,3\x1b[2J',
    )
    deliveries.stage("cpi.csv", "c", "one")
    deliveries.reject(
        "cpi.csv",
        "c",
        "one",
        4,
        code="no_value_published",
        column_name="CUSR0000SS62031",
        detail="'.'",
        raw="2000-01-01,.",
    )
    return deliveries


def test_the_summary_shows_kinds_examples_and_remedies(filled: Deliveries) -> None:
    header, quoting, number, month, *rest = lines()

    assert header.split() == ["Dataset", "File", "Rows", "Code", "Column", "Line", "Example"]
    assert quoting.split(maxsplit=6) == ["ratings", "ratings/b.csv", "30", "quoting", "-", "7", "unclosed quote"]
    assert number.split(maxsplit=6) == [
        "ratings",
        "ratings/a.csv",
        "2",
        "not_a_number",
        "userId",
        "3",
        "userId: 'x' is not a whole number",
    ]
    assert month.split()[:4] == ["cpi", "cpi.csv", "1", "no_value_published"]
    remedy = 'enclose the field in quotes and double each quote inside it: "say ""hi"""'
    assert f"quoting: quoting is not RFC 4180; {remedy}" in rest
    assert "33 rows in quarantine, from 3 files. Each row: movielytics quarantine list --rows" in rest


def test_columns_are_aligned(filled: Deliveries) -> None:
    header, *rows = lines()[:4]

    codes = ("quoting", "not_a_number", "no_value")
    assert {row.index(code) for row, code in zip(rows, codes, strict=True)} == {header.index("Code")}
    assert not any(line != line.rstrip() for line in [header, *rows])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--rows", ["cpi.csv:4", "ratings/a.csv:3", "ratings/a.csv:12", "ratings/b.csv:7"]),
        ("--dataset cpi", ["cpi.csv:4"]),
        ("--file ratings/a.csv", ["ratings/a.csv:3", "ratings/a.csv:12"]),
        ("--code quoting", ["ratings/b.csv:7"]),
        ("--run one", ["cpi.csv:4"]),
        ("--run one --dataset ratings --history", ["ratings/a.csv:2"]),
        ("--file ratings/a.csv --history", ["ratings/a.csv:2", "ratings/a.csv:3", "ratings/a.csv:12"]),
        ("--file ratings/a.csv --limit 1", ["ratings/a.csv:3", "…"]),
    ],
)
def test_filters_show_entries_with_file_and_line(arguments: str, expected: list[str], filled: Deliveries) -> None:
    header, *rows = lines(*arguments.split())

    titles = ["Row", "Run", "Code", "Column"] if "--history" in arguments else ["Row", "Code", "Column", "Detail"]
    assert header.split()[:4] == titles
    assert [row.split()[0] for row in rows] == expected


def test_a_cut_listing_says_how_many_rows_are_left(filled: Deliveries) -> None:
    assert lines("--rows", "--limit", "1")[-1] == "… and 3 more rows: --limit shows more, --json all"
    assert "… and 2 more kinds: --limit shows more, --json all" in lines("--limit", "1")


def test_json_has_every_field_and_cuts_nothing(filled: Deliveries) -> None:
    raw = "x" * 5_000 + "\x1b[31m\n"
    filled.reject("ratings/b.csv", "b", "two", 50, detail="d" * 1_000, raw=raw)

    *_, quoting, long = objects()

    assert list(quoting) == [
        "dataset", "file", "fingerprint", "run_id", "first_line", "line_count", "code", "column_name", "detail", "raw",
        "quarantined_at", "problem", "remedy", "counts",
    ]  # fmt: skip
    assert (quoting["file"], quoting["first_line"], quoting["line_count"], quoting["column_name"]) == (
        "ratings/b.csv",
        7,
        30,
        None,
    )
    assert (quoting["problem"], quoting["counts"]) == ("quoting is not RFC 4180", True)
    assert (long["detail"], long["raw"]) == ("d" * 1_000, raw)
    assert [entry["counts"] for entry in objects("--dataset", "cpi")] == [False]
    assert len(objects("--history")) == 6
    assert len(objects("--limit", "2")) == 2


def test_json_streams_more_rows_than_a_batch(deliveries: Deliveries) -> None:
    deliveries.stage("ratings.csv", "f")
    deliveries.pipeline.execute(
        "INSERT INTO quarantine.rejected_rows"
        " SELECT 'ratings', 'ratings.csv', 'f', 'run', n, 1, 'empty', 'userId', 'is empty', ',', NOW()"
        " FROM GENERATE_SERIES(1, 2500) AS n"
    )

    assert [entry["first_line"] for entry in objects()] == list(range(1, 2501))


def test_odd_characters_cannot_control_the_terminal(deliveries: Deliveries) -> None:
    deliveries.stage(ODD, "f", lines=(2,))
    deliveries.reject(ODD, "f", "run", 3, detail="[red]\x07\u2028", raw="\x1b]0;title\x07\r\n\x9b1m\u2400")

    for output in (run().stdout, run("--rows").stdout, run("--file", ODD).stdout):
        assert all(character.isprintable() or character == "\n" for character in output)
        assert r"ratings/\x1b[31mred\u202e [b] 'q\" \t.csv".replace('\\"', '"') in output
    assert {entry["file"] for entry in objects("--file", ODD)} == {ODD}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "The quarantine is empty: no row is quarantined."),
        (("--file", "a\x1b.csv"), r"No row is quarantined with file a\x1b.csv."),
        (("--file", "a\udcff.csv", "--run", "r"), r"No row is quarantined with file a\udcff.csv, run r."),
        (("--waiting",), "No row is waiting for its movie."),
        (("--waiting", "--dataset", "credits"), "No row is waiting with dataset credits."),
    ],
)
def test_an_empty_listing_is_one_plain_sentence(
    arguments: tuple[str, ...], sentence: str, deliveries: Deliveries
) -> None:
    assert lines(*arguments) == [sentence]
    assert objects(*arguments) == []


@pytest.mark.parametrize(
    "arguments",
    ["--code wrong", "--dataset wrong", "--waiting --code empty", "--waiting --history", "--limit 0"],
)
def test_wrong_options_are_refused(arguments: str, deliveries: Deliveries) -> None:
    run(*arguments.split(), code=2)


def test_waiting_rows_are_listed_separately(deliveries: Deliveries) -> None:
    deliveries.stage("ratings/a.csv", "a", "one", file_no=3, published_at="2026-01-02 10:00Z")
    for user in (1, 2):
        deliveries.insert(
            "waiting.ratings", rated_at="2020-01-01Z", waiting_since="2026-01-02 10:00Z", user_id=user,
            movielens_id=77, rating=3, file_no=3,
        )  # fmt: skip
    for credit in ("a", "b"):
        deliveries.insert(
            "waiting.credits", file="credits.csv", fingerprint="c", file_no=0, run_id="two",
            waiting_since="2026-01-03 10:00Z", movie_id=5, credit_id=credit, person_id=1,
        )  # fmt: skip

    assert lines() == [
        "The quarantine is empty: no row is quarantined.",
        "3 rows wait for their movie: movielytics quarantine list --waiting",
    ]
    _, ratings, casts, *_ = lines("--waiting")
    assert ratings.split() == ["ratings", "ratings/a.csv", "one", "2", "1", "77", "2026-01-02", "10:00"]
    assert casts.split() == ["credits", "credits.csv", "two", "1", "1", "5", "2026-01-03", "10:00"]
    assert [line.split()[:4] for line in lines("--waiting", "--rows", "--limit", "2")[1:]] == [
        ["credits", "credits.csv", "two", "5"],
        ["ratings", "ratings/a.csv", "one", "77"],
        ["…", "and", "1", "more"],
    ]
    waiting = objects("--waiting", "--dataset", "ratings")
    assert [(row["file"], row["waiting_for"]) for row in waiting] == [("ratings/a.csv", 77)] * 2


@pytest.mark.parametrize(("width", "example"), [(20, 40), (120, 120 - 75), (500, 120)])
def test_a_terminal_cuts_examples_but_not_names(
    width: int, example: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))

    columns = [Column("File"), Column("Code"), Column("Example", example=True)]
    print_table(columns, [("f" * 60, "a" * 11, "word " * 100)])

    _, row = capsys.readouterr().out.splitlines()
    assert row.startswith(f"{'f' * 60}  {'a' * 11}  word word")
    assert len(row) == 75 + example
    assert row.endswith("…")


def test_a_real_delivery_is_listed_and_closes_when_corrected(pipeline: Pipeline) -> None:
    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100"), ("2000-02-01", "x")))
    pipeline.run("one", "cpi")
    (entry,) = objects()
    assert (entry["dataset"], entry["file"], entry["run_id"], entry["code"]) == (
        "cpi",
        "cpi.csv",
        "one",
        "not_a_number",
    )

    pipeline.deliver("cpi.csv", cpi_csv(("2000-01-01", "100"), ("2000-02-01", "101")))
    pipeline.run("two", "cpi")

    assert objects() == []
    assert objects("--history") == [entry]
