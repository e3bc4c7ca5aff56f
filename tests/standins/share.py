"""The other side of ``declarations.gateways.http``: a data sharing interface that can be told to misbehave.

Modes beside those of every stand-in: ``broken`` (half a JSON); ``error`` (500); ``moved`` (a redirect); ``odd`` (a fact
nobody can read).
"""

import hashlib
import hmac
import json

from tests.standins.service import LoopbackService


class ShareStandIn(LoopbackService):
    """``with ShareStandIn() as service:`` – facts in ``.facts[kind, number]``; who asked what in ``.asked``."""

    app_id, secret, provider, data_on = (
        "zhiping",
        "shared-secret-of-the-tests",
        "自治区数据共享平台（演示）",
        "2024-08-01",
    )

    def __init__(self):
        super().__init__()
        self.facts = {}
        self.asked = []

    @property
    def options(self):
        return {
            "base_url": f"{self.base_url}/share",
            "app_id": self.app_id,
            "secret": self.secret,
            "connect": 0.6,
            "read": 0.6,
        }

    def signed(self, path, headers, body):
        """Whether the request was signed as agreed."""
        told = "\n".join(("POST", path, headers["X-Timestamp"], headers["X-Nonce"], hashlib.sha256(body).hexdigest()))
        wanted = hmac.new(self.secret.encode(), told.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, headers.get("X-Signature", ""))

    def reply(self, method, path, headers, body):
        if self.mode == "moved":
            return 302, {"Location": "http://127.0.0.1:9/elsewhere"}, b""
        status, answer = self.answer(json.loads(body))
        return (status, {}, answer) if self.signed(path, headers, body) else (401, {}, b"{}")

    def answer(self, asked):
        """Status and body."""
        self.asked.append(asked)
        rows = self.facts.get((asked["kind"], asked["id_number"]))
        if self.mode == "error":
            return 500, b"{}"
        if self.mode == "broken":
            return 200, b'{"rows": ['
        if rows is None:
            return 404, b"{}"
        rows = [{"level": "天才"}] if self.mode == "odd" else rows
        told = {"provider": self.provider, "data_on": self.data_on, "rows": rows}
        return 200, json.dumps(told, ensure_ascii=False).encode()
