"""交回 signed by a code to the applicant's own phone, for who cannot write on a screen (09-2, 11-4)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.exceptions import AccountRefused
from accounts.states import CodePurpose
from accounts.views.steps import ask_code, code_page
from declarations.rules import read_own
from review.process.states import Action


@login_required
@require_POST
def sign_changes(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A code is sent; nothing typed on the page is lost but its tick."""
    declaration = read_own(request.user, ref)
    try:
        ask_code(request, phone=request.user.phone, purpose=CodePurpose.SIGN)
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("process:act", declaration.ref, Action.RESUBMIT)
    return redirect("process:sign_changes_code", declaration.ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_changes_code(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The code proves that the owner of the account signs; back to 交回, which is still to be pressed."""
    back = reverse("process:act", args=[read_own(request.user, ref).ref, Action.RESUBMIT])

    def proven(_proof: object) -> HttpResponse:
        messages.success(request, "短信验证码已确认，请核对后签名交回。")
        return redirect(f"{back}#id_signed_name")

    words = {"title": "用短信验证码签名", "back_label": "不用验证码，返回手写签名"}
    return code_page(request, CodePurpose.SIGN, back=back, then=proven, **words)
