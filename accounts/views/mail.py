"""One's own e-mail address: given, confirmed by who reads it, switched on and off, taken away (MSG-01)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import selectors, services
from accounts.exceptions import AccountRefused
from accounts.forms import MailForm
from accounts.net import client_ip

HERE = "accounts:mail"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """Which one; another is asked for here, and counts from its answer on."""
    context = {"mail": selectors.mail_address_of(request.user), "waiting": selectors.open_question_of(request.user)}
    if not (context["mail"] or context["waiting"]) or request.method == "POST":
        _offered()  # what was given once can be seen and taken away even where no mail leaves any more
    form = MailForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _asked(request, form):
        return redirect(HERE)
    context |= {"form": form, "offered": bool(settings.MAIL_GATEWAY)}
    return render(request, "accounts/mail.html", context, status=422 if request.method == "POST" else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail asks once more: programs that look through mail open links, but press no buttons."""
    _offered()
    if request.method == "POST":
        said = "邮箱已确认，站内消息会同时发到这个邮箱。"
        return _done(request, lambda: services.confirm_mail_address(token, actor=request.user), said)
    return render(request, "accounts/confirm_mail.html", {"asked": services.question_of(token, request.user)})


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """On or off, as the button says."""
    on = request.POST.get("do") == "on"
    said = "站内消息会同时发到您的邮箱。" if on else "不再发邮件，站内消息照常。"
    return _done(request, lambda: services.switch_mail(person=request.user, on=on), said)


@login_required
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Forgotten at once, a question that waits as well; it can be given again."""
    return _done(request, lambda: services.remove_mail(person=request.user), "邮箱已移除。")


def _asked(request: HttpRequest, form: MailForm) -> bool:
    address = form.cleaned_data["address"]
    try:
        link = services.ask_mail_address(person=request.user, address=address, ip=client_ip(request))
    except AccountRefused as refusal:
        form.show(refusal.reasons)
        return False
    if link:
        messages.info(request, f"演示环境的邮件不外发，只存成文件；确认链接是 {link}")
    else:
        messages.success(request, "确认邮件已发出，请在24小时内打开邮件中的链接。没有收到的，请查看垃圾邮件。")
    return True


def _done(request: HttpRequest, act, said: str) -> HttpResponse:
    try:
        act()
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(HERE if settings.MAIL_GATEWAY else "accounts:profile")


def _offered() -> None:
    """Without a way out nobody is asked for an address."""
    if not settings.MAIL_GATEWAY:
        raise Http404
