"""Airflow's UI, scheduler and the rest on this machine, in the foreground until Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from movielytics.embedded import airflow_home
from movielytics.embedded.setup import STATE_DIR, prepare
from movielytics.embedded.terminal import console
from movielytics.errors import MovielyticsError
from movielytics.orchestration.ui import DAG_ID

PORT = 8080
START_SECONDS = 240
STOP_SECONDS = 5
"""Enough for a process that wants to stop; every step of a task is safe against being killed."""
_PREPARE_DATABASE = """
from movielytics.embedded import airflow_home as a
a.prepare_database()
with a.only_run():
    a.close_abandoned_runs(scheduler_lives=True)
    a.set_paused(False)
"""


def ui(landing: str | None = None) -> int:
    """Run Airflow with its UI until Ctrl-C; print the URL once the DAG can be triggered there.

    Args:
        landing: folder or s3:// URI of the files that a triggered run loads; None: those of the last run.

    Returns:
        0 when it was stopped, 1 when Airflow ended by itself.

    Raises:
        MovielyticsError: it cannot be started.
    """
    pid_file = _pid_file(STATE_DIR)
    if ui_runs(STATE_DIR):
        console().print(f"The UI runs already: {pid_file.read_text().split()[1]}")
        return 0
    prepare(landing, as_last_time=True)
    port = _free_port()
    root = f"http://127.0.0.1:{port}"
    airflow_home.configure(
        AIRFLOW__API__HOST="127.0.0.1",
        AIRFLOW__API__PORT=str(port),
        AIRFLOW__API__BASE_URL=root,
        AIRFLOW__API__WORKERS="1",
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL=f"{root}/execution/",
        AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="False",
    )
    log = airflow_home.TASK_LOGS / "ui.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    console().print("Starting Airflow (half a minute)")
    with log.open("w") as output:
        _prepare_database(output.fileno(), log)
        process = subprocess.Popen(
            [sys.executable, "-m", "airflow", "standalone"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=airflow_home.AIRFLOW_HOME,
            start_new_session=True,
        )
    pid_file.write_text(f"{process.pid} {root}\n")
    try:
        _wait_until_ready(process, root, log)
        console().print(f"{root}/dags/{DAG_ID}\nCtrl-C or `make stop` ends it; its log is {log}")
        process.wait()
    except KeyboardInterrupt:
        return 0
    except MovielyticsError:
        if pid_file.exists():
            raise
        return 0  # stopped while it was starting
    else:
        return 1 if pid_file.exists() else 0
    finally:
        stop_ui(STATE_DIR)


def ui_runs(state_dir: Path) -> bool:
    """Tell whether the UI of this state folder runs."""
    return bool(_processes(_session(state_dir), state_dir))


def stop_ui(state_dir: Path) -> bool:
    """Stop the UI and all processes of its Airflow, wherever it was started; return whether it was running."""
    session = _session(state_dir)
    was_running = ui_runs(state_dir)
    _pid_file(state_dir).unlink(missing_ok=True)
    for what in (signal.SIGTERM, signal.SIGKILL):
        told = _processes(session, state_dir)
        for process in told:
            _send(process, what)
        _wait_for_end(told)
    return was_running


def _pid_file(state_dir: Path) -> Path:
    return state_dir / "airflow" / "ui.pid"


def _session(state_dir: Path) -> int | None:
    try:
        return int(_pid_file(state_dir).read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _processes(session: int | None, state_dir: Path) -> list[psutil.Process]:
    """Return the living processes of the UI's session that work in this state folder.

    The second condition matters where the pid file is old and its number has been given to something else.
    """
    if session is None:
        return []
    home = state_dir.resolve() / "airflow"
    return [process for process in psutil.process_iter() if _belongs(process, session, home)]


def _belongs(process: psutil.Process, session: int, home: Path) -> bool:
    try:
        if os.getsid(process.pid) != session or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return Path(process.cwd()) == home
    except (psutil.Error, ProcessLookupError, PermissionError):
        return False


def _wait_for_end(processes: list[psutil.Process]) -> None:
    """Wait until they are gone, or zombies that somebody else has to collect, or the time is over."""
    deadline = time.monotonic() + STOP_SECONDS
    while any(_lives(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.05)


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _send(process: psutil.Process, what: signal.Signals) -> None:
    try:
        process.send_signal(what)
    except psutil.NoSuchProcess:
        return


def _free_port() -> int:
    for wanted in (PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise MovielyticsError("no free port on 127.0.0.1 for Airflow's UI")


def _prepare_database(output: int, log: Path) -> None:
    """Do it in a process of its own: Airflow's modules would stay in this one's memory as long as the UI runs."""
    command = [sys.executable, "-c", _PREPARE_DATABASE]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
    if done.returncode != 0:
        raise MovielyticsError(_end_of(log, "Airflow's database cannot be prepared"))


def _wait_until_ready(process: "subprocess.Popen[bytes]", root: str, log: Path) -> None:
    """Wait until the scheduler is healthy and the DAG is there."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise MovielyticsError(_end_of(log, "Airflow ended while it was starting"))
        try:
            health = _get(f"{root}/api/v2/monitor/health")
            if health["scheduler"]["status"] == "healthy" and health["dag_processor"]["status"] == "healthy":
                return
        except (OSError, ValueError, KeyError):
            pass
        time.sleep(0.5)
    raise MovielyticsError(_end_of(log, f"Airflow's UI is not ready after {START_SECONDS} s"))


def _get(url: str) -> dict[str, dict[str, str]]:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=5) as answer:
        body: dict[str, dict[str, str]] = json.load(answer)
    return body


def _end_of(log: Path, problem: str) -> str:
    lines = log.read_text(errors="replace").splitlines()[-15:]
    return "\n".join([f"{problem}; its log {log} ends:", *lines])
