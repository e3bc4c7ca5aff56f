#!/usr/bin/env bash
# Writes the lock files from pyproject.toml: exact versions with hashes for Python 3.11 and up, no index addresses.
# Pins that still fit are kept; UPGRADE=1 takes the newest of everything.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    local output=$1
    shift
    .venv/bin/uv pip compile pyproject.toml "$@" --output-file "$output" --quiet \
        --universal --python-version 3.11 --generate-hashes --no-header --no-config ${UPGRADE:+--upgrade}
}

compile requirements.lock --group dev
UPGRADE='' compile deploy/requirements.lock --constraints requirements.lock --no-annotate # what the image installs: the same, without dev
if grep -nE '://|--(extra-)?index-url|--find-links|^-i ' requirements.lock deploy/requirements.lock; then
    echo "An address stands in a lock file." >&2
    exit 1
fi
