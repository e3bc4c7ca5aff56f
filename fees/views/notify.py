"""The provider's door. What is not signed changes nothing, calls nobody and learns nothing."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fees.exceptions import NoticeForged
from fees.gateways import current_gateway
from fees.services import receive_notice
from fees.states import Verdict

LONGEST = 64 * 1024  # bytes

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def notify(request: HttpRequest, provider: str) -> HttpResponse:
    """A notice of payment. The same answer for the first copy and the two-hundredth (PM1)."""
    if provider != current_gateway().name:
        raise Http404
    if _length(request) > LONGEST:
        return _answer("FAIL", 413)
    try:
        event = receive_notice(request.headers, request.body)
    except NoticeForged as forged:
        logger.warning("A notice was refused: %s", forged)
        return _answer("FAIL", 400)
    if event.verdict == Verdict.UNKNOWN_ORDER:
        return _answer("ORDER_NOT_EXIST", 404)
    return _answer("SUCCESS", 200)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return LONGEST + 1


def _answer(code: str, status: int) -> HttpResponse:
    return JsonResponse({"code": code}, status=status)
