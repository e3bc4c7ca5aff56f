"""The way to shared data: a port, the local registry, an interface over HTTP; settings choose (SYS-03, A-12…A-17)."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from declarations.gateways.port import Answer, GatewayDown, SharedDataGateway, Subject

__all__ = ["Answer", "GatewayDown", "SharedDataGateway", "Subject", "gateway_for"]

LOCAL = "declarations.gateways.local.LocalRegistry"


def gateway_for(kind: str) -> SharedDataGateway:
    """The adapter ``SHARED_DATA`` names for this kind, or for all; without one the local registry.

    ``{"*": {"adapter": "declarations.gateways.http.HttpSharedData", "options": {…}}, "insurance": {…}}``.
    Raises ``ImproperlyConfigured``.
    """
    said = settings.SHARED_DATA.get(kind) or settings.SHARED_DATA.get("*") or {}
    options = tuple(sorted(said.get("options", {}).items()))
    return _made(said.get("adapter", LOCAL), options)


@lru_cache(maxsize=16)
def _made(name: str, options: tuple[tuple[str, object], ...]) -> SharedDataGateway:
    gateway: SharedDataGateway = import_string(name)(**dict(options))
    return gateway
