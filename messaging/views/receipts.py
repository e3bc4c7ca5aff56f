"""Where providers post what became of texts: an address with a secret part, and a signature where they have one."""

import logging

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.lib.text import whole_number
from messaging.exceptions import ReceiptForged
from messaging.gateways import SmsGateway, channels
from messaging.sending import take_receipts

LONGEST = 256 * 1024  # bytes

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def receipts(request: HttpRequest, key: str) -> HttpResponse:
    """The same answer for the first copy and the tenth: a receipt changes a text once, in whatever order they come."""
    gateway = _reporting(key)
    if (whole_number(request.META.get("CONTENT_LENGTH")) or 0) > LONGEST:
        return JsonResponse({"code": "TOO_LONG"}, status=413)
    try:
        found = gateway.receipts(request.path, request.headers, request.body)
    except ReceiptForged as forged:
        logger.warning("Receipts of %s were refused: %s", gateway.name, forged)
        return JsonResponse({"code": "REFUSED"}, status=400)
    take_receipts(gateway, found)
    return JsonResponse(dict(gateway.received))


def _reporting(key: str) -> SmsGateway:
    for each in channels():
        if each.receipt_key and constant_time_compare(each.receipt_key, key):
            return each
    raise Http404
