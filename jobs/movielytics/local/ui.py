"""Run Airflow's UI, scheduler and other processes locally, in the foreground until Ctrl-C."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import asdict
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from movielytics.errors import MovielyticsError, SettingsError
from movielytics.landing.identity import LandingZone, landing_zone
from movielytics.local import airflow_home, processes
from movielytics.local.invocation import command
from movielytics.local.private_file import write_private
from movielytics.local.setup import STATE_DIR, prepare
from movielytics.local.supervisor import KILL_SECONDS, UI_STOP_SECONDS
from movielytics.orchestration.ui import DAG_ID
from movielytics.setting_types import NO_SCHEDULE
from movielytics.settings import ScheduleSettings, read_settings
from movielytics.terminal.console import console

PORT = 8080
COMPONENTS = (
    ("api-server",),
    ("scheduler", "--skip-serve-logs"),
    ("dag-processor",),
    ("triggerer", "--skip-serve-logs"),
)
"""Airflow's processes. Without `--skip-serve-logs`, two of them would serve logs on every network interface."""
USER = "admin"
START_SECONDS = 240
PREPARE_SECONDS = 300
"""Timeout of creating Airflow's database, which takes 6 s."""
_PREPARE_DATABASE = """
from movielytics.local import airflow_home as a
a.prepare_database()
a.set_paused(False)
"""


def ui(landing: str | None = None, *, switch: bool = False) -> int:
    """Run Airflow with its UI until Ctrl-C; print the URL once the DAG can be triggered there.

    No run starts by itself, unless ``MOVIELYTICS_SCHEDULE`` or ``MOVIELYTICS_ON_ARRIVAL`` is set.

    The supervisor handles signals: see ``commands`` and ``supervisor``.

    Args:
        landing: folder or s3:// URI of the files that a triggered run loads; None: the landing zone that filled the
            warehouse, or sample data.
        switch: load files of another landing zone than the one that filled the warehouse.

    Returns:
        0, when it was stopped.

    Raises:
        MovielyticsError: it cannot be started, or one of its processes has ended by itself.
    """
    held = ui_landing_zone(STATE_DIR)
    if held is not None:
        url = _pid_file(STATE_DIR).read_text().split()[1]
        if landing and not landing_zone(landing, os.environ.get("MOVIELYTICS_S3_ENDPOINT_URL")).is_same(held):
            raise SettingsError(
                f"the UI already runs with {held}: {url}; to use another landing zone, end it first with "
                f"`{command('stop')}`"
            )
        console().print(f"The UI already runs with {held}: {url}\n{_sign_in()}")
        return 0
    port = _free_port()
    root = f"http://127.0.0.1:{port}"
    log = airflow_home.TASK_LOGS / "ui.log"
    with airflow_home.only_run():  # the warehouse's landing zone must not change meanwhile
        zone = prepare(landing, switch=switch)
        airflow_home.configure(
            AIRFLOW__API__HOST="127.0.0.1",
            AIRFLOW__API__PORT=str(port),
            AIRFLOW__API__BASE_URL=root,
            AIRFLOW__API__WORKERS="1",
            AIRFLOW__API__INSTANCE_NAME=f"Movielytics: {zone}".replace("%", "%%"),  # Airflow interpolates % in settings
            AIRFLOW__CORE__EXECUTION_API_SERVER_URL=f"{root}/execution/",
            AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION="False",
            AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS="False",
            AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=f"{USER}:admin",
            AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=str(_passwords_file()),
            MOVIELYTICS_UI_HOSTS="127.0.0.1,localhost",
        )
        _write_password()
        log.parent.mkdir(parents=True, exist_ok=True)
        console().print(f"Loading {zone} if {what_starts_a_run()}\nStarting Airflow (half a minute)")
        # Otherwise the next scheduler would continue a killed one's runs.
        airflow_home.close_abandoned_runs(scheduler_lives=False)
        with log.open("w") as output:
            _prepare_database(output.fileno(), log)
            components = [_start(component, output.fileno()) for component in COMPONENTS]
        _zone_file(STATE_DIR).write_text(json.dumps(asdict(zone)))
        _pid_file(STATE_DIR).write_text(f"{os.getsid(0)} {root}\n")
    try:
        _wait_until_ready(components, root, log)
        console().print(f"{root}/dags/{DAG_ID}\n{_sign_in()}\nCtrl-C or `{command('stop')}` ends it; its log is {log}")
        while _all_run(components):  # without a timeout: they serve until somebody ends them
            time.sleep(0.5)
    except MovielyticsError:
        if _pid_file(STATE_DIR).exists():
            raise
        return 0  # stopped while it was starting
    if _pid_file(STATE_DIR).exists():
        raise MovielyticsError(_end_of(log, "one of Airflow's processes has ended"))
    return 0


def _start(component: tuple[str, ...], output: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "airflow", *component],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=airflow_home.AIRFLOW_HOME,
    )


def _all_run(components: "list[subprocess.Popen[bytes]]") -> bool:
    return all(component.poll() is None for component in components)


def _passwords_file() -> Path:
    return airflow_home.AIRFLOW_HOME / "ui.passwords.json"


def _write_password() -> None:
    """Write a new password for ``USER`` into a private file, from which Airflow reads it."""
    write_private(_passwords_file(), json.dumps({USER: secrets.token_urlsafe(12)}))


def _sign_in() -> str:
    return f"Sign in as {USER} with the password {json.loads(_passwords_file().read_text())[USER]}"


def what_starts_a_run() -> str:
    """Return what starts a run."""
    settings = read_settings(ScheduleSettings)
    starts = ["files arrive"] * settings.on_arrival
    if settings.schedule not in {None, NO_SCHEDULE}:
        starts.append(f"the schedule {settings.schedule} is due")
    return ", or ".join([*starts, "a run is triggered"])


def ui_runs(state_dir: Path) -> bool:
    """Return whether the UI of this state folder runs."""
    return bool(_processes(state_dir))


def ui_landing_zone(state_dir: Path) -> LandingZone | None:
    """Return the landing zone from which the UI's runs load; None if the UI does not run."""
    if not ui_runs(state_dir):
        return None
    return LandingZone(**json.loads(_zone_file(state_dir).read_text()))


def stop_ui(state_dir: Path) -> bool:
    """Stop the UI and all processes of its Airflow, wherever it was started; return whether it was running."""
    session, asked = _session(state_dir), _processes(state_dir)
    forget_ui(state_dir)
    if session is None or not asked:
        return False
    processes.send(asked, signal.SIGTERM)
    processes.wait_for_end(asked, UI_STOP_SECONDS)
    processes.end(session, KILL_SECONDS)
    return True


def forget_ui(state_dir: Path) -> None:
    """Remove the pid file of a UI that no longer runs."""
    _pid_file(state_dir).unlink(missing_ok=True)


def _pid_file(state_dir: Path) -> Path:
    return state_dir / "airflow" / "ui.pid"


def _zone_file(state_dir: Path) -> Path:
    return state_dir / "airflow" / "ui.landing"


def _session(state_dir: Path) -> int | None:
    try:
        return int(_pid_file(state_dir).read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _processes(state_dir: Path) -> list[psutil.Process]:
    """Return the living processes of the UI's session.

    One of them has to work in the state folder: the pid file may be old, and its number may belong to another program.
    """
    session = _session(state_dir)
    found = [] if session is None else processes.members(session)
    home = state_dir.resolve() / "airflow"
    return found if any(_works_in(process, home) for process in found) else []


def _works_in(process: psutil.Process, home: Path) -> bool:
    try:
        return Path(process.cwd()) == home
    except psutil.Error:
        return False


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
    """Prepare the database in a child process: Airflow's modules would stay in this one's memory while the UI runs."""
    program = [sys.executable, "-c", _PREPARE_DATABASE]
    try:
        done = subprocess.run(
            program, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, timeout=PREPARE_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise MovielyticsError(_end_of(log, f"Airflow's database is not prepared after {PREPARE_SECONDS} s")) from None
    if done.returncode != 0:
        raise MovielyticsError(_end_of(log, "Airflow's database cannot be prepared"))


def _wait_until_ready(components: "list[subprocess.Popen[bytes]]", root: str, log: Path) -> None:
    """Wait until the scheduler and the DAG processor are healthy."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if not _all_run(components):
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
