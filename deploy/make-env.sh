#!/usr/bin/env bash
# Writes .env from .env.example with fresh secrets; refuses to overwrite one, because lost field keys are lost data.
set -euo pipefail
cd "$(dirname "$0")/.."
[ ! -e .env ] || { echo ".env exists; its keys open the stored data. Move it away yourself if you mean it." >&2 && exit 1; }

hex() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

umask 077
while IFS= read -r line; do
    case $line in
        SECRET_KEY=*) echo "SECRET_KEY=$(hex 40)" ;;
        FIELD_KEYS=*) echo "FIELD_KEYS=k1:$(hex 32)" ;;
        INDEX_KEY=*) echo "INDEX_KEY=$(hex 32)" ;;
        POSTGRES_PASSWORD=* | APP_DB_PASSWORD=* | MINIO_ROOT_PASSWORD=*) echo "${line%%=*}=$(hex 24)" ;;
        *) echo "$line" ;;
    esac
done <.env.example >.env
echo "Wrote .env. Set SITE_HOST, SITE_OWNER, SUPPORT_PHONE, the gateways and the rest, and keep a copy of the keys in another place." >&2
