"""A message to many: written, looked at with its number of people and samples, confirmed a second time, sent (27-2).

Sending is a job of the outbox; run twice it tells nobody twice, for each letter and each text has its key.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from config.lib import clock
from config.lib.text import mask_name
from messaging.exceptions import MassRefused, TextRefused
from messaging.letters import Letter, post
from messaging.limits import not_before
from messaging.models import MassMessage
from messaging.routing import takes
from messaging.services import Text, text_people
from messaging.states import MassState
from messaging.wording import MOST, fill, length_of, segments_of, signed, variables_of
from notices.models import Notice
from records.models import Fact
from records.services import outbox
from records.services.audit import audited, note
from review.process.audiences import AUDIENCES, Reached
from review.process.sayings import terms_read

SEND = "message.mass"
SAMPLES = 5
AT_ONCE = 500
CHANGED = "名单在您核对以后有了变化，请重新核对人数和样例，再确认。"
CHANGED_SINCE = "名单在确认以后有了变化，没有继续发送。请重新核对人数和样例，再确认一次；已经收到的人不会重复收到。"
UNAPPROVED = "这段文字没有在短信通道报备，不能发短信。请按报备的模板改写，或只发站内消息。"
WRONG_NUMBER = "人数与名单不一致，请核对后重新输入。"
SENT = "这条消息已经确认发送，不能再改。"
ONCE_CONFIRMED = "这条消息曾经确认发送，可能有人已经收到，不能修改或删除；要改内容请另写一条。"
GONE = "这条草稿已经删除。"
NOBODY = "名单里没有人，不需要发送。"


@dataclass(frozen=True, slots=True)
class Look:
    """What the confirming person sees: how many, five of them as they will read it, what it costs, who is left out."""

    people: int
    seen: str
    samples: Sequence[tuple[str, str]]
    texts: int = 0
    parts: int = 0
    no_phone: int = 0
    waits: bool = False


def faults_of(text: str, audience: str, *, signature: str, with_sms: bool = False) -> list[str]:
    """Why a text cannot be sent to this audience, sentence by sentence."""
    names = AUDIENCES[audience].names
    try:
        unknown = sorted(variables_of(text) - set(names))
    except TextRefused as fault:
        return [str(fault)]
    known = "、".join(f"{{{name}}}" for name in names)
    said = [f"变量“{name}”不能用在这里，可用：{known}。" for name in unknown]
    long = length_of(signed(text, signature))
    if long > MOST:
        said.append(f"连同签名有{long}字，短信最多{MOST}字，请缩短。")
    if with_sms and not said and not takes(signed(fill(text, {name: name for name in names}), signature)):
        said.append(UNAPPROVED)
    return said


def masses_of(notice: Notice) -> QuerySet[MassMessage]:
    """What was written about a notice, for its administrators."""
    return MassMessage.objects.filter(notice_id=notice.pk).select_related("by")


def draft_mass(notice: Notice, *, actor: User, audience: str, title: str, text: str, with_sms: bool) -> MassMessage:
    """Keep what was written; nothing goes before it was confirmed."""
    assert audience in AUDIENCES, audience
    told = {"audience": audience, "title": title, "text": text, "with_sms": with_sms}
    return MassMessage.objects.create(by=actor, organisation=notice.office, notice_id=notice.pk, at=clock.law(), **told)


def change_mass(mass_id: int, *, actor: User, audience: str, title: str, text: str, with_sms: bool) -> MassMessage:
    """Another wording of what nobody has confirmed yet; whoever changed it wrote it. Raises ``MassRefused``."""
    assert audience in AUDIENCES, audience
    with transaction.atomic():
        mass = _held(mass_id)
        mass.audience, mass.title, mass.text, mass.with_sms = audience, title, text, with_sms
        mass.by, mass.at = actor, clock.law()
        mass.save(update_fields=["audience", "title", "text", "with_sms", "by", "at"])
    return mass


def drop_mass(mass_id: int) -> str:
    """Throw away what nobody has confirmed; its title. Raises ``MassRefused``."""
    with transaction.atomic():
        mass = _held(mass_id)
        mass.delete()
    return mass.title


def look_at(mass: MassMessage, notice: Notice, *, signature: str) -> Look:
    """The message as it would go now. A constant number of statements."""
    people = _people(mass, notice)
    texts = [signed(fill(mass.text, each.words), signature) for each in people if each.phone and mass.with_sms]
    return Look(
        people=len(people),
        seen=_digest(people),
        samples=[(mask_name(each.words["name"]), _masked(mass.text, each)) for each in people[:SAMPLES]],
        texts=len(texts),
        parts=sum(map(segments_of, texts)),
        no_phone=sum(not each.phone for each in people) if mass.with_sms else 0,
        waits=bool(mass.with_sms and not_before(clock.law(), None)),
    )


def confirm_mass(mass_id: int, notice: Notice, *, actor: User, seen: str, number: int) -> MassMessage:
    """The second word: the number of people typed, of the very list that was shown. Raises ``MassRefused``."""
    with audited():
        mass = MassMessage.objects.select_for_update(of=("self",)).get(pk=mass_id, notice_id=notice.pk)
        people = _people(mass, notice)
        if mass.state != MassState.DRAFT:
            raise MassRefused(SENT)
        if not people:
            raise MassRefused(NOBODY)
        if _digest(people) != seen:
            raise MassRefused(CHANGED)
        if number != len(people):
            raise MassRefused(WRONG_NUMBER)
        mass.state, mass.people, mass.seen, mass.confirmed_at = MassState.QUEUED, len(people), seen, clock.law()
        mass.save(update_fields=["state", "people", "seen", "confirmed_at"])
        key = f"mass:{mass.pk}:{mass.confirmed_at.isoformat()}"  # one confirmed anew goes anew
        outbox.enqueue(SEND, [(key, {"mass": mass.pk, "by": actor.pk})], about=f"mass:{mass.ref}")
        note(Fact("message.mass", mass.pk, actor.pk, clock.law(), seen))
    return mass


def send_mass(payload: dict[str, Any]) -> None:
    """Handler of the outbox kind; harmless when run twice. A list other than the confirmed one is confirmed anew."""
    mass = MassMessage.objects.get(pk=payload["mass"])
    if mass.state != MassState.QUEUED:
        return
    notice = Notice.objects.get(pk=mass.notice_id)
    signature = signature_of(notice)
    people = _people(mass, notice)
    if _digest(people) != mass.seen:
        _bring_back(mass, notice, payload.get("by", mass.by_id))
        return
    for some in (people[begin : begin + AT_ONCE] for begin in range(0, len(people), AT_ONCE)):
        with audited():
            now = clock.law()
            post([_letter(mass, each) for each in some], now=now)
            if mass.with_sms:
                text_people("mass", [_text(mass, each, signature) for each in some], now=now)
    MassMessage.objects.filter(pk=mass.pk).update(state=MassState.SENT, sent_at=clock.law())


def signature_of(notice: Notice) -> str:
    """The signature of the notice's texts, as published last, else the house's."""
    return terms_read(notice).messages.signature


def _bring_back(mass: MassMessage, notice: Notice, confirmed_by: int) -> None:
    """It is a draft again; who confirmed it is told why. Its page says the same while ``confirmed_at`` stands."""
    letter = Letter(
        person_id=confirmed_by,
        organisation_id=mass.organisation_id,
        event="mass.changed",
        title=f"群发消息没有发送：{mass.title}",
        text=CHANGED_SINCE,
        key=f"mass.changed:{mass.pk}:{mass.confirmed_at}",
        url=reverse("process:mass", args=[notice.code, mass.ref]),
        button="重新核对",
    )
    with audited():
        if MassMessage.objects.filter(pk=mass.pk, state=MassState.QUEUED).update(state=MassState.DRAFT):
            post([letter], now=clock.law())


def _held(mass_id: int) -> MassMessage:
    """Held, and still only written. Raises ``MassRefused``."""
    mass = MassMessage.objects.select_for_update(of=("self",)).filter(pk=mass_id).first()
    if mass is None:
        raise MassRefused(GONE)
    if not mass.is_only_written:
        raise MassRefused(ONCE_CONFIRMED if mass.state == MassState.DRAFT else SENT)
    return mass


def _people(mass: MassMessage, notice: Notice) -> list[Reached]:
    return list(AUDIENCES[mass.audience].people(notice))


def _digest(people: Sequence[Reached]) -> str:
    return hashlib.sha256(json.dumps(sorted(each.person for each in people)).encode()).hexdigest()


def _masked(text: str, reached: Reached) -> str:
    tail = (reached.words.get("number") or "")[-4:]
    hidden = {"name": mask_name(reached.words["name"])} | ({"number": f"****{tail}"} if tail else {})
    return fill(text, {**reached.words, **hidden})


def _letter(mass: MassMessage, reached: Reached) -> Letter:
    return Letter(
        person_id=reached.person,
        organisation_id=reached.organisation,
        event="mass",
        title=mass.title,
        text=f"{fill(mass.text, reached.words)}\n——{mass.organisation.name}",
        key=f"mass:{mass.pk}",
    )


def _text(mass: MassMessage, reached: Reached, signature: str) -> Text:
    words = signed(fill(mass.text, reached.words), signature)
    told = {"person_id": reached.person, "office_id": mass.organisation_id}
    return Text(phone=reached.phone, text=words, key=f"mass:{mass.pk}:{reached.person}", **told)
