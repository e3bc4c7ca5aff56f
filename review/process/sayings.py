"""The texts of a notice as its administrators read them: event → who → how → words, filled in for a look (ADMIN-06)."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from config.lib.text import mask_name
from declarations.models import Declaration
from declarations.rules import ends_of
from messaging.wording import TEXTS, fill, length_of, segments_of, signed
from notices.drafting.standing import seen_at, terms_worked_on, whole_of
from notices.models import Notice
from notices.rules import Terms, terms_of
from notices.rules.saying import SAYINGS, Saying, sample_values
from notices.services.wording import PLACE
from review.process.messages import words_of
from review.process.wording import (
    APPLICANT,
    ASKED_APPLICANT,
    ASKED_DESKS,
    DESK,
    FREE_APPLICANT,
    MESSAGES,
    OFFICE,
    SMS_TEXTS,
    UNIT,
    WATCHING_UNIT,
)

CASES = 12  # offered for a preview, the latest
TAIL = 4  # of a case's number
NONE_YET = (None, "", "0")
TO = {
    APPLICANT: "申报人",
    DESK: "当前环节的经办人",
    UNIT: "用人单位经办人",
    OFFICE: "评委会所在职改办",
    ASKED_APPLICANT: "申报人（有应由本人补正的事项时）",
    FREE_APPLICANT: "申报人（没有应由本人补正的事项时，供了解）",
    ASKED_DESKS: "须补正的单位、部门的经办人",
    WATCHING_UNIT: "用人单位经办人（没有应由单位补正的事项时，供了解）",
}


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text of a notice: its own words, or ours; empty where nothing is sent unless the notice words it."""

    saying: Saying
    text: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One line for inboxes; its words are the same for all notices."""

    title: str
    to: str
    text: str
    is_texted: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as a phone would show it."""

    text: str
    length: int
    segments: int


def terms_read(notice: Notice) -> Terms:
    """What is worked on, else what was published last."""
    return terms_worked_on(notice) if notice.is_worked_on else terms_of(notice.editions.latest("number"))


def seen_of(notice: Notice) -> str:
    """The notice's own texts as they stand, for whoever changes one of them."""
    return seen_at(whole_of(notice), PLACE) if notice.is_worked_on else ""


def text_rows(terms: Terms) -> list[TextRow]:
    """Every text, in the order of a round."""
    return [text_row(terms, each) for each in SAYINGS]


def text_row(terms: Terms, saying: Saying) -> TextRow:
    """One of them."""
    own = terms.messages.templates.get(saying.event)
    return TextRow(saying, own or TEXTS.get(saying.event) or SMS_TEXTS.get(saying.event, ""), bool(own))


def site_rows() -> list[SiteRow]:
    """Every line the moves write into inboxes (MSG-01)."""
    return [SiteRow(told.title, TO[told.to], told.text, bool(told.sms)) for told in MESSAGES.values()]


def sample_cases(user: User, notice: Notice) -> list[Declaration]:
    """The latest cases of the notice's office, whoever's they are but one's own recusals. One statement."""
    filed = Declaration.objects.filter(edition__notice__office=notice.office_id, submitted_at__isnull=False)
    unbarred = filed.exclude(recusals__person=user).with_context()
    return list(unbarred.order_by("-submitted_at", "-pk")[:CASES])


def case_words(case: Declaration) -> str:
    """A case in a list of choices: nobody is named in full."""
    tail = (case.number or "")[-TAIL:]
    return f"{mask_name(case.applicant.name)} · {case.level_name} · 编号尾号{tail} · {case.get_state_display()}"


def values_for(saying: Saying, case: Declaration | None) -> dict[str, str]:
    """The words of a real case, masked, over sample words where it has none (SYS-08). Reasons are never shown.

    A case with nothing to correct or to pay has no count and no sum: such a text is never sent about it.
    """
    values = sample_values(saying)
    record = case.moves.last() if case else None
    if case is None or record is None:
        return values
    real = words_of(case, record, ends_of([case])[case.pk]) | {
        "name": mask_name(case.applicant.name),
        "number": f"****{(case.number or '')[-TAIL:]}",
        "reason": values.get("reason", ""),
    }
    return values | {name: real[name] for name in saying.names if real.get(name) not in NONE_YET}


def preview_of(template: str, values: Mapping[str, str], *, signature: str) -> Preview:
    """A text filled in and signed; how long, and as how many it is charged."""
    text = signed(fill(template, values), signature)
    return Preview(text, length_of(text), segments_of(text))
