r"""A data sharing interface over HTTP. The wire format is ours to assume: none of Guangxi's is public.

    every request   header X-App-Id, X-Timestamp (Unix seconds), X-Nonce, and X-Signature: HMAC-SHA256 in hexadecimal,
                    with the secret, over "METHOD\n/path\ntimestamp\nnonce\nsha256-of-body"
    POST <base>/facts   {"kind", "name", "id_number"}
        200             {"provider", "data_on": "2024-08-01", "rows": [{…}]}   rows as ``wire`` says
        404             nothing is known of this person
        anything else   no answer

The host comes from the settings alone, no redirect is followed. After some failures in a row nothing is asked for a
while (the breaker), so that a dead interface costs nobody a wait. ``tests/standins/share.py`` speaks the other side.
"""

import hashlib
import hmac
import http.client
import json
import logging
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from config.lib import clock
from config.lib.csvfile import day_in
from declarations.gateways.port import Answer, GatewayDown, Subject
from declarations.gateways.wire import MOST_ROWS, WireBroken, read_fact

CONNECT, READ = 3.0, 10.0  # seconds
LONGEST_ANSWER = 512 * 1024
OK, NOT_FOUND = 200, 404
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
FAILURES, PAUSE = 3, timedelta(minutes=1)  # then nobody asks for a while

logger = logging.getLogger(__name__)


class HttpSharedData:
    """One signed JSON exchange a number."""

    def __init__(
        self,
        *,
        base_url: str,
        app_id: str,
        secret: str,
        name: str = "数据共享平台",
        connect: float = CONNECT,
        read: float = READ,
        plain_http: bool = False,
        failures: int = FAILURES,
        pause: float = PAUSE.total_seconds(),
    ) -> None:
        """``plain_http`` admits http:// on a closed government network; ``pause`` is in seconds."""
        self._base = urlsplit(base_url.rstrip("/"))
        if self._base.scheme != "https" and not plain_http and self._base.hostname not in LOOPBACK:
            raise ImproperlyConfigured("Shared data is asked for over https, unless plain_http says otherwise.")
        self.name, self._app_id, self._secret = name, app_id, secret.encode()
        self._connect, self._read = connect, read
        self._breaker = Breaker(f"{self._base.netloc}{self._base.path}", failures=failures, pause=pause)

    def ask(self, kind: str, subject: Subject) -> list[Answer]:
        """Every number of the person in turn. Raises ``GatewayDown``, at once while the breaker is open."""
        if self._breaker.is_open:
            raise GatewayDown("接口连续没有答复，暂停访问。")
        try:
            found = [self._one(kind, subject.name, number) for number in subject.numbers]
        except GatewayDown as down:
            self._breaker.failed()
            logger.warning("Shared data, %s: %s", kind, down)
            raise
        self._breaker.answered()
        return [answer for answer in found if answer]

    def _one(self, kind: str, name: str, number: str) -> Answer | None:
        body = json.dumps({"kind": kind, "name": name, "id_number": number}, ensure_ascii=False).encode()
        status, raw = self._exchange("/facts", body)
        if status == NOT_FOUND:
            return None
        if status != OK:
            raise GatewayDown(f"接口返回 {status}。")
        return _understood(kind, raw)

    def _exchange(self, path: str, body: bytes) -> tuple[int, bytes]:
        path = self._base.path + path
        kind = http.client.HTTPSConnection if self._base.scheme == "https" else http.client.HTTPConnection
        line = kind(self._base.hostname or "", self._base.port, timeout=self._connect)
        try:
            line.connect()
            line.sock.settimeout(self._read)
            line.request("POST", path, body=body, headers=self._headers("POST", path, body))
            response = line.getresponse()
            raw = response.read(LONGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as cut:
            raise GatewayDown(f"接口没有答复：{type(cut).__name__}") from cut
        finally:
            line.close()
        if len(raw) > LONGEST_ANSWER:
            raise GatewayDown("接口的答复过长。")
        return response.status, raw

    def _headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        stamp, nonce = str(int(clock.machine().timestamp())), secrets.token_hex(16)
        told = "\n".join((method, path, stamp, nonce, hashlib.sha256(body).hexdigest()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-App-Id": self._app_id,
            "X-Timestamp": stamp,
            "X-Nonce": nonce,
            "X-Signature": hmac.new(self._secret, told.encode(), hashlib.sha256).hexdigest(),
        }


class Breaker:
    """Counts failures in a row, for all workers together; the first question after the pause tries again."""

    def __init__(self, name: str, *, failures: int, pause: float) -> None:
        self._key = f"shared-data-breaker:{hashlib.sha256(name.encode()).hexdigest()[:24]}"
        self._failures, self._pause = failures, pause

    @property
    def is_open(self) -> bool:
        """Whether nobody should ask now."""
        return int(cache.get(self._key, 0)) >= self._failures

    def failed(self) -> None:
        """One more; the pause begins anew."""
        cache.set(self._key, int(cache.get(self._key, 0)) + 1, timeout=self._pause)

    def answered(self) -> None:
        """All is well."""
        cache.delete(self._key)


def _understood(kind: str, raw: bytes) -> Answer:
    """Raises ``GatewayDown`` for anything but what was agreed: half an answer is none."""
    try:
        said: dict[str, Any] = json.loads(raw)
        rows, data_on, provider = said["rows"], day_in(said["data_on"]), said["provider"]
        if not isinstance(rows, list) or len(rows) > MOST_ROWS or data_on is None or not isinstance(provider, str):
            raise WireBroken("rows")
        return Answer(provider.strip()[:60] or "数据共享平台", data_on, tuple(read_fact(kind, row) for row in rows))
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise GatewayDown(f"接口的答复无法识别：{type(broken).__name__}") from broken
