r"""A government SMS gateway over HTTP, as provinces hand them out. The wire format is ours to assume:

    every request   header X-App-Id, X-Timestamp (Unix seconds), X-Nonce, and X-Signature: HMAC-SHA256 in hexadecimal,
                    with the secret, over "METHOD\n/path\ntimestamp\nnonce\nsha256-of-body"
    POST <base>/messages              {"reference", "phone", "text"}  → 200 {"id": "…"}
    GET  <base>/messages/<reference>  → 200 {"id": "…", "state": "accepted|delivered|failed"}, 404 when unknown
    429                               wait; nothing was taken
    other 4xx                         {"message": "…"}: this will never be sent
    POST our address of receipts      {"receipts": [{"reference", "id", "state"}]}, signed the same way → 200

``tests/standins/sms.py`` speaks the other side.
"""

import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from config.lib import clock
from config.lib.text import mask_numbers_in, whole_number
from messaging.exceptions import GatewayDown, ReceiptForged
from messaging.gateways.line import CONNECT, READ, Line, long_enough, mac, rows_of, sha256
from messaging.gateways.port import Asked, ProviderRef, Receipt
from messaging.states import Fate
from records.exceptions import OutcomeUnknown, Undeliverable

OK, NOT_FOUND, TOO_MANY = 200, 404, 429
REFUSALS = range(400, 500)
FATES = {"accepted": Fate.ACCEPTED, "delivered": Fate.DELIVERED, "failed": Fate.REFUSED}
FRESH = 300  # seconds a signature of theirs is good for


class GenericHttpSms:
    """One signed JSON exchange a text."""

    received: Mapping[str, Any] = {"code": 0}

    def __init__(
        self,
        *,
        base_url: str,
        app_id: str,
        secret: str,
        name: str = "政务短信网关",
        receipt_key: str = "",
        timeout: tuple[float, float] = (CONNECT, READ),
        plain_http: bool = False,
    ) -> None:
        """``plain_http`` admits http:// on a closed government network, where the gateway has no certificate."""
        self.name, self.receipt_key = name, long_enough(receipt_key)
        self._line = Line(base_url, timeout, plain_http=plain_http)
        self._app_id, self._secret = app_id, secret.encode()

    def accepts(self, text: str) -> bool:
        """Any words."""
        return True

    def send(self, phone: str, text: str, reference: str) -> ProviderRef:
        """Hand one text over. Raises what the port says."""
        body = json.dumps({"reference": reference, "phone": phone, "text": text}, ensure_ascii=False).encode()
        status, answer = self._line.exchange(*self._call("POST", "/messages", body))
        if status == OK and isinstance(answer.get("id"), str):
            return str(answer["id"])[:80]
        if status == TOO_MANY:
            raise GatewayDown("网关要求稍后再试。")
        if status in REFUSALS:
            raise Undeliverable(f"网关拒绝：{_said(answer) or status}")
        raise OutcomeUnknown(f"网关返回 {status}。")  # it may have passed the text on before it failed

    def query(self, asked: Asked) -> Fate:
        """Ask; nothing changes there. Raises ``GatewayDown``."""
        status, answer = self._line.ask(*self._call("GET", f"/messages/{quote(asked.reference, safe='')}", b""))
        if status == NOT_FOUND:
            return Fate.ABSENT
        if status != OK:
            raise GatewayDown(f"网关返回 {status}。")
        return FATES.get(str(answer.get("state")), Fate.UNCLEAR)

    def receipts(self, path: str, headers: Mapping[str, str], body: bytes) -> Sequence[Receipt]:
        """What it reports, if it signed it within five minutes. Raises ``ReceiptForged``."""
        stamp, nonce = headers.get("X-Timestamp", ""), headers.get("X-Nonce", "")
        wanted, given = self._signature("POST", path, stamp, nonce, body), headers.get("X-Signature", "")
        right = hmac.compare_digest(wanted.encode(), given.encode())  # of str it refuses what is not ASCII
        age = abs(clock.machine().timestamp() - (whole_number(stamp) or 0))
        if not right or age > FRESH or headers.get("X-App-Id") != self._app_id:
            raise ReceiptForged("回执签名不正确或已过期。")
        return [_receipt(row) for row in rows_of(body, under="receipts")]

    def _call(self, method: str, path: str, body: bytes) -> tuple[str, str, bytes, dict[str, str]]:
        path = self._line.base.path + path
        stamp, nonce = str(int(clock.machine().timestamp())), secrets.token_hex(16)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-App-Id": self._app_id,
            "X-Timestamp": stamp,
            "X-Nonce": nonce,
            "X-Signature": self._signature(method, path, stamp, nonce, body),
        }
        return method, path, body, headers

    def _signature(self, method: str, path: str, stamp: str, nonce: str, body: bytes) -> str:
        return mac(self._secret, "\n".join((method, path, stamp, nonce, sha256(body)))).hex()


def _receipt(row: dict[str, Any]) -> Receipt:
    fate = FATES.get(str(row.get("state")), Fate.UNCLEAR)
    return Receipt(fate, str(row.get("reference") or ""), str(row.get("id") or ""))


def _said(answer: dict[str, Any]) -> str:
    return mask_numbers_in(str(answer.get("message", "")))[:120]
