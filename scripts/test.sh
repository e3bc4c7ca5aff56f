#!/usr/bin/env bash
# All of it: checks, one season on SQLite, every test on PostgreSQL with Redis, a worker and a browser.
# SOAK=1 runs the proofs with full counts and writes docs/proof.md. Further arguments go to pytest: a part of the tests
# renews its own rows of that page only.
. "$(dirname "$0")/common.sh"
. scripts/servers.sh

scripts/setup.sh
export ZHIPING_MODE=test
[ -z "${SOAK:-}" ] || proofs=docs/proof.md
[ $# = 0 ] || part=1
status=0
scripts/check.sh || status=1

say "One season on SQLite"
env -u DATABASE_URL -u REDIS_URL .venv/bin/pytest -m season -p no:randomly "$@" || [ $? = 5 ] || status=1 # 5: none selected

start_servers
say "Everything on PostgreSQL"
PROOFS=${proofs:-} PART=${part:-} .venv/bin/pytest --numprocesses "${WORKERS:-2}" --dist worksteal "$@" || status=1
exit $status
