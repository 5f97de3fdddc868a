"""A real api-server of Airflow with its real login and pages to serve."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from movielytics.pages.open import open_store
from movielytics.pages.paths import run_key
from movielytics.settings import PageSettings
from support.s3_server import KEYS, s3_server

ODD_RUN = "manual__2026-01-01T00:00:00+00:00 it's/../ä&run_id=x#?%2F"
FAILED_RUN = "scheduled__2026-01-02T00:00:00+00:00"
REPORT = "<h1>Report</h1>" + "<p>ä 映画</p>" * 100_000
SECRET = "what no page may show"
PAGES = {
    "index.html": REPORT.replace("Report", "Latest"),
    "data-docs/index.html": "<h1>Latest docs</h1>",
    f"runs/{run_key(ODD_RUN)}/index.html": REPORT,
    f"runs/{run_key(ODD_RUN)}/data-docs/index.html": "<h1>Docs</h1>",
    f"runs/{run_key(ODD_RUN)}/data-docs/warehouse.html": "<h1>Warehouse</h1>",
    f"runs/{run_key(ODD_RUN)}/data-docs/warehouse.json": SECRET,
    f"runs/{run_key(FAILED_RUN)}/data-docs/index.html": "<h1>Failed</h1>",
    "runs/notes/index.html": SECRET,
    "secret.html": SECRET,
    "../secret.html": SECRET,
}


SCRIPT = Path(__file__).parents[1] / "orchestration" / "ui" / "api_server.py"


@dataclass
class Response:
    """A response of the server."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Airflow:
    """An api-server, and the token of a user who may read DAGs and nothing else."""

    port: int
    token: str = ""

    def get(self, path: str, **headers: str) -> Response:
        """Request a path exactly as it is written, signed in as a browser is."""
        return self.ask(
            path,
            {"Cookie": f"_token={self.token}"} | {name.replace("_", "-"): value for name, value in headers.items()},
        )

    def ask(self, path: str, headers: dict[str, str], method: str = "GET", body: str | None = None) -> Response:
        """Request a path with these headers and no others."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Response(response.status, response.headers, response.read().decode())

    def sign_in(self) -> None:
        """Get the user's token."""
        body = json.dumps({"username": "reader", "password": "pass"})
        response = self.ask("/auth/token", {"Content-Type": "application/json"}, "POST", body)
        self.token = json.loads(response.text)["access_token"]


@contextmanager
def api_servers(home: Path) -> Iterator[dict[str, Airflow]]:
    """Run an api-server over a folder, over S3 and over a bucket that does not exist, as long as the context lasts."""
    (home / "passwords.json").write_text('{"reader": "pass"}')
    with s3_server("reports") as endpoint:
        uris = {
            "folder": str(home / "site" / "report"),
            "s3": "s3://reports/some/prefix",
            "wrong": "s3://no-such-bucket/x",
        }
        environment = os.environ | KEYS | _environment(home, endpoint)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in KEYS.items():
                patch.setenv(name, value)
            for kind in ("folder", "s3"):
                store = open_store(PageSettings(report_uri=uris[kind], s3_endpoint_url=endpoint))
                for path, content in PAGES.items():
                    store.write(path, content)
        found = {kind: Airflow(_free_port()) for kind in uris}
        arguments = [text for kind, server in found.items() for text in (str(server.port), uris[kind])]
        command = [sys.executable, str(SCRIPT), *arguments]
        process = subprocess.Popen(command, env=environment, cwd=home, start_new_session=True)
        try:
            for server in found.values():
                _wait_for(server, process)
                server.sign_in()
            yield found
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _environment(home: Path, endpoint: str) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "reader:viewer",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__API_AUTH__JWT_SECRET": "not a secret, and as long as it has to be: 64 bytes, or a warning is written",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
        "MOVIELYTICS_S3_ENDPOINT_URL": endpoint,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: Airflow, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, "the api-server ended"
        try:
            server.ask("/api/v2/version", {})
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the api-server is not ready after 180 s")
