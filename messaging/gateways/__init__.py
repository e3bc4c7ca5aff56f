"""The way to the provider: a port, a local default, a government gateway over HTTP; settings choose."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.gateways.port import ProviderRef, SmsGateway

__all__ = ["ProviderRef", "SmsGateway", "current_gateway"]


def current_gateway() -> SmsGateway:
    """The adapter named by ``SMS_GATEWAY``, made with its options. Raises ``ImproperlyConfigured``."""
    return _made(settings.SMS_GATEWAY, tuple(sorted(settings.SMS_GATEWAY_OPTIONS.items())))


@lru_cache(maxsize=4)
def _made(name: str, options: tuple[tuple[str, object], ...]) -> SmsGateway:
    gateway: SmsGateway = import_string(name)(**dict(options))
    return gateway
