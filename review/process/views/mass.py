"""Messages to many about a notice: written in one step, confirmed in another (27-2)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from config.lib.keyset import newest_page, turned_to
from messaging.exceptions import MassRefused
from messaging.models import MassMessage
from messaging.states import MassState
from notices import desk
from notices.models import Notice
from notices.views.desk import UNPROCESSABLE, desk_crumbs, for_admins
from review.process import mass
from review.process.audiences import AUDIENCES
from review.process.mass_form import ConfirmForm, MassForm

TITLE = "群发消息"
KEPT = "已存为草稿，还没有发送。现在不发的，以后在“群发消息”的“写过的”里找到它继续。"


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def mass_list(request: HttpRequest, code: str) -> HttpResponse:
    """What went out before, and a new one: valid, it is kept and shown for confirmation."""
    notice = desk.read_kept(request.user, code)
    signature = mass.signature_of(notice)
    form = MassForm(request.POST if request.method == "POST" else None, signature=signature)
    if form.is_valid():
        drafted = mass.draft_mass(notice, actor=request.user, **form.cleaned_data)
        messages.success(request, KEPT)
        return redirect("process:mass", code, drafted.ref)
    page = newest_page(mass.masses_of(notice), **turned_to(request.GET))
    labels = {each.code: each.label for each in AUDIENCES.values()}
    context = {
        "notice": notice,
        "form": form,
        "page": page,
        "rows": [(each, labels.get(each.audience, each.audience)) for each in page.rows],
        "crumbs": desk_crumbs(notice, (TITLE, "")),
    }
    return render(request, "process/mass_list.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def one_mass(request: HttpRequest, code: str, ref: UUID) -> HttpResponse:
    """How many, samples, cost; and the number typed once more sends it."""
    notice = desk.read_kept(request.user, code)
    found = _read(notice, ref)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            confirmed = mass.confirm_mass(found.pk, notice, actor=request.user, **form.cleaned_data)
        except MassRefused as refused:
            form.add_error("number", str(refused))
        else:
            messages.success(request, f"已确认，正在发给 {confirmed.people} 人。")
            return redirect("process:mass_list", code)
    return render(
        request, "process/mass.html", _shown(found, notice, form), status=UNPROCESSABLE if form.errors else 200
    )


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def edit_mass(request: HttpRequest, code: str, ref: UUID) -> HttpResponse:
    """A draft written anew; looked at and confirmed as before."""
    notice = desk.read_kept(request.user, code)
    found = _read(notice, ref)
    said = {name: getattr(found, name) for name in MassForm.base_fields}
    signature = mass.signature_of(notice)
    form = MassForm(request.POST if request.method == "POST" else None, signature=signature, initial=said)
    if form.is_valid():
        try:
            mass.change_mass(found.pk, actor=request.user, **form.cleaned_data)
        except MassRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, KEPT)
            return redirect("process:mass", code, ref)
    where = [reverse("process:mass_list", args=[code]), reverse("process:mass", args=[code, ref])]
    crumbs = desk_crumbs(notice, (TITLE, where[0]), (found.title, where[1]), ("修改", ""))
    context = {"notice": notice, "mass": found, "form": form, "crumbs": crumbs}
    return render(request, "process/mass_edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_POST
def drop_mass(request: HttpRequest, code: str, ref: UUID) -> HttpResponse:
    """A draft nobody needs any more."""
    notice = desk.read_kept(request.user, code)
    try:
        title = mass.drop_mass(_read(notice, ref).pk)
    except MassRefused as refused:
        messages.error(request, str(refused))
        return redirect("process:mass", code, ref)
    messages.success(request, f"已删除草稿“{title}”。")
    return redirect("process:mass_list", code)


def _shown(found: MassMessage, notice: Notice, form: ConfirmForm) -> dict[str, object]:
    look = mass.look_at(found, notice, signature=mass.signature_of(notice)) if found.state == MassState.DRAFT else None
    where = reverse("process:mass_list", args=[notice.code])
    return {
        "notice": notice,
        "mass": found,
        "look": look,
        "brought_back": mass.CHANGED_SINCE if look and found.confirmed_at else "",
        "form": form,
        "audience": AUDIENCES[found.audience].label,
        "crumbs": desk_crumbs(notice, (TITLE, where), (found.title, "")),
    }


def _read(notice: Notice, ref: UUID) -> MassMessage:
    found = mass.masses_of(notice).select_related("organisation").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found
