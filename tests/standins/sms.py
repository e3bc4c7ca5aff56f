"""A government SMS gateway on loopback that speaks the protocol of ``messaging/gateways/http.py``, with its bad days.

``gateway.mode``: "ok"; "busy" answers 429; "refuse" answers 422; "error" answers 500 and takes nothing; "hang" takes
nothing and does not answer; "drop" takes the text and cuts the line before the answer; "late" takes the text and
answers 500. ``gateway.taken`` is what its customers' phones show, in order: a reference sent twice shows twice.
"""

import hashlib
import hmac
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

APP_ID, SECRET = "zhiping", "a secret of the stand-in"
SKEW = 300  # seconds
NOT_TAKEN = {"busy": 429, "refuse": 422, "error": 500}
HANG = 3.0  # seconds; longer than any patience of the tests


class Gateway(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Line)
        self.mode = "ok"
        self.noise = None
        self.taken = []
        self.states = {}
        self.nonces = set()
        self.calls = []
        self.lock = threading.Lock()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    def options(self, **changed):
        return {"base_url": self.base_url, "app_id": APP_ID, "secret": SECRET, "timeout": (1.0, 0.5)} | changed

    def take(self, text):
        with self.lock:
            self.taken.append(text)
            self.states.setdefault(text["reference"], "accepted")
            return f"gw-{len(self.taken)}"

    def handle_error(self, request, client_address):
        """A customer who hung up is no news."""


class Line(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append(("POST", self.server.mode))
        if not self.is_signed(body):
            return self.answer(401, {"message": "签名不正确"})
        text = json.loads(body)
        if self.server.mode in NOT_TAKEN:
            return self.answer(NOT_TAKEN[self.server.mode], {"message": f"号码 {text['phone']} 在黑名单中"})
        if self.server.mode == "hang":
            return time.sleep(HANG)
        number = self.server.take(text)
        if self.server.mode == "drop":
            return self.connection.close()
        return self.answer(500, {}) if self.server.mode == "late" else self.answer(200, {"id": number})

    def do_GET(self):
        self.server.calls.append(("GET", self.server.mode))
        if not self.is_signed(b""):
            return self.answer(401, {"message": "签名不正确"})
        if self.server.mode == "hang":
            return time.sleep(HANG)
        state = self.server.states.get(self.path.rpartition("/")[2])
        return self.answer(200, {"id": "gw", "state": state}) if state else self.answer(404, {})

    def is_signed(self, body):
        said = {name: self.headers.get(f"X-{name}", "") for name in ("App-Id", "Timestamp", "Nonce", "Signature")}
        told = "\n".join((self.command, self.path, said["Timestamp"], said["Nonce"], hashlib.sha256(body).hexdigest()))
        right = hmac.new(SECRET.encode(), told.encode(), hashlib.sha256).hexdigest()
        fresh = abs(time.time() - int(said["Timestamp"] or 0)) < SKEW and said["Nonce"] not in self.server.nonces  # noqa: TID251
        self.server.nonces.add(said["Nonce"])
        return said["App-Id"] == APP_ID and fresh and hmac.compare_digest(said["Signature"], right)

    def answer(self, status, content):
        body = json.dumps(content).encode() if self.server.noise is None else self.server.noise
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Quiet."""


@contextmanager
def running():
    """A gateway that answers until the end of the block."""
    gateway = Gateway()
    thread = threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.shutdown()
        gateway.server_close()
        thread.join()
