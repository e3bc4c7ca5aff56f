"""The deliberation group of a unit, and what it said on one declaration (UNIT-07 … UNIT-09, FORM-16)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from committees.states import Rank
from config.lib import clock
from config.lib.reason import Reason
from declarations.parts import UnitStep
from declarations.states import State
from notices.models import Notice
from records.models import Fact
from records.services.audit import audited, note
from review.approvals.content import digest_of
from review.approvals.exceptions import Refused
from review.approvals.models import Deliberation, DeliberationGroup, GroupMember
from review.approvals.rules import NOT_YOURS, keeps_group, may_set_up_group
from review.approvals.services.drafting import settle_draft
from review.approvals.services.verifying import why_not_now
from review.approvals.services.working import Work, refuse, working
from review.approvals.steps import basis_digest
from review.approvals.versions import hold_to

SECOND_LEADER = Reason("E302", "审议推荐小组只有一位组长。", field="is_leader")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberGiven:
    """One person of a group, as entered."""

    name: str
    unit_name: str
    post: str = ""
    is_leader: bool = False
    professional: bool = True
    title: str = ""
    rank: str = ""
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What the group voted."""

    agree: int
    against: int
    present: int


def save_group(
    *,
    actor: User,
    notice: Notice,
    unit: Organisation,
    group: DeliberationGroup | None = None,
    name: str = "职称审议推荐小组",
    host: str = "",
) -> DeliberationGroup:
    """Set up a group of the unit for one notice, or rename it; ``host`` is another unit commissioned with it (UNIT-07).

    Raises ``Refused`` for anybody but the unit's clerks and whoever carries out its step. What a group decided keeps
    its people as they were.
    """
    with audited():
        allowed = keeps_group(actor, group) if group else may_set_up_group(actor, unit, notice)
        refuse(None if allowed else NOT_YOURS)
        now = clock.law()
        group = group or DeliberationGroup(notice=notice, unit=unit, created_by=actor, created_at=now)
        group.name, group.host = name.strip() or group.name, host.strip()
        group.save(update_fields=["name", "host"] if group.pk else None)
        note(Fact("approvals.group", group.pk, actor.pk, now))
    return group


def add_member(group_id: int, *, actor: User, member: MemberGiven) -> GroupMember:
    """One more person. Raises ``Refused``: somebody else's group, or a second leader."""
    with audited():
        group = _group(group_id, actor)
        try:
            with transaction.atomic():
                row = GroupMember.objects.create(group=group, **asdict(member))
        except IntegrityError as twice:  # one_leader_per_group
            raise Refused(SECOND_LEADER) from twice
        note(Fact("approvals.member", group.pk, actor.pk, clock.law(), digest_of(asdict(member))))
    return row


def remove_member(member_id: int, *, actor: User) -> None:
    """Take a person out of the group; deliberations that were held keep them."""
    with audited():
        row = GroupMember.objects.select_related("group").get(pk=member_id)
        group = _group(row.group_id, actor)
        row.delete()
        note(Fact("approvals.member_out", group.pk, actor.pk, clock.law()))


def record_deliberation(
    declaration_id: int,
    *,
    actor: User,
    group: DeliberationGroup,
    held_on: date,
    place: str,
    aspects: Mapping[str, str],
    votes: Votes,
    agree: bool,
    seen: str | None = None,
    draft: int | None = None,
) -> Deliberation:
    """What the group said; its people are kept as they sat. Entered again, it replaces what stood there.

    Raises ``Refused``: not at this step, a group of another unit, or votes that cannot be. Raises ``Overtaken``:
    another stands there than ``seen`` on the page (17-7). ``draft`` is the version of what was kept unsaved.
    """
    with working(declaration_id, actor=actor, event="deliberation", states=State.at_unit) as work:
        refuse(
            why_not_now(work.declaration, State.UNIT_DELIBERATION, UnitStep.DELIBERATION),
            None if group.unit_id == work.declaration.unit_id else NOT_YOURS,
        )
        hold_to(seen, Deliberation.objects.filter(declaration=work.declaration).select_related("by").first())
        members = [_as_told(member) for member in group.members.all()]
        refuse(_impossible(votes, len(members)), _contradicts(votes, agree=agree))
        told = {"group": group, "members": members, "held_on": held_on, "place": place.strip(), "agree": agree}
        settle_draft(work.declaration, actor, "deliberation", version=draft)
        told |= {"votes_for": votes.agree, "votes_against": votes.against, "votes_present": votes.present}
        return _write(work, actor, told, {aspect: text.strip() for aspect, text in aspects.items()})


def _write(work: Work, actor: User, told: dict[str, Any], aspects: dict[str, str]) -> Deliberation:
    work.content = digest_of([told["members"], told["held_on"], aspects, told["agree"]])
    fixed = {"content_digest": basis_digest(work.declaration), "by": actor, "at": work.now}
    deliberation, _ = Deliberation.objects.update_or_create(
        declaration=work.declaration, defaults={**told, **fixed, "aspects": aspects}
    )
    return deliberation


def _as_told(member: GroupMember) -> dict[str, Any]:
    names = ("name", "unit_name", "post", "is_leader", "professional", "title", "rank", "external")
    told = {name: getattr(member, name) for name in names}
    return told | {"rank_name": Rank(member.rank).label if member.rank else ""}


def _impossible(votes: Votes, size: int) -> Reason | None:
    if votes.present > size:
        return Reason("E314", f"到会人数不能多于小组 {size} 人。", field="votes_present")
    if votes.agree + votes.against > votes.present:
        return Reason("E314", "同意票与不同意票之和不能多于到会人数。", field="votes_for")
    return None


def _contradicts(votes: Votes, *, agree: bool) -> Reason | None:
    if agree and 2 * votes.agree <= votes.present:  # a group decides by more than half of those present
        return Reason("E314", "同意票未过到会人数的半数，审议结论不能为同意。", field="agree")
    return None


def _group(group_id: int, actor: User) -> DeliberationGroup:
    group = DeliberationGroup.objects.select_for_update(of=("self",)).select_related("unit", "notice").get(pk=group_id)
    refuse(None if keeps_group(actor, group) else NOT_YOURS)
    return group
