"""The ways to the providers: a port, a local default, a government gateway over HTTP, two clouds; settings choose."""

import json
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.gateways.port import Asked, ProviderRef, Receipt, SmsGateway

__all__ = ["Asked", "ProviderRef", "Receipt", "SmsGateway", "channels"]


def channels() -> list[SmsGateway]:
    """The adapter named by ``SMS_GATEWAY``, and after it ``SMS_SPARES``, each made with its options.

    Raises ``ImproperlyConfigured``.
    """
    first = {"adapter": settings.SMS_GATEWAY, "options": settings.SMS_GATEWAY_OPTIONS}
    return [_made(each["adapter"], json.dumps(each.get("options", {}))) for each in (first, *settings.SMS_SPARES)]


@lru_cache(maxsize=8)
def _made(name: str, options: str) -> SmsGateway:
    gateway: SmsGateway = import_string(name)(**json.loads(options))
    return gateway
