"""Two clouds that send texts, on loopback: each speaks its provider's protocol, checks the signature by its own code.

``mode`` beside those of every stand-in: "busy" (limited), "refuse", "error" (500, nothing taken), "hang" (nothing
taken, no answer), "drop" (taken, the line is cut), "late" (taken, answers 500), "broke" (no money left).
``taken`` is what phones show, in order; ``fates[reference]`` is "accepted", "delivered" or "failed".
"""

import hashlib
import hmac
import json
import re
import threading
import time
from urllib.parse import parse_qsl, quote, urlsplit

from tests.standins.service import LoopbackService

HANG = 3.0
SKEW = 900
TEXTS = {
    "payment": "{name}老师：您的申报已审核通过，请登录系统缴费。",
    "code": "您正在进行“{what}”，验证码 {code}，5分钟内有效。工作人员不会向您索要，请勿告诉他人。",
}


def digest(content):
    return hashlib.sha256(content).hexdigest()


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class CloudStandIn(LoopbackService):
    def __init__(self):
        super().__init__()
        self.taken = []
        self.fates = {}
        self.nonces = set()
        self.lock = threading.Lock()

    def take(self, text):
        with self.lock:
            self.taken.append(text)
            self.fates.setdefault(text["reference"], "accepted")
            text["id"] = f"{len(self.taken)}^0"
            return text["id"]

    def reply(self, method, path, headers, body):
        fault = self.fault(method, path, headers, body)
        if fault:
            return self.answer(400, self.failure(fault))
        if self.mode == "hang":
            return time.sleep(HANG)
        action, asked = self.asked(path, headers, body)
        return self.send(asked) if action == "SendSms" else self.answer(200, self.details(asked))

    def send(self, asked):
        if self.mode in self.not_taken:
            status, code = self.not_taken[self.mode]
            return self.answer(status, self.failure(code))
        number = self.take(self.text_of(asked))
        if self.mode == "drop":
            return None
        return self.answer(500, {}) if self.mode == "late" else self.answer(200, self.success(asked, number))

    def answer(self, status, content):
        return status, {"Content-Type": "application/json"}, json.dumps(content).encode()


class AliyunStandIn(CloudStandIn):
    key_id, key_secret = "LTAI-of-the-tests", "a secret of the cloud"
    templates = {f"SMS_{name}": re.sub(r"\{(\w+)\}", r"${\1}", text) for name, text in TEXTS.items()}
    not_taken = {
        "busy": (400, "Throttling.User"),
        "refuse": (200, "isv.MOBILE_NUMBER_ILLEGAL"),
        "broke": (200, "isv.AMOUNT_NOT_ENOUGH"),
        "error": (500, ""),
    }

    def options(self, **changed):
        told = {"key_id": self.key_id, "key_secret": self.key_secret, "templates": self.templates}
        return told | {"base_url": self.base_url, "settles": 0, "timeout": (1.0, 0.5)} | changed

    def fault(self, method, path, headers, body):
        sent = headers["Authorization"]
        found = re.fullmatch(r"ACS3-HMAC-SHA256 Credential=(.+),SignedHeaders=(.+),Signature=([0-9a-f]{64})", sent)
        if not found or found[1] != self.key_id:
            return "InvalidAccessKeyId.NotFound"
        names = found[2].split(";")
        if headers["x-acs-signature-nonce"] in self.nonces or headers["x-acs-version"] != "2017-05-25":
            return "SignatureNonceUsed"
        self.nonces.add(headers["x-acs-signature-nonce"])
        pairs = sorted(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
        told = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(names))
        request = f"{method}\n/\n{query}\n{told}\n{';'.join(sorted(names))}\n{digest(body)}"
        right = mac(self.key_secret.encode(), f"ACS3-HMAC-SHA256\n{digest(request.encode())}").hex()
        needed = {"host", "x-acs-action", "x-acs-date", "x-acs-content-sha256"} <= set(names)
        return "" if needed and hmac.compare_digest(right, found[3]) else "SignatureDoesNotMatch"

    def asked(self, path, headers, body):
        return headers["x-acs-action"], dict(parse_qsl(urlsplit(path).query))

    def text_of(self, asked):
        words = self.templates[asked["TemplateCode"]]
        for name, value in json.loads(asked["TemplateParam"]).items():
            words = words.replace(f"${{{name}}}", value)
        text = f"【{asked['SignName']}】{words}"
        return {"reference": asked["OutId"], "phone": asked["PhoneNumbers"], "text": text}

    def success(self, asked, number):
        return {"Code": "OK", "Message": "OK", "BizId": number, "RequestId": "R"}

    def failure(self, code):
        return {"Code": code, "Message": "号码 19000000001 不可用", "RequestId": "R"} if code else {}

    def details(self, asked):
        status = {"accepted": 1, "failed": 2, "delivered": 3}
        rows = [
            {"OutId": each["reference"], "SendStatus": status.get(self.fates[each["reference"]], 9)}
            for each in self.taken
            if each["phone"] == asked["PhoneNumber"]
        ]
        size, page = int(asked["PageSize"]), int(asked["CurrentPage"])
        return {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows[size * (page - 1) : size * page]}}

    def reports(self):
        """What it would post of every text that came to an end."""
        ended = [each for each in self.taken if self.fates[each["reference"]] != "accepted"]
        return [
            {
                "phone_number": each["phone"],
                "success": self.fates[each["reference"]] == "delivered",
                "biz_id": each["id"],
                "out_id": each["reference"],
            }
            for each in ended
        ]


class TencentStandIn(CloudStandIn):
    secret_id, secret_key, app_id = "AKID-of-the-tests", "another secret of a cloud", "1400000001"
    templates = {
        "1001": "{1}老师：您的申报已审核通过，请登录系统缴费。",
        "1002": "您正在进行“{1}”，验证码 {2}，5分钟内有效。工作人员不会向您索要，请勿告诉他人。",
    }
    not_taken = {
        "busy": (200, "LimitExceeded.PhoneNumberDailyLimit"),
        "refuse": (200, "FailedOperation.PhoneNumberInBlacklist"),
        "broke": (200, "FailedOperation.InsufficientBalanceInSmsPackage"),
        "error": (500, ""),
    }

    def options(self, **changed):
        told = {"secret_id": self.secret_id, "secret_key": self.secret_key, "app_id": self.app_id}
        told |= {"templates": self.templates, "base_url": self.base_url, "settles": 0, "timeout": (1.0, 0.5)}
        return told | changed

    def fault(self, method, path, headers, body):
        sent = headers["Authorization"]
        pattern = (
            r"TC3-HMAC-SHA256 Credential=([^/]+)/([\d-]+)/sms/tc3_request, SignedHeaders=(\S+), Signature=(\w{64})"
        )
        found = re.fullmatch(pattern, sent)
        if not found or found[1] != self.secret_id:
            return "AuthFailure.SecretIdNotFound"
        stamp = headers["X-TC-Timestamp"]
        if abs(time.time() - int(stamp)) > SKEW or headers["X-TC-Version"] != "2021-01-11":  # noqa: TID251
            return "AuthFailure.SignatureExpire"
        told = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in found[3].split(";"))
        request = f"{method}\n/\n\n{told}\n{found[3]}\n{digest(body)}"
        text = f"TC3-HMAC-SHA256\n{stamp}\n{found[2]}/sms/tc3_request\n{digest(request.encode())}"
        key = mac(mac(mac(("TC3" + self.secret_key).encode(), found[2]), "sms"), "tc3_request")
        return "" if hmac.compare_digest(mac(key, text).hex(), found[4]) else "AuthFailure.SignatureFailure"

    def asked(self, path, headers, body):
        return headers["X-TC-Action"], json.loads(body)

    def text_of(self, asked):
        words = self.templates[asked["TemplateId"]]
        for number, value in enumerate(asked["TemplateParamSet"], 1):
            words = words.replace(f"{{{number}}}", value)
        phone = asked["PhoneNumberSet"][0].removeprefix("+86")
        return {"reference": asked["SessionContext"], "phone": phone, "text": f"【{asked['SignName']}】{words}"}

    def success(self, asked, number):
        return {"Response": {"SendStatusSet": [{"SerialNo": number, "Code": "Ok", "Message": "send success"}]}}

    def failure(self, code):
        fault = {"Code": code, "Message": "号码 19000000001 不可用"}
        if code.startswith(("FailedOperation", "LimitExceeded")):
            return {"Response": {"SendStatusSet": [{"SerialNo": "", **fault}]}}
        return {"Response": {"Error": fault}} if code else {}

    def details(self, asked):
        """Only what has come to an end, as this cloud does."""
        word = {"delivered": "SUCCESS", "failed": "FAIL"}
        rows = [
            {"SessionContext": each["reference"], "SerialNo": each["id"], "ReportStatus": word[fate]}
            for each in self.taken
            if f"+86{each['phone']}" == asked["PhoneNumber"] and (fate := self.fates[each["reference"]]) in word
        ]
        return {"Response": {"PullSmsSendStatusSet": rows}}

    def reports(self):
        ended = [each for each in self.taken if self.fates[each["reference"]] != "accepted"]
        word = {"delivered": "SUCCESS", "failed": "FAIL"}
        return [
            {"mobile": each["phone"], "sid": each["id"], "report_status": word[self.fates[each["reference"]]]}
            for each in ended
        ]
