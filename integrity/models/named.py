from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Q

from integrity.matching import Written


class NamedJournalQuerySet(models.QuerySet[Any]):
    """Rows with ``names``, ``issn`` and ``cn`` written one way."""

    def called(self, journals: Iterable[Written]) -> Self:
        """One of its names is the same as of one of these journals, or its ISSN, or its CN number (RISK-01)."""
        return self.filter(reduce(or_, map(_bears_on, journals), Q(pk=None)))


def _bears_on(journal: Written) -> Q:
    wanted = Q(names__contains=f"\n{journal.name}\n") if journal.name else Q(pk=None)
    if journal.issn:
        wanted |= Q(issn=journal.issn)
    if journal.cn:
        wanted |= Q(cn=journal.cn)
    return wanted
