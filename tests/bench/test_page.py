"""The benchmark report: its tables, its chart, its exit code, and its place in the documentation."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer

from bench import page, tables
from bench.main import conclude
from bench.results import Results
from support.bench_results import results


def test_the_load_table_has_seconds_and_ratios_to_the_floor() -> None:
    written = tables.loads(results())
    assert "| two `psql`, text, clean ratings: the floor | 5.50 | 5.00 to 6.00 |  | 1.00 |" in written
    assert "| Spark, JDBC by default | 210.00 | 200.00 to 220.00 | 0.0 | 38.18 |" in written
    assert "JDBC at its best" not in written  # it was not measured


def test_the_guard_table_has_a_verdict_per_ratio() -> None:
    written = tables.guards(results())
    assert "| ratings staged, to the floor | 3.00 × | ≤ 7.00 × | kept |" in written  # noqa: RUF001
    assert "| 1 % of new and changed ratings, to all | 4.9% | ≤ 20.0% | kept |" in written


def test_the_questions_have_a_column_per_schema() -> None:
    written = tables.marts(results())
    assert "| `popular_genres` | 50,000.0 | 4,000.0 | 3,000.0 | 50.0 | 20 |" in written


def test_the_latencies_compare_idle_with_publishing() -> None:
    written = tables.latencies(results())
    assert "| `popular_genres` | 200 | 300 | 250 | 900 | 200 |" in written


def test_only_the_generated_part_of_the_page_changes(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    file.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n")
    page.write(results(), file)
    page.write(results(), file)
    text = file.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert text.count("### Loads") == 1


def test_the_documentation_has_a_place_for_the_report() -> None:
    text = page.PAGE.read_text()
    assert text.count(page.BEGIN) == text.count(page.END) == 1


def test_the_chart_has_a_bar_per_measured_method(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    file.write_text(f"{page.BEGIN}{page.END}")
    page.write(results(), file)
    words = [text.text for text in ElementTree.parse(tmp_path / page.CHART).iter("{http://www.w3.org/2000/svg}text")]
    assert "ratings staged" in words
    assert "16.5 s" in words
    assert "Spark, JDBC at its best" not in words


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _: None, 0),
        (lambda found: found.hashes["one run"].update(movies="z"), 1),
        (lambda found: found.marts[0].seconds["mart"].append(9), 0),
    ],
)
def test_the_command_fails_if_a_guard_or_result_is_wrong(change, code: int) -> None:  # type: ignore[no-untyped-def]
    measured: Results = results()
    change(measured)
    with pytest.raises(typer.Exit) as ended:
        conclude(measured)
    assert ended.value.exit_code == code


def test_broken_guards_are_listed() -> None:
    measured = results()
    measured.marts[1].seconds["mart"] = [0.05]
    assert tables.broken(measured) == ["a mart, to the same question over delivered text: 50.0%, wanted ≤ 40.0%"]
