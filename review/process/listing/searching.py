"""Found by name, unit, their pinyin initials, or a part of the number (16-1).

Who and what is meant is looked up first, each to a limit: a list is then asked for a few keys, which an index answers,
instead of being walked to its end for a name that stands in it once (16-2).
"""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation, User
from config.lib import grams
from config.lib.grams import holding
from declarations.models import Declaration

MOST = 500  # more than these, and a walk down the list soon meets a page of them


def install_search(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``: what people type is found by an index where the database has such a one."""
    for model, columns in (
        (User, ("name", "initials")),
        (Organisation, ("name", "initials")),
        (Declaration, ("number",)),
    ):
        grams.install(model, columns, using=using)


def like(words: str) -> Q:
    """Declarations these words may mean; at most three statements."""
    plain = words.replace(" ", "")
    spelt = plain.lower() if plain.isascii() else ""
    found = _of("applicant", User.objects.all(), words, spelt) | _of("unit", Organisation.objects.all(), words, spelt)
    if plain.isascii() and any(sign.isdigit() for sign in plain):
        found |= _keys(Declaration.objects.filter(holding("number", plain)), "pk") or Q(number__icontains=plain)
    return found


def _of(way: str, rows: QuerySet[Any], words: str, spelt: str) -> Q:
    """Cases of a person or a body whose name holds the words, or whose initials hold the letters."""
    named = rows.filter(holding("name", words) | (holding("initials", spelt) if spelt else Q()))
    many = Q(**{f"{way}__name__icontains": words})
    if spelt:
        many |= Q(**{f"{way}__initials__contains": spelt})
    return _keys(named, way) or many


def _keys(rows: QuerySet[Any], way: str) -> Q | None:
    """The cases of these, by key; None where there are too many to name."""
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST + 1])
    return Q(**{f"{way}__in": keys}) if len(keys) <= MOST else None
