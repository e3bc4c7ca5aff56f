"""Aliyun's short message service (Dysmsapi 2017-05-25), signed ACS3-HMAC-SHA256; no SDK (docs/decisions/0016).

``SendSms`` returns our ``OutId`` in ``QuerySendDetails`` (by number and day) and in its reports. It does not
de-duplicate: after an unknown outcome the details are looked through first. Reports are a JSON list posted without a
signature, so their address has a secret part.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import quote

from config.lib import clock
from config.lib.text import mask_numbers_in
from messaging.exceptions import GatewayDown
from messaging.gateways.approved import ApprovedTexts
from messaging.gateways.line import CONNECT, READ, Line, long_enough, mac, rows_of, sha256
from messaging.gateways.port import Asked, ProviderRef, Receipt
from messaging.states import Fate
from records.exceptions import OutcomeUnknown, Undeliverable

ADDRESS, VERSION, ALGORITHM = "https://dysmsapi.aliyuncs.com", "2017-05-25", "ACS3-HMAC-SHA256"
VARIABLE = re.compile(r"\$\{(\w+)\}")
OK, SERVER_ERROR = 200, 500
# Nothing was sent and nothing is wrong with the text: wait, or take another provider.
NOT_NOW = ("Throttling", "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL",
           "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.ACCOUNT_ABNORMAL", "SignatureDoesNotMatch",
           "InvalidAccessKeyId", "Forbidden", "InvalidTimeStamp", "SignatureNonceUsed")  # fmt: skip
NO_WORD = "isp."  # its own failures: the text may have been passed on
FATES = {1: Fate.ACCEPTED, 2: Fate.REFUSED, 3: Fate.DELIVERED}
PAGE, PAGES = 50, 10
SETTLES = 300.0  # seconds until the details show what was taken; before that "not there" means nothing


class AliyunSms:
    """One signed call a text."""

    received: Mapping[str, Any] = {"code": 0, "msg": "接收成功"}

    def __init__(
        self,
        *,
        key_id: str,
        key_secret: str,
        templates: Mapping[str, str],
        name: str = "阿里云短信",
        base_url: str = ADDRESS,
        receipt_key: str = "",
        settles: float = SETTLES,
        timeout: tuple[float, float] = (CONNECT, READ),
    ) -> None:
        """``templates``: TemplateCode → the text as approved, with ${name}; ``receipt_key``: see operations."""
        self.name, self.receipt_key = name, long_enough(receipt_key)
        self._line = Line(base_url, timeout)
        self._id, self._secret = key_id, key_secret.encode()
        self._texts = ApprovedTexts(templates, VARIABLE)
        self._settles = timedelta(seconds=settles)

    def accepts(self, text: str) -> bool:
        """Approved ones."""
        return self._texts.has(text)

    def send(self, phone: str, text: str, reference: str) -> ProviderRef:
        """Hand one text over. Raises what the port says."""
        signature, template, values = self._texts.found(text)
        asked = {
            "PhoneNumbers": phone,
            "SignName": signature,
            "TemplateCode": template.code,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "OutId": reference,
        }
        status, answer = self._line.exchange(*self._call("SendSms", asked))
        code = str(answer.get("Code", ""))
        if status == OK and code == "OK" and isinstance(answer.get("BizId"), str):
            return str(answer["BizId"])[:80]
        said = f"阿里云：{code or status} {mask_numbers_in(str(answer.get('Message', '')))}"[:150]
        if code.startswith(NOT_NOW):
            raise GatewayDown(said)
        if not code or code == "OK" or code.startswith(NO_WORD) or status >= SERVER_ERROR:
            raise OutcomeUnknown(said)
        raise Undeliverable(said)

    def query(self, asked: Asked) -> Fate:
        """Look through the details of its day, and of the next one around midnight. Raises ``GatewayDown``."""
        days = {clock.local_date(asked.at), clock.local_date(asked.at + timedelta(minutes=10))}
        for day in sorted(days):
            for page in range(1, PAGES + 1):
                rows = self._details(asked.phone, f"{day:%Y%m%d}", page)
                if found := [row for row in rows if row.get("OutId") == asked.reference]:
                    return FATES.get(int(found[0].get("SendStatus") or 0), Fate.UNCLEAR)
                if len(rows) < PAGE:
                    break
        return Fate.ABSENT if clock.machine() - asked.at >= self._settles else Fate.UNCLEAR

    def receipts(self, path: str, headers: Mapping[str, str], body: bytes) -> Sequence[Receipt]:
        """A list of reports. Raises ``ReceiptForged``."""
        return [
            Receipt(
                fate=Fate.DELIVERED if row.get("success") is True else Fate.REFUSED,
                reference=str(row.get("out_id") or ""),
                provider_ref=str(row.get("biz_id") or ""),
            )
            for row in rows_of(body)
        ]

    def _details(self, phone: str, day: str, page: int) -> list[dict[str, Any]]:
        asked = {"PhoneNumber": phone, "SendDate": day, "PageSize": str(PAGE), "CurrentPage": str(page)}
        status, answer = self._line.ask(*self._call("QuerySendDetails", asked))
        if status != OK or answer.get("Code") != "OK":
            raise GatewayDown(f"阿里云：{answer.get('Code') or status}"[:150])
        rows = (answer.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO") or []
        return [row for row in rows if isinstance(row, dict)]

    def _call(self, action: str, asked: Mapping[str, str]) -> tuple[str, str, bytes, dict[str, str]]:
        query = canonical_query(asked)
        headers = {
            "host": self._line.host,
            "x-acs-action": action,
            "x-acs-content-sha256": sha256(b""),
            "x-acs-date": f"{clock.machine().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": VERSION,
        }
        headers["Authorization"] = authorization("POST", query, headers, self._id, self._secret)
        return "POST", f"/?{query}", b"", headers


def canonical_query(asked: Mapping[str, str]) -> str:
    """Sorted by name, RFC 3986."""
    return "&".join(f"{quote(name, safe='')}={quote(asked[name], safe='')}" for name in sorted(asked))


def authorization(method: str, query: str, headers: Mapping[str, str], key_id: str, secret: bytes) -> str:
    """The header that signs a call without a body."""
    signed = ";".join(sorted(headers))
    canonical = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join((method, "/", query, canonical, signed, headers["x-acs-content-sha256"]))
    signature = mac(secret, f"{ALGORITHM}\n{sha256(request.encode())}").hex()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={signed},Signature={signature}"
