# Sourced by the other scripts: the tree's root, Debian packages, the virtual environment, small questions.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
PYTHON=$ROOT/.venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1

# What `make run` needs, and what the tests need on top.
RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk)
TEST_PACKAGES=(postgresql redis-server chromium poppler-utils)

say() { printf '\033[1m── %s\033[0m\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2 && exit 1; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || echo "$package"
    done
}

# Installs what is missing on Debian and its kin; elsewhere names it and goes on.
need_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "Not Debian: install what stands for $* yourself."
        return
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "Please install as root: apt-get install ${missing[*]}"
    say "Installing Debian packages: ${missing[*]}"
    as_root apt-get update -q >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}" >&2
}

usable_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null && usable_python "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

make_venv() {
    usable_python "$PYTHON" && return
    local found
    found=$(find_python) || { need_packages python3 python3-venv && found=$(find_python); } ||
        fail "Zhiping needs Python 3.11 or newer."
    "$found" -c 'import ensurepip' 2>/dev/null || need_packages python3-venv
    say "Creating .venv with $("$found" --version)"
    "$found" -m venv --clear .venv
}

# A lock is installed once: its hash stands in the stamp. The full lock holds the image's lock too.
install_lock() {
    local lock=$1 stamp=.venv/zhiping-installed sum
    sum=$(sha256sum <"$lock")
    grep -qxF "$sum" "$stamp" 2>/dev/null && return
    say "Installing Python packages from $lock"
    "$PYTHON" -m pip install --quiet --require-hashes -r "$lock" >&2
    echo "$sum" >>"$stamp"
    [ "$lock" != requirements.lock ] || sha256sum <deploy/requirements.lock >>"$stamp"
}

free_port() {
    "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

has_command() { compgen -G "*/management/commands/$1.py" >/dev/null || compgen -G "review/*/management/commands/$1.py" >/dev/null; }

# Seconds from the machine's clock to a moment, for LAW_CLOCK_SHIFT_SECONDS.
shift_to() { echo $(($(date -d "$1" +%s) - $(date +%s))); }
