# Sourced: start_servers gives DATABASE_URL and REDIS_URL, from the environment or from throw-away servers on loopback;
# stop_servers ends what was started here, by process id, and leaves nothing behind.
# shellcheck shell=bash

SERVERS=
REDIS_PID=
PG_BIN=

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

postgres_programs() {
    local found
    found=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
    [ -n "$found" ] || found=$(dirname "$(command -v initdb)") || fail "PostgreSQL's initdb was not found."
    echo "$found"
}

# A cluster for tests: durability off (we kill clients, not the server), one locale, a password of its own.
start_postgres() {
    local port secret=$SERVERS/secret data=$SERVERS/data
    port=$(free_port)
    PG_BIN=$(postgres_programs)
    head -c 24 /dev/urandom | base64 | tr -d '+/=\n' >"$secret"
    [ "$(id -u)" != 0 ] || chown -R postgres "$SERVERS"
    as_postgres "$PG_BIN/initdb" --pgdata "$data" --username zhiping --pwfile "$secret" --auth scram-sha-256 \
        --locale C.UTF-8 --encoding UTF8 --no-sync >/dev/null
    cat >>"$data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$SERVERS'
max_connections = 200
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
    as_postgres "$PG_BIN/pg_ctl" --pgdata "$data" --log "$SERVERS/postgres.log" --wait --silent start >/dev/null ||
        fail "PostgreSQL did not start: $(cat "$SERVERS/postgres.log")"
    DATABASE_URL="postgres://zhiping:$(cat "$secret")@127.0.0.1:$port/postgres"
    export DATABASE_URL
}

start_redis() {
    local port
    port=$(free_port)
    redis-server --bind 127.0.0.1 --port "$port" --save '' --appendonly no --daemonize no >"$SERVERS/redis.log" 2>&1 &
    REDIS_PID=$!
    export REDIS_URL="redis://127.0.0.1:$port/0"
}

start_servers() {
    trap stop_servers EXIT
    trap 'exit 130' INT TERM
    SERVERS=$(mktemp -d "${TMPDIR:-/tmp}/zhiping-servers.XXXXXX")
    [ -n "${DATABASE_URL:-}" ] || start_postgres
    [ -n "${REDIS_URL:-}" ] || start_redis
}

stop_servers() {
    trap - EXIT INT TERM
    [ -z "$REDIS_PID" ] || kill "$REDIS_PID" 2>/dev/null || true
    [ ! -e "$SERVERS/data/postmaster.pid" ] ||
        as_postgres "$PG_BIN/pg_ctl" --pgdata "$SERVERS/data" --mode immediate --silent stop >/dev/null 2>&1 || true
    [ -z "$SERVERS" ] || rm -rf "$SERVERS"
}
