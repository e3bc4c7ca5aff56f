"""What people do with their own account: register, look at it, change what protects it, say where they belong."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.exceptions import AccountRefused
from accounts.forms import EmploymentForm, LostPhoneForm, NewPasswordForm, PersonForm, PhoneForm
from accounts.rules import read_unit
from accounts.services import PhoneProof
from accounts.states import CodePurpose
from accounts.views.steps import ask_code, asked_next, code_page, forget, number_in, proof_of, with_next
from config.lib import clock

Page = HttpResponse


# ── registering ────────────────────────────────────────────────────────────────────────────────────────────────────
@require_safe
def register(request: HttpRequest) -> Page:
    """Two doors: a person, a unit (CHAN-18)."""
    doors = {"person": "accounts:register_person", "sign_in": "accounts:sign_in"}
    return render(
        request, "accounts/register.html", {name: with_next(request, reverse(door)) for name, door in doors.items()}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_person(request: HttpRequest) -> Page:
    """Step 1: which phone."""
    return _phone_page(
        request,
        CodePurpose.REGISTER,
        then="accounts:register_person_code",
        context={"title": "个人注册", "kicker": "第 1 步，共 3 步", "lead": "以后用这个手机号登录、接收通知。"},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_person_code(request: HttpRequest) -> Page:
    """Step 2: the phone answers."""
    return code_page(
        request,
        CodePurpose.REGISTER,
        title="个人注册",
        kicker="第 2 步，共 3 步",
        back=with_next(request, reverse("accounts:register_person")),
        then=lambda _proof: redirect(with_next(request, reverse("accounts:register_person_details"))),
    )


@never_cache
@sensitive_post_parameters("id_number", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def register_person_details(request: HttpRequest) -> Page:
    """Step 3: who it is."""
    proof = proof_of(request, CodePurpose.REGISTER)
    if proof is None:
        return redirect(with_next(request, reverse("accounts:register_person")))
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = services.register_person(proof=proof, **form.cleaned_data)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
        else:
            forget(request, CodePurpose.REGISTER)
            services.sign_in(request, person)
            messages.success(request, "注册成功。")
            return redirect(asked_next(request) or settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "phone": proof.phone}
    return render(request, "accounts/person_details.html", context, status=_status(request))


# ── my account ─────────────────────────────────────────────────────────────────────────────────────────────────────
@login_required
@never_cache
@require_safe
def profile(request: HttpRequest) -> Page:
    """Everything about the account on one page, each with its one way to change it."""
    person, now = request.user, clock.law()
    desks, deputies = selectors.seats_around(person)
    context = {
        "id_number": selectors.id_number_of(person),
        "employments": selectors.employments_of(person),
        "desks": desks,
        "deputies": deputies,
        "registrations": selectors.registrations_of(person),
        "invitations": selectors.invitations_to(person, now),
        "phone_change": selectors.open_phone_change(person),
        "mail": selectors.mail_address_of(person),
        "mail_offered": bool(settings.MAIL_GATEWAY),
        "sessions": selectors.sessions_of(person),
        "session_key": request.session.session_key,
    }
    return render(request, "accounts/profile.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def employment(request: HttpRequest) -> Page:
    """Find one's unit by name, and ask it to confirm (CHAN-06)."""
    words = request.GET.get("q", "").strip()[:60]
    form = EmploymentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        unit = read_unit(number_in(request.POST.get("organisation")))
        try:
            services.ask_employment(person=request.user, organisation=unit, **form.cleaned_data)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
        else:
            messages.success(request, f"已向{unit.name}提出申请，确认后会通知您。")
            return redirect("accounts:profile")
    context = {"form": form, "words": words, "found": selectors.units_like(words)}
    return render(request, "accounts/employment.html", context, status=_status(request))


@login_required
@require_POST
def leave_employment(request: HttpRequest, pk: int) -> Page:
    """Take the question back, or say that one has left."""
    return _done(request, lambda: services.end_employment(pk, actor=request.user), "已办理。")


@login_required
@require_POST
def answer_invitation(request: HttpRequest, token: str) -> Page:
    """Accept or decline an invitation to a desk."""
    if request.POST.get("do") == "accept":
        said = "已接受。可在右上角姓名菜单切换身份。"
        return _done(request, lambda: services.accept_invitation(token, actor=request.user), said)
    return _done(request, lambda: services.withdraw_invitation(token, actor=request.user), "已谢绝。")


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> Page:
    """Sign out somewhere else."""
    return _done(request, lambda: services.end_session(person=request.user, sign_in_id=pk), "已退出该设备的登录。")


# ── password ───────────────────────────────────────────────────────────────────────────────────────────────────────
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> Page:
    """A code to one's own phone first: it serves those who forgot the old password, too."""
    return _own_phone_page(request, CodePurpose.PASSWORD, title="修改密码", then="accounts:password_code")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_code(request: HttpRequest) -> Page:
    return code_page(
        request,
        CodePurpose.PASSWORD,
        title="修改密码",
        back=reverse("accounts:password"),
        then=lambda _proof: redirect("accounts:password_new"),
    )


@login_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password_new(request: HttpRequest) -> Page:
    proof = proof_of(request, CodePurpose.PASSWORD)
    if proof is None:
        return redirect("accounts:password")
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = services.change_password(person=request.user, proof=proof, **form.cleaned_data)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
        else:
            services.sign_in(request, person)
            messages.success(request, "密码已修改，其他设备已退出登录。")
            return redirect("accounts:profile")
    return render(request, "accounts/password.html", {"form": form}, status=_status(request))


# ── another phone ──────────────────────────────────────────────────────────────────────────────────────────────────
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> Page:
    """Step 1: a code to the phone of the account."""
    return _own_phone_page(request, CodePurpose.CHANGE_PHONE, title="更换手机号", then="accounts:phone_code")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone_code(request: HttpRequest) -> Page:
    return code_page(
        request,
        CodePurpose.CHANGE_PHONE,
        title="更换手机号",
        kicker="第 1 步：验证现在的手机号",
        back=reverse("accounts:phone"),
        then=lambda _proof: redirect("accounts:new_phone"),
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_phone(request: HttpRequest) -> Page:
    """Step 2: which one instead."""
    if proof_of(request, CodePurpose.CHANGE_PHONE) is None:
        return redirect("accounts:phone")
    return _phone_page(
        request,
        CodePurpose.NEW_PHONE,
        then="accounts:new_phone_code",
        context={"title": "更换手机号", "kicker": "第 2 步：新的手机号", "lead": ""},
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_phone_code(request: HttpRequest) -> Page:
    """Step 3: the new one answers, and the change is made."""

    def change(new: PhoneProof) -> Page:
        old = proof_of(request, CodePurpose.CHANGE_PHONE)
        try:
            person = services.change_phone(person=request.user, old=old, new=new)
        except AccountRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("accounts:phone" if old is None else "accounts:new_phone")
        services.sign_in(request, person)
        forget(request, CodePurpose.CHANGE_PHONE, CodePurpose.NEW_PHONE)
        messages.success(request, f"手机号已更换为 {person.masked_phone}，其他设备已退出登录。")
        return redirect("accounts:profile")

    back = reverse("accounts:new_phone")
    kicker = "第 3 步：验证新的手机号"
    return code_page(request, CodePurpose.NEW_PHONE, title="更换手机号", kicker=kicker, back=back, then=change)


@login_required
@require_POST
def cancel_phone_change(request: HttpRequest, pk: int) -> Page:
    """It was not me: the owner stops a change that somebody asked for."""
    return _done(request, lambda: services.refuse_phone_change(pk, actor=request.user), "申请已撤销，手机号没有改变。")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_phone(request: HttpRequest) -> Page:
    """The old phone is gone; nobody need be signed in. Step 1: the new one."""
    lead = "先验证新手机号，再填写身份信息，然后带身份证到所在单位或职改办当面核验；核验后24小时生效。"
    context = {"title": "手机号停用了", "kicker": "第 1 步，共 3 步", "lead": lead}
    return _phone_page(request, CodePurpose.LOST_PHONE, then="accounts:lost_phone_code", context=context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_phone_code(request: HttpRequest) -> Page:
    return code_page(
        request,
        CodePurpose.LOST_PHONE,
        title="手机号停用了",
        kicker="第 2 步，共 3 步",
        back=reverse("accounts:lost_phone"),
        then=lambda _proof: redirect("accounts:lost_phone_details"),
    )


@never_cache
@sensitive_post_parameters("id_number")
@require_http_methods(["GET", "HEAD", "POST"])
def lost_phone_details(request: HttpRequest) -> Page:
    """Step 3: who it is. The answer is the same whether we know them or not (AZ8)."""
    proof = proof_of(request, CodePurpose.LOST_PHONE)
    if proof is None:
        return redirect("accounts:lost_phone")
    form = LostPhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.ask_phone_change(new=proof, **form.cleaned_data)
        forget(request, CodePurpose.LOST_PHONE)
        return redirect("accounts:lost_phone_told")
    return render(request, "accounts/lost_phone.html", {"form": form}, status=_status(request))


@require_safe
def lost_phone_told(request: HttpRequest) -> Page:
    return render(request, "accounts/lost_phone_told.html")


# ── pieces of these pages ──────────────────────────────────────────────────────────────────────────────────────────
def _phone_page(request: HttpRequest, purpose: CodePurpose, *, then: str, context: dict[str, str]) -> Page:
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_code(request, phone=form.cleaned_data["phone"], purpose=purpose)
        except AccountRefused as refusal:
            form.show(refusal.reasons)
        else:
            return redirect(with_next(request, reverse(then)))
    context |= {"sign_in": with_next(request, reverse("accounts:sign_in"))}
    return render(request, "accounts/phone.html", {"form": form, **context}, status=_status(request))


def _own_phone_page(request: HttpRequest, purpose: CodePurpose, *, title: str, then: str) -> Page:
    """Nothing to fill in: the code goes to the phone of the account."""
    if request.method == "POST":
        try:
            ask_code(request, phone=request.user.phone, purpose=purpose)
        except AccountRefused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect(then)
    return render(request, "accounts/own_phone.html", {"title": title})


def _done(request: HttpRequest, act, said: str) -> Page:
    try:
        act()
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("accounts:profile")


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
