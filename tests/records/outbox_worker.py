"""A worker of its own process, for the proof of the outbox: it delivers until it is killed.

``python -m tests.records.outbox_worker LEDGER``: the provider is a file; a call appends one line to it and takes a
while to answer, so that a kill may fall before, between and after.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

LEASE = timedelta(seconds=2)
CALL = 0.004  # seconds a provider takes


def main(ledger: Path) -> None:
    django.setup()
    from records.services import outbox

    file = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def send(payload: dict[str, Any]) -> str:
        os.write(file, f"{payload['n']}\n".encode())  # one write call: whole lines, whoever writes beside us
        time.sleep(CALL)
        return f"ref-{payload['n']}"

    def query(payload: dict[str, Any]) -> bool:
        return f"\n{payload['n']}\n" in f"\n{ledger.read_text()}"

    outbox.register("letter", send, query=query, lease=LEASE)
    outbox.register("paper", send, lease=LEASE)
    while True:
        if not outbox.deliver_due(limit=20):
            time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
