"""Where the unit is the applicant alone and nobody can be commissioned: the office above names who verifies (G-32)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from config.lib.reason import Reason
from declarations.models import Declaration
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.forms import AskVerifierForm, VerifierForm
from review.approvals.rules import read_commissionable, read_to_name_verifier
from review.approvals.selectors import commissioned_for
from review.approvals.views.commissioning import commission_page
from review.approvals.views.common import NOT_POSSIBLE, crumbs_to, done, show_case

UNKNOWN = Reason("E311", "没有找到使用这个手机号的人员，请先注册。", field="phone")


@login_required
@require_POST
def ask(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The unit's only clerk, who is the applicant, asks the office above."""
    declaration = read_commissionable(request.user, ref)
    form, command = AskVerifierForm(request.POST, prefix="ask"), services.ask_for_verifier
    if done(form, lambda given: command(declaration.pk, actor=request.user, **given)):
        messages.success(request, "已请上级职改办指定核验人，对方会收到站内消息。")
        return redirect("approvals:commission", ref)
    return commission_page(request, declaration, ask_form=form, status=NOT_POSSIBLE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The office names a person by phone, with the reason; the right is dated."""
    declaration = read_to_name_verifier(request.user, ref)
    posted = request.method == "POST"
    form = VerifierForm(request.POST if posted else None)
    if posted and done(form, lambda given: name_by_phone(request.user, declaration, given)):
        messages.success(request, "已指定核验人。")
        return redirect("approvals:name_verifier", ref)
    context = {
        "declaration": declaration,
        "form": form,
        "grants": commissioned_for(declaration),
        "crumbs": crumbs_to(declaration, "指定核验人"),
    }
    status = NOT_POSSIBLE if posted else 200
    return show_case(request, declaration, "approvals/name_verifier.html", context, status=status)


def name_by_phone(actor: User, declaration: Declaration, given: dict) -> object:
    """``services.name_verifier`` of whoever uses this phone. Raises ``Refused``."""
    person = User.objects.by_phone(given["phone"])
    if person is None:
        raise Refused(UNKNOWN)
    return services.name_verifier(declaration.pk, actor=actor, person=person, reason=given["reason"])
