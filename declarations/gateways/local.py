"""The local registry: sheets the authorities handed over, brought in by the office. It always answers."""

from collections import defaultdict
from datetime import date
from typing import Any

from accounts.models import index_of_id_number
from config.lib.text import normalise_name
from declarations.gateways.port import Answer, Subject
from declarations.gateways.wire import read_fact
from declarations.models import SharedRecord


class LocalRegistry:
    """共享数据登记."""

    name = "本系统登记的共享数据"

    def ask(self, kind: str, subject: Subject) -> list[Answer]:
        """By the blind indexes of the person's numbers; facts under another name are held back."""
        indexes = [index_of_id_number(number) for number in subject.numbers]
        found: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
        others: set[tuple[str, date]] = set()
        for record in SharedRecord.objects.filter(number_index__in=indexes, kind=kind).order_by("data_on", "pk"):
            origin = (record.provider, record.data_on)
            if normalise_name(record.name) == normalise_name(subject.name):
                found[origin].append(read_fact(kind, record.content))
            else:
                others.add(origin)
        answers = [Answer(*origin, tuple(rows), origin in others) for origin, rows in found.items()]
        return answers + [Answer(*origin, (), other_name=True) for origin in sorted(others - found.keys())]
