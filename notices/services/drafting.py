"""Editing a draft place by place, and starting next year's from this year's (24-1, 24-2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from accounts.models import Actor, Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from committees.models import Series
from config.lib import clock
from config.lib.reason import Reason
from notices.drafting.cloning import amended_statement, cloned
from notices.drafting.leftovers import mark_of
from notices.drafting.places import Step, dotted, moved, value_at, with_value, without
from notices.drafting.standing import seen_at, whole_of
from notices.exceptions import NoticeRefused
from notices.models import Notice
from notices.rules import FROZEN, Terms, complete_terms, digest_of, dump_terms, parse_terms, stated_in, terms_of
from notices.services.amending import MERGED
from notices.services.loading import link_documents, refuse_without_office
from notices.states import NoticeState
from records.models import Fact
from records.services.audit import audited, note
from records.services.calendar import is_working_day

CHANGED_MEANWHILE = Reason("E723", "这里刚被别人改过。您填的内容还在下面，请对照现在的内容后再保存。")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a draft: a value put, an item added to a list, taken out, or moved one place."""

    steps: tuple[Step, ...]
    value: Any = None
    how: Literal["put", "add", "remove", "up", "down"] = "put"


def edit_draft(
    notice_id: int, edits: Collection[Edit], *, at: tuple[Step, ...], seen: str, said: str, actor: Actor
) -> Notice:
    """Make these changes to a draft or an amendment (ADMIN-04); the values put count as looked at (``Notice.kept``).

    ``at``: the place the editor looked at, ``seen``: ``seen_at`` it then; ``said``: what was done, for the history.
    Raises ``NoticeRefused`` (no draft any more, changed meanwhile, an unknown office) and ``TermsRefused`` with every
    fault.
    """
    with audited():
        notice = lock_text(notice_id)
        whole = whole_of(notice)
        if seen_at(whole, at) != seen:
            raise NoticeRefused(CHANGED_MEANWHILE)
        stated = notice.text
        for edit in edits:
            stated = _edited(stated, whole, edit)
        save_text(notice, stated, said=said, actor=actor, looked_at=[each.steps for each in edits if each.how == "put"])
    return notice


def keep_values(notice_id: int, values: Mapping[tuple[Step, ...], Any], *, said: str, actor: Actor) -> Notice:
    """These values of a cloned draft were looked at: each is put and counts as this year's. Raises as above."""
    with audited():
        notice = lock_text(notice_id)
        whole, stated = whole_of(notice), notice.text
        for steps, value in values.items():
            stated = with_value(stated, whole, steps, value)
        save_draft(notice, stated, said=said, actor=actor, looked_at=values)
    return notice


def clone_notice(source_id: int, *, code: str, year: int, cards: Collection[str], actor: Actor) -> Notice:
    """A draft of ``year`` from a published notice as it stands now, its moments moved (ADMIN-01, 24-1).

    Raises ``NoticeRefused``: the code is taken, or the year is not a later one.
    """
    with audited():
        source = Notice.objects.select_related("series", "office").get(pk=source_id)
        _refuse_clone(source, code, year)
        stated = cloned(_stated_now(source), code=code, year=year, cards=cards, is_working_day=is_working_day)
        notice = Notice(code=code, series=source.series, office=source.office, cloned_from=source)
        save_draft(notice, stated, said=f"由{source.year}年度通知复制", actor=actor)
    return notice


def import_draft(stated: Mapping[str, Any], *, actor: User, notice_id: int | None = None) -> Notice:
    """A draft from a file: a new one, or another text for one that is there. Raises as ``edit_draft``."""
    with audited():
        notice = lock_text(notice_id) if notice_id else Notice(code=str(stated["code"]))
        if notice_id is None and Notice.objects.filter(code=stated["code"]).exists():
            raise NoticeRefused(Reason("E724", f"已有代码为 {stated['code']} 的通知。", "code"))
        text = dump_terms(complete_terms(stated)) if notice.is_amending else stated
        save_text(notice, text, said="导入文件", actor=actor)
    return notice


def undo_draft(notice_id: int, *, actor: Actor) -> Notice:
    """The text as it was before the last change. Raises ``NoticeRefused`` where there is none before."""
    with audited():
        notice = lock_text(notice_id)
        last = notice.history.first()
        before = last.prev_record if last else None
        text = before and (before.amending if notice.is_amending else before.draft)
        if before is None or text is None:
            raise NoticeRefused(Reason("E725", "没有可以撤销的修改。"))
        if last and (last.history_change_reason or "").startswith(MERGED):
            raise NoticeRefused(Reason("E725", f"{last.history_change_reason}已经发布，不能撤销。"))
        notice.kept = before.kept
        save_text(notice, text, said=f"撤销：{last.history_change_reason or '上一步修改'}", actor=actor)
    return notice


def discard_draft(notice_id: int, *, actor: Actor) -> None:
    """Take a draft away that nobody needs; its history stays."""
    with audited():
        notice = lock_text(notice_id)
        _refuse_published(notice)
        note(Fact("notice.discard", notice.pk, actor.pk, clock.law(), digest_of(notice.draft)))
        notice.delete()


# ── what they share ────────────────────────────────────────────────────────────────────────────────────────────────
def lock_text(notice_id: int) -> Notice:
    """The notice, locked. Raises ``NoticeRefused`` for one that is published and not being amended."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if not notice.is_amending:
        _refuse_published(notice)
    return notice


def _refuse_published(notice: Notice) -> None:
    if notice.state != NoticeState.DRAFT:
        raise NoticeRefused(Reason("E713", f"通知现为“{notice.get_state_display()}”，不能再改草稿；变更须走修订。"))


def save_text(
    notice: Notice,
    text: Mapping[str, Any],
    *,
    said: str,
    actor: Actor,
    looked_at: Collection[tuple[Step, ...]] = (),
) -> None:
    """Write what is worked on: a draft as ``save_draft``, an amendment whole beside what is published."""
    if notice.amending is None:
        save_draft(notice, text, said=said, actor=actor, looked_at=looked_at)
        return
    terms = parse_terms({**text, FROZEN: notice.amending[FROZEN]})  # the rule set stays that of the first edition
    _office_of(terms, actor)
    notice.amending, notice.drafted_by = dump_terms(terms), actor if isinstance(actor, User) else None
    setattr(notice, "_change_reason", said[:100])  # noqa: B010 - how simple-history is told
    notice.save(update_fields=["amending", "drafted_by", "updated_at"])
    note(Fact("notice.edit_amendment", notice.pk, actor.pk, clock.law(), digest_of(notice.amending)))


def save_draft(
    notice: Notice,
    stated: Mapping[str, Any],
    *,
    said: str,
    actor: Actor,
    looked_at: Collection[tuple[Step, ...]] = (),
) -> None:
    """Write a draft and the columns lists need; its series and offices must stand in the directory, and be the actor's.

    Raises ``TermsRefused`` with every fault of the file, ``NoticeRefused`` for what the directory does not have.
    """
    plain = stated_in(stated)
    terms = complete_terms(plain)
    refuse_without_office(terms)
    notice.series, notice.office = _series_of(terms), _office_of(terms, actor)
    notice.title, notice.year, notice.issued_on = terms.title, terms.year, terms.issued_on
    notice.is_public, notice.draft = terms.is_public, plain
    notice.kept = notice.kept | {dotted(steps): mark_of(value_at(plain, steps)) for steps in looked_at}
    notice.drafted_by = actor if isinstance(actor, User) else None
    setattr(notice, "_change_reason", said[:100])  # noqa: B010 - how simple-history is told
    notice.save()
    link_documents(notice, terms)
    note(Fact("notice.draft", notice.pk, actor.pk, clock.law(), digest_of(plain)))


def _edited(stated: Mapping[str, Any], whole: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    if edit.how == "put":
        done = with_value(stated, whole, edit.steps, edit.value)
    elif edit.how == "add":
        done = with_value(stated, whole, edit.steps, [*(value_at(whole, edit.steps) or ()), edit.value])
    elif edit.how == "remove":
        done = without(stated, whole, edit.steps)
    else:
        done = moved(stated, whole, edit.steps, -1 if edit.how == "up" else 1)
    return dict(done)


def _stated_now(source: Notice) -> dict[str, Any]:
    editions = list(source.editions.order_by("number"))
    if not editions:
        return dict(source.draft)
    touched = [change["path"] for each in editions for change in each.changes]
    return amended_statement(source.draft, dump_terms(terms_of(editions[-1])), touched)


def _refuse_clone(source: Notice, code: str, year: int) -> None:
    if Notice.objects.filter(code=code).exists():
        raise NoticeRefused(Reason("E724", f"已有代码为 {code} 的通知。", "code"))
    if year <= source.year:
        raise NoticeRefused(Reason("E726", f"年度应晚于{source.year}年。", "year"))


def _series_of(terms: Terms) -> Series:
    series = Series.objects.filter(name=terms.series).first()
    if series is None:
        raise NoticeRefused(Reason("E727", f"目录中没有“{terms.series}”系列，请先在系列目录中登记。", "series"))
    return series


def _office_of(terms: Terms, actor: Actor) -> Organisation:
    """The notice's office is that of its first ordinary committee; the editor must be its administrator (SYS-02)."""
    offices = {each.name: each for each in Organisation.objects.filter(kind__in=OrganisationKind.offices)}
    for number, each in enumerate(terms.committees):
        if each.office not in offices:
            text = f"目录中没有名为“{each.office}”的职改办，请先在机构目录中登记。"
            raise NoticeRefused(Reason("E727", text, f"committees[{number}].office"))
    own = next(offices[each.office] for each in terms.committees if each.kind == "ordinary")
    if isinstance(actor, User) and not _looks_after(actor, own):
        text = f"您不是“{own.name}”的通知管理员，不能拟定它的通知。"
        raise NoticeRefused(Reason("E728", text, "committees"))
    return own


def _looks_after(actor: User, office: Organisation) -> bool:
    return Membership.objects.of(actor).filter(role=Role.ADMIN, organisation=office).exists()
