"""HMAC-SHA256 over the raw bytes, bound to method, path, moment and nonce. Compared in constant time."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from config.lib import clock
from fees.exceptions import NoticeForged

APP, TIMESTAMP, NONCE, SIGNATURE = "X-Pay-App", "X-Pay-Timestamp", "X-Pay-Nonce", "X-Pay-Signature"
TOLERANCE = timedelta(seconds=300)  # a message older or younger than this is a replay, or a wrong clock (PM2)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs what we send and checks what we are sent, with the key shared with one provider."""

    app_id: str
    key: bytes

    def headers(self, about: str, body: bytes) -> dict[str, str]:
        """Headers for a message about ``"POST /v1/orders"`` or ``"NOTIFY"`` or ``"RESPONSE /v1/orders"``."""
        stamp, nonce = str(int(clock.machine().timestamp())), secrets.token_hex(16)
        signature = self._sign(about, stamp, nonce, body)
        return {APP: self.app_id, TIMESTAMP: stamp, NONCE: nonce, SIGNATURE: signature}

    def check(self, headers: Mapping[str, str], about: str, body: bytes) -> None:
        """Raises ``NoticeForged``. Header names are looked up as given here; pass a case-insensitive mapping."""
        stamp, nonce = headers.get(TIMESTAMP, ""), headers.get(NONCE, "")
        if not hmac.compare_digest(headers.get(APP, "").encode(), self.app_id.encode()):
            raise NoticeForged("another application's message")
        if not (stamp.isascii() and stamp.isdecimal()) or not nonce:
            raise NoticeForged("no moment or no nonce")
        signature = headers.get(SIGNATURE, "").encode()
        if not hmac.compare_digest(signature, self._sign(about, stamp, nonce, body).encode()):
            raise NoticeForged("the signature does not fit")
        if abs(clock.machine().timestamp() - int(stamp)) > TOLERANCE.total_seconds():
            raise NoticeForged("too old or from the future")

    def _sign(self, about: str, stamp: str, nonce: str, body: bytes) -> str:
        told = f"{about}\n{self.app_id}\n{stamp}\n{nonce}\n".encode() + body
        return hmac.new(self.key, told, hashlib.sha256).hexdigest()
