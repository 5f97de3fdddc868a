"""CPU time and memory of real processes, as the watch measures them."""

import subprocess
import sys
import time

from bench.processes import Watch

BUSY = (
    "import time\n"
    "held = bytearray(200_000_000)\n"
    "end = time.process_time() + 1\n"
    "while time.process_time() < end: pass\n"
    "time.sleep(1)"
)


def test_cpu_time_and_memory_of_descendants_are_measured() -> None:
    command = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"]
    with subprocess.Popen(command) as process, Watch(lambda: [process.pid]) as watch:
        process.wait()
    assert 1 <= watch.cpu_seconds < 3
    assert 200_000_000 < watch.memory.driver < 400_000_000
    assert watch.memory.together == watch.memory.driver


def test_cpu_time_before_the_watch_does_not_count() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "import time\nfor i in range(20_000_000): pass\ntime.sleep(60)"]
    ) as process:
        time.sleep(3)
        with Watch(lambda: [process.pid]) as watch:
            time.sleep(0.5)
        process.kill()
    assert watch.cpu_seconds < 0.3


def test_exited_processes_are_ignored() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    with Watch(lambda: [process.pid]) as watch:
        pass
    assert watch.memory.together == 0
