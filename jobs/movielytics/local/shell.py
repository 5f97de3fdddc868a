"""A shell with the settings of local runs: the program, the files, the warehouse and Java are at hand."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import typer

from movielytics.local import postgres, setup
from movielytics.local.postgres.data import Files
from movielytics.warehouse_url import connection_parameters


def open_shell() -> NoReturn:
    """Replace this process by the user's shell (``SHELL``), with the environment that a local run has.

    Raises:
        MovielyticsError: the warehouse, the files or Java are not available.
    """
    zone = setup.prepare(None)
    postgres.shareable_url(setup.STATE_DIR)  # writes the password file, which psql reads
    login = connection_parameters(os.environ["MOVIELYTICS_WAREHOUSE_URL"])
    programs = (Path(sys.executable).parent, postgres.psql_path().parent)
    os.environ.update(
        PGHOST=login["host"],
        PGPORT=login["port"],
        PGUSER=login["user"],
        PGDATABASE=login["dbname"],
        PGPASSFILE=str(Files(setup.STATE_DIR).passfile()),
        PATH=os.pathsep.join([*map(str, programs), os.environ.get("PATH", os.defpath)]),
    )
    typer.echo(f"A shell with the settings of a run over {zone}. Try `movielytics hashes` or `psql`; `exit` ends it.")
    sys.stdout.flush()
    program = os.environ.get("SHELL") or "/bin/sh"
    os.execvp(program, [program])  # noqa: S606 - the user's own shell
