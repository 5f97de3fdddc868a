#!/bin/sh
# Creates the Python environment in .movielytics/venv, with the archive of Spark's classes. Does nothing if it already
# matches requirements.lock, pyproject.toml, requirements-bootstrap.txt and the files that make the archive. Reports
# progress on standard error and prints nothing on standard output.
#
# PYTHON: the interpreter to use; unset: the first suitable one of python3, python3.13, python3.12, python3.11.
set -eu
exec >&2
cd "$(dirname "$0")/.."
state=.movielytics
venv=$PWD/$state/venv
complete=$venv/.complete # written last: if it is missing, the installation was interrupted

# The hash includes the folder, because an environment breaks when it is moved.
wanted=$(
    {
        pwd
        cat requirements.lock pyproject.toml requirements-bootstrap.txt jobs/movielytics/staging/jvm/*.py jobs/movielytics/staging/jvm/*.sh
    } | cksum
)

is_ready() {
    [ "$(cat "$complete" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null
}

fail() {
    echo "$*"
    exit 1
}

# Prints why an interpreter is unsuitable; prints nothing if it is suitable.
problem_of() {
    "$1" - 2>/dev/null <<'PYTHON' || echo "it does not run"
import sys
version = ".".join(str(part) for part in sys.version_info[:3])
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    print("it is Python %s, not 3.11, 3.12 or 3.13" % version)
else:
    try:
        import ensurepip, venv
    except ImportError:
        print("Python %s lacks the module venv (on Debian and Ubuntu: apt install python3-venv)" % version)
PYTHON
}

choose_python() {
    problems=
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        command -v "$python" >/dev/null || { problems="$problems
  $python: it is not installed" && continue; }
        problem=$(problem_of "$python")
        [ -z "$problem" ] && return
        problems="$problems
  $python: $problem"
    done
    fail "No Python to make the environment with:$problems
Install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=/path/to/python3.12 ..."
}

is_ready && exit 0
mkdir -p $state
if command -v flock >/dev/null; then # if two run at once, the second waits and then finds the environment ready
    exec 9>$state/venv.lock
    flock --wait 900 9 || fail "Another process has been making the Python environment for 15 minutes; end it, then try again"
    is_ready && exit 0
fi

# Ctrl-C and SIGTERM end the installation at once and without a traceback. Its programs run in a session of their own,
# which the terminal's Ctrl-C does not reach, and this script kills them. The next call starts again with a new
# environment.
child=
interrupted() {
    trap '' INT TERM HUP
    [ -z "$child" ] || kill -s KILL -- "-$child" 2>/dev/null || kill -s KILL "$child" 2>/dev/null || true
    echo "Interrupted. The next make starts the environment again."
    exit 130
}
trap interrupted INT TERM HUP

if command -v setsid >/dev/null; then setsid=setsid; else setsid=; fi
step() {
    $setsid "$@" </dev/null 9>&- &
    child=$!
    wait "$child"
    child=
}

began=$(date +%s)
say() {
    printf '%4s s  %s\n' $(($(date +%s) - began)) "$*"
}

choose_python
echo "Making the Python environment in $state/venv with $("$python" -V): about a minute, or seconds if it was made before ..."
# Processes of the old environment would lose their files.
if [ -x "$venv/bin/movielytics" ]; then "$venv/bin/movielytics" stop >/dev/null 2>&1 9>&- || true; fi
rm -rf "$venv"
say "an empty environment, and uv, which installs the rest"
step "$python" -m venv "$venv"
step "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.txt

# By default uv reads neither pip's settings nor the system's certificates.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" VIRTUAL_ENV="$venv"
[ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"
# uv's cache (~/.cache/uv, or UV_CACHE_DIR) keeps the pyspark that it builds from source, and shares its files with the
# environment by hard links. So another environment with the same lock takes seconds and hardly any disk space.
say "$(grep -c '^[a-zA-Z0-9]' requirements.lock) packages, of which pyspark is built from its source"
step "$venv/bin/uv" pip install --quiet --no-deps --require-hashes --build-constraints requirements.lock -r requirements.lock
step "$venv/bin/uv" pip install --quiet --no-deps --no-build-isolation -e .
say "an archive of Spark's classes, with which Spark starts in half the time"
# Spark starts faster with an archive of its classes, and works without it. If this fails, it says why.
step "$venv/bin/python" -m movielytics.staging.jvm.archive || true
printf '%s\n' "$wanted" >"$complete"
echo "The environment is ready after $(($(date +%s) - began)) s."
