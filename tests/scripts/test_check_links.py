"""The check of links between pages."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_links.py"


def check(tmp_path: Path, text: str) -> tuple[int, str]:
    """Check a page with this text next to a page ``other.md``; return the exit code and the output."""
    (tmp_path / "other.md").write_text("# Other\n\n## Names, and more: `make run`\n")
    (tmp_path / "page.md").write_text(text)
    command = [sys.executable, str(SCRIPT), "page.md", "other.md"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    "link",
    [
        "other.md",
        "other.md#other",
        "other.md#names-and-more-make-run",
        "#here",
        "https://example.com/nothing",
        "mailto:a@example.com",
    ],
)
def test_a_correct_link_passes(tmp_path: Path, link: str) -> None:
    assert check(tmp_path, f"# Here\n\n[link]({link})\n") == (0, "The links of 2 pages are correct.\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[link](missing.md)", "missing.md names no file"),
        ("![picture](missing.svg)", "missing.svg names no file"),
        ("| a |\n|---|\n| [link](missing.md) |", "missing.md names no file"),
        ("[link](other.md#gone)", "other.md#gone names no heading of other.md"),
        ("[link](#gone)", "#gone names no heading of page.md"),
    ],
)
def test_a_broken_link_is_reported_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    code, output = check(tmp_path, f"# Here\n\n{text}\n")
    assert code == 1
    assert output.startswith("page.md:3: " if "|" not in text else "page.md:5: ")
    assert problem in output
