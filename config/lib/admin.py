"""What the stock admin of every floor shares: rows that are looked at, and histories that bring nothing back."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from simple_history.admin import SimpleHistoryAdmin  # noqa: TID251  # the one place


class LookOnly:
    """Rows written by services only; here they are neither added, changed nor deleted. For pages and inlines."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class HistoryAdmin(SimpleHistoryAdmin):  # type: ignore[misc]  # it carries no types
    """Directory data with its history: read, never brought back.

    As it comes, django-simple-history saves an earlier state for whoever may look at it, past rights and services.
    """

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """Always."""
        return True

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An earlier state. Raises ``PermissionDenied`` for anything but looking."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)  # type: ignore[no-any-return]


class SheetForm(forms.Form):
    """A sheet to hand in; lists that want more with it say so in a form of their own."""

    file = forms.FileField(label="CSV 文件", widget=forms.ClearableFileInput({"accept": ".csv"}))
