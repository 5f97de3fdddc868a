"""`movielytics ui` is for the user of this machine: it asks for a password, and nobody else can reach it."""

import re
from collections.abc import Iterator

import httpx
import psutil  # type: ignore[import-untyped]
import pytest

from movielytics.local import processes
from movielytics.sample_data.generate import generate
from support.local_run import Machine, Started

START_SECONDS = 300


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("ui")
    generate(folder / "landing", 0.01)
    return Machine(folder / "state", outputs=folder)


@pytest.fixture(scope="module")
def ui(machine: Machine) -> Iterator[Started]:
    started = machine.start("ui", "--landing", str(machine.state.parent / "landing"))
    started.wait_for_output("Sign in as", START_SECONDS)
    yield started
    stopped = machine.run("stop")
    assert "stopped Airflow and PostgreSQL" in stopped.output
    assert machine.survivors_after(10) == []


@pytest.fixture(scope="module")
def root(ui: Started) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", ui.output)
    assert found, ui.output
    return found[0]


def token(root: str, password: str) -> httpx.Response:
    return httpx.post(f"{root}/auth/token", json={"username": "admin", "password": password})


def test_only_the_printed_password_signs_in(ui: Started, root: str) -> None:
    assert httpx.get(f"{root}/api/v2/dags").status_code == 401
    assert token(root, "wrong").status_code == 401
    printed = re.search(r"Sign in as admin with the password (\S+)", ui.output)
    assert printed, ui.output
    headers = {"Authorization": f"Bearer {token(root, printed[1]).json()['access_token']}"}
    dags = httpx.get(f"{root}/api/v2/dags", headers=headers).json()["dags"]
    assert [dag["dag_id"] for dag in dags] == ["movie_dwh_dag", "movie_prune_dag"]


def test_it_answers_only_its_own_host_names(root: str) -> None:
    port = root.rpartition(":")[2]
    answers = {
        host: httpx.get(f"{root}/api/v2/monitor/health", headers={"Host": f"{host}:{port}"}).status_code
        for host in ("127.0.0.1", "localhost", "example.com")
    }
    assert answers == {"127.0.0.1": 200, "localhost": 200, "example.com": 400}


def test_no_process_listens_on_the_network(ui: Started, root: str, machine: Machine) -> None:
    session = int((machine.state / "airflow" / "ui.pid").read_text().split()[0])
    listening = {
        connection.laddr.ip
        for process in processes.members(session)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_a_second_start_shows_how_to_sign_in(ui: Started, machine: Machine) -> None:
    again = machine.run("ui")
    assert again.code == 0
    assert "The UI already runs with" in again.output
    assert "Sign in as admin with the password" in again.output
