"""Lists people keep under a name: their own, one set a desk (16-1)."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from config.lib import clock
from review.process.models import SavedView

MOST = 20  # a row of links, not a cupboard


class ViewRefused(Exception):
    """Carries the sentence the person reads, at the name they gave."""


def views_of(user: User, role: str) -> QuerySet[SavedView]:
    """A person's own lists at one desk."""
    return SavedView.objects.filter(user=user, role=role)


def read_view(user: User, pk: int) -> SavedView:
    """One of the person's own; anybody else's is not there."""
    found = SavedView.objects.filter(user=user, pk=pk).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def save_view(user: User, role: str, *, name: str, query: str, is_default: bool) -> SavedView:
    """Keep the list as it is looked at now. Raises ``ViewRefused``."""
    User.objects.select_for_update().get(pk=user.pk)  # two tabs of one person: one after the other
    if views_of(user, role).count() >= MOST:
        raise ViewRefused(f"每个工作台最多保存 {MOST} 个视图，请先删除不用的。")
    _refuse_name(user, role, name)
    _make_way(user, role, is_default)
    told = {"name": name, "query": query, "is_default": is_default, "saved_at": clock.machine()}
    return SavedView.objects.create(user=user, role=role, **told)


@transaction.atomic
def change_view(view_id: int, *, actor: User, name: str, is_default: bool) -> SavedView:
    """Another name, or another list to open with. Raises ``ViewRefused``; ``Http404``: not one of theirs."""
    User.objects.select_for_update().get(pk=actor.pk)
    view = read_view(actor, view_id)
    _refuse_name(view.user, view.role, name, besides=view.pk)
    _make_way(view.user, view.role, is_default)
    view.name, view.is_default = name, is_default
    view.save(update_fields=["name", "is_default"])
    return view


def delete_view(view_id: int, *, actor: User) -> SavedView:
    """The list itself stays where it is; only the name for it goes. Raises ``Http404``: not one of theirs."""
    view = read_view(actor, view_id)
    view.delete()
    return view


def _refuse_name(user: User, role: str, name: str, *, besides: int | None = None) -> None:
    if views_of(user, role).filter(name=name).exclude(pk=besides).exists():
        raise ViewRefused("您已有同名的视图，请换一个名称。")


def _make_way(user: User, role: str, is_default: bool) -> None:  # noqa: FBT001 - a column's value
    if is_default:
        views_of(user, role).filter(is_default=True).update(is_default=False)
