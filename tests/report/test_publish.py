"""The report page, made from a real warehouse and read as a browser reads it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from plotly.offline import get_plotlyjs

from movielytics.errors import MovielyticsError, WarehouseError
from movielytics.warehouse.connection import transaction

if TYPE_CHECKING:
    from report.conftest import Publish

QUESTIONS = ("highest_rated_movies", "popular_genres", "release_season", "genre_earnings")
SECTIONS = ("headline", *QUESTIONS, "loads", "quality", "quarantine")
CHARTS = ("highest_rated_movies", "popular_genres", "revenue_by_month", "revenue_by_quarter", "genre_earnings")


@pytest.mark.parametrize("warehouse", ["filled_url", "migrated_url"])
def test_the_report_has_every_section(warehouse: str, publish: "Publish", request: pytest.FixtureRequest) -> None:
    page = publish(request.getfixturevalue(warehouse))

    assert all(page.with_id(section).text.strip() for section in SECTIONS)


def test_each_question_has_its_charts_and_each_chart_is_drawn(filled_url: str, publish: "Publish") -> None:
    page = publish(filled_url)

    drawn = re.findall(r'Plotly\.newPlot\("([^"]+)"', page.all("script")[-1].text)
    assert drawn == [f"chart-{name}" for name in CHARTS]
    assert all(page.with_id(element).tag == "div" for element in drawn)


def test_names_from_the_data_are_shown_and_never_run(nasty: str, filled_url: str, publish: "Publish") -> None:
    page = publish(filled_url)

    library, drawing = page.all("script")
    assert library.text == "/* plotly.js */"
    assert "<" not in drawing.text
    assert not page.all("b")
    assert page.rows("highest_rated_movies")[1][1] == f"{nasty} (2001)"
    assert nasty in page.with_id("popular_genres").text
    assert nasty in page.with_id("quarantine").text


def test_names_in_charts_are_no_markup_of_the_plotting_library(filled_url: str, publish: "Publish") -> None:
    drawing = publish(filled_url).all("script")[-1].text

    labels = [label for texts in re.findall(r'"ticktext":(\[.*?\])', drawing) for label in json.loads(texts)]
    assert any(label.startswith("&lt;/script&gt;") for label in labels)
    assert not any("<" in label for label in labels)


@pytest.mark.parametrize("warehouse", ["filled_url", "migrated_url"])
def test_the_page_loads_nothing_from_anywhere(warehouse: str, publish: "Publish", request: pytest.FixtureRequest) -> None:
    page = publish(request.getfixturevalue(warehouse))

    loads = [
        (element.tag, name, value)
        for element in page.elements
        for name, value in element.attributes.items()
        if name in {"src", "srcset", "href", "data", "action", "poster", "background"}
    ]
    assert all(tag == "a" and (value or "").startswith("#") for tag, _, value in loads), loads
    assert not any(re.search(r"url\(|@import", style.text) for style in page.all("style"))
    policy = next(meta for meta in page.all("meta") if "http-equiv" in meta.attributes)
    assert (policy.attributes["content"] or "").startswith("default-src 'none';")


def test_an_empty_warehouse_says_that_there_is_no_data(migrated_url: str, publish: "Publish") -> None:
    page = publish(migrated_url)

    assert all("No data yet" in page.with_id(question).text for question in QUESTIONS)
    assert not page.all("script")
    assert "no load has been published" in page.with_id("loads").text
    assert "not checked yet" in page.with_id("quality").text


def test_loads_show_this_run_and_the_last_published_one_of_each_file(filled_url: str, publish: "Publish") -> None:
    rows = publish(filled_url).rows("loads")

    ratings = ["ratings", "ratings.csv", "4", "3", "0", "1", "1", "1", "1", "1", "2026-01-02 10:00"]
    movies = ["movies", "movies_metadata.csv", "6", "3", "0", "3", "0", "3", "0", "0", "2026-01-01 10:00"]
    assert [row for row in rows if row[0] != "Table"] == [ratings, movies, ratings]


def test_a_run_without_new_files_says_so(filled_url: str, publish: "Publish") -> None:
    page = publish(filled_url, "run-4")

    assert "This run loaded no file" in page.with_id("loads").text


def test_quality_tells_accounts_limit_and_check(filled_url: str, publish: "Publish") -> None:
    quality = dict(publish(filled_url).rows("quality"))

    assert quality["Expectations of the warehouse"] == "✓ all met (2026-01-02 03:04 UTC)"
    assert quality["Rows read = staged + superseded + quarantined"] == "✓ in 4 of 4 loads"
    assert quality["Unusable rows"] == "✗ at most 3 of 6 (50%), of movies_metadata; the limit is 5%"
    assert quality["Ratings waiting for their movie"] == "1 of 4 (25%)"
    assert quality["Movies with known revenue"] == "2 of 3 (67%)"


def test_reasons_that_differ_only_in_the_value_are_one_kind(filled_url: str, publish: "Publish") -> None:
    _, *kinds = publish(filled_url).rows("quarantine")

    assert [kind[:4] for kind in kinds] == [
        ["movies_metadata", "3", "0", "id is not a whole number"],
        ["ratings", "1", "1", "its movie is not in the warehouse yet"],
    ]
    assert kinds[0][4].startswith("id: '191' is not a whole number; title is empty")


def test_the_kind_of_a_reason_has_nothing_of_the_row(migrated_url: str, publish: "Publish") -> None:
    kinds = {
        "adult: 'Isn't; it' is not True or False; title is empty": "adult is not True or False",
        "genres: item 12 has no usable id: 'x'": "genres: an item has no usable id",
        "genres: item 3: id -99999999999 is out of range": "genres: an item: id is out of range",
        "cast: not a Python literal (unterminated string (line 1))": "cast: not a Python literal",
        "does not have the 24 columns of its header": "does not have the 24 columns of its header",
    }
    insert = "INSERT INTO quarantine.rows VALUES (%s, 'f', 'f', 0, 1, %s, 'raw', NULL, 'r', NOW())"
    with transaction(migrated_url) as cursor:
        for number, reason in enumerate(kinds):
            cursor.execute(insert, (f"dataset_{number}", reason))

    assert [row[3] for row in publish(migrated_url).rows("quarantine")[1:]] == list(kinds.values())


def test_data_docs_are_linked_where_they_exist(filled_url: str, tmp_path: Path, publish: "Publish") -> None:
    docs = tmp_path / "data-docs" / "index.html"
    docs.parent.mkdir()
    docs.touch()

    links = [element.attributes["href"] for element in publish(filled_url).all("a")]

    assert "data-docs/index.html" in links


def test_publishing_again_replaces_the_page_and_leaves_nothing_else(filled_url: str, tmp_path: Path, publish: "Publish") -> None:
    report_dir = tmp_path / "not" / "there" / "yet"

    pages = [publish(filled_url, run, report_dir) for run in ("run-1", "run-2")]

    assert [file.name for file in report_dir.iterdir()] == ["index.html"]
    assert ["run-2" in page.all("header")[0].text for page in pages] == [False, True]


def test_the_plotting_library_is_whole_and_cannot_end_its_script(filled_url: str, publish: "Publish") -> None:
    assert "</script" not in get_plotlyjs().lower()
    assert publish(filled_url).html.count("/* plotly.js */") == 1


def test_a_folder_that_cannot_be_written_is_named_with_the_setting(migrated_url: str, tmp_path: Path, publish: "Publish") -> None:
    (tmp_path / "file").touch()

    with pytest.raises(MovielyticsError, match=r"cannot write the report to .*file/index\.html.*MOVIELYTICS_REPORT_DIR"):
        publish(migrated_url, report_dir=tmp_path / "file")


def test_a_warehouse_without_tables_asks_for_the_migration(warehouse_url: str, tmp_path: Path, publish: "Publish") -> None:
    with pytest.raises(WarehouseError, match="run 'movielytics migrate' first"):
        publish(warehouse_url)
    assert not list(tmp_path.iterdir())


def test_importing_the_step_imports_neither_plotting_nor_templates() -> None:
    heavy = "{'plotly', 'jinja2', 'rich', 'pandas'}"
    code = f"import sys, movielytics.report.publish; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"
