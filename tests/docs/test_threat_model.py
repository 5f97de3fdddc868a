"""docs/threat-model.md: the tests that it names exist, and its one claim without a test elsewhere holds."""

import re

import pytest

from support.rendering import ROOT

NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (ROOT / "docs" / "threat-model.md").read_text())
LOCKS = [
    "requirements.lock",
    "requirements-bootstrap.txt",
    *(f"images/{image}/requirements.lock" for image in ("airflow", "spark", "warehouse")),
]


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_named_test_exists(file: str, name: str) -> None:
    assert re.search(rf"(?m)^def {name}\(", (ROOT / file).read_text())


def test_every_threat_names_a_test() -> None:
    rows = re.findall(r"(?m)^\| (?!threat|---).*$", (ROOT / "docs" / "threat-model.md").read_text())
    assert len(rows) > 10
    assert [row for row in rows if "`tests/" not in row] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_lock_has_hashes(lock: str) -> None:
    pins = re.findall(r"(?m)^[a-zA-Z0-9][^\n]*==(?:[^\n]*\\\n)+[^\n]*", (ROOT / lock).read_text())
    assert len(pins) == len(re.findall(r"(?m)^[a-zA-Z0-9]", (ROOT / lock).read_text()))
    assert all("--hash=sha256:" in pin for pin in pins)
