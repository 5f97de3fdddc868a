"""Local runs that something disturbs: what they leave, and what the run after them makes of it."""

import re
import time
from typing import Any

import pytest

from faults.kinds import Fault, FullDisk, Scene
from faults.laboratory import Laboratory
from faults.plan import Trial
from movielytics.errors import EXIT_CODES
from support.local_run import Started

_FINAL = re.compile(r"^(?:error: |Interrupted\. |The run \S+ failed after )", re.MULTILINE)
"""How the message begins that says why a run failed."""
_NOT_CLEAN = ("Traceback (most recent call last)", "unexpected ", "Exception in thread")


def test_a_disturbed_run_fails_cleanly_or_succeeds(
    trial: Trial, laboratory: Laboratory, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next run ends with the content of a warehouse that nothing ever disturbed."""
    fault, rng = trial.fault(), trial.random
    begin, end = laboratory.reference.spans[fault.target]
    moment = rng.uniform(begin, end)
    place = "empty warehouse" if trial.from_empty else "filled warehouse"
    _say(capsys, f"\n{trial.number:3} {fault.name:32} {place:16} {moment:5.1f} s: ")
    if isinstance(fault, FullDisk) and not laboratory.has_own_disk:
        _say(capsys, "skipped, because this user may not mount a disk of its own for it ")
        pytest.skip("a full disk needs the right to mount one")
    laboratory.reset(from_empty=trial.from_empty)
    started = time.monotonic()
    fault.before(laboratory)
    run = laboratory.start()
    try:
        while run.process.poll() is None and time.monotonic() - started < moment:
            time.sleep(0.01)
        happened = fault.happen(Scene(laboratory, run, rng))
        outcome = _end(laboratory, run, fault)
    finally:
        fault.after()
        for each in filter(None, (run, fault.second)):
            if each.process.poll() is None:
                each.kill()
    problems = laboratory.processes_left() if fault.next_run_cleans else laboratory.leftovers()
    if not fault.replaces_files:
        problems += [
            f"movies.{table} is neither old nor new" for table in laboratory.mixtures(from_empty=trial.from_empty)
        ]
    seconds = time.monotonic() - started
    laboratory.undisturbed()
    problems += laboratory.leftovers() + laboratory.differences()
    lines = "".join(f"; {problem}" for problem in problems)
    whole = time.monotonic() - started
    _say(
        capsys,
        f"{happened or 'the run ended before'}, {outcome}{lines}, {seconds:.0f} s ({whole:.0f} s with the next run) ",
    )
    assert not problems, "\n".join([*problems, run.output])


def _end(laboratory: Laboratory, run: Started, fault: Fault) -> str:
    """Return the exit code of the run or runs after their end; it fails the trial if one has not ended cleanly."""
    codes = [_judged(laboratory, each, fault) for each in (run, fault.second) if each is not None]
    if fault.second is not None:
        refusals = [each.output for each in (run, fault.second) if "another run is in progress" in each.output]
        assert (codes.count(0) == 1 and len(refusals) == 1) or codes == [0, 0], (
            f"{codes}:\n{run.output}\n{fault.second.output}"
        )
    return " and ".join(f"exit code {code}" for code in codes)


def _judged(laboratory: Laboratory, run: Started, fault: Fault) -> int:
    code, output = laboratory.end_of(run), run.output
    if fault.kills_supervisor and code == -9:
        return code
    assert code in {0, *EXIT_CODES.values()}, f"exit code {code}:\n{output}"
    found: list[Any] = [words for words in _NOT_CLEAN if words in output]
    messages = _FINAL.findall(output)
    assert not found, f"{found} on the terminal:\n{output}"
    assert bool(messages) == (code != 0), f"exit code {code} and {messages}:\n{output}"
    assert len(set(messages)) == len(messages), f"more than one message, {messages}:\n{output}"
    return code


def _say(capsys: pytest.CaptureFixture[str], words: str) -> None:
    with capsys.disabled():
        print(words, end="", flush=True)  # noqa: T201
