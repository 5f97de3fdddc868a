"""The measurement: every way at every size, in the cheapest order."""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import data, machine
from bench.databases import database, server_process
from bench.marts import compare, deliveries, questions
from bench.marts.latency import Clients
from bench.partitioning import split_otherwise
from bench.plan import JDBC_RATINGS, Plan
from bench.recorder import Recorder, Trial, progress
from bench.results import IDLE, PUBLISHING, Results
from bench.ways import duck, jar, jdbc, ours, psql
from bench.worker import Worker, clean_environment
from movielytics.errors import MovielyticsError
from movielytics.local import postgres
from movielytics.sample_data.generate import RATINGS
from movielytics.warehouse.content import content_hashes

WARM_SCALE = 0.2
JDBC_HEAP = "4g"
MART_ROUNDS = 3
"""Least number of rounds of the questions, which take only moments."""
REPLICA = {"wal_level": "replica", "max_wal_senders": "10"}
"""PostgreSQL's defaults, as on servers with replicas or an archive. A local run's server writes less of a log."""


@dataclass(frozen=True)
class Bench:
    """State that all parts of one measurement share."""

    plan: Plan
    server_url: str
    recorder: Recorder
    results: Results

    @contextmanager
    def steps(self, landing: Path, *, otherwise: bool = False) -> Iterator[tuple[Worker, ours.Process]]:
        """Yield a new worker for the pipeline's steps, with the settings of a run over ``landing``."""
        with Worker(clean_environment()) as worker:
            worker.call(ours.prepare, self.plan.server, landing)
            if otherwise:
                worker.call(split_otherwise)
            yield worker, ours.Process(worker, self.plan.server, self.recorder)


def run(plan: Plan) -> Results:
    """Measure everything in the plan; remove the large files afterwards.

    Raises:
        MovielyticsError: another measurement is running, or a load fails.
    """
    plan.folder.mkdir(parents=True, exist_ok=True)
    with (plan.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MovielyticsError(
                "another `make bench` is running, and would distort the measurement: wait until it has ended"
            ) from None
        return _run(plan)


def _run(plan: Plan) -> Results:
    results = Results(scale=plan.scale, quick=plan.quick, ratings=plan.ratings, **machine.describe())
    recorder = Recorder()
    try:
        _clear(plan)
        plan.data.mkdir(parents=True)
        bench = Bench(plan, postgres.start(plan.server, REPLICA), recorder, results)
        progress(f"making files of {plan.ratings:,} ratings")
        full = data.deliver(plan.data / "landing", plan.scale)
        files = data.prepare(full, plan.data, JDBC_RATINGS)
        _sizes(bench, full)
        _otherwise(bench, files)
        _rounds(bench, files)
    finally:
        _clear(plan)
    results.measures = recorder.measures
    return results


def _clear(plan: Plan) -> None:
    ours.stop_whole(plan.whole)
    if plan.server.exists():
        postgres.stop(plan.server)
    for folder in (plan.data, plan.server, plan.whole):
        shutil.rmtree(folder, ignore_errors=True)


def _sizes(bench: Bench, full: data.Delivery) -> None:
    """Measure memory: load each size in a process of its own, with the settings for the largest size."""
    for number, scale in enumerate(bench.plan.sizes, 1):
        ratings = round(RATINGS * scale)
        delivery = full if scale == bench.plan.scale else data.deliver(bench.plan.data / f"landing-{number}", scale)
        with database(bench.server_url, f"size_{number}") as url, bench.steps(full.folder) as (worker, process):
            worker.call(ours.use, url, delivery.folder)
            process.run(Trial("size", number, ratings))
            if delivery == full:
                bench.results.hashes["a run"] = content_hashes(url)


def _otherwise(bench: Bench, files: data.Files) -> None:
    """Load everything with splits of another size, then ask the questions of that warehouse."""
    full = files.full
    with database(bench.server_url, "otherwise") as url, bench.steps(full.folder, otherwise=True) as (worker, process):
        worker.call(ours.use, url, full.folder)
        process.run(Trial("otherwise", 1, bench.plan.ratings))
        bench.results.hashes["a run over other splits"] = content_hashes(url)
        deliveries.load(url, full)
        questions.clean(url)
        bench.results.marts = compare.compare(url, max(bench.plan.rounds, MART_ROUNDS))
        with Clients(url) as idle:
            time.sleep(bench.plan.idle_seconds)
        publishing = Clients(url)
        with data.delivered(files):
            process.run(Trial("asked", 1, files.changed_rows), {"upsert_ratings": publishing})
        bench.results.latencies = [*idle.latencies(IDLE), *publishing.latencies(PUBLISHING)]


def _rounds(bench: Bench, files: data.Files) -> None:
    """Measure every way once per round, in processes that have loaded before."""
    plan, full = bench.plan, files.full
    shuffled = full if plan.quick else data.shuffle(full, plan.data / "landing-shuffled")
    small = data.deliver(plan.data / "landing-warm", WARM_SCALE)
    with (
        bench.steps(full.folder) as (worker, process),
        Worker(clean_environment()) as with_jdbc,
        Worker(clean_environment()) as with_duckdb,
    ):
        if not plan.quick:
            _stage(bench, Trial("cold", 1, plan.ratings), worker, process, full)
        with database(bench.server_url, "warm") as url:
            worker.call(ours.use, url, small.folder)
            for _, step, word in ours.STEPS:
                worker.call(ours.do, step, word, "warm")
        with_jdbc.call(jdbc.start, plan.server, jar.fetch(plan.folder), JDBC_HEAP)
        for best in (False, True):
            with database(bench.server_url, "warm") as url:
                with_jdbc.call(jdbc.load, url, small.ratings, best=best)
        with database(bench.server_url, "warm") as url:
            with_duckdb.call(duck.load, url, small.ratings)
        for round_ in range(1, plan.rounds + 1):
            _psql(bench, round_, files)
            _duck(bench, round_, files, with_duckdb)
            _jdbc(bench, round_, files, with_jdbc)
            with database(bench.server_url, "steps") as url:
                worker.call(ours.use, url, full.folder)
                _steps(bench, round_, files, process, url)
            if not plan.quick:
                _stage(bench, Trial("shuffled", round_, plan.ratings), worker, process, shuffled)
                _minimal(bench, round_, full, worker, process)
                _whole(bench, round_, files)


def _minimal(bench: Bench, round_: int, full: data.Delivery, worker: Worker, process: ours.Process) -> None:
    """Load everything into a server with the settings of a local run."""
    server = bench.plan.server
    postgres.stop(server)
    postgres.start(server)
    with database(bench.server_url, "minimal") as url:
        worker.call(ours.use, url, full.folder)
        process.run(Trial("minimal", round_, bench.plan.ratings))
    postgres.stop(server)
    postgres.start(server, REPLICA)


def _stage(bench: Bench, trial: Trial, worker: Worker, process: ours.Process, delivery: data.Delivery) -> None:
    """Stage ratings into a database of their own."""
    with database(bench.server_url, trial.scenario) as url:
        worker.call(ours.use, url, delivery.folder)
        worker.call(ours.do, "plan", None, f"{trial.scenario}-{trial.round}")
        process.step(trial, "stage", "ratings")


def _psql(bench: Bench, round_: int, files: data.Files) -> None:
    for format_, parts in (("text", files.texts), ("binary", files.binaries)):
        with database(bench.server_url, format_) as url:
            trial = Trial(f"psql_{format_}", round_, files.clean_rows)
            bench.recorder.measure(
                trial, partial(psql.load, url, parts, format_), partial(server_process, bench.plan.server)
            )


def _duck(bench: Bench, round_: int, files: data.Files, worker: Worker) -> None:
    with database(bench.server_url, "duck") as url:
        staged = bench.recorder.measure(
            Trial("duck", round_, bench.plan.ratings),
            partial(worker.call, duck.load, url, files.full.ratings),
            lambda: [worker.pid, *server_process(bench.plan.server)],
        )
    if staged != files.clean_rows:
        raise MovielyticsError(f"DuckDB staged {staged:,} of {files.clean_rows:,} ratings, so its measure is invalid")


def _jdbc(bench: Bench, round_: int, files: data.Files, worker: Worker) -> None:
    for scenario, best in (("jdbc_default", False), ("jdbc_best", True)):
        with database(bench.server_url, scenario) as url:
            bench.recorder.measure(
                Trial(scenario, round_, files.head_rows),
                partial(worker.call, jdbc.load, url, files.head, best=best),
                lambda: [worker.pid, *server_process(bench.plan.server)],
            )


def _steps(bench: Bench, round_: int, files: data.Files, process: ours.Process, url: str) -> None:
    """Load everything, then unchanged files, then the changes, then the full ratings file again, one rating longer."""
    process.run(Trial("full", round_, bench.plan.ratings))
    if round_ == 1:
        bench.results.hashes["another run"] = content_hashes(url)
    again = process.run(Trial("again", round_, 0))
    if any(result.changed for task, result in again.items() if task.startswith(("stage", "upsert"))):
        raise MovielyticsError("unchanged files were loaded again, so the measure of an unchanged run is invalid")
    with data.delivered(files):
        staged = process.run(Trial("changes", round_, files.changed_rows))["stage_ratings"]
    if staged.counts.read != files.changed_rows:
        raise MovielyticsError(
            f"{staged.counts.read or 0:,} of {files.changed_rows:,} new and changed ratings were read"
        )
    with data.delivered_again(files):
        staged = process.run(Trial("full_again", round_, bench.plan.ratings))["stage_ratings"]
    if (staged.counts.read or 0) <= bench.plan.ratings:
        raise MovielyticsError(
            f"{staged.counts.read or 0:,} of {bench.plan.ratings + 1:,} ratings were read "
            "when the full file was delivered again"
        )


def _whole(bench: Bench, round_: int, files: data.Files) -> None:
    """Measure whole runs as processes: with an empty state folder, with unchanged files, and with the changes."""
    plan = bench.plan
    run_whole = partial(ours.run_whole, plan.whole, files.full.folder, bench.recorder)
    try:
        run_whole(Trial("whole_full", round_, plan.ratings))
        run_whole(Trial("whole_again", round_, 0))
        with data.delivered(files):
            run_whole(Trial("whole_changes", round_, files.changed_rows))
    finally:
        ours.stop_whole(plan.whole)
        shutil.rmtree(plan.whole, ignore_errors=True)
