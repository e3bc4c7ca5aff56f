"""What no log may hold."""

import logging
import re
from typing import Any

# What follows is a secret (messaging/views/receipts.py, accounts/views/mail.py).
_SECRET = re.compile(r"(/messages/receipts/|/me/mail/confirm/)[^\s?]+")


class NoKeys(logging.Filter):
    """Takes the secret part of an address out of a line before anybody writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line passes."""
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hidden, record.args))
        return True


def _hidden(part: Any) -> Any:
    return _SECRET.sub(r"\1***", part) if isinstance(part, str) else part
