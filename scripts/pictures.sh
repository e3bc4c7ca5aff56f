#!/usr/bin/env bash
# Takes the pictures of the README anew, of a finished demo: a copy of it is served, so that the trial itself stays as it is.
. "$(dirname "$0")/common.sh"
VAR=${ZHIPING_VAR:-var/try}

need_packages chromium
install_lock requirements.lock
[ -e "$VAR/demo.built" ] || fail "No finished demo in $VAR; run make run first."
copy=$(mktemp -d)
port=$(free_port)
children=()
trap 'kill "${children[@]}" 2>/dev/null && wait "${children[@]}" 2>/dev/null || true; rm -rf "$copy"' EXIT
cp -r "$VAR/." "$copy"
export ZHIPING_VAR=$copy SITE_URL=http://127.0.0.1:$port
"$PYTHON" manage.py migrate --verbosity 0
LAW_CLOCK_SHIFT_SECONDS=$("$PYTHON" manage.py demo_clock)
export LAW_CLOCK_SHIFT_SECONDS
.venv/bin/gunicorn config.wsgi --bind "127.0.0.1:$port" --workers 1 --threads 4 --no-control-socket >"$copy/web.log" 2>&1 &
children+=($!)
.venv/bin/celery --app config worker --concurrency 1 >"$copy/worker.log" 2>&1 & # draws the pages of what is opened
children+=($!)
"$PYTHON" scripts/pictures.py "$SITE_URL" docs/screenshots || fail "See above; the server's last words: $(tail -n 5 "$copy/web.log")"
