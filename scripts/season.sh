#!/usr/bin/env bash
# One whole round without a browser, on its own SQLite database under var/season/: one JSON object on stdout, logs on stderr.
. "$(dirname "$0")/common.sh"

export ZHIPING_VAR=$ROOT/var/season
unset DATABASE_URL REDIS_URL
need_packages "${RUN_PACKAGES[@]}"
make_venv
install_lock deploy/requirements.lock
has_command season || fail "This tree has no season yet."
rm -rf "$ZHIPING_VAR"
mkdir -p "$ZHIPING_VAR"
"$PYTHON" manage.py migrate --verbosity 0 >&2
export CELERY_BROKER_URL=memory://localhost # nobody listens here
exec "$PYTHON" manage.py season
