"""What every stand-in is: a small HTTP server on loopback for the length of a ``with`` block, told to misbehave by ``mode``."""

import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DELAY = 1.5  # seconds; clients of the tests give up after less


class LoopbackService:
    """``with Service() as service:`` serves on 127.0.0.1 at a port of its own; ``reply`` answers one request.

    Modes known to all: ``ok``; ``delay`` (answers come after the caller gave up); ``silent`` (the line is cut before
    anything is taken). ``calls`` tells what was asked, as "GET /path".
    """

    def __init__(self):
        self.mode = "ok"
        self.calls = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Line", (_Line,), {"service": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def reply(self, method, path, headers, body):
        """Status, headers and body of the answer; None cuts the line."""
        raise LookupError(path)


class _Line(BaseHTTPRequestHandler):
    service: LoopbackService

    def do_GET(self):
        self._serve("GET")

    def do_POST(self):
        self._serve("POST")

    def log_message(self, *args):
        """The tests' output is theirs."""

    def _serve(self, method):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        mode = self.service.mode
        self.service.calls.append(f"{method} {self.path}")
        if mode == "delay":
            time.sleep(DELAY)
        answer = None if mode == "silent" else self.service.reply(method, self.path, self.headers, body)
        if answer is None:
            self.connection.close()
        else:
            self._send(*answer)

    def _send(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # the caller gave up
            self.wfile.write(body)
