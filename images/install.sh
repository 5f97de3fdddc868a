#!/bin/sh
# Installs Python packages into /opt/venv; arguments are those of `uv pip install`. Image builds mount the folder of
# their stage `installer`. It holds this script, uv, the URL of the package index and the versions of build tools, which
# no image keeps.
set -eu
here=$(dirname "$0")
uv=$here/uv/bin/uv
index=$(cat "$here/index") # empty: the public one
[ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
TMPDIR=$(mktemp -d) # for builds of packages
export TMPDIR UV_BUILD_CONSTRAINT="$here/requirements.lock" UV_NO_CACHE=true UV_SYSTEM_CERTS=true
trap 'rm -rf "$TMPDIR"' EXIT

[ -e /opt/venv ] || "$uv" venv --quiet --python /usr/bin/python3 /opt/venv
"$uv" pip install --python /opt/venv --no-deps "$@"
