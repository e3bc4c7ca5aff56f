"""Where a request comes from, and under which name a failed sign-in is remembered."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import index_of_phone
from config.lib.text import normalise_phone

DEVICES = (
    ("MicroMessenger", "微信"),
    ("Windows", "Windows 电脑"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "鸿蒙设备"),
    ("Android", "安卓手机"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def client_ip(request: HttpRequest) -> str | None:
    """The visitor's address. Behind our proxy it stands in the header which the proxy overwrites (deploy/Caddyfile)."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR")


def device_of(request: HttpRequest) -> str:
    """A word by which a person recognises their own device."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    return next((name for mark, name in DEVICES if mark in agent), "其他设备")


def attempted_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """For django-axes: its table of failed attempts holds no phone number in clear."""
    typed = (credentials or {}).get("username") or (request.POST.get("username", "") if request else "")
    return index_of_phone(normalise_phone(str(typed))) if typed else ""
