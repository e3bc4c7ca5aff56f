"""What the desks' pages share: refusals shown in the form, tabs of the unit, the way to the act page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import SYSTEM, User
from config.lib import clock
from config.lib.flow import Asked
from config.lib.reason import Reason
from declarations.models import Declaration
from declarations.rules import too_early
from declarations.states import State
from records.services.reads import note_read
from review.approvals.desk_form import DeskForm, SeenForm
from review.approvals.exceptions import Overtaken, Refused
from review.approvals.guards import publicity_over, unit_objection_upheld

NOT_POSSIBLE, CONFLICT = 422, 409
# The button that leads on from each of the unit's states: a verb of the table and its words.
NEXT = {
    State.UNIT_CHECK: ("pass_check", "审核通过，进入下一步"),
    State.UNIT_DEFENSE: ("pass_defence", "答辩完成，进入审议"),
    State.UNIT_DELIBERATION: ("deliberate", "审议通过，开始公示"),
    State.UNIT_PUBLICITY: ("end_publicity", "公示期满，进入下一步"),
    State.UNIT_SUPP_PUBLICITY: ("end_publicity", "公示期满，进入下一步"),
    State.UNIT_RECOMMEND: ("recommend", "出具推荐意见并上报"),
}
ENDS = {
    State.UNIT_PUBLICITY: (("reopen_check", "异议成立，重新审核"), ("return", "退回申报人"), ("decline", "不予推荐")),
    State.UNIT_SUPP_PUBLICITY: (),
}
UNIT_PAGES = {
    "work": "核验原件",
    "defence": "单位答辩",
    "deliberation": "审议推荐",
    "publicity": "单位公示",
    "papers": "签章材料",
}
USUAL_ENDS = (("return", "退回申报人"), ("decline", "不予推荐"))


def done(form: DeskForm, command: Callable[[dict[str, Any]], object], *, actor: User | None = None) -> bool:
    """Run a command with what a valid form holds; a refusal is shown in the form, and so is who was first (17-7).

    A form that carries a mark names its ``actor``: the same words there already are done if they are the actor's.
    """
    if not form.is_valid():
        return False
    try:
        command(form.cleaned_data)
    except Refused as refusal:
        form.show(refusal.reasons)
        return False
    except Overtaken as overtaken:
        assert isinstance(form, SeenForm), "only a form that carries a mark asks for it"
        assert actor is not None, "whose second click it may be"
        form.overtaken(overtaken.theirs)
        return not form.clashes and form.signer in {None, actor}  # the same words stand there: a second click
    return True


def status_of(form: DeskForm) -> int:
    """Of a page that answers a post which changed nothing: 409 where a colleague was first, else 422."""
    return CONFLICT if getattr(form, "theirs", None) or getattr(form, "clashes", None) else NOT_POSSIBLE


def told(request: HttpRequest, command: Callable[[], object], said: str, to: str, *args: Any) -> HttpResponse:
    """For a button without a form: run, say what happened, go on."""
    try:
        command()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(to, *args)


def show_case(
    request: HttpRequest, declaration: Declaration, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of somebody else's case: that it was read is noted with the page, also the page of a refused post.

    What leads elsewhere, or answers a script, shows nothing and notes nothing.
    """
    page = render(request, template, context, status=status)
    if declaration.applicant_id != request.user.pk:
        note_read("declaration.read", declaration.pk, request.user)
    return page


def act_url(declaration: Declaration, action: str) -> str:
    """The one page on which a case is moved."""
    return reverse("process:act", args=[declaration.ref, action])


def unit_tabs(declaration: Declaration, current: str) -> list[tuple[str, str, bool]]:
    """The pages of the unit's work on one case."""
    names = UNIT_PAGES.items()
    return [(label, reverse(f"approvals:{name}", args=[declaration.ref]), name == current) for name, label in names]


def crumbs_to(declaration: Declaration, label: str) -> list[tuple[str, str]]:
    """工作台 › 姓名 › this page."""
    return [
        ("工作台", reverse("process:desk")),
        (declaration.applicant.name, declaration.get_absolute_url()),
        (label, ""),
    ]


def is_script(request: HttpRequest) -> bool:
    """Sent by ``zc-upload``, which wants a short answer instead of a page."""
    return request.headers.get("X-Requested-With") == "zc-upload"


def script_answer(form: DeskForm) -> HttpResponse:
    """What ``zc-upload`` reads: nothing when all is well, else the sentence of the refusal."""
    if form.errors:
        return JsonResponse({"error": str(next(iter(form.errors.values()))[0])}, status=NOT_POSSIBLE)
    return HttpResponse(content_type="text/plain")


def upload_of(form: DeskForm) -> dict[str, Any]:
    """The file of a ``FileForm`` as the services take it."""
    file = form.cleaned_data["file"]
    return {"upload": file.read(), "name": file.name}


def ways_on(declaration: Declaration, *, now: datetime) -> dict[str, Any]:
    """The next step of the unit and its other ends, as links to the act page; ``wait`` where a day holds them up."""
    following = NEXT.get(State(declaration.state))
    ends = _ends(declaration, now)
    early = too_early(declaration, now=now)
    held = early or (_publicity_runs(declaration, now) if following and following[0] == "end_publicity" else None)
    return {
        "next": (act_url(declaration, following[0]), following[1]) if following and not held else None,
        "ends": [] if early else [(act_url(declaration, action), label) for action, label in ends],
        "wait": held.text if held and following else "",
    }


def _ends(declaration: Declaration, now: datetime) -> tuple[tuple[str, str], ...]:
    """Other ends than going on; the check is taken up again only where an objection proved true."""
    ends = ENDS.get(State(declaration.state), USUAL_ENDS if declaration.state in State.at_unit else ())
    if declaration.state == State.UNIT_RECOMMEND:
        return (("supplement", "补充公示"), *ends)
    if declaration.state == State.UNIT_PUBLICITY and unit_objection_upheld(declaration, Asked(), actor=SYSTEM, now=now):
        return tuple(end for end in ends if end[0] != "reopen_check")
    return ends


def _publicity_runs(declaration: Declaration, now: datetime) -> Reason | None:
    reason = publicity_over(declaration, Asked(), actor=SYSTEM, now=now)
    return reason if isinstance(reason, Reason) and reason.since else None


def unit_page(declaration: Declaration, current: str, **context: Any) -> dict[str, Any]:
    """What every page of the unit shows around its own part."""
    return {
        "declaration": declaration,
        "tabs": unit_tabs(declaration, current),
        "ways": ways_on(declaration, now=clock.law()),
        "crumbs": crumbs_to(declaration, UNIT_PAGES[current]),
        **context,
    }
