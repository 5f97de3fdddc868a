"""A machine for all trials: its state before each, the reference to compare each with, and what must not be left."""

import shutil
import subprocess
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from faults.targets import TARGETS, living
from movielytics.local import postgres
from movielytics.sample_data.generate import generate
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.content import content_hashes
from support.local_run import Machine, Started

LIMIT_SECONDS = 300
"""By how much a trial's run may exceed the reference: a stalled server is noticed after 2 minutes; retries follow."""
LAST_SECONDS = 10
"""How long processes may outlive their run: Java notices within this time that its parent is gone."""
CONNECT_SECONDS = 10
"""How long a run of a trial tries to connect to a warehouse that refuses connections."""
TMPFS = "1500m"
"""Size of the disk of the state folder; it uses memory only if the folder is that large."""

_TABLES = """
    SELECT FORMAT('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname IN ('movies', 'audit', 'quarantine', 'waiting')
"""
_LEDGER = """
    SELECT 'quarantined', dataset, file, code, COUNT(*) FROM quarantine.rows GROUP BY 2, 3, 4
    UNION ALL
    SELECT 'waiting', dataset, '', '', COUNT(*) FROM waiting.rows GROUP BY 2
"""
_LEFT_PARTS = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'staging'::REGNAMESPACE AND relname ~ '_partition_[0-9]+$' AND relkind = 'r'
"""
_UNBALANCED = """
    SELECT run_id, table_name, file FROM audit.loads
    WHERE rows_read <> rows_staged + rows_superseded + rows_quarantined + rows_waiting
"""


@dataclass
class Reference:
    """What an undisturbed run of the same files gives.

    Attributes:
        before: content hash per table before it.
        empty: content hash per table of a warehouse without rows.
        after: content hash per table after it.
        ledger: quarantined rows per dataset, file and code, and waiting rows per dataset (one that a run looks at again
            and leaves waiting has no file any more).
        files: names in the state folder.
        seconds: how long it took.
        spans: when the processes of each kind were seen first and last, in seconds since the start.
    """

    before: dict[str, str] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    ledger: "Counter[tuple[str, ...]]" = field(default_factory=Counter)
    files: set[str] = field(default_factory=set)
    seconds: float = 0.0
    spans: dict[str, tuple[float, float]] = field(default_factory=dict)


class Laboratory:
    """A state folder whose warehouse has loaded one delivery, a second delivery that waits, and both as they were."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``; the state folder is a small disk of its own if this process may mount one."""
        self.landing = folder / "landing"
        self.aside = folder / "aside"
        self.aside.mkdir()
        state = folder / "state"
        state.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS},mode=755", "tmpfs", str(state)]
        self.has_own_disk = (
            shutil.which("mount") is not None
            and subprocess.run(mount, capture_output=True, check=False).returncode == 0
        )
        # What a run prints must not be lost on a full disk.
        self.machine = Machine(state, {"MOVIELYTICS_WAREHOUSE_CONNECT_TIMEOUT": str(CONNECT_SECONDS)}, outputs=folder)
        self.reference = Reference()

    @property
    def state(self) -> Path:
        """The state folder."""
        return self.machine.state

    def close(self) -> None:
        """Stop the server and unmount the disk."""
        postgres.stop(self.state)
        if self.has_own_disk:
            subprocess.run(["umount", "--lazy", str(self.state)], check=True)

    def start(self) -> Started:
        """Start a run over the landing zone."""
        return self.machine.start("run", "--landing", str(self.landing))

    def undisturbed(self) -> Started:
        """Run to the end, which must be a success."""
        run = self.start()
        assert self.end_of(run) == 0, f"an undisturbed run failed:\n{run.output}"
        return run

    def end_of(self, run: Started) -> int:
        """Wait for the end of a run and return its exit code; it fails the trial if the run hangs."""
        limit = LIMIT_SECONDS + self.reference.seconds
        try:
            return run.wait(limit)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the run has not ended after {limit:.0f} s:\n{run.output}") from None

    def prepare(self) -> None:
        """Load the first delivery, keep that warehouse, then load the second one and remember what that gives."""
        self._deliver(1)
        self.undisturbed()
        self.reference.before = content_hashes(self._url())
        self._administer("ALTER DATABASE movielytics RENAME TO base")
        self.reset(from_empty=False)
        started = time.monotonic()
        run = self.start()
        while run.process.poll() is None:
            now = time.monotonic() - started
            for target in TARGETS:
                if living(target, run, self.state):
                    first, _ = self.reference.spans.get(target, (now, now))
                    self.reference.spans[target] = first, now
            assert now < LIMIT_SECONDS, run.output
            time.sleep(0.1)
        assert run.code == 0, run.output
        self.reference.seconds = time.monotonic() - started
        self.reference.after = content_hashes(self._url())
        self.reference.ledger = self._ledger()
        self.reference.files = self._files()
        assert set(self.reference.spans) == set(TARGETS), f"not seen: {set(TARGETS) - set(self.reference.spans)}"
        unchanged = [table for table, found in self.reference.after.items() if found == self.reference.before[table]]
        assert len(unchanged) < len(self.reference.after) // 2, f"the second delivery changes too little: {unchanged}"

    def reset(self, *, from_empty: bool) -> None:
        """Let the warehouse be empty or as the first delivery left it; both deliveries lie in the landing zone."""
        self._deliver(2)
        (self.state / "landing.seen").unlink(missing_ok=True)
        postgres.start(self.state)
        self._administer(
            "DROP DATABASE IF EXISTS movielytics WITH (FORCE)",
            # Copied files are not written to the log, which would grow by each trial.
            "CREATE DATABASE movielytics TEMPLATE base STRATEGY FILE_COPY",
        )
        if from_empty:
            with transaction(self._url()) as cursor:
                cursor.execute(_TABLES)
                cursor.execute(f"TRUNCATE {', '.join(name for (name,) in cursor.fetchall())}")
            self.reference.empty = self.reference.empty or content_hashes(self._url())

    def processes_left(self) -> list[str]:
        """Return the processes that outlive their run, the server excepted."""
        return [f"process {each}" for each in self.machine.survivors_after(LAST_SECONDS)]

    def leftovers(self) -> list[str]:
        """Return what a run has left that it must not leave: processes, unfinished runs in Airflow, temporary files."""
        left = self.processes_left() + [f"in Airflow: {each}" for each in self.machine.unfinished_in_airflow()]
        left += [f"file {self.state / name}" for name in sorted(self._files() - self.reference.files)]
        return left

    def mixtures(self, *, from_empty: bool) -> list[str]:
        """Return the tables whose rows are neither those from before the run nor those of the reference."""
        before = self.reference.empty if from_empty else self.reference.before
        found = content_hashes(self._url())
        return [table for table in found if found[table] not in (before[table], self.reference.after[table])]

    def differences(self) -> list[str]:
        """List how the warehouse differs from the reference after an undisturbed run, and what staging still holds."""
        found, ledger = content_hashes(self._url()), self._ledger()
        differing = [f"movies.{table}" for table in found if found[table] != self.reference.after[table]]
        differing += [
            f"{entry}: {ledger[entry]}, not {self.reference.ledger[entry]}"
            for entry in ledger | self.reference.ledger
            if ledger[entry] != self.reference.ledger[entry]
        ]
        differing += [f"staging.{name} is left" for (name,) in self._rows(_LEFT_PARTS)]
        return differing + [f"row counts of {row} do not add up" for row in self._rows(_UNBALANCED)]

    def _deliver(self, deliveries: int) -> None:
        """Write the landing zone with its first deliveries; a file that is as it should be stays untouched."""
        for number in range(1, deliveries + 1):
            made = self.aside / f"delivery-{number}"
            if not made.exists():
                generate(made, 0.01, seed=number)
            for file in made.glob("*.csv"):
                delivered = self.landing / file.stem / f"{number}.csv"
                delivered.parent.mkdir(parents=True, exist_ok=True)
                if not delivered.exists() or delivered.read_bytes() != file.read_bytes():
                    shutil.copyfile(file, delivered)

    def _url(self) -> str:
        return postgres.start(self.state)

    def _administer(self, *statements: str) -> None:
        """Execute statements outside transactions on one connection: starting the server creates a missing database."""
        server, _, _ = self._url().rpartition("/")
        with closing(psycopg2.connect(f"{server}/postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

    def _ledger(self) -> "Counter[tuple[str, ...]]":
        return Counter({row[:-1]: int(row[-1]) for row in self._rows(_LEDGER)})

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        with transaction(self._url()) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def _files(self) -> set[str]:
        """Return the names in the state folder and the hidden files of the report."""
        names = {path.name for path in self.state.iterdir()}
        return names | {str(path.relative_to(self.state)) for path in (self.state / "report").rglob(".*")}
