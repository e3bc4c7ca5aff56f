"""The door: sign in by code or by password, sign out, another role."""

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.demo import sign_ins
from accounts.exceptions import AccountRefused
from accounts.forms import AccountForm, PasswordSignInForm, PhoneForm
from accounts.middleware import why_left
from accounts.models import User
from accounts.services import PhoneProof, switch_role
from accounts.services import sign_in as open_session
from accounts.services.sessions import renew_session
from accounts.states import CodePurpose, Role
from accounts.views.steps import ask_code, asked_next, code_page, forget, with_next

WRONG = "手机号或密码不正确。忘记密码的，可以用短信验证码登录后重新设置。"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Two ways in (S01); a code is asked for here, a password is checked here."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    by_password = request.POST.get("way", request.GET.get("way")) == "password"
    form = (PasswordSignInForm if by_password else PhoneForm)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = _by_password(request, form) if by_password else _by_code(request, form)
        if answer:
            return answer
    tabs = [(label, with_next(request, f"?way={way}"), (way == "password") == by_password) for way, label in WAYS]
    context = {"form": form, "by_password": by_password, "tabs": tabs, "demo": sign_ins(), "next": asked_next(request)}
    context |= {"why_left": why_left(request), "register": with_next(request, reverse("accounts:register"))}
    return render(request, "accounts/sign_in.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second half of signing in by code."""
    back = with_next(request, reverse("accounts:sign_in"))

    def enter(proof: PhoneProof) -> HttpResponse:
        person = User.objects.by_phone(proof.phone)
        target = _next(request)
        forget(request, CodePurpose.SIGN_IN)
        if person is None or not person.is_active:
            return redirect(back)
        open_session(request, person)
        return redirect(target)

    return code_page(request, CodePurpose.SIGN_IN, title="登录", back=back, then=enter)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_required
@require_POST
def change_role(request: HttpRequest) -> HttpResponse:
    """Act in another role from the next page on."""
    try:
        switch_role(person=request.user, role=request.POST.get("role", ""))
    except AccountRefused as refusal:
        raise Http404 from refusal
    renew_session(request)
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One press instead of a password, for those in the list of the demo; there is no such door elsewhere."""
    wanted = next((each for each in sign_ins() if each.username == request.POST.get("username")), None)
    person = User.objects.filter(username=wanted.username, is_active=True).first() if wanted else None
    if wanted is None or person is None:
        raise Http404
    open_session(request, person)
    if wanted.role != Role.SYSTEM:  # who keeps the site acts in no role of its own
        switch_role(person=person, role=wanted.role)
    return redirect(_next(request))


WAYS = (("code", "短信验证码登录"), ("password", "密码登录"))


def _by_password(request: HttpRequest, form: AccountForm) -> HttpResponse | None:
    person = authenticate(request, **form.cleaned_data)
    if person is None:
        form.add_error(None, WRONG)
        return None
    target = _next(request)
    open_session(request, person)
    return redirect(target)


def _by_code(request: HttpRequest, form: AccountForm) -> HttpResponse | None:
    try:
        ask_code(request, phone=form.cleaned_data["phone"], purpose=CodePurpose.SIGN_IN)
    except AccountRefused as refusal:
        form.show(refusal.reasons)
        return None
    return redirect(with_next(request, reverse("accounts:sign_in_code")))


def _next(request: HttpRequest) -> str:
    return asked_next(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
