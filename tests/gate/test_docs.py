"""The Data Docs of a verdict: where they are kept, what they need and what they must not show."""

import json
import re
from pathlib import Path

import pytest

from movielytics.errors import GateError, PagesError
from movielytics.gate.run import audit_staging
from movielytics.gate.suites import LOADS, Area
from movielytics.pages.paths import run_key
from support.gate_rows import good_rows
from support.gate_warehouse import (
    NEGATIVE_BUDGET,
    RUN,
    account,
    docs,
    docs_of,
    execute,
    expectations_of,
    new_warehouse,
    settings_for,
)
from support.s3_server import KEYS, client, s3_server

ODD_RUN = "manual__2026-01-01T00:00:00+00:00 it's :a {batch} %s ../x"


def test_a_failure_keeps_its_own_docs_without_the_password(postgres_url: str, tmp_path: Path) -> None:
    url = new_warehouse(postgres_url, good_rows(Area.STAGING))
    account(url, "movies")
    account(url, "movies", run_id=ODD_RUN)
    settings = settings_for(url, tmp_path)
    audit_staging(settings, RUN)
    before = (docs_of(settings, RUN) / "staging.html").read_text()
    execute(url, NEGATIVE_BUDGET)
    with pytest.raises(GateError) as raised:
        audit_staging(settings, ODD_RUN)
    assert str(raised.value).endswith(f"Data Docs: {docs_of(settings, ODD_RUN) / 'index.html'}")
    assert (docs_of(settings, RUN) / "staging.html").read_text() == before
    texts = {page: page.read_text() for page in tmp_path.rglob("*") if page.is_file()}
    assert len(texts) == 9
    expectations = expectations_of(Area.STAGING, "movies", LOADS)
    password = url.partition("://")[2].partition("@")[0].partition(":")[2]
    assert password
    assert not [page for page, text in texts.items() if password in text]
    for folder in (docs(settings), docs_of(settings, ODD_RUN)):
        assert "budget is at least 0; 1 violation" in texts[folder / "index.html"]
        verdict = json.loads(texts[folder / "staging.json"])
        assert (verdict["run_id"], len(verdict["failures"])) == (ODD_RUN, 1)
        assert verdict["expectations"] == expectations


def test_data_docs_need_no_network_and_run_nothing(postgres_url: str, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)><script src=//example.org/x.js></script>"
    url = new_warehouse(
        postgres_url, good_rows(Area.STAGING) + f"UPDATE staging.movies SET budget = -1, original_language = '{nasty}';"
    )
    execute(
        url,
        "ALTER TABLE staging.movies ALTER COLUMN movie_id TYPE TEXT;"
        " UPDATE staging.movies SET movie_id = original_language;",
    )
    account(url, "movies", run_id=nasty)
    settings = settings_for(url, tmp_path)
    with pytest.raises(GateError):
        audit_staging(settings, nasty)
    for name in ("index.html", "staging.html"):
        page = (docs(settings) / name).read_text()
        assert "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'" in page
        assert not re.search(r"<(script|link|iframe|object|form)|url\(|@import", page.replace(nasty, ""))
        links = re.findall(r'(?:href|src)="([^"]*)"', page.replace(nasty, ""))
        assert links
        assert all(link.startswith("#") or link in {"index.html", "staging.html"} for link in links)
    assert nasty not in (docs(settings) / "index.html").read_text()


def test_unwritable_data_docs_do_not_hide_failures(postgres_url: str, tmp_path: Path) -> None:
    url = new_warehouse(postgres_url, good_rows(Area.STAGING))
    account(url, "movies")
    (tmp_path / "file").touch()
    settings = settings_for(url, tmp_path / "file")
    with pytest.raises(PagesError, match=r"cannot write .*staging\.html: Not a directory; make MOVIELYTICS_REPORT_URI"):
        audit_staging(settings, RUN)
    execute(url, NEGATIVE_BUDGET)
    with pytest.raises(GateError, match=r"(?s)budget is at least 0.*The Data Docs are missing: cannot write "):
        audit_staging(settings, RUN)


def test_a_bucket_gets_the_same_data_docs_as_a_folder(
    good_staging: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    account(good_staging, "genre", run_id="to S3")
    with s3_server("reports") as endpoint:
        bucket = {"report_uri": "s3://reports", "s3_endpoint_url": endpoint}
        result = audit_staging(settings_for(good_staging, tmp_path).model_copy(update=bucket), "to S3")
        keys = {item["Key"] for item in client(endpoint).list_objects_v2(Bucket="reports")["Contents"]}
    assert result.summary.endswith("Data Docs: s3://reports/data-docs/index.html")
    names = {f"data-docs/{name}" for name in ("index.html", "staging.html", "staging.json")}
    assert keys == names | {f"runs/{run_key('to S3')}/{name}" for name in names}
