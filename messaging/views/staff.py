"""The ledger of texts, numbers masked (27-1, MSG-02): all of it for who looks after the house, an office's its own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.lib.counting import count_words
from config.lib.text import whole_number
from messaging.rules import may_see_texts, texts_seen_by
from messaging.selectors import PAGE, health, number_index, read_sms, sms_counts, sms_page
from messaging.services import retry_many, retry_sms
from messaging.states import SmsState
from records.services.reads import note_read

CRUMBS = [("短信记录", "/messages/texts/"), ("一条短信", "")]
NOT_STAFF = "短信记录由系统管理人员和通知管理员查看。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest) -> HttpResponse:
    """Latest first, by state; one number is found by typing it whole, and never stands in an address."""
    _staff_only(request)
    if request.method == "POST":
        return redirect(f"{request.path}?{urlencode({'who': number_index(request.POST.get('phone', ''))})}")
    asked = request.GET
    state, who = asked.get("state", ""), asked.get("who", "")
    page = sms_page(request.user, state=state, who=who, after=asked.get("after", ""), before=asked.get("before", ""))
    note_read("sms.listed", request.user.pk, request.user)  # masked, but words of a case stand in them
    counts = sms_counts(request.user)
    shown = [("", "全部", "?"), *((str(each), each.label, f"?state={each}") for each in SmsState)]
    tabs = [(label, url, state == value, count_words(counts[value])) for value, label, url in shown]
    dead = [each.pk for each in page.rows if each.can_retry]
    context = {"page": page, "tabs": tabs, "who": who, "state": state, "health": health(), "dead": dead}
    context["everything"] = request.user.is_staff
    return render(request, "messaging/texts.html", context)


@login_required
@require_safe
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """One text: every call, its answer, its receipt."""
    _staff_only(request)
    sms = read_sms(request.user, pk)
    note_read("sms.read", sms.pk, request.user)
    return render(request, "messaging/text.html", {"sms": sms, "crumbs": CRUMBS})


@login_required
@require_POST
def retry_page(request: HttpRequest) -> HttpResponse:
    """Try again what the person has before their eyes; each by itself."""
    _staff_only(request)
    wanted = [number for each in request.POST.getlist("sms")[:PAGE] if (number := whole_number(each)) is not None]
    own = texts_seen_by(request.user).filter(pk__in=wanted).values_list("pk", flat=True)
    done, left = retry_many(own, actor=request.user)
    messages.success(request, f"已重新排队 {done} 条。" + (f"{left} 条不能重发。" if left else ""))
    return redirect(f"{reverse('messaging:texts')}?state={SmsState.FAILED}")


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a dead text again."""
    _staff_only(request)
    read_sms(request.user, pk)
    if retry_sms(pk, actor=request.user):
        messages.success(request, "已重新排队发送。")
    else:
        messages.error(request, "这条短信不能重发：验证码不重发，已送出的不重复发送。")
    return redirect("messaging:texts")


def _staff_only(request: HttpRequest) -> None:
    if not may_see_texts(request.user):
        raise PermissionDenied(NOT_STAFF)
