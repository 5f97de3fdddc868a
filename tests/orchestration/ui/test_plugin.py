"""The pages in Airflow's UI: a real api-server with its real login, over a folder and over S3."""

import json
import re
import subprocess
import sys
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from movielytics.pages.paths import Page, run_key
from support.ui_server import FAILED_RUN, ODD_RUN, PAGES, REPORT, SECRET, Airflow

OPEN = "/movielytics/open"


def test_the_ui_lists_the_pages(airflow: Airflow) -> None:
    (plugin,) = (
        one for one in json.loads(airflow.get("/api/v2/plugins").text)["plugins"] if one["name"] == "movielytics"
    )
    views = {(view["destination"], view["name"]): view for view in plugin["external_views"]}
    assert set(views) == {
        ("dag_run", "Report"), ("dag_run", "Data Docs"), ("dag", "Latest report"), ("dag", "Latest Data Docs"),
        ("nav", "Movielytics report"),
    }  # fmt: skip
    # The link as the UI builds it, and the base that it opens it below.
    for (destination, _), view in views.items():
        link = "/" + view["href"].replace("{DAG_ID}", "movie_dwh_dag").replace("{RUN_ID}", _encode(ODD_RUN))
        assert airflow.get(link).status == (200 if destination == "nav" else 307)


def _encode(text: str) -> str:
    """Encode as JavaScript's encodeURIComponent does."""
    return quote(text, safe="!'()*~")


@pytest.mark.parametrize(("name", "title"), [("report", "Report"), ("data-docs", "Docs")])
def test_a_run_redirects_to_its_own_pages(name: str, title: str, airflow: Airflow) -> None:
    redirect = airflow.get(f"{OPEN}/{name}?dag_id=movie_dwh_dag&run_id={_encode(ODD_RUN)}")
    assert redirect.status == 307
    page = airflow.get("/movielytics/" + redirect.headers["Location"].removeprefix("../"))
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.text.startswith(f"<h1>{title}</h1>")
    assert len(page.text) == (len(REPORT) if name == "report" else len("<h1>Docs</h1>"))


@pytest.mark.parametrize(("name", "page"), [("report", Page.REPORT), ("data-docs", Page.DATA_DOCS)])
def test_without_a_run_the_latest_page_is_opened(name: str, page: Page, airflow: Airflow) -> None:
    assert airflow.get(f"{OPEN}/{name}?dag_id=movie_dwh_dag").headers["Location"] == f"../{page}"
    assert airflow.get(f"/movielytics/{page}").text.startswith("<h1>Latest")


@pytest.mark.parametrize(
    "path",
    [
        "/movielytics/index.html",
        f"/movielytics/runs/{run_key(ODD_RUN)}/index.html",
        f"{OPEN}/report?dag_id=movie_dwh_dag",
        "/movielytics/none",
    ],
)
def test_pages_require_a_login(path: str, airflow: Airflow) -> None:
    refused = airflow.ask(path, {})
    assert (refused.status, "Latest" in refused.text) == (401, False)
    assert f'href="/api/v2/auth/login?next={quote_plus(f"http://127.0.0.1:{airflow.port}{path}")}"' in refused.text
    for forged in ("nonsense", airflow.token[:-4] + "AAAA"):
        assert airflow.ask(path, {"Cookie": f"_token={forged}"}).status in {401, 403}
        assert airflow.ask(path, {"Authorization": f"Bearer {forged}"}).status in {401, 403}


def test_programs_read_pages_with_their_token(airflow: Airflow) -> None:
    assert airflow.ask("/movielytics/index.html", {"Authorization": f"Bearer {airflow.token}"}).status == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("index.html", 200),
        ("data-docs/index.html", 200),
        ("data-docs/staging.html", 404),
        ("open/report?dag_id=x", 404),
    ],
)
def test_pages_have_no_scripts_with_the_users_login(path: str, status: int, airflow: Airflow) -> None:
    response = airflow.get(f"/movielytics/{path}")
    assert response.status == status
    policy = dict(
        directive.strip().partition(" ")[::2] for directive in response.headers["Content-Security-Policy"].split(";")
    )
    assert (policy["default-src"], policy["frame-ancestors"], policy["form-action"]) == ("'none'", "'self'", "'none'")
    # A page may have scripts, or the server's origin with its login, but never both.
    assert (policy["sandbox"], policy.get("script-src")) == (
        ("allow-scripts", "'unsafe-inline'") if path == "index.html" else ("allow-same-origin", None)
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_an_unchanged_page_is_not_sent_again(airflow: Airflow) -> None:
    tag = airflow.get("/movielytics/index.html").headers["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = airflow.get("/movielytics/index.html", If_None_Match=known)
        assert (again.status, again.text, again.headers["ETag"]) == (304, "", tag)
        assert "sandbox" in again.headers["Content-Security-Policy"]
    assert airflow.get("/movielytics/index.html", If_None_Match='"other"').status == 200
    assert airflow.ask("/movielytics/index.html", {"If-None-Match": tag}).status == 401


@pytest.mark.parametrize(
    ("path", "words", "link"),
    [
        (f"runs/{run_key(FAILED_RUN)}/index.html", "in the task publish_report", "../../index.html"),
        (
            f"runs/{run_key('none')}/data-docs/index.html",
            "a run with no new files validates nothing",
            "../../../data-docs/index.html",
        ),
        ("data-docs/staging.html", "No run has written this page yet", None),
        ("open/report?dag_id=another_dag&run_id=x", "Only the DAG movie_dwh_dag", None),
        ("open/report", "There are a report and Data Docs", None),
        ("", "There are a report and Data Docs", None),
    ],
)
def test_a_missing_page_is_explained(path: str, words: str, link: str | None, airflow: Airflow) -> None:
    response = airflow.get(f"/movielytics/{path}")
    assert (response.status, words in response.text) == (404, True)
    assert re.findall(r'href="([^"]*)"', response.text) == ([link] if link else [])


def test_an_unreadable_store_is_reported(servers: dict[str, Airflow]) -> None:
    response = servers["wrong"].get("/movielytics/index.html")
    assert response.status == 502
    assert "cannot read s3://no-such-bucket/x/index.html" in response.text


PIECES = st.sampled_from(
    [
        *("..", ".", "", "//", "\\", ";", "C:", "~"),
        *("%2e%2e", "%2E.", "..%2f", "%2f", "%5c", "..%5c", "%252e%252e%252f", "%00", "%0d%0a", "%c0%ae"),
        *("runs", run_key(ODD_RUN), run_key(ODD_RUN) + "%0a", "notes", "data-docs", "open", "report"),
        *("index.html", "secret.html", "warehouse.json"),
    ]
)


@settings(max_examples=100)
@given(st.lists(PIECES, max_size=8).map("/".join))
@example("../secret.html")
@example(f"runs/{run_key(ODD_RUN)}/../../secret.html")
@example(f"runs/{run_key(ODD_RUN)}/..%2f..%2f..%2fsecret.html")
@example(f"runs/{run_key(ODD_RUN)}/data-docs/warehouse.json")
@example("runs/..%2f/index.html")
@example("runs/notes/index.html")
@example("%2e%2e/secret.html")
@example("%0d%0a/%2f")
@example(run_key(ODD_RUN) + "%0a/")
def test_no_path_leads_to_anything_but_pages(servers: dict[str, Airflow], path: str) -> None:
    for kind in ("folder", "s3"):
        response = servers[kind].get(f"/movielytics/{path}")
        assert SECRET not in response.text
        assert response.status in {200, 307, 404}, response.text
        if response.status == 200:
            assert response.text in PAGES.values()
        if response.status == 307:  # from Airflow, which redirects a path with a line break and a slash at its end
            assert response.headers["Location"].startswith(f"http://127.0.0.1:{servers[kind].port}/movielytics/")


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=250))
def test_any_run_id_leads_to_a_page_of_its_own_or_none(servers: dict[str, Airflow], run_id: str) -> None:
    response = servers["folder"].get(f"{OPEN}/report?dag_id=movie_dwh_dag&run_id={_encode(run_id)}")
    assert (response.status, response.headers["Location"]) == (307, f"../runs/{run_key(run_id)}/index.html")


def test_the_plugin_imports_no_server_libraries() -> None:
    heavy = '{"fastapi", "boto3", "movielytics.pages.store"}'
    code = (
        "import sys, movielytics.orchestration.ui.plugin as p; "
        f"p.MovielyticsPlugin(); print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
