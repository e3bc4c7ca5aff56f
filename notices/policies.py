"""What the public page of policies shows: the columns by series, the documents with their files (GEN-14, GEN-15)."""

from django.db.models import Q, QuerySet
from django.http import Http404

from notices.models import PolicyColumn, PolicyDocument


def columns_by_series() -> list[tuple[str, list[PolicyColumn]]]:
    """What the public page shows: (series, its platforms), those of all series first. One statement."""
    shown = PolicyColumn.objects.filter(is_shown=True).select_related("series")
    grouped: dict[str, list[PolicyColumn]] = {}
    for each in sorted(shown, key=_place):
        grouped.setdefault(f"{each.series.name}系列" if each.series else "各系列", []).append(each)
    return list(grouped.items())


def documents_to_read() -> QuerySet[PolicyDocument]:
    """Documents whose words can be read: here, or where they are published; the latest first."""
    readable = Q(file__isnull=False) | ~Q(url="")
    return PolicyDocument.objects.filter(readable).select_related("file").order_by("-issued_on", "doc_no")


def read_document(pk: int) -> PolicyDocument:
    """The gate of its file: everybody's, where there is one. Raises ``Http404``."""
    found = PolicyDocument.objects.filter(pk=pk, file__isnull=False).select_related("file").first()
    if found is None or found.file is None or found.file.is_withheld:
        raise Http404
    return found


def may_read_document(_user: object, pk: int) -> bool:
    """Files of the registry are everybody's."""
    return PolicyDocument.objects.filter(pk=pk, file__isnull=False).exists()


def _place(column: PolicyColumn) -> tuple[str, int, str]:
    return (column.series.name if column.series else "", column.position, column.name)
