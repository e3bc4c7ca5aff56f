"""The ledger of mail, addresses masked (27-1): for who looks after the house."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib.counting import count_words
from messaging.rules import may_see_mail
from messaging.selectors import mail_counts, mail_hidden_from, mail_index, mail_page, read_mail
from messaging.services import retry_mail
from messaging.states import MailState
from records.services.reads import note_read

CRUMBS = [("邮件记录", "/messages/mails/"), ("一封邮件", "")]
NOT_STAFF = "邮件记录由系统管理人员查看。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    """Latest first, by state; one mailbox is found by typing it whole, and never stands in an address."""
    _staff_only(request)
    if request.method == "POST":
        address = request.POST.get("address", "").strip()
        return redirect(f"{request.path}?{urlencode({'who': mail_index(address)})}" if address else request.path)
    asked = request.GET
    state, who = asked.get("state", ""), asked.get("who", "")
    page = mail_page(state=state, who=who, after=asked.get("after", ""), before=asked.get("before", ""))
    note_read("mail.listed", request.user.pk, request.user)  # masked, but words of a case stand in them
    counts = mail_counts()
    shown = [("", "全部", "?"), *((str(each), each.label, f"?state={each}") for each in MailState)]
    tabs = [(label, url, state == value, count_words(counts[value])) for value, label, url in shown]
    context = {"page": page, "tabs": tabs, "who": who, "state": state}
    context["hidden"] = mail_hidden_from(request.user, page.rows)
    return render(request, "messaging/mails.html", context)


@login_required
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: every conversation about it, and what the other side said."""
    _staff_only(request)
    found = read_mail(request.user, pk)
    note_read("mail.read", found.pk, request.user)
    return render(request, "messaging/mail.html", {"mail": found, "crumbs": CRUMBS})


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a dead mail again; a person knows what may have arrived, and decides."""
    _staff_only(request)
    if retry_mail(read_mail(request.user, pk).pk, actor=request.user):
        messages.success(request, "已重新排队发送。")
    else:
        messages.error(request, "这封邮件不能重发：已发送的、本人停用、移除的和确认邮件不重发。")
    return redirect("messaging:mails")


def _staff_only(request: HttpRequest) -> None:
    if not may_see_mail(request.user):
        raise PermissionDenied(NOT_STAFF)
