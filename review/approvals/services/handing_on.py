"""What lies open on a reviewer's table when they leave: claims, unsigned sheets, commissions (S16, 17-7, CHAN-09)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.leaving import Open
from accounts.models import Actor, Membership, User
from config.lib import clock
from declarations.models import Declaration, DeclarationGrant, RouteStop
from declarations.rules import CARRY_OUT
from messaging.letters import Letter, post
from records.models import Fact
from records.services.audit import note
from review.approvals.models import Claim, NamedVerifier, SheetDraft
from review.approvals.models.claim import ClaimQuerySet
from review.approvals.rules import is_barred, still_at_desk
from review.approvals.services.commissioning import end_grants


class ClaimedCases:
    """``accounts.leaving.Keeper`` of claims: half an hour's courtesy, so they go back and are not handed on."""

    def open_at(self, seat: Membership) -> Sequence[Open]:
        rows = _claims(seat).running().select_related("declaration__applicant")
        return [_line("正在审查的申报", each.declaration) for each in rows]

    def pass_on(self, seat: Membership, to: User | None, *, actor: Actor, now: datetime) -> tuple[int, int]:
        running = 0
        for each in _claims(seat).select_related("declaration").order_by("pk"):
            if still_at_desk(seat.user, each.declaration, each.stop):  # by another seat of theirs
                continue
            running += each.until > clock.machine()
            note(Fact("approvals.released", each.declaration_id, actor.pk, now))
            each.delete()
        return 0, running


class UnsignedSheets:
    """``accounts.leaving.Keeper`` of what was typed and not signed: a colleague reads it, judges anew and signs."""

    def open_at(self, seat: Membership) -> Sequence[Open]:
        rows = _typed(seat).select_related("declaration__applicant")
        cases = {each.declaration_id: each.declaration for each in rows}
        return [_line("未签署的审查内容", case) for case in cases.values()]

    def pass_on(self, seat: Membership, to: User | None, *, actor: Actor, now: datetime) -> tuple[int, int]:
        """A case counts once, however many parts of it were typed on; emptied rows go without a word."""
        _drafts(seat).filter(values={}).delete()
        rows = list(_typed(seat).select_related("declaration"))
        stays = {desk for desk, case in _desks(rows).items() if still_at_desk(seat.user, case, desk[1])}
        rows = [each for each in rows if (each.declaration_id, each.stop) not in stays]  # by another seat of theirs
        taken = _taken_by(to, rows) if to else set()
        left = [each for each in rows if each.pk not in taken]
        given = {each.declaration_id for each in rows if each.pk in taken}
        for case_id in dict.fromkeys(each.declaration_id for each in rows):
            got = str(to.pk) if to and case_id in given else ""
            note(Fact("approvals.draft_handed_over", case_id, actor.pk, now, got))
        SheetDraft.objects.filter(pk__in=taken).update(person=to)
        SheetDraft.objects.filter(pk__in=[each.pk for each in left]).delete()
        return len(given), len({each.declaration_id for each in left})


class Commissions:
    """``accounts.leaving.Keeper`` of the unit's steps a clerk carries out for others (CHAN-09, UNIT-07).

    They were given to a person of standing: who has no desk of their own left carries out nothing, and the giver names
    somebody else. A deputy's seat gave no such standing, and a verifier named by an office needs none (G-32).
    """

    def open_at(self, seat: Membership) -> Sequence[Open]:
        rows = _rights(seat).select_related("content_object__applicant")
        return [_line("受委托办理的单位审核", each.content_object) for each in rows]

    def pass_on(self, seat: Membership, to: User | None, *, actor: Actor, now: datetime) -> tuple[int, int]:
        rights = list(_rights(seat).select_related("content_object__applicant", "user").order_by("pk"))
        for each in rights:
            end_grants(each.content_object, now=now, person_id=seat.user_id)
            note(Fact("approvals.commission_ended", each.content_object_id, actor.pk, now))
        post([_letter(each, each.giver_id) for each in rights if each.giver_id], now=now)
        return 0, len(rights)


KEEPERS = (ClaimedCases(), UnsignedSheets(), Commissions())


def _claims(seat: Membership) -> ClaimQuerySet:
    return Claim.objects.filter(person=seat.user_id, organisation=seat.organisation_id)


def _drafts(seat: Membership) -> QuerySet[SheetDraft]:
    here = RouteStop.objects.filter(
        declaration=OuterRef("declaration"), index=OuterRef("stop"), organisation=seat.organisation_id
    )
    return SheetDraft.objects.filter(Exists(here), person=seat.user_id)


def _typed(seat: Membership) -> QuerySet[SheetDraft]:
    """What says something, case by case: each part of a dossier is a sheet of its own (UNIT-03)."""
    return _drafts(seat).exclude(values={}).order_by("declaration", "pk")


def _rights(seat: Membership) -> QuerySet[DeclarationGrant]:
    rights = DeclarationGrant.objects.filter(user=seat.user_id, expires_at__gt=clock.law())
    others = Membership.objects.current().own().filter(user=seat.user_id).exclude(pk=seat.pk)
    if seat.deputy_of_id or others.exists():
        return rights.none()
    named = NamedVerifier.objects.filter(person=seat.user_id, ended_at=None).values("declaration")
    return rights.filter(permission__codename=CARRY_OUT).exclude(content_object__in=named)


def _desks(rows: Sequence[SheetDraft]) -> dict[tuple[int, int], Declaration]:
    """The desks the sheets lie at: each is asked about once."""
    return {(each.declaration_id, each.stop): each.declaration for each in rows}


def _taken_by(person: User, rows: Sequence[SheetDraft]) -> set[int]:
    """Sheets of a desk where this person works too, of cases they have no part in, and on which they typed nothing."""
    theirs = {
        desk
        for desk, case in _desks(rows).items()
        if not is_barred(person, case) and still_at_desk(person, case, desk[1])
    }
    own = SheetDraft.objects.filter(person=person, declaration__in={case_id for case_id, _ in theirs})
    own.filter(values={}).delete()  # settled ones would stand in the way
    typed = set(own.values_list("declaration", "place", "stop", "round_trip"))
    return {
        each.pk
        for each in rows
        if (each.declaration_id, each.stop) in theirs
        and (each.declaration_id, each.place, each.stop, each.round_trip) not in typed
    }


def _line(kind: str, case: Declaration) -> Open:
    return Open(kind, f"{case.applicant.name}　{case.level_name}", case.get_absolute_url(), case.pk)


def _letter(right: DeclarationGrant, giver: int) -> Letter:
    case = right.content_object
    return Letter(
        person_id=giver,
        event="commission_left",
        title=f"{right.user.name}已离开岗位，不再办理受委托的单位审核",
        text=f"{case.applicant.name}申报{case.level_name}的单位审核，请另行委托或指定人员。",
        key=f"commission_left:{right.pk}:{right.expires_at.isoformat()}",
        url=case.get_absolute_url(),
        button="去办理",
        needs_action=True,
        subject_kind="declaration",
        subject_id=case.pk,
    )
