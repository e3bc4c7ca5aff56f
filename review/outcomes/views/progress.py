"""查进度 without signing in, and its twin for other portals (S13, MSG-10)."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.net import client_ip
from review.approvals.limiting import TOO_OFTEN
from review.approvals.views.doors import HOME, asked_too_often, too_often, unindexed
from review.outcomes import progress as asking
from review.outcomes.forms.public import CodeForm, ProgressForm
from review.outcomes.limiting import PROGRESS_ANSWER, PROGRESS_ASK, PROGRESS_OF_NUMBER
from review.outcomes.views.common import status_of

TITLE = "查进度"
CRUMBS = [HOME, (TITLE, "")]


@csrf_exempt  # of the twin alone; the page itself is protected below
@unindexed
@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """The page, and at the same address its twin for whoever sends or asks for JSON (13-1)."""
    if _is_for_the_twin(request):
        return progress_json(request)
    return _page(request)


def _is_for_the_twin(request: HttpRequest) -> bool:
    sends = request.content_type == "application/json"
    return sends or (request.accepts("application/json") and not request.accepts("text/html"))


@csrf_protect
def _page(request: HttpRequest) -> HttpResponse:
    """First number and phone, then the code, then where it is."""
    if "ticket" in request.POST:
        return _answer(request)
    form = ProgressForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "outcomes/progress.html", {"form": form, "crumbs": CRUMBS}, status=status_of(request))
    if _too_often(request, form.cleaned_data["number"]):
        return too_often(request, title=TITLE)
    ticket, shown = asking.ask(**form.cleaned_data, ip=client_ip(request))
    if shown:
        messages.info(request, f"演示环境不发送短信，验证码是 {shown}")
    context = {"form": CodeForm(initial={"ticket": ticket}), "crumbs": CRUMBS}
    return render(request, "outcomes/progress_code.html", context)


@csrf_exempt  # no session and no cookie: whoever calls has nothing of the visitor's to ride on
@unindexed
@require_POST
def progress_json(request: HttpRequest) -> HttpResponse:
    """``{number, tail}`` → ``{ticket}``; ``{ticket, code}`` → where it is. Wrong in any way: 422 with one sentence."""
    asked = _body(request)
    if "ticket" in asked:
        if asked_too_often(request, PROGRESS_ANSWER):
            return JsonResponse({"error": TOO_OFTEN}, status=429)
        form = CodeForm(asked)
        found = asking.answer(token=asked["ticket"], code=asked["code"]) if form.is_valid() else None
        if found:
            return JsonResponse(found.as_json())
        return JsonResponse({"error": asking.wrong_words(asked["ticket"])}, status=422)
    form = ProgressForm(asked)
    if not form.is_valid():
        return JsonResponse({"error": "请提供申报编号 number 和手机号后四位 tail。"}, status=422)
    if _too_often(request, form.cleaned_data["number"]):
        return JsonResponse({"error": TOO_OFTEN}, status=429)
    ticket, _ = asking.ask(**form.cleaned_data, ip=client_ip(request))
    return JsonResponse({"ticket": ticket, "told": "如信息相符，验证码已发送到申报时填写的手机。"}, status=202)


def _answer(request: HttpRequest) -> HttpResponse:
    if asked_too_often(request, PROGRESS_ANSWER):
        return too_often(request, title=TITLE)
    form = CodeForm(request.POST)
    found = None
    if form.is_valid():
        found = asking.answer(token=form.cleaned_data["ticket"], code=form.cleaned_data["code"])
    if found:
        return render(request, "outcomes/progress_found.html", {"progress": found, "crumbs": CRUMBS})
    if form.is_valid():
        form.add_error(None, asking.wrong_words(form.cleaned_data["ticket"]))
    return render(request, "outcomes/progress_code.html", {"form": form, "crumbs": CRUMBS}, status=422)


def _too_often(request: HttpRequest, number: str) -> bool:
    return asked_too_often(request, PROGRESS_ASK) or not PROGRESS_OF_NUMBER.takes(number.strip())


def _body(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        asked = json.loads(request.body)
    except ValueError:
        return {}
    return {name: str(value) for name, value in asked.items()} if isinstance(asked, dict) else {}
