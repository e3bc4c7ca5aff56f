"""A person's inbox: what must be done, what is only told (S27)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from messaging.selectors import OWN, Sieve, desks_written_to, inbox_counts, inbox_page, read_message
from messaging.services import mark_all_read, mark_done, mark_read
from messaging.states import Tab


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Two tabs, latest first; looking marks nothing as read."""
    tab = Tab.NOTES if request.GET.get("tab") == Tab.NOTES else Tab.TASKS
    sieve = Sieve(unread="unread" in request.GET, of=request.GET.get("of", ""))
    way = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    page, desks = inbox_page(request.user, tab, sieve, **way), desks_written_to(request.user)
    counts = inbox_counts(request.user)
    tabs = [
        (Tab.TASKS.label, f"?tab={Tab.TASKS}", tab == Tab.TASKS, counts.todo),
        (Tab.NOTES.label, f"?tab={Tab.NOTES}", tab == Tab.NOTES, counts.unread_notes),
    ]
    context = {"tab": tab, "tabs": tabs, "page": page, "counts": counts, "sieve": sieve, "desks": desks, "own": OWN}
    return render(request, "messaging/inbox.html", context)


@login_required
@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """The one button of a message: it is read now, and leads where there is something to do."""
    message = read_message(request.user, pk)
    if request.POST.get("do") == "done":
        mark_done(pk, actor=request.user)
        return redirect("messaging:inbox")
    mark_read(pk, actor=request.user)
    inside = url_has_allowed_host_and_scheme(message.url, None)
    return redirect(message.url if message.url and inside else "messaging:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything is seen."""
    number = mark_all_read(actor=request.user)
    messages.success(request, f"已将 {number} 条消息标为已读。")
    return redirect("messaging:inbox")
