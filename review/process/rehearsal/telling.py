"""What a rehearsal hands back: plain JSON, read by the report page long after its database is gone."""

from collections import Counter, defaultdict
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.states import Role
from declarations.models import Declaration
from declarations.sample import PEOPLE
from declarations.states import EndReason, Special, State, TalentBasis
from messaging.models import Message, Sms
from notices.rules.saying import BY_EVENT
from notices.states import DeclarationKind, window_label
from records.models import Document, Outbox
from records.services.documents import DOCUMENT
from review.process.models import MoveRecord
from review.process.rehearsal.offers import Played
from review.process.rehearsal.playing import Refusal, Rehearsal
from review.process.selectors import words_of

ENDED_WELL = {State.CERTIFIED, State.APPROVED, State.COMMISSION_RETURNED}
PATH_WORDS = {
    **dict(TalentBasis.choices),
    **dict(DeclarationKind.choices),
    "ordinary": "正常申报",
    "early_one_year": "提前1年申报",
    "first_time": "首次申报直接申报",
    "direct": Special.DIRECT.label,
    "exceptional": Special.EXCEPTIONAL.label,
    "high_skill": Special.HIGH_SKILL.label,
}
STEP_WORDS = {"begin": "开始申报、填写材料", **dict(State.choices)}
SAMPLE = 300  # characters of a message


def report_of(play: Rehearsal, *, seconds: float) -> dict[str, Any]:
    """The whole report."""
    cases = [_case(play, person) for person in play.people]
    return {
        "notice": play.terms.code,
        "title": play.terms.title,
        "seconds": round(seconds, 1),
        "windows": [
            {"label": window_label(name), "opens": _said(span.opens_at), "closes": _said(span.closes_at)}
            for name, span in play.terms.windows().items()
        ],
        "cases": cases,
        "well": sum(case["well"] for case in cases),
        "documents": _documents(),
        "messages": _messages(),
        "mails": len(list((settings.VAR_DIR / "mail").glob("*"))),
    }


def _case(play: Rehearsal, person: Played) -> dict[str, Any]:
    pk = play.house.cases.get(person.name)
    case = Declaration.objects.filter(pk=pk).first() if pk else None
    state = case.state if case else ""
    told = {
        "name": person.name,
        "level": person.asked.level.name,
        "specialty": person.asked.specialty.name,
        "path": PATH_WORDS.get(person.asked.path, person.asked.path),
        "person": PEOPLE[person.asked.person].label,
        "state": State(state).label if state else "没有开始",
        "why": EndReason(case.ended_because).label if case and case.ended_because else "",
        "well": state in ENDED_WELL,
        "moves": _moves(case) if case else [],
        "papers": _papers_of(case) if case else 0,
    }
    mine = [each for each in play.refusals.values() if each.person is person]
    return told | {"refusals": [_refusal(each) for each in mine]}


def _moves(case: Declaration) -> list[dict[str, str]]:
    records = MoveRecord.objects.filter(declaration=case).order_by("pk")
    return [
        {
            "at": _said(each.at),
            "action": words_of(each.action),
            "state": each.get_target_display(),
            "by": Role(each.role).label if each.role in Role.values else "",
            "where": each.organisation,
        }
        for each in records
    ]


def _papers_of(case: Declaration) -> int:
    asked = Outbox.objects.filter(kind=DOCUMENT, payload__subject_kind="declaration", payload__subject_id=case.pk)
    return asked.count()


def _refusal(each: Refusal) -> dict[str, Any]:
    """``later``: it only had to wait."""
    return {
        "at": _said(each.at),
        "step": STEP_WORDS.get(each.action, each.action),
        "code": each.reason.code,
        "text": each.reason.text,
        "tries": each.tries,
        "later": each.later,
    }


def _documents() -> list[dict[str, Any]]:
    """Each kind: how many were asked for, and by what title the one that was made is called."""
    asked = Counter(
        payload["kind"] for payload in Outbox.objects.filter(kind=DOCUMENT).values_list("payload", flat=True)
    )
    made = {each.kind: each for each in Document.objects.select_related("file").order_by("-pk")}
    return [
        {
            "kind": kind,
            "title": made[kind].title if kind in made else "",
            "count": count,
            "pages": made[kind].file.pages if kind in made else 0,
        }
        for kind, count in sorted(asked.items())
    ]


def _messages() -> list[dict[str, Any]]:
    """Each event and channel: how many would have gone, and the first of them."""
    told: list[dict[str, Any]] = []
    for channel, rows in (("站内消息", Message.objects.order_by("pk")), ("短信", Sms.objects.order_by("pk"))):
        counts: Counter[str] = Counter()
        first: dict[str, tuple[str, str]] = defaultdict(lambda: ("", ""))
        for row in rows.iterator():
            counts[row.event] += 1
            first.setdefault(row.event, (getattr(row, "title", ""), row.text))
        told += [
            {
                "event": event,
                "channel": channel,
                "count": count,
                "title": first[event][0] or (BY_EVENT[event].title if event in BY_EVENT else ""),
                "text": first[event][1][:SAMPLE],
            }
            for event, count in counts.most_common()
        ]
    return told


def _said(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
