"""The ledger of mail, addresses masked (27-1): for who looks after the house."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.rules import may_see_mail
from messaging.selectors import mail_counts, mail_index, mail_page, read_mail
from messaging.services import retry_mail
from messaging.states import MailState
from messaging.views.ledgers import Ledger
from records.services.reads import note_read

CRUMBS = [("邮件记录", "/messages/mails/"), ("一封邮件", "")]
MAILS = Ledger(
    name="mail",
    noun="邮件",
    columns=("时间", "邮箱", "标题", "状态", "操作"),
    may_see=may_see_mail,
    refusal="邮件记录由系统管理人员查看。",
    states=MailState,
    page=mail_page,
    counts=mail_counts,
    field="address",
    field_name="邮箱",
    index=mail_index,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    """The list, and the search for one mailbox."""
    MAILS.gate(request)
    if request.method == "POST":
        return MAILS.search(request)
    return render(request, "messaging/mails.html", MAILS.shown(request))


@login_required
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: every conversation about it, and what the other side said."""
    MAILS.gate(request)
    found = read_mail(request.user, pk)
    note_read("mail.read", found.pk, request.user)
    return render(request, "messaging/mail.html", {"mail": found, "crumbs": CRUMBS})


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a dead mail again; a person knows what may have arrived, and decides."""
    MAILS.gate(request)
    if retry_mail(read_mail(request.user, pk).pk, actor=request.user):
        messages.success(request, "已重新排队发送。")
    else:
        messages.error(request, "这封邮件不能重发：已发送的、本人停用、移除的和确认邮件不重发。")
    return redirect("messaging:mails")
