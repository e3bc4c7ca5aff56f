"""What pages share: phone, code and proof, kept in the visitor's session with numbers sealed; a key in an address."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.exceptions import AccountRefused
from accounts.forms import CodeForm
from accounts.net import client_ip
from accounts.services import PhoneProof, send_code, use_code
from accounts.states import CodePurpose
from config.lib import clock
from config.lib.crypto import seal, unseal
from config.lib.text import whole_number

COLUMN = "accounts.session.phone"
BINDING, ASKED, PROVEN = "accounts.binding", "accounts.asked.", "accounts.proven."


@dataclass(frozen=True, slots=True)
class Pending:
    """A code is on its way to this phone."""

    phone: str
    again_at: datetime

    @property
    def seconds(self) -> int:
        """How long until another one may be asked for."""
        return max(0, round((self.again_at - clock.machine()).total_seconds()))


def ask_code(request: HttpRequest, *, phone: str, purpose: CodePurpose) -> None:
    """Send a code and remember where to. Raises ``AccountRefused``."""
    sent = send_code(phone=phone, purpose=purpose, binding=_binding(request), ip=client_ip(request))
    request.session[ASKED + purpose] = {"phone": seal(phone, column=COLUMN), "again": sent.again_at.isoformat()}
    if sent.shown:
        messages.info(request, f"演示环境不发送短信，验证码是 {sent.shown}")


def pending(request: HttpRequest, purpose: CodePurpose) -> Pending | None:
    """The phone a code was sent to from this session."""
    asked = request.session.get(ASKED + purpose)
    return Pending(unseal(asked["phone"], column=COLUMN), datetime.fromisoformat(asked["again"])) if asked else None


def proof_of(request: HttpRequest, purpose: CodePurpose) -> PhoneProof | None:
    """What was proven in this session, if it is fresh."""
    kept = request.session.get(PROVEN + purpose)
    if kept is None:
        return None
    proof = PhoneProof(unseal(kept["phone"], column=COLUMN), purpose, datetime.fromisoformat(kept["at"]))
    return proof if proof.holds(purpose) else None


def forget(request: HttpRequest, *purposes: CodePurpose) -> None:
    """The proof was used, or is not wanted any more."""
    for purpose in purposes:
        request.session.pop(PROVEN + purpose, None)
        request.session.pop(ASKED + purpose, None)


def code_page(
    request: HttpRequest,
    purpose: CodePurpose,
    *,
    title: str,
    back: str,
    then: Callable[[PhoneProof], HttpResponse],
    kicker: str = "",
    back_label: str = "换一个手机号",
) -> HttpResponse:
    """Ask for the code: check it, or send another. ``back`` leads to the page that asked for it."""
    waiting = pending(request, purpose)
    if waiting is None:
        return redirect(back)
    if request.POST.get("do") == "again":
        return _again(request, purpose, waiting)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if proof := _proven(request, purpose, waiting, form):
        return then(proof)
    context = {"form": form, "waiting": waiting, "title": title, "kicker": kicker}
    context |= {"back": back, "back_label": back_label}
    return render(request, "accounts/code.html", context, status=422 if request.method == "POST" else 200)


def _proven(request: HttpRequest, purpose: CodePurpose, waiting: Pending, form: CodeForm) -> PhoneProof | None:
    if not form.is_valid():
        return None
    told = {"purpose": purpose, "binding": _binding(request), "code": form.cleaned_data["code"]}
    try:
        proof = use_code(phone=waiting.phone, **told)
    except AccountRefused as refusal:
        form.show(refusal.reasons)
        return None
    _keep(request, purpose, proof)
    return proof


def _again(request: HttpRequest, purpose: CodePurpose, waiting: Pending) -> HttpResponse:
    try:
        ask_code(request, phone=waiting.phone, purpose=purpose)
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "验证码已重新发送，之前的验证码作废。")
    return redirect(request.get_full_path())


def _keep(request: HttpRequest, purpose: CodePurpose, proof: PhoneProof) -> None:
    request.session.pop(ASKED + purpose, None)
    request.session[PROVEN + purpose] = {"phone": seal(proof.phone, column=COLUMN), "at": proof.at.isoformat()}


def _binding(request: HttpRequest) -> str:
    """A random word of this session: a code works only where it was asked for. It survives a change of the key."""
    if BINDING not in request.session:
        request.session[BINDING] = secrets.token_hex(16)
    return request.session[BINDING]


def asked_next(request: HttpRequest) -> str:
    """Where the visitor was on the way to; an address of this site, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else ""


def with_next(request: HttpRequest, url: str) -> str:
    """The same address, and the way there is not forgotten (04-4)."""
    wanted = asked_next(request)
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'next': wanted})}" if wanted else url


def number_in(value: str | None) -> int:
    """The key of a row as an address or a form gives it; 0, which no row has, for anything else."""
    return whole_number(value) or 0
