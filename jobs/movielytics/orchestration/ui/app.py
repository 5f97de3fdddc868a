"""Serve the pages of runs to users who are signed in to Airflow and may read the DAG."""

from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import Annotated
from urllib.parse import quote

from airflow.api_fastapi.core_api.security import requires_access_dag
from fastapi import Depends, FastAPI, Header, Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from starlette.exceptions import HTTPException

from movielytics.errors import MovielyticsError
from movielytics.orchestration.ui import DAG_ID
from movielytics.orchestration.ui.responses import headers, message
from movielytics.pages.open import open_store
from movielytics.pages.paths import KEY, LATEST, Page, place_of, run_key
from movielytics.pages.store import CONTENT_TYPES, Store, Stream
from movielytics.settings import PageSettings, read_settings

CHUNK = 256 * 1024

app = FastAPI(
    title="Movielytics pages",
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
    redirect_slashes=False,
    dependencies=[Depends(requires_access_dag("GET", param_dag_id=DAG_ID))],
)
IfNoneMatch = Annotated[str | None, Header()]


@cache
def _store() -> Store:
    return open_store(read_settings(PageSettings))


@app.get("/open/{name}")
def open_page(name: str, dag_id: str, run_id: str | None = None) -> Response:
    """Redirect to a page of a run, or to the latest one: the UI knows the run's id, which is not part of any path."""
    pages = {"report": Page.REPORT, "data-docs": Page.DATA_DOCS}
    if name not in pages:
        return _no_such_page()
    if dag_id != DAG_ID:
        return message(
            status.HTTP_404_NOT_FOUND, "No pages here", f"Only the DAG {DAG_ID} writes a report and Data Docs."
        )
    place = LATEST if run_id is None else place_of(run_key(run_id))
    return RedirectResponse(f"../{place}{pages[name]}", headers=headers())


@app.get("/runs/{key}/{name:path}")
def page_of_run(key: str, name: str, if_none_match: IfNoneMatch = None) -> Response:
    """Return a page of a run."""
    return _page(place_of(key), name, if_none_match) if KEY.fullmatch(key) else _no_such_page()


@app.get("/{name:path}")
def latest_page(name: str, if_none_match: IfNoneMatch = None) -> Response:
    """Return one of the latest pages."""
    return _page(LATEST, name, if_none_match)


def _page(place: str, name: str, if_none_match: str | None) -> Response:
    # Only these files are ever opened, whatever the URL says.
    if name not in frozenset(Page):
        return _no_such_page()
    page = Page(name)
    file = _store().open(place + page)
    if file is None:
        return _not_written(place, page)
    found = headers(page) | {"ETag": f"W/{file.tag.removeprefix('W/')}"}
    if found["ETag"].removeprefix("W/") in _tags(if_none_match):
        file.stream.close()
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=found)
    found["Content-Length"] = str(file.size)
    return StreamingResponse(_chunks(file.stream), headers=found, media_type=CONTENT_TYPES[".html"])


def _tags(if_none_match: str | None) -> set[str]:
    """Return the ETags that the browser sent, without the weak mark, which does not matter for whole pages."""
    return {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}


def _chunks(stream: Stream) -> Iterator[bytes]:
    with closing(stream):
        while chunk := stream.read(CHUNK):
            yield chunk


def _no_such_page() -> Response:
    return message(
        status.HTTP_404_NOT_FOUND, "No such page", "There are a report and Data Docs for each run of the DAG."
    )


def _not_written(place: str, page: Page) -> Response:
    if place == LATEST:
        words = "No run has written this page yet, or none that wrote to MOVIELYTICS_REPORT_URI of this server."
        return message(status.HTTP_404_NOT_FOUND, "Not written yet", words)
    if page == Page.REPORT:
        title = "This run has no report"
        words = "A run writes its report at its end, in the task publish_report; the reports of old runs are removed."
    else:
        title = "This run has no such Data Docs"
        words = (
            "A run writes Data Docs when it has validated data, in the tasks audit_staging and check_warehouse;"
            " a run with no new files validates nothing. The Data Docs of old runs are removed."
        )
    up = "../" * (place + page).count("/")
    return message(status.HTTP_404_NOT_FOUND, title, words, (f"{up}{page}", "The latest"))


@app.exception_handler(HTTPException)
def refuse(request: Request, error: HTTPException) -> Response:
    """Explain in words why Airflow refuses this user."""
    if error.status_code == status.HTTP_401_UNAUTHORIZED:
        login = f"{request.scope.get('app_root_path', '')}/api/v2/auth/login?next={quote(str(request.url), safe='')}"
        return message(error.status_code, "Not signed in", "These pages are for users of Airflow.", (login, "Sign in"))
    if error.status_code == status.HTTP_403_FORBIDDEN:
        return message(error.status_code, "Not allowed", f"These pages are for users who may read the DAG {DAG_ID}.")
    return message(error.status_code, "Not possible", str(error.detail))


@app.exception_handler(RequestValidationError)
def misunderstand(request: Request, error: RequestValidationError) -> Response:  # noqa: ARG001 - FastAPI's arguments
    """Respond to a URL that lacks a parameter as to a page that does not exist."""
    return _no_such_page()


@app.exception_handler(MovielyticsError)
def fail(request: Request, error: MovielyticsError) -> HTMLResponse:  # noqa: ARG001 - FastAPI's arguments
    """Explain why the pages cannot be read."""
    return message(status.HTTP_502_BAD_GATEWAY, "The pages cannot be read", str(error))
