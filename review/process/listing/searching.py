"""Found by name, unit, their pinyin initials, or a part of the number (16-1).

Who and what is meant is looked up first, each to a limit: a list is then asked for a few keys, which an index answers,
instead of being walked to its end for a name that stands in it once (16-2).
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet, Value

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
    """Declarations these words may mean; one statement finds who, which body and which number."""
    plain = words.replace(" ", "")
    spelt = plain.lower() if plain.isascii() else ""
    named = holding("name", words) | (holding("initials", spelt) if spelt else Q())
    meant: dict[str, QuerySet[Any]] = {
        "applicant": User.objects.filter(named),
        "unit": Organisation.objects.filter(named),
    }
    many = {way: _by_name(way, words, spelt) for way in meant}
    if plain.isascii() and any(sign.isdigit() for sign in plain):
        meant["pk"] = Declaration.objects.filter(holding("number", plain))
        many["pk"] = Q(number__icontains=plain)
    keys = _keys(meant)
    found = [Q(**{f"{way}__in": keys[way]}) if len(keys[way]) <= MOST else many[way] for way in meant]
    return Q(*found, _connector=Q.OR)


def _by_name(way: str, words: str, spelt: str) -> Q:
    """Cases of a person or a body whose name holds the words, or whose initials hold the letters."""
    named = Q(**{f"{way}__name__icontains": words})
    return named | Q(**{f"{way}__initials__contains": spelt}) if spelt else named


def _keys(meant: Mapping[str, QuerySet[Any]]) -> dict[str, list[int]]:
    """The keys of these, by the way to them, each to its limit. One statement."""
    limited = [
        # The limit stands inside: SQLite takes none in a part of a union.
        rows.model._default_manager.filter(pk__in=rows.order_by().values("pk")[: MOST + 1])
        .order_by()
        .values_list(Value(way), "pk")
        for way, rows in meant.items()
    ]
    keys: dict[str, list[int]] = {way: [] for way in meant}
    for way, key in limited[0].union(*limited[1:], all=True):
        keys[way].append(key)
    return keys
