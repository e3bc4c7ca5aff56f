#!/bin/sh
# Copies the private files to the object store every night (compose profile "objects"); restoring: docs/operations.md.
# Kept bytes never change and nothing is deleted or overwritten there, so a file lost or spoilt here is still whole there.
set -eu
bucket=store/zhiping-files # MC_HOST_store tells where it is

case ${1:-nightly} in
    restore) exec mc mirror --exclude "incoming/*" "$bucket" /restore/files ;;
    nightly) ;;
    *) echo "mirror.sh [nightly|restore]" >&2 && exit 2 ;;
esac

while :; do
    # Files that are still being looked at stand under incoming/ and have no name yet.
    if mc mb --ignore-existing "$bucket" && mc mirror --exclude "incoming/*" /zhiping/files "$bucket"; then
        date +%s >/tmp/mirrored
        sleep 86400
    else
        sleep 300
    fi
done
