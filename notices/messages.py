"""Letters of this floor: a notice was published or amended, told to the desks it reaches (GEN-02, GEN-10)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from accounts.models import Membership, Organisation, User
from accounts.rules import at_or_below
from accounts.states import Affiliation, OrganisationKind, Role
from messaging.letters import Letter, post
from messaging.services import Text, text_people
from messaging.wording import text_for
from notices.models import NoticeEdition
from notices.rules import Terms, terms_of
from notices.rules.amending import said
from notices.rules.schema import label_of
from notices.rules.terms import REGION_UNITS, WHOLE_REGION

SUBJECT = "notice_edition"
PUBLISHED, AMENDED = "notice_published", "notice_amended"
DESKS = (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE, Role.CONFIRMER)
TITLE = 120
SHOWN = 3  # changes in a letter; all stand on the page of editions


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a notice is told to, and at which desk."""

    person_id: int
    organisation_id: int
    kind: str


def addressees_of(terms: Terms, office_id: int) -> QuerySet[Organisation]:
    """Whom a notice is for: the scopes of its committees say how far it reaches (GEN-02, CHAN-02, CHAN-03)."""
    scopes = {each.scope or WHOLE_REGION for each in terms.committees if each.kind == "ordinary"}
    active = Organisation.objects.active()
    if WHOLE_REGION in scopes:
        return active
    reached = at_or_below([office_id])
    if REGION_UNITS in scopes:
        reached |= Q(kind__in=OrganisationKind.approvers) | Q(affiliation=Affiliation.REGION)
    for area in scopes - {REGION_UNITS}:
        reached |= Q(place__contains=area)
    return active.filter(reached)


def readers_of(terms: Terms, office_id: int) -> list[Reader]:
    """Who works at the desks a notice reaches; a person of several desks is told once. One statement."""
    held = Membership.objects.current().filter(role__in=DESKS, organisation__in=addressees_of(terms, office_id))
    rows = held.order_by("-pk").values_list("user", "organisation", "organisation__kind")
    readers = {person: Reader(person, organisation, kind) for person, organisation, kind in rows}
    return sorted(readers.values(), key=lambda reader: reader.person_id)


def told_words(readers: Sequence[Reader]) -> list[str]:
    """Who was told, as the edition keeps it: kinds of bodies and how many of each."""
    bodies = Counter(kind for _, kind in {(each.organisation_id, each.kind) for each in readers})
    return [f"{kind.label}（{bodies[kind]}家）" for kind in OrganisationKind if bodies[kind]]


def tell_of_publication(edition: NoticeEdition, readers: Sequence[Reader], *, now: datetime) -> None:
    """One line for everybody at the desks; a text where the notice words one."""
    terms = terms_of(edition)
    text = f"{terms.issuer}发布了《{terms.title}》，请组织符合条件的人员按规定时间申报，并按时审核报送。"
    _tell(edition, readers, PUBLISHED, f"新通知：{terms.title}", text, now=now)


def tell_of_amendment(edition: NoticeEdition, readers: Sequence[Reader], *, now: datetime) -> None:
    """The same for an amendment, with its reason and basis and what it changes."""
    _tell(edition, readers, AMENDED, f"通知有修订：{terms_of(edition).title}", amendment_words(edition), now=now)


def amendment_words(edition: NoticeEdition) -> str:
    """An amendment in a paragraph: since when, why, by what right, what was changed."""
    changed = [
        f"{label_of(each['path'])}由“{said(each['before'])}”改为“{said(each['after'])}”"
        for each in edition.changes[:SHOWN]
        if len(said(each["before"])) + len(said(each["after"])) <= TITLE
    ]
    if rest := len(edition.changes) - len(changed):
        changed.append(f"另有{rest}处修改见修订记录" if changed else f"共{rest}处修改，见修订记录")
    return (
        f"《{terms_of(edition).title}》第{edition.number}版自{_moment(edition.effective_at)}起执行。"
        f"原因：{_plain(edition.reason)}。依据：{_plain(edition.basis)}。修改内容：{'；'.join(changed)}。"
    )


def _tell(
    edition: NoticeEdition, readers: Sequence[Reader], event: str, title: str, text: str, *, now: datetime
) -> None:
    notice = edition.notice
    url = notice.get_absolute_url() if notice.is_public else ""
    post(
        [
            Letter(
                person_id=reader.person_id,
                organisation_id=reader.organisation_id,
                event=event,
                title=title[:TITLE],
                text=text,
                key=f"{event}:{edition.pk}",
                url=url,
                button="查看通知" if url else "",
                subject_kind=SUBJECT,
                subject_id=edition.pk,
            )
            for reader in readers
        ],
        now=now,
    )
    _text(edition, event, [reader.person_id for reader in readers], now=now)


def _text(edition: NoticeEdition, event: str, people: Sequence[int], *, now: datetime) -> None:
    templates, signature = terms_of(edition).messages.templates, terms_of(edition).messages.signature
    if event not in templates:
        return
    words = text_for(event, words_of(edition), templates=templates, signature=signature)
    texts = [
        Text(
            phone=person.phone or "",
            text=words,
            key=f"{event}:{edition.pk}:{person.pk}",
            person_id=person.pk,
            office_id=edition.notice.office_id,
            subject_kind=SUBJECT,
            subject_id=edition.pk,
        )
        for person in User.objects.filter(pk__in=people)
    ]
    text_people(event, texts, now=now)


def words_of(edition: NoticeEdition) -> Mapping[str, Any]:
    """What the notice's own wording may name (``notices.rules.saying``)."""
    terms = terms_of(edition)
    return {
        "title": terms.title,
        "issuer": terms.issuer,
        "effective": _moment(edition.effective_at),
        "reason": edition.reason,
        "basis": edition.basis,
    }


def _plain(words: str) -> str:
    return words.strip().rstrip("。")


def _moment(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"
