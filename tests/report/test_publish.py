"""The report page, made from a real warehouse and read as a browser reads it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from movielytics.errors import PagesError, WarehouseError
from movielytics.landing.identity import LandingZone
from movielytics.pages.paths import run_key
from movielytics.report.answer import answers
from movielytics.report.publish import publish_report
from movielytics.report.questions import questions
from movielytics.settings import Settings
from movielytics.warehouse import landing_zones
from support.s3_server import KEYS, client, s3_server

if TYPE_CHECKING:
    from report.conftest import Publish

SECTIONS = ("headline", *questions(), "loads", "quality", "quarantine", "dictionary")


@pytest.mark.parametrize("warehouse", ["filled_url", "migrated_url"])
def test_the_report_has_every_section(warehouse: str, publish: "Publish", request: pytest.FixtureRequest) -> None:
    page = publish(request.getfixturevalue(warehouse))

    assert all(page.with_id(section).text.strip() for section in SECTIONS)


def test_the_report_names_its_source(migrated_url: str, publish: "Publish") -> None:
    assert publish(migrated_url).with_id("source").text == "Source: no files yet"

    landing_zones.record(migrated_url, "run-1", "cpi", LandingZone("/<b>own</b>"))
    landing_zones.record(migrated_url, "run-2", "cpi", LandingZone("s3://bucket/landing", "http://here", made_up=True))
    page = publish(migrated_url)
    assert page.with_id("source").text == "Source: made-up sample data (s3://bucket/landing at http://here)"
    assert not page.all("b")


def test_each_question_has_its_charts_and_each_chart_is_drawn(filled_url: str, publish: "Publish") -> None:
    page = publish(filled_url)

    drawn = [element.attributes["id"] for element in page.all("svg")]
    assert drawn == [f"chart-{chart.key}" for answer in answers(filled_url) for chart in answer.charts()]
    assert {"chart-highest_rated_movies", "chart-revenue_by_month", "chart-revenue_by_quarter"} <= set(drawn)
    assert len(page.all("circle")) == 2  # one movie, average and weighted
    assert all(element.attributes["aria-label"] for element in page.all("svg"))


def test_the_page_is_small_and_needs_no_script(filled_url: str, publish: "Publish") -> None:
    page = publish(filled_url)

    assert len(page.html) < 300_000
    (frame,) = page.all("script")
    assert "framed" in frame.text


def test_names_from_the_data_are_shown_and_never_run(hostile_name: str, filled_url: str, publish: "Publish") -> None:
    page = publish(filled_url)

    assert not page.all("b")
    assert page.rows("highest_rated_movies")[1][1] == f"{hostile_name} (2001)"
    assert hostile_name in page.with_id("popular_genres").text
    assert hostile_name in page.with_id("quarantine").text
    labels = [element.text for element in page.all("text")]
    assert f"{hostile_name[:31]}…" in labels


@pytest.mark.parametrize("warehouse", ["filled_url", "migrated_url"])
def test_the_page_loads_no_external_resources(
    warehouse: str, publish: "Publish", request: pytest.FixtureRequest
) -> None:
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

    assert all("No data yet" in page.with_id(question).text for question in questions())
    assert not page.all("svg")
    assert "no load has been published" in page.with_id("loads").text
    assert "not checked yet" in page.with_id("quality").text


def test_data_docs_are_linked_if_they_exist(filled_url: str, tmp_path: Path, publish: "Publish") -> None:
    run = tmp_path / "runs" / run_key("run-2")

    def links_after_writing(docs: Path | None) -> list[set[str]]:
        if docs:
            (docs / "data-docs").mkdir(parents=True)
            (docs / "data-docs" / "index.html").touch()
        publish(filled_url)
        pages = [(place / "index.html").read_text() for place in (tmp_path, run)]
        return [set(re.findall(r'href="([^"]*data-docs[^"]*)"', page)) for page in pages]

    assert links_after_writing(None) == [set(), set()]
    assert links_after_writing(tmp_path) == [{"data-docs/index.html"}, {"../../data-docs/index.html"}]
    assert links_after_writing(run) == [{"data-docs/index.html"}, {"data-docs/index.html"}]


def test_in_a_frame_links_that_would_not_open_are_hidden(filled_url: str, tmp_path: Path, publish: "Publish") -> None:
    (tmp_path / "data-docs").mkdir()
    (tmp_path / "data-docs" / "index.html").touch()
    page = publish(filled_url)

    outward = [link for link in page.all("a") if not str(link.attributes["href"]).startswith("#")]
    assert len(outward) == 2
    paragraph = next(element for element in page.all("p") if element.text.startswith("Each expectation"))
    assert all("elsewhere" in str(element.attributes.get("class")) for element in (outward[0], paragraph))
    assert ".framed .elsewhere { display: none; }" in page.all("style")[0].text


def test_each_run_keeps_its_page_and_the_latest_is_replaced(
    filled_url: str, tmp_path: Path, publish: "Publish"
) -> None:
    folder = tmp_path / "not" / "there" / "yet"

    pages = [publish(filled_url, run, folder) for run in ("run-1", "run-2")]

    assert ["run-2" in page.all("header")[0].text for page in pages] == [False, True]
    files = {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}
    assert sorted(files) == sorted(["index.html", *(f"runs/{run_key(run)}/index.html" for run in ("run-1", "run-2"))])
    assert (
        files["index.html"]
        == files[f"runs/{run_key('run-2')}/index.html"]
        != files[f"runs/{run_key('run-1')}/index.html"]
    )


def test_a_bucket_gets_the_same_pages_as_a_folder(filled_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with s3_server("reports") as endpoint:
        settings = {
            "landing_uri": "none",
            "warehouse_url": filled_url,
            "report_uri": "s3://reports/all",
            "s3_endpoint_url": endpoint,
        }
        result = publish_report(Settings.model_validate(settings), "run:1")
        keys = [item["Key"] for item in client(endpoint).list_objects_v2(Bucket="reports")["Contents"]]
        page = client(endpoint).get_object(Bucket="reports", Key="all/index.html")["Body"].read().decode()

    assert result.summary == "report: s3://reports/all/index.html"
    assert keys == ["all/index.html", f"all/runs/{run_key('run:1')}/index.html"]
    assert page.rstrip().endswith("</html>")
    assert "written" in page


def test_an_unwritable_folder_is_named_with_the_setting(migrated_url: str, tmp_path: Path, publish: "Publish") -> None:
    (tmp_path / "file").touch()

    with pytest.raises(PagesError, match=r"cannot write .*file/runs/.*/index\.html.*MOVIELYTICS_REPORT_URI"):
        publish(migrated_url, folder=tmp_path / "file")


def test_a_warehouse_without_tables_asks_for_the_migration(
    warehouse_url: str, tmp_path: Path, publish: "Publish"
) -> None:
    with pytest.raises(WarehouseError, match="run `movielytics migrate`"):
        publish(warehouse_url)
    assert not list(tmp_path.iterdir())


def test_importing_the_step_imports_no_heavy_libraries() -> None:
    heavy = "{'jinja2', 'rich', 'pandas'}"
    code = f"import sys, movielytics.report.publish; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"
