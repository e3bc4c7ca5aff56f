"""The way to the provider: a port, a sandbox for trying, an adapter for non-tax payment; settings choose."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from fees.gateways.port import Answer, Cashier, Line, Money, Order, PaymentGateway, Refund, Stand

__all__ = ["Answer", "Cashier", "Line", "Money", "Order", "PaymentGateway", "Refund", "Stand", "current_gateway"]


def current_gateway() -> PaymentGateway:
    """The adapter named by ``PAYMENT_GATEWAY``, made with its options. Raises ``ImproperlyConfigured``."""
    options = tuple(sorted(settings.PAYMENT_GATEWAY_OPTIONS.items()))
    return _made(settings.PAYMENT_GATEWAY, options)


@lru_cache(maxsize=4)
def _made(name: str, options: tuple[tuple[str, object], ...]) -> PaymentGateway:
    gateway: PaymentGateway = import_string(name)(**dict(options))
    return gateway
