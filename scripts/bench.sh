#!/usr/bin/env bash
# The measurements, on throw-away PostgreSQL and Redis: one process, in order, figures printed as they come.
. "$(dirname "$0")/common.sh"
. scripts/servers.sh

scripts/setup.sh
start_servers
ZHIPING_MODE=test BENCH=1 .venv/bin/pytest tests/bench -p no:randomly -s "$@"
