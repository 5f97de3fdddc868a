"""Commands on the pages: the shell can parse them, and the program has the commands and options that they use."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer

from movielytics.cli import app
from support.rendering import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("charts/*/README.md")])
PROGRAM = typer.main.get_command(app)
NAMED = re.compile(r"(?m)(?:^|\$\(|bin/|/spark\S* )movielytics ([a-z][^;|&)#\n`]*)")


def blocks(page: Path) -> list[str]:
    """Return the page's blocks of shell commands, without their indentation."""
    found = re.findall(r"^( *)```sh\n(.*?)^ *```", page.read_text(), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def commands(page: Path) -> list[str]:
    """Return what follows the program's name in blocks and in code within sentences."""
    text = page.read_text()
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL))
    spans = [span for span in spans if span.startswith("movielytics ")]
    return [found for piece in (*blocks(page), *spans) for found in NAMED.findall(piece)]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.name)
def test_the_shell_can_parse_every_block(page: Path) -> None:
    for block in blocks(page):
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{block}\n{done.stderr}"


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_the_program_has_every_command_and_option(page: Path) -> None:
    for line in commands(page):
        found: Any = PROGRAM
        words = shlex.split(line, comments=True)
        while words and hasattr(found, "commands"):
            assert words[0] in found.commands, f"movielytics {line}"
            found = found.commands[words.pop(0)]
        options = {name for parameter in found.params for name in parameter.opts} | {"--help"}
        used = {word.split("=")[0] for word in words if word.startswith("--")}
        assert used <= options, f"movielytics {line}"


def test_commands_are_found() -> None:
    assert "quarantine list --waiting" in commands(ROOT / "docs" / "troubleshooting.md")
    assert any(line.startswith("cluster run") for line in commands(ROOT / "docs" / "kubernetes.md"))
