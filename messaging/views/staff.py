"""The ledger of texts, numbers masked (27-1, MSG-02): all of it for who looks after the house, an office's its own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib.text import whole_number
from messaging.rules import may_see_texts
from messaging.selectors import PAGE, health, number_index, read_sms, readable_texts, sms_counts, sms_page
from messaging.services import retry_many, retry_sms
from messaging.states import SmsState
from messaging.views.ledgers import Ledger
from records.services.reads import note_read

CRUMBS = [("短信记录", "/messages/texts/"), ("一条短信", "")]
TEXTS = Ledger(
    name="sms",
    noun="短信",
    columns=("时间", "手机号", "内容", "状态", "通道", "操作"),
    may_see=may_see_texts,
    refusal="短信记录由系统管理人员和通知管理员查看。",
    states=SmsState,
    page=sms_page,
    counts=sms_counts,
    field="phone",
    field_name="手机号",
    index=number_index,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """The list with how the ways out do today, and the search for one number."""
    TEXTS.gate(request)
    if request.method == "POST":
        return TEXTS.search(request)
    context = TEXTS.shown(request)
    readable = [each for each in context["page"].rows if each.pk not in context["hidden"]]
    context["dead"] = [each.pk for each in readable if each.can_retry]
    context |= {"health": health(), "everything": request.user.is_staff}
    return render(request, "messaging/texts.html", context)


@login_required
@require_safe
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """One text: every call, its answer, its receipt."""
    TEXTS.gate(request)
    sms = read_sms(request.user, pk)
    note_read("sms.read", sms.pk, request.user)
    return render(request, "messaging/text.html", {"sms": sms, "crumbs": CRUMBS})


@login_required
@require_POST
def retry_page(request: HttpRequest) -> HttpResponse:
    """Try again what the person has before their eyes; each by itself."""
    TEXTS.gate(request)
    wanted = [number for each in request.POST.getlist("sms")[:PAGE] if (number := whole_number(each)) is not None]
    done, left = retry_many(readable_texts(request.user, wanted), actor=request.user)
    messages.success(request, f"已重新排队 {done} 条。" + (f"{left} 条不能重发。" if left else ""))
    return redirect(f"{reverse('messaging:texts')}?state={SmsState.FAILED}")


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a dead text again."""
    TEXTS.gate(request)
    if retry_sms(read_sms(request.user, pk).pk, actor=request.user):
        messages.success(request, "已重新排队发送。")
    else:
        messages.error(request, "这条短信不能重发：验证码不重发，已送出的不重复发送。")
    return redirect("messaging:texts")
