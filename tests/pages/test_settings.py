"""Pages are found by their own settings, without the rest of the pipeline's."""

import pytest

from movielytics.settings import PageSettings


def test_pages_are_found_without_a_landing_zone_or_a_warehouse(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANDING_URI", "WAREHOUSE_URL"):
        monkeypatch.delenv(f"MOVIELYTICS_{name}", raising=False)
    monkeypatch.setenv("MOVIELYTICS_REPORT_URI", "s3://bucket/reports")
    monkeypatch.setenv("MOVIELYTICS_S3_ENDPOINT_URL", "http://storage:7070")
    settings = PageSettings()
    assert (settings.report_uri, settings.s3_endpoint_url) == ("s3://bucket/reports", "http://storage:7070")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts write every variable, with an empty value if it is unset."""
    monkeypatch.setenv("MOVIELYTICS_REPORT_URI", "")
    monkeypatch.setenv("MOVIELYTICS_S3_ENDPOINT_URL", "")
    settings = PageSettings()
    assert settings.report_uri.endswith(".movielytics/report")
    assert settings.s3_endpoint_url is None
