"""The help centre as people read it: an index by role, a search, one article. One statement each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from notices.help.seeds import group_of, seeds
from notices.models import HelpArticle
from notices.states import HelpRole

LONGEST = 40  # characters of a search
MOST = 200  # an index of more would be none


@dataclass(frozen=True, slots=True)
class Group:
    """The articles for one role."""

    role: HelpRole
    articles: list[HelpArticle]


def index_for(words: str, role: str) -> list[Group]:
    """Articles by role; only those with every one of the words, and of one role where it is asked."""
    found = HelpArticle.objects.filter(is_shown=True)
    for word in words[:LONGEST].split():
        found = found.filter(Q(title__icontains=word) | Q(lead__icontains=word) | Q(text__icontains=word))
    if role in HelpRole.values:
        found = found.filter(role=role)
    return _grouped(found.defer("text").order_by("order", "title")[:MOST])


def beside(article: HelpArticle) -> list[HelpArticle]:
    """The other articles for the same role."""
    same = HelpArticle.objects.filter(is_shown=True, role=article.role).exclude(pk=article.pk)
    return list(same.defer("text").order_by("order", "title")[:MOST])


def read_article(slug: str) -> HelpArticle | None:
    """An article that is shown; None for one taken down or gone that pages name: readers are led to the index.

    Raises ``Http404``.
    """
    article = HelpArticle.objects.filter(slug=slug).first()
    if article is None and all(seed.slug != slug for seed in seeds()):
        raise Http404
    return article if article and article.is_shown else None


def read_kept_article(slug: str) -> HelpArticle:
    """For whoever edits: shown or not. Raises ``Http404``."""
    article = HelpArticle.objects.select_related("edited_by").filter(slug=slug).first()
    if article is None:
        raise Http404
    return article


def own_group(user: object) -> str:
    """Whose articles stand first for this reader."""
    return group_of((user.current_role or "applicant") if isinstance(user, User) else "")


def _grouped(articles: Iterable[HelpArticle]) -> list[Group]:
    by_role: dict[str, list[HelpArticle]] = {}
    for each in articles:
        by_role.setdefault(each.role, []).append(each)
    return [Group(role, by_role[role]) for role in HelpRole if role in by_role]
