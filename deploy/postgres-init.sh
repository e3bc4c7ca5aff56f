#!/bin/sh
# First start of the cluster: the owner (POSTGRES_USER) migrates; the application works under a role that can neither
# change a table nor empty one: TRUNCATE would pass by the triggers of the audit chain (design §10).
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set=secret="$APP_DB_PASSWORD" <<'SQL'
CREATE ROLE zhiping_app LOGIN PASSWORD :'secret';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO zhiping_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO zhiping_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO zhiping_app;
SQL
