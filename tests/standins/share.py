"""The other side of ``declarations.gateways.http``: a data sharing interface that can be told to misbehave.

Modes: ``ok``; ``delay`` (answers come after the caller gave up); ``silent`` (the line is cut); ``broken`` (half a JSON);
``error`` (500); ``moved`` (a redirect); ``odd`` (a fact nobody can read).
"""

import hashlib
import hmac
import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DELAY = 1.5  # seconds; clients of the tests give up after less


class ShareStandIn:
    """``with ShareStandIn() as service:`` – facts in ``.facts[kind, number]``; who asked what in ``.asked``."""

    app_id, secret, provider, data_on = (
        "zhiping",
        "shared-secret-of-the-tests",
        "自治区数据共享平台（演示）",
        "2024-08-01",
    )

    def __init__(self):
        self.mode = "ok"
        self.facts = {}
        self.asked = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def options(self):
        base = f"http://127.0.0.1:{self.server.server_port}/share"
        return {"base_url": base, "app_id": self.app_id, "secret": self.secret, "connect": 0.6, "read": 0.6}

    def signed(self, path, headers, body):
        """Whether the request was signed as agreed."""
        told = "\n".join(("POST", path, headers["X-Timestamp"], headers["X-Nonce"], hashlib.sha256(body).hexdigest()))
        wanted = hmac.new(self.secret.encode(), told.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, headers.get("X-Signature", ""))

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


def _handler(service):
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if service.mode == "silent":
                self.connection.close()
                return
            if service.mode == "delay":
                time.sleep(DELAY)
            if service.mode == "moved":
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()
                return
            status, answer = service.answer(json.loads(body))
            if not service.signed(self.path, self.headers, body):
                status, answer = 401, b"{}"
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            with suppress(OSError):  # the caller gave up
                self.wfile.write(answer)

    return Handler
