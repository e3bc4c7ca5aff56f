"""A government SMS gateway on loopback that speaks the protocol of ``messaging/gateways/http.py``, with its bad days.

``gateway.mode``: "ok"; "busy" answers 429; "refuse" answers 422; "error" answers 500 and takes nothing; "hang" takes
nothing and does not answer; "drop" takes the text and cuts the line before the answer; "late" takes the text and
answers 500. ``gateway.taken`` is what its customers' phones show, in order: a reference sent twice shows twice.
"""

import hashlib
import hmac
import json
import secrets
import threading
import time

from tests.standins.service import LoopbackService

APP_ID, SECRET = "zhiping", "a secret of the stand-in"
SKEW = 300  # seconds
NOT_TAKEN = {"busy": 429, "refuse": 422, "error": 500}
HANG = 3.0  # seconds; longer than any patience of the tests


class SmsStandIn(LoopbackService):
    """``with SmsStandIn() as gateway:`` – a gateway that answers until the end of the block."""

    def __init__(self):
        super().__init__()
        self.noise = None
        self.taken = []
        self.states = {}
        self.nonces = set()
        self.lock = threading.Lock()

    def options(self, **changed):
        told = {"base_url": f"{self.base_url}/v1", "app_id": APP_ID, "secret": SECRET, "timeout": (1.0, 0.5)}
        return told | changed

    def take(self, text):
        with self.lock:
            self.taken.append(text)
            self.states.setdefault(text["reference"], "accepted")
            return f"gw-{len(self.taken)}"

    def reply(self, method, path, headers, body):
        if not self.is_signed(method, path, headers, body):
            return self.answer(401, {"message": "签名不正确"})
        if self.mode == "hang":
            return time.sleep(HANG)
        return self.send(json.loads(body)) if method == "POST" else self.tell(path.rpartition("/")[2])

    def send(self, text):
        mode = self.mode
        if mode in NOT_TAKEN:
            return self.answer(NOT_TAKEN[mode], {"message": f"号码 {text['phone']} 在黑名单中"})
        number = self.take(text)
        if mode == "drop":
            return None
        return self.answer(500, {}) if mode == "late" else self.answer(200, {"id": number})

    def tell(self, reference):
        state = self.states.get(reference)
        return self.answer(200, {"id": "gw", "state": state}) if state else self.answer(404, {})

    def is_signed(self, method, path, headers, body):
        said = {name: headers.get(f"X-{name}", "") for name in ("App-Id", "Timestamp", "Nonce", "Signature")}
        told = "\n".join((method, path, said["Timestamp"], said["Nonce"], hashlib.sha256(body).hexdigest()))
        right = hmac.new(SECRET.encode(), told.encode(), hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(said["Timestamp"] or 0)) < SKEW and said["Nonce"] not in self.nonces  # noqa: TID251
        self.nonces.add(said["Nonce"])
        return said["App-Id"] == APP_ID and fresh and hmac.compare_digest(said["Signature"], right)

    def report(self, path, *rows, body=None):
        """Headers and body of what it would post: (reference, state) each, or any body, signed."""
        body = body or json.dumps({"receipts": [{"reference": ref, "state": state} for ref, state in rows]}).encode()
        stamp, nonce = str(int(time.time())), secrets.token_hex(8)  # noqa: TID251
        told = "\n".join(("POST", path, stamp, nonce, hashlib.sha256(body).hexdigest()))
        signature = hmac.new(SECRET.encode(), told.encode(), hashlib.sha256).hexdigest()
        return {"X-App-Id": APP_ID, "X-Timestamp": stamp, "X-Nonce": nonce, "X-Signature": signature}, body

    def answer(self, status, content):
        body = json.dumps(content).encode() if self.noise is None else self.noise
        return status, {"Content-Type": "application/json"}, body
