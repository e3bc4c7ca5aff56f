"""补交结题、发表证明: the applicant's page, and the desks' list and page (MAT-38, TIME-11)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.selectors import roles_of
from accounts.states import Role
from config.lib import clock
from declarations.forms.many import all_uploaded
from declarations.models import Declaration
from declarations.rules import gate_of, read_declaration, read_own
from notices.states import Window
from review.approvals import services
from review.approvals.forms import SupplementForm, SupplementWordForm
from review.approvals.models import Supplement
from review.approvals.rules import has_desk, is_barred, judges_at
from review.approvals.selectors.papers import form_progress
from review.approvals.selectors.supplements import (
    has_pending,
    pending_rows,
    pending_until,
    still_to_prove,
    supplements_of,
    waiting_page,
)
from review.approvals.states import Paper
from review.approvals.views.common import NOT_POSSIBLE, done, show_case

OWN, JUDGE, WAITING = (f"approvals/{name}.html" for name in ("supplement", "judge_supplements", "supplements"))
DESKS = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE)
CONFIRM, RETURN = "confirm", "return"


@login_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Every pending item with its state; a form for each that still waits for its proof."""
    declaration = read_own(request.user, ref)
    if not has_pending(declaration):
        raise Http404
    form = SupplementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and done(form, lambda given: _hand_in(declaration, request.user, given)):
        messages.success(request, "已交出，由单位逐级确认后报送评委会所在职改办。")
        return redirect("approvals:supplement", ref)
    status = NOT_POSSIBLE if form.is_bound else 200
    response = render(request, OWN, _own_context(declaration, form), status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What the desks of the role one acts in have to confirm."""
    held = [role for role in roles_of(request.user) if role in DESKS]
    role = request.user.current_role or next(iter(held), "")
    if role not in held:
        raise PermissionDenied("这里是单位、主管部门和职改办的工作台，请先切换到相应角色。")
    crumbs = [("工作台", reverse("process:desk")), ("补交材料确认", "")]
    told = {name: request.GET.get(name, "")[:60] for name in ("after", "before")}
    return render(request, WAITING, {"page": waiting_page(request.user, role, **told), "crumbs": crumbs})


@login_required
@require_safe
def judge(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Everything handed in for a case, and the word of this desk where it has its turn."""
    declaration = _at_desk(request.user, ref)
    return show_case(request, declaration, JUDGE, _desk_context(request.user, declaration))


@login_required
@require_POST
def say(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    """Confirmed and sent on, or returned."""
    declaration = _at_desk(request.user, ref)
    if not declaration.supplements.filter(pk=pk).exists():
        raise Http404
    returns = request.POST.get("word") == RETURN
    command = services.return_supplement if returns else services.confirm_supplement
    form = SupplementWordForm(request.POST)
    if done(form, lambda given: command(pk, actor=request.user, **given)):
        messages.success(request, "已退回申报人。" if returns else "已确认。")
        return redirect("approvals:judge_supplements", ref)
    context = _desk_context(request.user, declaration, refused=(pk, form))
    return show_case(request, declaration, JUDGE, context, status=NOT_POSSIBLE)


def _hand_in(declaration: Declaration, actor: User, given: dict) -> Supplement:
    uploads = all_uploaded(given["files"])
    return services.hand_in_supplement(
        declaration.pk, actor=actor, part=given["part"], said=given["said"], uploads=uploads
    )


def _own_context(declaration: Declaration, form: SupplementForm) -> dict:
    gate = gate_of(declaration, Window.PENDING_SUPPLEMENT)
    open_keys = {row.key for row in still_to_prove(declaration)} if gate and gate.is_open(clock.law()) else set()
    asked = form.data.get("part") if form.is_bound else None
    rows = [
        (row, _form_of(row.key, form, asked) if row.key in open_keys else None) for row in pending_rows(declaration)
    ]
    return {
        "declaration": declaration,
        "rows": rows,
        "form": form if form.is_bound else None,
        "until": pending_until(declaration),
        **_paper_of(declaration),
        "is_over": bool(gate and not gate.is_open(clock.law())),
        "crumbs": [
            ("我的申报", reverse("process:home")),
            (f"{declaration.level_name}", declaration.get_absolute_url()),
            ("补交结题、发表证明", ""),
        ],
    }


def _paper_of(declaration: Declaration) -> dict:
    """The sheet that lists it all (FORM-41)."""
    return {"paper": form_progress(declaration, Paper.SUPPLEMENT), "paper_kind": Paper.SUPPLEMENT.value}


def _form_of(key: str, form: SupplementForm, asked: str | None) -> SupplementForm:
    """The refused form stands at its item; every field has a name of its own on the page."""
    if asked == key:
        form.auto_id = f"id_{key.replace(':', '_')}_%s"
        return form
    return SupplementForm(initial={"part": key}, auto_id=f"id_{key.replace(':', '_')}_%s")


def _at_desk(user: User, ref: UUID) -> Declaration:
    declaration = read_declaration(user, ref)
    mine = [stop for stop in declaration.stops.select_related("organisation") if judges_at(user, declaration, stop)]
    if is_barred(user, declaration) or not (mine or has_desk(user, declaration)):
        raise Http404
    return declaration


def _desk_context(user: User, declaration: Declaration, refused: tuple[int, SupplementWordForm] | None = None) -> dict:
    stops = {stop.index: stop for stop in declaration.stops.select_related("organisation")}
    rows = []
    for each in supplements_of(declaration):
        mine = each.is_on_the_way and judges_at(user, declaration, stops[each.stop])
        form = refused[1] if refused and refused[0] == each.pk else SupplementWordForm(auto_id=f"id_{each.pk}_%s")
        rows.append((each, stops[each.stop].name, form if mine else None))
    return {
        "declaration": declaration,
        "rows": rows,
        "form": refused[1] if refused else None,
        "until": pending_until(declaration),
        "last": max(stops, default=0),
        **_paper_of(declaration),
        "crumbs": [
            ("工作台", reverse("process:desk")),
            (declaration.applicant.name, declaration.get_absolute_url()),
            ("补交材料", ""),
        ],
    }
