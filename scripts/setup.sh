#!/usr/bin/env bash
# Makes the tree usable: system packages, .venv, the local database, the notices of notices/data/.
#   setup.sh        everything that running and testing need
#   setup.sh run    what serving needs: no browser, no database server, no developer's tools
. "$(dirname "$0")/common.sh"

# The day before the first window of 2024 opens: the local notices are loaded before anything can happen under them.
LOADED_AT=2024-07-01T09:00:00+08:00
VAR=${ZHIPING_VAR:-var/try}

install() {
    local packages=("${RUN_PACKAGES[@]}") lock=deploy/requirements.lock
    if [ "$1" = all ]; then
        packages+=("${TEST_PACKAGES[@]}")
        lock=requirements.lock
    fi
    need_packages "${packages[@]}"
    make_venv
    install_lock "$lock"
}

load_notice() {
    local file=$1 stamp=$VAR/notices.loaded sum
    sum=$(sha256sum "$file")
    grep -qxF "$sum" "$stamp" 2>/dev/null && return
    say "Loading $file"
    "$PYTHON" manage.py loadnotice "$file" --publish --explain "随程序附带的通知，供本机试用" >&2 || return 1
    echo "$sum" >>"$stamp"
}

load_notices() {
    has_command loadnotice || return 0
    local file shift failed=0
    shift=$(shift_to "$LOADED_AT")
    for file in notices/data/*.yaml; do
        [ ! -e "$file" ] || LAW_CLOCK_SHIFT_SECONDS=$shift load_notice "$file" || failed=1
    done
    [ "$failed" = 0 ] || say "Some notices were not loaded (see above); a published one is changed by an amendment, or start anew with RESET=1."
}

# The local database is migrated when a migration file is newer than the last time.
migrate() {
    local stamp=$VAR/migrated
    mkdir -p "$VAR" staticfiles # whitenoise looks for the second at every start
    if [ ! -e "$stamp" ] || [ -n "$(find . -path ./.venv -prune -o -path '*/migrations/*.py' -newer "$stamp" -print -quit)" ]; then
        "$PYTHON" manage.py migrate --verbosity 0 >&2
        touch "$stamp"
    fi
}

[[ ${1:-all} =~ ^(run|all)$ ]] || fail "setup.sh knows 'run' and nothing; not '$1'."
if [ "${RESET:-}" = 1 ]; then
    say "Starting anew: $VAR is removed"
    rm -rf "$VAR"
fi
install "${1:-all}"
migrate
load_notices
