"""Data sharing on request: asked by the applicant, fetched by a worker, shown read only, open to objection.

MAT-10, A-12, A-14…A-17. Whatever does not answer leads to the manual way with proof; nothing here holds anybody up.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import SYSTEM, Actor, IdNumber, User
from config.lib import clock
from config.lib.reason import Reason
from declarations.exceptions import Refused
from declarations.gateways import Answer, GatewayDown, Subject, gateway_for
from declarations.models import Declaration, SharedFetch
from declarations.parts import Section
from declarations.services.changing import changing, refuse
from declarations.services.sections import grounds_of
from declarations.services.shared_rows import Taken, disputed_key, plain, rows_in, take_facts
from declarations.states import FetchState, SharedKind, Source
from records.models import Fact
from records.services import outbox
from records.services.audit import audited, note

FETCH = "declarations.shared_data"  # outbox kind
KINDS_OF: dict[str, tuple[SharedKind, ...]] = {
    Section.EDUCATION: (SharedKind.EDUCATION,),
    Section.TITLES: (SharedKind.TITLE, SharedKind.SKILL),
    Section.TRAINING: (SharedKind.TRAINING,),
    Section.INSURANCE: (SharedKind.INSURANCE,),
}
FORGOTTEN = timedelta(minutes=10)  # an asking nobody answered in this time keeps nobody from asking again
MANUAL = "请手工填写并上传证明材料，也可以稍后再试。"
NO_NUMBER = Reason("SHARE-1", "账户还没有实名信息，不能获取共享数据；请手工填写并上传证明材料。")
NOT_SHARED = Reason("E904", "没有找到这条共享数据，请刷新页面。")
WHY = Reason("SHARE-2", "请写明哪里不对。", field="reason")
NAMED = 5  # rows named in a sentence


def ask_for_shared(declaration_id: int, section: str, *, actor: User) -> SharedFetch:
    """Ask the authorities for what they know; a worker fetches it. Asked twice is asked once. Raises ``Refused``."""
    with changing(declaration_id, section, actor=actor, event="shared_asked") as declaration:
        now = clock.law()
        refuse(*([] if IdNumber.objects.filter(user=declaration.applicant).exists() else [NO_NUMBER]))
        under_way = declaration.fetches.filter(section=section, state=FetchState.ASKED).first()
        if under_way and now - under_way.asked_at < FORGOTTEN:
            return under_way
        if under_way:
            _settle(under_way, FetchState.DOWN, _down(), now)
        fetch = SharedFetch.objects.create(declaration=declaration, section=section, asked_by=actor, asked_at=now)
        outbox.enqueue(FETCH, [(str(fetch.pk), {"fetch": fetch.pk})])
    return fetch


def deliver_fetch(payload: Mapping[str, Any]) -> None:
    """Handler of the outbox kind: ask, then write. An interface that does not answer is an answer: the manual way.

    Each kind is asked by itself: what one authority told is written, whatever another one does not say (MAT-10).
    """
    fetch = SharedFetch.objects.select_related("declaration__applicant").get(pk=payload["fetch"])
    if not fetch.is_open:
        return
    answers, silent = _all_asked(fetch)
    if not answers:
        _give_up(fetch, FetchState.DOWN, _down())
        return
    try:
        _write(fetch, answers, silent)
    except Refused as refusal:
        _give_up(fetch, FetchState.LATE, f"数据没有写入：{refusal.reasons[0].text}")


def raise_dispute(declaration_id: int, section: str, pk: int, *, reason: str, actor: Actor) -> None:
    """What was shared is wrong: it leaves the section, the person types it and proves it, the office is told.

    An objection to insurance is one to everything that payer is said to have paid. Raises ``Refused``.
    """
    with changing(declaration_id, section, actor=actor, event="shared_disputed") as declaration:
        row = rows_in(declaration, section).filter(pk=pk, source=Source.SHARED).first()
        refuse(*([] if row else [NOT_SHARED]), *([] if reason.strip() else [WHY]))
        said, rows = _said(declaration, section, row)
        told = {
            "section": str(section),
            "key": disputed_key(section, row),
            "said": said,
            "origin": row.origin_words,
            "reason": reason.strip(),
            "on": clock.local_date(clock.law()).isoformat(),
        }
        _keep_disputes(declaration, [*_other_than(declaration, told["key"]), told])
        rows.delete()


def drop_dispute(declaration_id: int, section: str, key: str, *, actor: Actor) -> None:
    """The person takes an objection back; asked again, the data come again. Raises ``Refused``."""
    with changing(declaration_id, section, actor=actor, event="shared_undisputed") as declaration:
        _keep_disputes(declaration, _other_than(declaration, key))


def _other_than(declaration: Declaration, key: str) -> list[dict[str, str]]:
    return [each for each in grounds_of(declaration).disputes if each["key"] != key]


def _keep_disputes(declaration: Declaration, disputes: list[dict[str, str]]) -> None:
    grounds = grounds_of(declaration)
    grounds.disputes = disputes
    grounds.save(update_fields=["disputes"])


def _all_asked(fetch: SharedFetch) -> tuple[dict[str, Sequence[Answer]], list[SharedKind]]:
    """What each interface of the section answered, and which did not."""
    answers, silent = dict[str, Sequence[Answer]](), []
    for kind in KINDS_OF[fetch.section]:
        try:
            answers[kind.value] = _asked(kind, fetch)
        except GatewayDown:
            silent.append(kind)
    return answers, silent


def _asked(kind: str, fetch: SharedFetch) -> Sequence[Answer]:
    person = fetch.declaration.applicant
    numbers = IdNumber.objects.filter(user=person).order_by("-is_current", "pk")
    return gateway_for(kind).ask(kind, Subject(person.name, tuple(str(each.number) for each in numbers)))


def _give_up(fetch: SharedFetch, state: FetchState, told: str) -> None:
    """Unless it was settled meanwhile, by another worker or because another asking took its place."""
    with audited():
        Declaration.objects.lock(fetch.declaration_id)
        current = SharedFetch.objects.get(pk=fetch.pk)
        if current.is_open:
            _settle(current, state, told, clock.law())


def _write(fetch: SharedFetch, answers: Mapping[str, Sequence[Answer]], silent: Sequence[SharedKind]) -> None:
    with changing(fetch.declaration_id, fetch.section, actor=SYSTEM, event="shared") as declaration:
        now = clock.law()
        current = SharedFetch.objects.get(pk=fetch.pk)  # under the declaration's lock
        if not current.is_open:
            return
        known = any(answer.rows for given in answers.values() for answer in given)
        disputed = {each["key"] for each in grounds_of(declaration).disputes}
        given = (declaration, fetch.section, answers, disputed)
        taken = take_facts(*given, silent=silent, now=now) if known else Taken()
        held_back = _note_names(declaration, fetch.section, answers)
        current.answer = plain(answers)
        nothing = FetchState.DOWN if silent else FetchState.NOTHING
        words = _told(taken, answers, known=known, held_back=held_back)
        _settle(current, FetchState.DONE if known else nothing, f"{words}{_words_of_silence(silent)}", now)


def _note_names(declaration: Declaration, section: str, answers: Mapping[str, Sequence[Answer]]) -> bool:
    """Who holds facts of the section under another name, for the rules to point out (MAT-59); whether anybody does."""
    grounds = grounds_of(declaration)
    names = sorted({answer.provider for given in answers.values() for answer in given if answer.other_name})
    others = {each: told for each, told in grounds.shared_names.items() if each != section}
    grounds.shared_names = others | ({str(section): names} if names else {})
    grounds.save(update_fields=["shared_names"])
    return bool(names)


def _settle(fetch: SharedFetch, state: FetchState, told: str, now: datetime) -> None:
    with audited():
        fetch.state, fetch.told, fetch.done_at = state, told[:1000], now
        fetch.save(update_fields=["state", "told", "done_at", "answer"])
        note(Fact("declaration.shared_read", fetch.declaration_id, fetch.asked_by_id, now))


def _down() -> str:
    return f"共享数据暂时取不到。{MANUAL}"


def _words_of_silence(silent: Sequence[SharedKind]) -> str:
    names = "、".join(kind.label for kind in silent)
    return f"{names}的数据暂时取不到。{MANUAL}" if silent else ""


def _told(taken: Taken, answers: Mapping[str, Sequence[Answer]], *, known: bool, held_back: bool) -> str:
    origins = {(each.provider, each.data_on) for given in answers.values() for each in given if each.rows}
    sources = "、".join(f"{provider}，数据日期 {day:%Y-%m-%d}" for provider, day in sorted(origins))
    told = [f"取得 {taken.brought} 条（{sources}）。" if known else f"没有查到您的共享数据。{MANUAL}"]
    for names, before, after in (
        (taken.typed, "您已手工填写的没有改动：", "；要改用共享数据，请先删除手工填写的，再获取一次。"),
        (taken.disputed, "您提出过异议的没有再取：", "。"),
        (taken.gone, "共享数据中已经没有的，已移除：", "。"),
    ):
        if names:
            told.append(f"{before}{_named(names)}{after}")
    if held_back:
        told.append("有数据登记的姓名与您的姓名不一致，没有取用；需要更正的，请联系数据来源单位。")
    return "".join(told)


def _named(names: Sequence[str]) -> str:
    listed = "、".join(names[:NAMED])
    return f"{listed}等 {len(names)} 条" if len(names) > NAMED else listed


def _said(declaration: Declaration, section: str, row: Any) -> tuple[str, Any]:
    """What is objected to in words, and the rows that leave."""
    rows = rows_in(declaration, section).filter(source=Source.SHARED)
    if section != Section.INSURANCE:
        return str(row), rows.filter(pk=row.pk)
    of_payer = rows.filter(payer=row.payer)
    months = sorted(of_payer.values_list("month", flat=True))
    return f"{row.payer} {months[0]:%Y-%m} 至 {months[-1]:%Y-%m} 共 {len(months)} 个月", of_payer
