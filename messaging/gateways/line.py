"""One HTTP exchange with a provider: before the request is out nothing can have happened; from then on, anything."""

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from messaging.exceptions import GatewayDown, ReceiptForged
from records.exceptions import OutcomeUnknown

CONNECT, READ = 3.0, 10.0  # seconds
LONGEST_ANSWER = 256 * 1024
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
SHORTEST_KEY = 24  # of an address that nobody may guess

Answer = tuple[int, dict[str, Any]]


class Line:
    """The way to one address."""

    def __init__(self, base_url: str, timeout: tuple[float, float], *, plain_http: bool = False) -> None:
        self.base = urlsplit(base_url.rstrip("/"))
        if self.base.scheme != "https" and not plain_http and self.base.hostname not in LOOPBACK:
            raise ImproperlyConfigured("The SMS gateway is spoken to over https, unless plain_http says otherwise.")
        self._connect, self._read = timeout

    @property
    def host(self) -> str:
        """As the header Host says it, which the clouds sign."""
        return self.base.netloc

    def exchange(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Status and JSON of the answer. Raises ``GatewayDown`` or ``OutcomeUnknown``."""
        line = self._connected()
        try:
            line.request(method, path, body=body or None, headers=dict(headers))
            response = line.getresponse()
            return response.status, _read(response)
        except (OSError, http.client.HTTPException) as cut:
            raise OutcomeUnknown(f"通道没有答复：{type(cut).__name__}") from cut
        finally:
            line.close()

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """A question, which changes nothing there: no answer is no harm. Raises ``GatewayDown``."""
        try:
            return self.exchange(method, path, body, headers)
        except OutcomeUnknown as silent:
            raise GatewayDown(str(silent)) from silent

    def _connected(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self.base.scheme == "https" else http.client.HTTPConnection
        line = kind(self.base.hostname or "", self.base.port, timeout=self._connect)
        try:
            line.connect()
        except OSError as unreachable:
            raise GatewayDown(f"无法连接短信通道：{type(unreachable).__name__}") from unreachable
        line.sock.settimeout(self._read)
        return line


def long_enough(receipt_key: str) -> str:
    """The secret part of an address; none is none. Raises ``ImproperlyConfigured``."""
    if receipt_key and len(receipt_key) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"A receipt_key has at least {SHORTEST_KEY} characters.")
    return receipt_key


def rows_of(body: bytes, *, under: str = "") -> list[dict[str, Any]]:
    """A JSON list of objects, as the clouds report, or what stands ``under`` an object. Raises ``ReceiptForged``."""
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise ReceiptForged("回执不是 JSON。") from broken
    if under:
        rows = rows.get(under) if isinstance(rows, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ReceiptForged("回执不是列表。")
    return rows


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def mac(key: bytes, text: str) -> bytes:
    """HMAC-SHA256, which all three providers sign with."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _read(response: http.client.HTTPResponse) -> dict[str, Any]:
    """Anything that is not a JSON object says nothing."""
    try:
        answer = json.loads(response.read(LONGEST_ANSWER))
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
