"""二次公示 (FORM-34) as it is published, and the record of it when its days are over (S14)."""

from collections import Counter
from typing import Any

from config.lib import clock
from config.lib.text import chinese_date
from notices.rules import terms_of
from records.services.documents import Form
from review.outcomes.lines import lines_of
from review.outcomes.models import Objection, ResultPublicity
from review.outcomes.states import ObjectionState


def publicity_sheet(publicity_id: int) -> Form:
    """FORM-34: list of those who passed, period, where objections go."""
    shown = _publicity(publicity_id)
    return _form(shown, "pdf/result_publicity.html", shown.title, {"lines": lines_of(shown)})


def publicity_record(publicity_id: int) -> Form:
    """That the list hung its days, and what was objected; nobody's name."""
    shown = _publicity(publicity_id)
    raised = Objection.objects.filter(
        declaration__result_publicities__publicity=shown, received_at__gte=shown.started_at
    )
    counts = Counter(raised.values_list("state", flat=True))
    context = {
        "raised": sum(counts.values()),
        "states": [(ObjectionState(state).label, counts[state]) for state in ObjectionState.values if counts[state]],
        "open": sum(counts[state] for state in ObjectionState.open),
        "ended": chinese_date(clock.local_date(shown.ended_at)) if shown.ended_at else "",
    }
    return _form(shown, "pdf/result_publicity_record.html", f"{shown.title}情况记录", context)


def _publicity(pk: int) -> ResultPublicity:
    return ResultPublicity.objects.select_related("notice__office").get(pk=pk)


def _form(shown: ResultPublicity, template: str, title: str, context: dict[str, Any]) -> Form:
    told = {
        "shown": shown,
        "office": shown.notice.office.name,
        "total": len(shown.snapshot),
        "first": chinese_date(shown.first_day),
        "last": chinese_date(shown.last_day),
        "started": chinese_date(clock.local_date(shown.started_at)),
    }
    law = terms_of(shown.notice.editions.latest("number"))
    word = law.term("title")
    return Form(template, told | context, title, notice_title=shown.notice.title, title_word=word)
