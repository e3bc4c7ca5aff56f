"""The other side of ``fees.gateways.nontax``: a payment service on 127.0.0.1 that can be told to misbehave.

Modes beside those of every stand-in: ``drop`` (notices are lost); ``duplicate`` (each notice three times); ``forged``
(notices signed with another key).
"""

import json
from datetime import timedelta

from config.lib import clock
from fees.exceptions import NoticeForged
from fees.gateways.signing import Signer
from fees.gateways.wire import dumps
from tests.standins.service import LoopbackService

COPIES = {"drop": 0, "duplicate": 3}


class PayStandIn(LoopbackService):
    """``with PayStandIn() as service:`` – orders in ``.orders``, notices go to ``.deliver(headers, body)``."""

    app_id, merchant_id, key = "zhiping", "M450000", "shared-key-of-the-tests"

    def __init__(self):
        super().__init__()
        self.orders = {}
        self.sent = []
        self.deliver = lambda headers, body: None
        self.signer = Signer(self.app_id, self.key.encode())

    @property
    def options(self):
        return {
            "base_url": self.base_url,
            "app_id": self.app_id,
            "merchant_id": self.merchant_id,
            "key": self.key,
            "timeout": 0.6,
        }

    # ── what happens at the cashier ──────────────────────────────────────────────────────────────────────────────────
    def pay(self, order_no, *, at=None, amount_fen=None):
        """Somebody pays. Returns the answers of our door to the notices that were sent."""
        order = self.orders[order_no]
        assert order["state"] == "WAITING", order
        number = len([each for each in self.orders.values() if each["state"] == "PAID"]) + 1
        order |= {
            "state": "PAID",
            "paid_at": (at or clock.law()).isoformat(),
            "provider_ref": f"T{number:06d}{order_no}",
            "amount_fen": amount_fen or order["amount_fen"],
        }
        return [self.notify(order_no) for _ in range(COPIES.get(self.mode, 1))]

    def notify(self, order_no):
        headers, body = self.notice(order_no)
        self.sent.append((headers, body))
        return self.deliver(headers, body)

    def notice(self, order_no, /, **changes):
        """Headers and body; ``changes`` replace words of the body before it is signed."""
        order = self.orders[order_no]
        content = {
            "event_id": f"N-{order['provider_ref']}",
            "merchant_id": self.merchant_id,
            "state": "PAID",
            "order_no": order_no,
            "provider_ref": order["provider_ref"],
            "amount_fen": order["amount_fen"],
            "currency": "CNY",
            "paid_at": order["paid_at"],
        }
        body = dumps(content | changes)
        signer = Signer(self.app_id, b"somebody else's key") if self.mode == "forged" else self.signer
        return signer.headers("NOTIFY", body), body

    # ── what it answers ──────────────────────────────────────────────────────────────────────────────────────────────
    def reply(self, method, path, headers, body):
        try:
            self.signer.check(headers, f"{method} {path}", body)
        except NoticeForged:
            return self._signed(path, {"code": "FORBIDDEN"}, 403)
        return self._signed(path, self.answer(method, path, json.loads(body or b"{}")), 200)

    def _signed(self, path, content, status):
        body = dumps(content)
        return status, self.signer.headers(f"RESPONSE {path}", body), body

    def answer(self, method, path, content):
        parts = path.strip("/").split("/")[1:]
        match (method, *parts):
            case ("POST", "orders"):
                return self._create(content)
            case ("GET", "orders", number):
                return self._query(number)
            case ("POST", "orders", number, "close"):
                return self._close(number)
            case ("POST", "refunds"):
                return self._refund(content)
            case ("GET", "bills", day):
                return {"code": "SUCCESS", "data": {"lines": self.lines(day)}}
        return {"code": "NOT_FOUND"}

    def lines(self, day):
        """Payments and refunds of a day."""
        orders = self.orders.items()
        paid = [_line("pay", number, each, each["paid_at"]) for number, each in orders if each.get("paid_at")]
        back = [
            _line("refund", number, each, each["refunded_at"]) for number, each in orders if each.get("refunded_at")
        ]
        return [line for line in paid + back if line["at"][:10] == day]

    def _create(self, content):
        if content["order_no"].endswith("13"):  # a number this service will not take
            return {"code": "REFUSED", "message": "该订单号不可用"}
        known = self.orders.setdefault(content["order_no"], content | {"state": "WAITING"})
        page = f"https://pay.example.invalid/{known['order_no']}"
        return {"code": "SUCCESS", "data": {"cashier_url": page, "pay_code": f"45{known['order_no']}"}}

    def _query(self, number):
        order = self.orders.get(number)
        if order is None:
            return {"code": "ORDER_NOT_EXIST"}
        told = ("state", "order_no", "provider_ref", "amount_fen", "currency", "paid_at")
        return {"code": "SUCCESS", "data": {name: order[name] for name in told if name in order}}

    def _close(self, number):
        order = self.orders.get(number)
        if order is None:
            return {"code": "ORDER_NOT_EXIST"}
        if order["state"] == "PAID":
            return {"code": "ORDER_PAID"}
        order["state"] = "CLOSED"
        return {"code": "SUCCESS", "data": {}}

    def _refund(self, content):
        order = self.orders.get(content["order_no"])
        if order is None or order["state"] != "PAID" or content["amount_fen"] != order["amount_fen"]:
            return {"code": "REFUSED", "message": "订单未支付或金额不符"}
        order.setdefault("refunded_at", (clock.law() + timedelta(seconds=1)).isoformat())
        return {
            "code": "SUCCESS",
            "data": {"refund_ref": f"R{order['provider_ref']}", "refunded_at": order["refunded_at"]},
        }


def _line(kind, number, order, at):
    return {
        "kind": kind,
        "order_no": number,
        "provider_ref": order["provider_ref"],
        "amount_fen": order["amount_fen"],
        "at": at,
    }
