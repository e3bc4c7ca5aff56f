"""Tencent Cloud's short message service (sms 2021-01-11), signed TC3-HMAC-SHA256; no SDK (docs/decisions/0016).

It returns our ``SessionContext`` in ``PullSmsSendStatusByPhoneNumber``, but only of texts whose receipt has come: "not
there" proves that a text was never taken only when receipts have had their time. It does not de-duplicate. Reports
are a JSON list posted without a signature, so their address has a secret part.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from config.lib import clock
from config.lib.text import mask_numbers_in
from messaging.exceptions import GatewayDown
from messaging.gateways.approved import ApprovedTexts
from messaging.gateways.line import CONNECT, READ, Answer, Line, long_enough, mac, rows_of, sha256
from messaging.gateways.port import Asked, ProviderRef, Receipt
from messaging.states import Fate
from records.exceptions import OutcomeUnknown, Undeliverable

ADDRESS, VERSION, SERVICE, ALGORITHM = "https://sms.tencentcloudapi.com", "2021-01-11", "sms", "TC3-HMAC-SHA256"
KIND = "application/json; charset=utf-8"
VARIABLE = re.compile(r"\{(\d+)\}")
OK, SERVER_ERROR = 200, 500
NOT_NOW = ("LimitExceeded", "RequestLimitExceeded", "FailedOperation.InsufficientBalance", "AuthFailure",
           "UnauthorizedOperation", "ResourceInsufficient", "ResourceUnavailable")  # fmt: skip
NO_WORD = ("InternalError", "ServiceUnavailable")
FATES = {"SUCCESS": Fate.DELIVERED, "FAIL": Fate.REFUSED}
EARLIER = timedelta(minutes=5)
MOST = 100
SETTLES = 3600.0  # seconds: a receipt that has not come in an hour will not prove anything any more


class TencentSms:
    """One signed call a text."""

    received: Mapping[str, Any] = {"result": 0, "errmsg": "OK"}

    def __init__(
        self,
        *,
        secret_id: str,
        secret_key: str,
        app_id: str,
        templates: Mapping[str, str],
        region: str = "ap-guangzhou",
        name: str = "腾讯云短信",
        base_url: str = ADDRESS,
        receipt_key: str = "",
        settles: float = SETTLES,
        timeout: tuple[float, float] = (CONNECT, READ),
    ) -> None:
        """``templates``: TemplateId → the text as approved, with {1}, {2}; ``receipt_key``: see operations."""
        self.name, self.receipt_key = name, long_enough(receipt_key)
        self._line = Line(base_url, timeout)
        self._id, self._key, self._app, self._region = secret_id, secret_key, app_id, region
        self._texts = ApprovedTexts(templates, VARIABLE)
        self._settles = timedelta(seconds=settles)

    def accepts(self, text: str) -> bool:
        """Approved ones."""
        return self._texts.has(text)

    def send(self, phone: str, text: str, reference: str) -> ProviderRef:
        """Hand one text over. Raises what the port says."""
        signature, template, values = self._texts.found(text)
        asked = {
            "PhoneNumberSet": [f"+86{phone}"],
            "SmsSdkAppId": self._app,
            "SignName": signature,
            "TemplateId": template.code,
            "TemplateParamSet": [values[name] for name in sorted(values, key=int)],
            "SessionContext": reference,
        }
        status, answer = self._line.exchange(*self._call("SendSms", asked))
        told = (answer.get("SendStatusSet") or [{}])[0] if (answer := _response(answer)) else {}
        if status == OK and told.get("Code") == "Ok" and told.get("SerialNo"):
            return str(told["SerialNo"])[:80]
        fault = answer.get("Error") or told
        code, words = str(fault.get("Code", "")), mask_numbers_in(str(fault.get("Message", "")))
        said = f"腾讯云：{code or status} {words}"[:150]
        if code.startswith(NOT_NOW):
            raise GatewayDown(said)
        if not code or code == "Ok" or code.startswith(NO_WORD) or status >= SERVER_ERROR:
            raise OutcomeUnknown(said)
        raise Undeliverable(said)

    def query(self, asked: Asked) -> Fate:
        """Look through the receipts of its number. Raises ``GatewayDown``."""
        begin = int((asked.at - EARLIER).timestamp())
        wanted = {"PhoneNumber": f"+86{asked.phone}", "SmsSdkAppId": self._app, "BeginTime": begin}
        wanted |= {"EndTime": int(clock.machine().timestamp()) + 1, "Offset": 0, "Limit": MOST}
        status, answer = self._line.ask(*self._call("PullSmsSendStatusByPhoneNumber", wanted))
        told = _response(answer)
        if status != OK or "Error" in told or "PullSmsSendStatusSet" not in told:
            raise GatewayDown(f"腾讯云：{(told.get('Error') or {}).get('Code') or status}"[:150])
        for row in told["PullSmsSendStatusSet"] or []:
            if row.get("SessionContext") == asked.reference:
                return FATES.get(str(row.get("ReportStatus")), Fate.UNCLEAR)
        return Fate.ABSENT if clock.machine() - asked.at >= self._settles else Fate.UNCLEAR

    def receipts(self, path: str, headers: Mapping[str, str], body: bytes) -> Sequence[Receipt]:
        """A list of reports, by its own numbers. Raises ``ReceiptForged``."""
        return [
            Receipt(fate=FATES.get(str(row.get("report_status")), Fate.UNCLEAR), provider_ref=str(row.get("sid") or ""))
            for row in rows_of(body)
        ]

    def _call(self, action: str, asked: Mapping[str, Any]) -> tuple[str, str, bytes, dict[str, str]]:
        body, now = json.dumps(asked, ensure_ascii=False).encode(), clock.machine()
        headers = {
            "Content-Type": KIND,
            "Host": self._line.host,
            "X-TC-Action": action,
            "X-TC-Version": VERSION,
            "X-TC-Region": self._region,
            "X-TC-Timestamp": str(int(now.timestamp())),
            "Authorization": authorization(self._line.host, body, now, self._id, self._key),
        }
        return "POST", "/", body, headers


def authorization(host: str, body: bytes, now: datetime, secret_id: str, secret_key: str) -> str:
    """The header that signs a call."""
    signed = "content-type;host"
    request = "\n".join(("POST", "/", "", f"content-type:{KIND}\nhost:{host}\n", signed, sha256(body)))
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    scope = f"{day}/{SERVICE}/tc3_request"
    told = "\n".join((ALGORITHM, str(int(now.timestamp())), scope, sha256(request.encode())))
    key = mac(mac(mac(f"TC3{secret_key}".encode(), day), SERVICE), "tc3_request")
    return f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={signed}, Signature={mac(key, told).hex()}"


def _response(answer: Answer | dict[str, Any]) -> dict[str, Any]:
    told = answer.get("Response") if isinstance(answer, dict) else None
    return told if isinstance(told, dict) else {}
