r"""A government SMS gateway over HTTP, as provinces hand them out. The wire format is ours to assume:

    every request   header X-App-Id, X-Timestamp (Unix seconds), X-Nonce, and X-Signature: HMAC-SHA256 in hexadecimal,
                    with the secret, over "METHOD\n/path\ntimestamp\nnonce\nsha256-of-body"
    POST <base>/messages              {"reference", "phone", "text"}  → 200 {"id": "…"}
    GET  <base>/messages/<reference>  → 200 {"id": "…", "state": "accepted|delivered|failed"}, 404 when unknown
    429                               wait; nothing was taken
    other 4xx                         {"message": "…"}: this will never be sent

``tests/standins/sms.py`` speaks the other side.
"""

import hashlib
import hmac
import http.client
import json
import secrets
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.lib import clock
from config.lib.text import mask_numbers_in
from messaging.exceptions import GatewayDown
from messaging.gateways.port import ProviderRef
from messaging.states import Fate
from records.exceptions import OutcomeUnknown, Undeliverable

CONNECT, READ = 3.0, 10.0  # seconds
LONGEST_ANSWER = 64 * 1024
OK, NOT_FOUND, TOO_MANY = 200, 404, 429
REFUSALS = range(400, 500)
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
FATES = {"accepted": Fate.ACCEPTED, "delivered": Fate.DELIVERED, "failed": Fate.REFUSED}

Answer = tuple[int, dict[str, Any]]


class GenericHttpSms:
    """One signed JSON exchange a text."""

    name = "政务短信网关"

    def __init__(
        self,
        *,
        base_url: str,
        app_id: str,
        secret: str,
        timeout: tuple[float, float] = (CONNECT, READ),
        plain_http: bool = False,
    ) -> None:
        """``plain_http`` admits http:// on a closed government network, where the gateway has no certificate."""
        self._base = urlsplit(base_url.rstrip("/"))
        if self._base.scheme != "https" and not plain_http and self._base.hostname not in LOOPBACK:
            raise ImproperlyConfigured("The SMS gateway is spoken to over https, unless plain_http says otherwise.")
        self._app_id, self._secret = app_id, secret.encode()
        self._connect, self._read = timeout

    def send(self, phone: str, text: str, reference: str) -> ProviderRef:
        """Hand one text over. Raises what the port says."""
        body = json.dumps({"reference": reference, "phone": phone, "text": text}, ensure_ascii=False).encode()
        status, answer = self._exchange("POST", "/messages", body)
        if status == OK and isinstance(answer.get("id"), str):
            return str(answer["id"])[:80]
        if status == TOO_MANY:
            raise GatewayDown("网关要求稍后再试。")
        if status in REFUSALS:
            raise Undeliverable(f"网关拒绝：{_said(answer) or status}")
        raise OutcomeUnknown(f"网关返回 {status}。")  # it may have passed the text on before it failed

    def query(self, reference: str) -> Fate:
        """Ask; nothing changes there. Raises ``GatewayDown``."""
        try:
            status, answer = self._exchange("GET", f"/messages/{quote(reference, safe='')}", b"")
        except OutcomeUnknown as silent:
            raise GatewayDown(str(silent)) from silent
        if status == NOT_FOUND:
            return Fate.ABSENT
        if status != OK:
            raise GatewayDown(f"网关返回 {status}。")
        return FATES.get(str(answer.get("state")), Fate.UNCLEAR)

    def _exchange(self, method: str, path: str, body: bytes) -> Answer:
        """Before the request is out nothing can have happened; from then on, anything."""
        path = self._base.path + path
        line = self._connected()
        try:
            line.request(method, path, body=body or None, headers=self._headers(method, path, body))
            response = line.getresponse()
            return response.status, _read(response)
        except (OSError, http.client.HTTPException) as cut:
            raise OutcomeUnknown(f"网关没有答复：{type(cut).__name__}") from cut
        finally:
            line.close()

    def _connected(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._base.scheme == "https" else http.client.HTTPConnection
        line = kind(self._base.hostname or "", self._base.port, timeout=self._connect)
        try:
            line.connect()
        except OSError as unreachable:
            raise GatewayDown(f"无法连接短信网关：{type(unreachable).__name__}") from unreachable
        line.sock.settimeout(self._read)
        return line

    def _headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        stamp, nonce = str(int(clock.machine().timestamp())), secrets.token_hex(16)
        told = "\n".join((method, path, stamp, nonce, hashlib.sha256(body).hexdigest()))
        signature = hmac.new(self._secret, told.encode(), hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-App-Id": self._app_id,
            "X-Timestamp": stamp,
            "X-Nonce": nonce,
            "X-Signature": signature,
        }


def _read(response: http.client.HTTPResponse) -> dict[str, Any]:
    """Anything that is not a JSON object says nothing."""
    try:
        answer = json.loads(response.read(LONGEST_ANSWER))
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _said(answer: dict[str, Any]) -> str:
    return mask_numbers_in(str(answer.get("message", "")))[:120]
