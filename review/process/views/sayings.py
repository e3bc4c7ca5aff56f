"""The texts of a notice, on the notice desk: read in a list, written, looked at with a real case, tried on oneself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from notices import desk
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Notice
from notices.rules import Terms
from notices.rules.saying import BY_EVENT, Saying
from notices.services import drop_text, put_text, send_test
from notices.views.desk import UNPROCESSABLE, desk_crumbs, for_admins
from review.process import sayings
from review.process.saying_form import SayingForm

TITLE = "短信文字"


@for_admins
@require_safe
def saying_list(request: HttpRequest, code: str) -> HttpResponse:
    """Event → who → how → words: the notice's texts, and below them the lines for inboxes (ADMIN-06)."""
    notice = desk.read_kept(request.user, code)
    terms = sayings.terms_read(notice)
    context = {
        "notice": notice,
        "signature": terms.messages.signature,
        "rows": sayings.text_rows(terms),
        "site_rows": sayings.site_rows(),
        "crumbs": desk_crumbs(notice, (TITLE, "")),
    }
    return render(request, "process/sayings.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def saying(request: HttpRequest, code: str, event: str) -> HttpResponse:
    """One text: its words, what may stand in it, how it looks, and a try at one's own phone."""
    notice, one = desk.read_kept(request.user, code), _saying(event)
    terms = sayings.terms_read(notice)
    row, form = _form(request, notice, terms, one)
    taken_back = request.POST.get("what") == "default"  # whatever was typed over it
    if (form.is_valid() or (form.is_bound and taken_back)) and (answer := _done(request, notice, form)):
        return answer
    context = {
        "notice": notice,
        "row": row,
        "form": form,
        "preview": _preview(form, row),
        "crumbs": desk_crumbs(notice, (TITLE, _list(notice)), (one.title, "")),
    }
    return render(request, "process/saying.html", context, status=UNPROCESSABLE if form.errors else 200)


def _saying(event: str) -> Saying:
    if event not in BY_EVENT:
        raise Http404
    return BY_EVENT[event]


def _list(notice: Notice) -> str:
    return reverse("process:sayings", args=[notice.code])


def _form(request: HttpRequest, notice: Notice, terms: Terms, one: Saying) -> tuple[sayings.TextRow, SayingForm]:
    row = sayings.text_row(terms, one)
    form = SayingForm(
        request.POST if request.method == "POST" else None,
        saying=one,
        signature=terms.messages.signature,
        text=row.text,
        seen=sayings.seen_of(notice),
        cases=sayings.sample_cases(request.user, notice),
        fixed=not notice.is_worked_on,
    )
    return row, form


def _done(request: HttpRequest, notice: Notice, form: SayingForm) -> HttpResponse | None:
    """What the button asks; None where the page is shown again: a look, a try, a refusal."""
    what = request.POST.get("what", "")
    try:
        if what == "test":
            _tried(request, notice, form)
        elif what in {"save", "default"} and notice.is_worked_on:
            _changed(request, notice, form, what)
            return redirect(_list(notice))
    except (NoticeRefused, TermsRefused) as refusal:
        form.show(refusal)
    return None


def _changed(request: HttpRequest, notice: Notice, form: SayingForm, what: str) -> None:
    event, told = form.saying.event, form.cleaned_data
    if what == "save":
        put_text(notice.pk, event, told["text"], seen=told["seen"], actor=request.user)
    elif event in sayings.terms_read(notice).messages.templates:
        drop_text(notice.pk, event, seen=told["seen"], actor=request.user)
    messages.success(request, "已保存。" if what == "save" else "已改用系统文字。")


def _tried(request: HttpRequest, notice: Notice, form: SayingForm) -> None:
    one, text = form.saying, form.cleaned_data["text"]
    filled = sayings.fill(text, sayings.values_for(one, form.chosen))
    phoned = send_test(notice, one.event, filled, signature=form.signature, actor=request.user)
    messages.success(request, f"已试发到您本人的站内消息{'和手机' if phoned else ''}，没有发给其他人。")


def _preview(form: SayingForm, row: sayings.TextRow) -> sayings.Preview | None:
    """Of what was typed; of what stands there on a fresh page. None where it cannot be filled in."""
    text = form.cleaned_data.get("text", "") if form.is_bound else row.text
    if not text or "text" in form.errors:
        return None
    return sayings.preview_of(text, sayings.values_for(form.saying, form.chosen), signature=form.signature)
