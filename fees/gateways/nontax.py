"""非税收入统一公共支付 over HTTP. The wire format is our assumption: no public interface of the treasury was found.

Assumed (docs: ``tests/standins/pay.py`` speaks the other side):

    every message   JSON in UTF-8, header X-Pay-App, -Timestamp (Unix seconds), -Nonce, -Signature (see ``signing``);
                    requests are signed over "METHOD /path", answers over "RESPONSE /path", notices over "NOTIFY"
    answers         {"code": "SUCCESS", "data": {…}} or {"code": "ORDER_NOT_EXIST" | "ORDER_PAID" | …, "message": "…"}
    POST /v1/orders               order_no amount_fen currency subject payer_name expires_at notify_url return_url
                                  merchant_id → cashier_url pay_code
    GET  /v1/orders/<no>          → state WAITING|PAID|CLOSED; with PAID: provider_ref amount_fen currency paid_at
    POST /v1/orders/<no>/close    → SUCCESS, or ORDER_PAID
    POST /v1/refunds              refund_no order_no amount_fen currency merchant_id → refund_ref refunded_at
    GET  /v1/bills/<yyyy-mm-dd>   → lines: [{kind pay|refund, order_no, provider_ref, amount_fen, at}]
    notice → our notify_url       event_id merchant_id state PAID order_no provider_ref amount_fen currency paid_at
"""

import http.client
import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.lib.text import mask_numbers_in
from fees.exceptions import GatewayDown, GatewayRefused, NoticeForged
from fees.gateways import wire
from fees.gateways.port import Answer, Cashier, Line, Money, Order, Refund, Stand
from fees.gateways.signing import Signer
from fees.gateways.wire import WireBroken

LONGEST_ANSWER = 8 * 2**20  # bytes; a statement of a busy day has tens of thousands of lines
LOOPBACK = {"127.0.0.1", "::1", "localhost"}

logger = logging.getLogger(__name__)


class NonTaxGateway:
    """The treasury's public payment service."""

    name = "nontax"

    def __init__(self, *, base_url: str, app_id: str, merchant_id: str, key: str, timeout: float = 8) -> None:
        self._base = urlsplit(base_url)
        if self._base.scheme != "https" and self._base.hostname not in LOOPBACK:
            raise ImproperlyConfigured("The payment service is spoken to over https only.")
        self._signer = Signer(app_id, key.encode())
        self._merchant = merchant_id
        self._timeout = timeout

    def create(self, order: Order) -> Cashier:
        """Open an order; repeated with the same number it answers the same cashier."""
        asked = {
            "merchant_id": self._merchant,
            "order_no": order.order_no,
            "amount_fen": order.amount_fen,
            "currency": wire.CURRENCY,
            "subject": order.subject,
            "payer_name": order.payer_name,
            "expires_at": order.expires_at.isoformat(),
            "notify_url": order.notify_url,
            "return_url": order.return_url,
        }
        data = self._data(self._call("POST", "/v1/orders", asked))
        return _understood(
            lambda: Cashier(_https(wire.text(data, "cashier_url", most=300)), str(data.get("pay_code", "")))
        )

    def query(self, order_no: str) -> Answer:
        """Ask; nothing changes there."""
        answer = self._call("GET", f"/v1/orders/{quote(order_no)}")
        if answer.get("code") == "ORDER_NOT_EXIST":
            return Answer(Stand.UNKNOWN)
        data = self._data(answer)
        return _understood(lambda: _answer(data, order_no))

    def close(self, order_no: str) -> bool:
        """True when nobody can pay it any more."""
        answer = self._call("POST", f"/v1/orders/{quote(order_no)}/close", {"merchant_id": self._merchant})
        if answer.get("code") == "ORDER_PAID":
            return False
        if answer.get("code") != "ORDER_NOT_EXIST":
            self._data(answer)
        return True

    def parse_notify(self, headers: Mapping[str, str], body: bytes) -> Money:
        """Signature first, words after; no call is made for a message nobody signed."""
        self._signer.check(headers, "NOTIFY", body)
        try:
            content = wire.loads(body)
            if content.get("merchant_id") != self._merchant or content.get("state") != "PAID":
                raise NoticeForged("another merchant, or nothing paid")
            return wire.money(content, event_id=wire.text(content, "event_id"))
        except WireBroken as broken:
            raise NoticeForged(str(broken)) from broken

    def refund(self, order_no: str, *, refund_no: str, amount_fen: int) -> Refund:
        """Give it back; repeated with the same refund number it answers the same reference."""
        asked = {
            "merchant_id": self._merchant,
            "order_no": order_no,
            "refund_no": refund_no,
            "amount_fen": amount_fen,
            "currency": wire.CURRENCY,
        }
        data = self._data(self._call("POST", "/v1/refunds", asked))
        return _understood(lambda: Refund(wire.text(data, "refund_ref"), wire.moment(data, "refunded_at")))

    def daily_bill(self, day: date) -> Sequence[Line]:
        """The statement of one day."""
        data = self._data(self._call("GET", f"/v1/bills/{day.isoformat()}"))
        return _understood(lambda: [_line(each) for each in data["lines"]])

    def _data(self, answer: dict[str, Any]) -> dict[str, Any]:
        if answer.get("code") != "SUCCESS":
            raise GatewayRefused(mask_numbers_in(str(answer.get("message") or answer.get("code")))[:200])
        data = answer.get("data", {})
        return data if isinstance(data, dict) else {}

    def _call(self, method: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        """One signed exchange. Whatever is not a signed answer of the provider is ``GatewayDown``."""
        path = self._base.path.rstrip("/") + path
        body = wire.dumps(content) if content is not None else b""
        try:
            headers, answer = self._exchange(method, path, body)
            self._signer.check(headers, f"RESPONSE {path}", answer)
            return wire.loads(answer)
        except (OSError, http.client.HTTPException, NoticeForged, WireBroken) as error:
            logger.warning("%s %s: %s", method, path, error)
            raise GatewayDown(f"{type(error).__name__}: {error}") from error

    def _exchange(self, method: str, path: str, body: bytes) -> tuple[Mapping[str, str], bytes]:
        headers = {"Content-Type": "application/json; charset=utf-8", **self._signer.headers(f"{method} {path}", body)}
        kind = http.client.HTTPSConnection if self._base.scheme == "https" else http.client.HTTPConnection
        line = kind(self._base.hostname or "", self._base.port, timeout=self._timeout)
        try:
            line.request(method, path, body=body or None, headers=headers)  # follows no redirect
            response = line.getresponse()
            return response.headers, response.read(LONGEST_ANSWER)
        finally:
            line.close()


def _understood(read: Any) -> Any:
    try:
        return read()
    except (WireBroken, KeyError, TypeError, AttributeError) as broken:
        raise GatewayDown(f"not understood: {broken}") from broken


def _answer(data: dict[str, Any], order_no: str) -> Answer:
    stand = Stand(wire.text(data, "state").lower()) if data.get("state") in {"WAITING", "PAID", "CLOSED"} else None
    if stand is None:
        raise WireBroken("an unknown state")
    if stand is not Stand.PAID:
        return Answer(stand)
    money = wire.money(data, event_id=f"query:{order_no}:{wire.text(data, 'provider_ref')}")
    if money.order_no != order_no:
        raise WireBroken("another order")
    return Answer(stand, money)


def _line(content: dict[str, Any]) -> Line:
    kind = wire.text(content, "kind")
    if kind not in {"pay", "refund"}:
        raise WireBroken("an unknown kind of line")
    return Line(
        kind=kind,
        order_no=wire.text(content, "order_no", most=60),
        provider_ref=wire.text(content, "provider_ref"),
        amount_fen=wire.fen(content, "amount_fen"),
        at=wire.moment(content, "at"),
    )


def _https(url: str) -> str:
    """The page people are sent to: never a script, never plain http off this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    raise WireBroken("the cashier's page is not https")
