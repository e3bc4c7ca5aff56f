#!/usr/bin/env bash
# Serves a season in progress on 127.0.0.1:${PORT:-8000}: web server, Celery worker and beat, all stopped by Ctrl-C.
. "$(dirname "$0")/common.sh"

STANDS_AT=2024-09-12T10:00:00+08:00 # corrections, payment and office receiving are all live
PORT=${PORT:-8000}
export SITE_URL=${SITE_URL:-http://127.0.0.1:$PORT} # the season's papers carry it in their QR codes
VAR=${ZHIPING_VAR:-var/try}
children=()
declare -A names

build_season() {
    [ ! -e "$VAR/demo.built" ] || return 0
    has_command demo || { say "This tree has no demo season yet; serving an empty house." && return 0; }
    say "Preparing the demo, once: some ninety fictitious people declare between June 2023 and September 2024 (five to ten minutes on two free processors; RESET=1 makes it anew)"
    # Nobody listens while it is prepared: nudges stay in this process instead of waiting in files for the worker.
    CELERY_BROKER_URL=memory://localhost "$PYTHON" manage.py demo >/dev/null # its words stand on stderr
    touch "$VAR/demo.built"
}

# The law clock goes on from the latest entry of the audit chain, so that it never runs backwards.
law_clock_shift() {
    if has_command demo_clock; then "$PYTHON" manage.py demo_clock; else shift_to "$STANDS_AT"; fi
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

# start NAME COMMAND…: runs it in the background, its words in $VAR/log/NAME.log
start() {
    local name=$1
    shift
    "$@" >"$VAR/log/$name.log" 2>&1 &
    children+=($!)
    names[$!]=$name
}

stop_children() {
    trap - EXIT INT TERM
    kill -TERM "${children[@]}" 2>/dev/null || true
    wait "${children[@]}" 2>/dev/null || true
}

wait_until_served() {
    for _ in $(seq 100); do
        ! port_is_taken || return 0
        kill -0 "${children[0]}" 2>/dev/null || fail "The web server stopped; see $VAR/log/web.log"
        sleep 0.2
    done
    fail "The web server does not answer; see $VAR/log/web.log"
}

welcome() {
    local shown=$1
    printf '\n职评 Zhiping  →  http://127.0.0.1:%s/\nThe law clock stands at %s. Ctrl-C stops everything; logs: %s/log/\n\n' "$PORT" "$shown" "$VAR"
    ! has_command demo || "$PYTHON" manage.py demo --sign-ins || true
}

scripts/setup.sh run
! port_is_taken || fail "Port $PORT is in use; try PORT=8001 make run"
build_season
LAW_CLOCK_SHIFT_SECONDS=$(law_clock_shift)
export LAW_CLOCK_SHIFT_SECONDS
mkdir -p "$VAR/log"
trap stop_children EXIT
trap 'exit 0' INT TERM

start web .venv/bin/gunicorn config.wsgi --bind "127.0.0.1:$PORT" --workers 1 --threads 8 --timeout 120 --no-control-socket
start worker .venv/bin/celery --app config worker --concurrency 2 --loglevel INFO
start beat .venv/bin/celery --app config beat --schedule "$VAR/beat" --pidfile= --loglevel INFO
wait_until_served
welcome "$(TZ=Asia/Shanghai date -d "@$(($(date +%s) + ${LAW_CLOCK_SHIFT_SECONDS%.*}))" '+%F %T')"
wait -n -p stopped "${children[@]}" || true
tail -n 15 "$VAR/log/${names[$stopped]}.log" >&2
fail "The ${names[$stopped]} process stopped; its last words stand above, all of them in $VAR/log/${names[$stopped]}.log"
