from typing import Any, Self

from django.db import models
from django.db.models import Q

from integrity.journals import plain_cn, plain_issn, plain_name


class NamedJournalQuerySet(models.QuerySet[Any]):
    """Rows with ``names``, ``issn`` and ``cn`` written one way."""

    def called(self, *, name: str, issn: str = "", cn: str = "") -> Self:
        """One of its names is the same, or its ISSN, or its CN number (RISK-01)."""
        wanted = Q(names__contains=f"\n{plain_name(name)}\n") if plain_name(name) else Q(pk=None)
        if number := plain_issn(issn):
            wanted |= Q(issn=number)
        if number := plain_cn(cn):
            wanted |= Q(cn=number)
        return self.filter(wanted)
