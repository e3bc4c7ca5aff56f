"""What changes in a declaration when it moves: its route, its place on it, its deadlines."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, Subquery

from accounts.models import Actor
from accounts.services.employments import ask_unless_asked
from config.lib.flow import Asked, BulkEffect
from declarations.models import Declaration, RouteStop
from declarations.quota import hold_place
from declarations.routes import authority_of, stops_of, submission_window
from declarations.states import Channel, EndReason
from notices.rules import terms_of


def take_route(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Write down the stops this declaration will pass, as they are named today: level by level upward (UNIT-27)."""
    declaration.authority = authority_of(declaration)  # who has the power today (PATH-30)
    declaration.save(update_fields=["authority"])
    declaration.stops.all().delete()
    RouteStop.objects.bulk_create(
        RouteStop(
            declaration=declaration,
            index=index,
            node=stop.node,
            organisation=stop.organisation,
            name=stop.organisation.name,
            window=stop.window,
        )
        for index, stop in enumerate(stops_of(declaration))
    )
    arrive(declaration, stop=0, now=now)


def hold_recommendation(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Take one of the enterprise's places of the year, counted under its lock (PATH-25)."""
    hold_place(declaration)


def number_it(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Give the declaration its number when it is handed in for the first time; a recall does not take it away."""
    declaration.submitted_at = now
    if declaration.number is None:
        declaration.number = f"{declaration.edition.notice.year}-{declaration.pk:06d}"
    declaration.save(update_fields=["submitted_at", "number"])


def ask_the_unit(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """The unit that is to check the file is asked whether the person is theirs (CHAN-06)."""
    if declaration.channel == Channel.UNIT:
        ask_unless_asked(person=declaration.applicant, organisation=declaration.unit)


def mark_priority(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Who served against the epidemic is looked at first, where the notice says so (ELIG-18)."""
    served = terms_of(declaration.edition).eligibility.epidemic_priority.enabled and declaration.basic.epidemic_service
    if served != declaration.has_priority:
        declaration.has_priority = served
        declaration.save(update_fields=["has_priority"])


def walk_on(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Leave this desk for the next one on the route."""
    arrive(declaration, stop=declaration.stop + 1, now=now)


def go_home(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Back on the applicant's desk, inside stage 1."""
    declaration.stop = 0
    declaration.window = submission_window(terms_of(declaration.edition), declaration.kind)
    declaration.save(update_fields=["stop", "window"])


def unfile(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Recalled, it is a draft like any other: its unit reads it no more, and the law in force counts (T34a, GEN-08)."""
    declaration.submitted_at = None
    declaration.save(update_fields=["submitted_at"])


def end_own_deadline(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """From here on the windows of everybody count again."""
    declaration.due_at = None
    declaration.save(update_fields=["due_at"])


def give_own_deadline(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """A time of its own, given by an office; it replaces the windows (T20b, T38)."""
    declaration.due_at, declaration.late_holder, declaration.ended_because = asked["due_at"], "", ""
    declaration.save(update_fields=["due_at", "late_holder", "ended_because"])


def leave_windows(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """Nothing more is due from the people below: no window rules the case any longer."""
    declaration.window, declaration.due_at = "", None
    declaration.save(update_fields=["window", "due_at"])


def end_because(reason: EndReason) -> BulkEffect:
    """Write down why the clock ended the case (C.1 ``ABANDONED.reason``, ``NOT_ACCEPTED.reason``)."""

    def on_all(declarations: Sequence[Declaration], *, actor: Actor, now: datetime) -> None:
        Declaration.objects.filter(pk__in=[case.pk for case in declarations]).update(ended_because=reason)
        for case in declarations:
            case.ended_because = reason

    return BulkEffect(on_all)


@BulkEffect
def name_late_holder(declarations: Sequence[Declaration], *, actor: Actor, now: datetime) -> None:
    """Whose delay it was, for all cases at once: the stop where each stands (G-07)."""
    here = RouteStop.objects.filter(declaration=OuterRef("pk"), index=OuterRef("stop")).values("name")[:1]
    cases = Declaration.objects.filter(pk__in=[case.pk for case in declarations])
    cases.update(late_holder=Subquery(here), due_at=None)
    names = dict(cases.values_list("pk", "late_holder"))
    for case in declarations:  # the messages of this move name the holder
        case.late_holder, case.due_at = names[case.pk], None


def state_reason(declaration: Declaration, asked: Asked, *, actor: Actor, now: datetime) -> None:
    """The reason code a person chose when refusing (T13, T19)."""
    declaration.ended_because = asked["code"]
    declaration.save(update_fields=["ended_because"])


def arrive(declaration: Declaration, *, stop: int, now: datetime) -> None:
    """Stand at a stop: its window counts from here, the one left behind is passed."""
    here = declaration.stops.get(index=stop)
    declaration.stops.filter(index__lt=stop, passed_at=None).update(passed_at=now)
    declaration.stops.filter(pk=here.pk, reached_at=None).update(reached_at=now)
    declaration.stop, declaration.window = stop, here.window
    declaration.save(update_fields=["stop", "window"])
