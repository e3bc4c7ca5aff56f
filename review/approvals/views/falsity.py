"""材料真实性核查: the office's page of a case, the applicant's answer, the offices' register (OFFICE-10, OFFICE-14)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import roles_of
from config.lib.keyset import turned_to
from declarations.forms.many import all_uploaded
from declarations.models import Declaration
from declarations.rules import read_own
from review.approvals.content import parts_of_dossier
from review.approvals.falsity_forms import FALSE, DoubtForm, FalsityFilingForm, FindingForm, ProofForm
from review.approvals.models import FalsityCase
from review.approvals.rules import read_at_desk, speaking_for
from review.approvals.selectors.falsity import ASKABLE, OFFICES, QUEUES, falsities_of, falsity_page, queues
from review.approvals.services import falsity as services
from review.approvals.services.deciding import REVIEWED_IN
from review.approvals.states import FalsityState
from review.approvals.views.common import NOT_POSSIBLE, act_url, crumbs_to, done, show_case

REGISTER, DESK, OWN = (f"approvals/{name}.html" for name in ("falsity_register", "falsity", "proof"))


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What the offices of this person fed back, by what is to be done next."""
    if not set(roles_of(request.user)) & set(OFFICES):
        raise PermissionDenied("这里是职改办的登记册，请先切换到职改办的角色。")
    queue = request.GET.get("queue", "")
    queue = queue if queue in QUEUES else "open"
    page = falsity_page(request.user, queue, **turned_to(request.GET))
    tabs = [(each.label, f"?queue={each.key}", each.is_current) for each in queues(queue)]
    crumbs = [("工作台", reverse("process:desk")), ("材料真实性核查", "")]
    return render(request, REGISTER, {"page": page, "tabs": tabs, "crumbs": crumbs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def falsity(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything asked about a case; another doubt is fed back to the applicant here."""
    declaration = _at_office(request, ref)
    form = _doubt_form(declaration, request.POST if request.method == "POST" else None)
    if form.is_bound and done(form, lambda given: services.ask_for_proof(declaration.pk, actor=request.user, **given)):
        messages.success(request, "已反馈申报人，请其在时限前举证；认定以前不能受理。")
        return redirect("approvals:falsity", ref)
    return _show(request, declaration, form)


@login_required
@require_POST
def find(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """The office's finding on one doubt."""
    declaration = _at_office(request, ref)
    asked = _asked(declaration, pk)
    form = FindingForm(request.POST, waits=asked.is_asked, auto_id=f"id_{pk}_%s")
    command = lambda given: services.find_on_falsity(  # noqa: E731 # one call, named for the line below
        asked.pk, actor=request.user, is_false=given["verdict"] == FALSE, finding=given["finding"]
    )
    if done(form, command):
        messages.success(request, "已认定，并告知申报人。")
        return redirect("approvals:falsity", ref)
    return _show(request, declaration, form, at=pk)


@login_required
@require_POST
def file(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """When a finding was filed with the region's office."""
    declaration = _at_office(request, ref)
    asked = _asked(declaration, pk)
    form = FalsityFilingForm(request.POST, auto_id=f"id_{pk}_%s")
    if done(form, lambda given: services.record_filing(asked.pk, actor=request.user, **given)):
        messages.success(request, "已登记报备。")
        return redirect("approvals:falsity", ref)
    return _show(request, declaration, form, at=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The applicant's page: what is doubted, a form for each that waits for proof, what was found."""
    declaration = read_own(request.user, ref)
    rows = list(falsities_of(declaration).prefetch_related("kept__file"))
    if not rows:
        raise Http404
    at = request.POST.get("falsity") if request.method == "POST" else None
    asked = next((row for row in rows if str(row.pk) == at), None)
    form = ProofForm(request.POST or None, request.FILES or None, auto_id=f"id_{at}_%s") if asked else None
    if asked and form and done(form, lambda given: _give(asked, request, given)):
        messages.success(request, "已交出，请等候认定。")
        return redirect("approvals:proof", ref)
    context = {"declaration": declaration, "form": form, "rows": [_own_row(row, asked, form) for row in rows]}
    context["crumbs"] = [
        ("我的申报", reverse("process:home")),
        (declaration.level_name, declaration.get_absolute_url()),
        ("材料真实性核查", ""),
    ]
    response = render(request, OWN, context, status=NOT_POSSIBLE if form else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _give(asked: FalsityCase, request: HttpRequest, given: dict) -> FalsityCase:
    uploads = all_uploaded(given["files"])
    return services.give_proof(asked.pk, actor=request.user, answer=given["answer"], uploads=uploads)


def _own_row(row: FalsityCase, asked: FalsityCase | None, form: ProofForm | None) -> tuple:
    if not row.is_asked:
        return row, None
    return row, form if asked and row.pk == asked.pk else ProofForm(auto_id=f"id_{row.pk}_%s")


def _at_office(request: HttpRequest, ref: UUID) -> Declaration:
    declaration = read_at_desk(request.user, ref)
    if not speaking_for(request.user, declaration):
        raise Http404
    return declaration


def _asked(declaration: Declaration, pk: int) -> FalsityCase:
    asked: FalsityCase | None = declaration.falsity_cases.filter(pk=pk).first()
    if asked is None:
        raise Http404
    return asked


def _doubt_form(declaration: Declaration, data: object = None) -> DoubtForm:
    return DoubtForm(data, places=[part.label for part in parts_of_dossier(declaration)])


def _show(request: HttpRequest, declaration: Declaration, form: object, *, at: int | None = None) -> HttpResponse:
    """``form`` is what was refused; it stands at its row, or below as the new doubt."""
    here = {stop.organisation_id for stop in speaking_for(request.user, declaration)}
    found = falsities_of(declaration).prefetch_related("kept__file")
    rows = [(row, _form_of(row, form, at) if row.organisation_id in here else None) for row in found]
    asking = declaration.state in ASKABLE
    context = {
        "declaration": declaration,
        "rows": rows,
        "form": form if at is None else _doubt_form(declaration),
        "refused": form if getattr(form, "is_bound", False) else None,
        "may_ask": asking,
        "refuse": act_url(declaration, "refuse") if declaration.state in REVIEWED_IN else "",
        "cancel": act_url(declaration, "cancel") if asking and declaration.state not in REVIEWED_IN else "",
        "crumbs": crumbs_to(declaration, "材料真实性核查"),
    }
    return show_case(request, declaration, DESK, context, status=NOT_POSSIBLE if request.method == "POST" else 200)


def _form_of(row: FalsityCase, form: object, at: int | None) -> object:
    """What the office may still do about a row."""
    if row.pk == at:
        return form
    if row.is_open:
        return FindingForm(waits=row.is_asked, auto_id=f"id_{row.pk}_%s")
    if row.state == FalsityState.FALSE:
        told = {"filed_on": row.filed_on, "filing_no": row.filing_no}
        return FalsityFilingForm(auto_id=f"id_{row.pk}_%s", initial=told)
    return None
