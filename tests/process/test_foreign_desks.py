"""A clerk from elsewhere finds nothing at any address that names a case, an organisation or a person's own thing (SYS-02).

The addresses are those of the site itself.
"""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import SYSTEM, Employment, Invitation, Membership, PhoneChange, SignedIn, User
from accounts.states import OrganisationKind, Role
from config.lib import clock
from config.lib.flow import Asked
from config.lib.sheets import XLSX
from declarations.models import Declaration
from declarations.states import State
from fees.effects import issue_bill
from fees.models import Bill, OutsidePayment, Payment
from fees.models.receipt_request import ReceiptRequest
from fees.states import PaymentState
from messaging.models import Message, Sms
from records.services.files import store_file
from review.approvals.models import (
    Batch,
    CorrectionItem,
    FalsityCase,
    GroupMember,
    Phrase,
    PublicityObjection,
    Supplement,
)
from review.meetings.models import Assignment
from review.meetings.services.granting import grant_readings
from review.outcomes.models import Certificate, ReviewRequest
from review.outcomes.services.objections import raise_objection
from review.process.models import Export, QualityCase, SavedView
from tests.accounts.making import a_clerk, a_person, a_place
from tests.approvals.world import attach, filled, group_of, hung, noticed
from tests.meetings.world import IN_OCTOBER, build_room
from tests.outcomes.world import Results
from tests.process.test_another_office import OF_NOTICES
from tests.process.world import person

pytestmark = pytest.mark.django_db

# Whose thing it names, by the beginning of its address; the longest that fits counts. None: nobody's, and why.
EVERYBODY = "for everybody"
BY_CODE = "opened by a secret of its own: whoever holds the link"
REGISTER = "a register of the region, kept for all; tests/committees, tests/integrity and tests/notices ask who edits"
SHEET = "what became of a sheet, for who handed it in: tests/accounts/test_directory"
ASKED_THERE = "asked by test_another_office"
PUBLIC = {
    "about/": EVERYBODY,
    "can-i/": EVERYBODY,
    "help/": EVERYBODY,
    "help/desk/": REGISTER,
    "notices/": EVERYBODY,
    "notices/desk/": ASKED_THERE,
    "notices/policies/": EVERYBODY,
    "notices/postings/": EVERYBODY,
    "accounts/units/": EVERYBODY,
    "directory/": REGISTER,
    "directory/calendar/": REGISTER,
    "papers/": REGISTER,
    "declare/new/": "a published notice, for whoever may declare",
    "declare/phone/": BY_CODE,
    "fees/notify/": "the provider's door, by its signature",
    "fees/sandbox/": BY_CODE,
    "messages/receipts/": "the provider's door, by its key",
    "results/approvals/": EVERYBODY,
    "results/c/": EVERYBODY,
    "results/publicities/": EVERYBODY,
    "verify/": EVERYBODY,
    "work/board/": BY_CODE,
    "accounts/me/invitations/": BY_CODE,
    "accounts/me/mail/confirm/": BY_CODE,
    "accounts/directory/import/": SHEET,
    "work/posts/import/": SHEET,
}
KEPT = {
    "accounts/approvals/": "applying_unit",
    "accounts/deputies/": "deputy",
    "accounts/directory/": "unit",
    "accounts/me/phone/changes/": "phone_change",
    "accounts/me/sessions/": "session",
    "accounts/me/unit/": "employment",
    "accounts/organisations/": "unit",
    "accounts/phone-changes/": "phone_change",
    "accounts/register/unit/": "applying_unit",
    "cases/": "case",
    "decisions/": "code",
    "decisions/approvals/": "approval",
    "decisions/objections/": "objection",
    "declare/": "draft",
    "desk/board/": "unit_case",
    "desk/downloads/": "export",
    "desk/views/": "view",
    "fees/": "bill",
    "fees/desk/receipts/": "receipt",
    "fees/desk/refunds/": "order",
    "fees/desk/vouchers/": "voucher",
    "fees/desk/vouchers/list/": "list",
    "fees/windows/": "code",
    "files/": "file",
    "files/progress/": "case_pk",
    "meetings/": "meeting",
    "meetings/ballots/": "ballot",
    "meetings/boxes/": "box",
    "meetings/reading/": "reading",
    "meetings/rounds/": "round",
    "messages/": "message",
    "messages/texts/": "sms",
    "quality/": "quality",
    "results/certificates/": "certificate",
    "results/desk/": "code",
    "results/desk/approvals/": "approval",
    "results/desk/confirmations/": "confirmation",
    "results/desk/objections/": "objection",
    "results/desk/reviews/": "review",
    "results/reviews/": "case",
    "rounds/": "round",
    "work/": "case",
    "work/batches/": "batch",
    "work/batches/<slug:code>/": "code",
    "work/batches/<uuid:ref>/": "case",
    "work/phrases/": "phrase",
    "work/posts/": "unit",
    "work/unit/": "unit_case",
    "work/supplements/": "case",
}
# What stands after it in the address: a value its converter takes.
FURTHER = {
    "act": "remove",
    "place": "sign",
    "subject_kind": "declaration",
    "step": "close",
    "to": "reading",
    "width": 320,
}


def addresses(patterns, space="", before="", given=()):
    """(name, route, converters) of every address of the site that takes arguments, its parents' among them."""
    for each in patterns:
        route, takes = before + str(each.pattern), {**dict(given), **each.pattern.converters}
        if isinstance(each, URLResolver) and each.namespace != "admin":
            yield from addresses(each.url_patterns, each.namespace or space, route, takes.items())
        elif isinstance(each, URLPattern) and takes:
            yield f"{space}:{each.name}", route, takes


NAMED = {route: (name, takes) for name, route, takes in addresses(get_resolver().url_patterns)}


def known(route):
    """Where it is told what the address names."""
    return max((begins for begins in PUBLIC | KEPT if route.startswith(begins)), key=len, default="")


@pytest.fixture
def things(db):
    """One of each, of the cast's: what an address names is really there."""
    with clock.law_at(IN_OCTOBER):
        room = build_room()
        box = room.open()
        yield all_things(room, box)


def all_things(room, box):
    world, now = room.world, clock.law()
    qian, lin = world.people[Role.FINANCE], world.people[Role.APPLICANT]
    case, unit_case = world.declaration(State.OFFICE_REVIEW), world.declaration(State.UNIT_CHECK, level="fg")
    reading = Assignment.objects.create(entry=room.entries[0], expert=room.seats[1], assigned_at=now)
    grant_readings(Assignment.objects.all(), giver=room.secretary, now=now)
    admin = person("notice-admin")
    Membership.objects.create(user=admin, organisation=world.edition.notice.office, role=Role.ADMIN)
    return {
        "case": case.ref,
        "case_pk": case.pk,
        "expert": room.seats[1].expert.user_id,
        "unit_case": unit_case.ref,
        "draft": world.declaration(State.DRAFT, applicant=person("draft")).ref,
        "code": world.edition.notice.code,
        "round": room.round.ref,
        "meeting": box.meeting.ref,
        "box": box.ref,
        "ballot": box.ballots.get().ref,
        "reading": reading.entry.declaration.ref,
        "file": attach(case, "id_document").file.ref,
        "message": Message.objects.create(person=lin, event="x", title="x", text="x", key="x", at=now).pk,
        "sms": Sms.objects.create(phone="19000000001", office=world.edition.notice.office, event="x", text="x", key="x", at=now).pk,
        "view": SavedView.objects.create(user=world.people[Role.OFFICE], role=Role.OFFICE, name="x", saved_at=now).pk,
        **money(world, qian, now),
        **results(world, now),
        **of_desks(world, case, unit_case, now),
        **of_people(world, now),
        "inside": inside(room, box, case, unit_case),
    }  # fmt: skip


def inside(room, box, case, unit_case):
    """What an address names within its case, by the name of the address: each of them is there."""
    zhou, now = room.world.people[Role.UNIT], clock.law()
    draft = filled(Declaration.objects.get(applicant__username="draft"))
    entry = {"section": "education", "pk": draft.educations.get().pk}
    paper = draft.materials.first().pk
    sheet = unit_case.publicities.get()
    objection = PublicityObjection.objects.create(publicity=sheet, text="x", received_at=now, received_by=zhou)
    scan = {"slot": "deliberation_opinion"}
    falsity = {"pk": case.falsity_cases.get().pk}
    asked = {"pk": CorrectionItem.objects.get(notice__declaration=case).pk}
    return {
        "approvals:answer": asked,
        "approvals:take_back": asked,
        "approvals:board_phone": {"pk": sheet.pk},
        "approvals:board_photo": {"pk": sheet.pk},
        "approvals:evidence": {"pk": sheet.pk},
        "approvals:falsity_file": falsity,
        "approvals:falsity_find": falsity,
        "approvals:member_out": {"pk": GroupMember.objects.first().pk},
        "approvals:phone_open": scan,
        "approvals:resolve": {"pk": objection.pk},
        "approvals:say_supplement": {"pk": Supplement.objects.get(declaration=case).pk},
        "approvals:scan": scan,
        "approvals:scan_out": {"pk": attach(unit_case, **scan, by=zhou).pk},
        "declarations:autosave": {"part": "basic"},
        "declarations:discard": {"part": "basic"},
        "declarations:change_file": {"pk": paper},
        "declarations:file": {"pk": paper},
        "declarations:replace_file": {"pk": paper},
        "declarations:add": {"section": "education"},
        "declarations:entry": entry,
        "declarations:order": {"section": "education"},
        "declarations:remove": entry,
        "declarations:restore": entry,
        "declarations:rows": {"section": "education"},
        "declarations:make_paper": {"kind": "list"},
        "meetings:agree_to_void": {"box": box.ref},
        "meetings:reopen": {"assignment": Assignment.objects.get().pk},
        "meetings:unseat": {"seat": room.seats[1].pk},
        "outcomes:make_paper": {"kind": "FORM-33"},
        "process:act": {"action": "request_correction"},
        "records:progress": {"kind": "FORM-25"},
    }


def money(world, qian, now):
    paying = world.declaration(State.ACCEPTED, applicant=person("payer"))
    issue_bill(paying, Asked(), actor=SYSTEM, now=now)
    bill = Bill.objects.get(declaration=paying)
    voucher = OutsidePayment.objects.create(
        bill=bill, amount_fen=1, paid_on=now, voucher_no="x", entered_by=qian, entered_at=now
    )
    ReceiptRequest.objects.create(bill=bill, title="x", email="x@example.org", requested_at=now)
    sheet = store_file(b"x", name="x.xlsx", media_type=XLSX, by=qian.pk)
    order = Payment.objects.create(
        bill=bill,
        provider="x",
        order_no="x1",
        amount_fen=bill.amount_fen,
        state=PaymentState.PAID,
        received_fen=1,
        paid_at=now,
        created_at=now,
    )
    return {
        "bill": paying.ref,
        "receipt": paying.ref,
        "voucher": voucher.pk,
        "order": order.order_no,
        "list": sheet.ref,
    }


def results(world, now):
    made = Results(world)
    publicised, decided, certified = made.one(), made.one(State.CONFIRMED), made.one(State.CERTIFIED)
    made.publicised(publicised)
    objection = raise_objection(publicised, text="师徒合作，未注明合作者。")
    Certificate.objects.create(
        declaration=certified, number="x", holder="x", granted_on=now.date(), approval_doc="x", issued_at=now
    )
    review = ReviewRequest.objects.create(
        declaration=made.one(State.FAILED), matters=[], facts="x", signed_name="x", asked_at=now, last_day=now.date()
    )
    return {
        "objection": objection.ref,
        "confirmation": made.confirmation(decided).ref,
        "approval": made.approval(certified).ref,
        "certificate": certified.ref,
        "holder": certified.applicant_id,
        "review": review.ref,
    }


def of_desks(world, case, unit_case, now):
    notice, office, ma = world.edition.notice, world.edition.notice.office, world.people[Role.OFFICE]
    city = case.stops.get(index=2).organisation
    noticed(case, ma)
    hung(unit_case, world.people[Role.UNIT])
    group_of(world)
    batch = Batch.objects.create(notice=notice, sender=city, made_by=world.people[Role.LOCAL_OFFICE], made_at=now)
    FalsityCase.objects.create(declaration=case, organisation=office, doubt="x", due_at=now, asked_by=ma, asked_at=now)
    Supplement.objects.create(
        declaration=case, part="x", title="x", kind="论文发表", said="x", stop=3, handed_in_at=now
    )
    told = {"threshold": "0.1", "problems": 1, "total": 2, "drafted_at": now}
    quality = QualityCase.objects.create(notice=notice, rule="unit", subject=world.unit, **told)
    export = Export.objects.create(
        state="ready",
        expires_at=now + timedelta(days=999),
        user=ma,
        role=Role.OFFICE,
        title="x",
        reason="x",
        asked_at=now,
    )
    phrase = Phrase.objects.create(owner=ma, organisation=office, label="x", text="x", at=now)
    return {
        "sender": city.pk,
        "batch": batch.pk,
        "quality": quality.ref,
        "export": export.ref,
        "phrase": phrase.pk,
    }


def of_people(world, now):
    zhou, lin = world.people[Role.UNIT], world.people[Role.APPLICANT]
    seat = Membership.objects.get(user=zhou)
    Membership.objects.filter(pk=seat.pk).update(is_manager=True)
    deputy = Membership.objects.create(
        user=person("deputy"), organisation=world.unit, role=Role.UNIT, deputy_of=zhou, until=now + timedelta(days=9)
    )
    applying = a_place("unit", "新单位（演示）", parent=world.unit.parent, status="pending", registered_by=lin)
    change = PhoneChange.objects.create(user=lin, new_phone="19000000002", asked_at=now, reason="x")
    Invitation.objects.create(
        organisation=world.unit,
        role=Role.UNIT,
        phone="19000000003",
        token="x",
        invited_by=zhou,
        invited_at=now,
        expires_at=now,
    )
    return {
        "unit": world.unit.pk,
        "deputy": deputy.pk,
        "membership": seat.pk,
        "applying_unit": applying.pk,
        "phone_change": change.pk,
        "session": SignedIn.objects.create(user=lin, session_key="x", started_at=now).pk,
        "employment": Employment.objects.filter(user=lin).first().pk,
    }


def addressed(things):
    """Every address with arguments, by its route, filled with what is there."""
    found = {}
    for route, (name, takes) in NAMED.items():
        key = KEPT.get(known(route))
        if key is None:
            continue
        main, *_ = [each for each in takes if each not in {"kind", "subject_kind", "sender"}]
        named = things | things["inside"].get(name, {})
        given = {each: named.get(each, FURTHER.get(each, taken_by(takes[each]))) for each in takes}
        found[route] = name, reverse(name, kwargs=given | {main: things[key]})
    return found


def taken_by(converter):
    """Something the converter of an address lets in: of our own, the first of what it names."""
    given = {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}
    ours = not type(converter).__module__.startswith("django.")
    return converter.to_python(converter.regex.split("|")[0]) if ours else given.get(type(converter).__name__, "x")


# ── who comes from elsewhere ───────────────────────────────────────────────────────────────────────────────────────
SEATS = {
    OrganisationKind.UNIT: [Role.UNIT],
    OrganisationKind.DEPARTMENT: [Role.DEPARTMENT],
    OrganisationKind.CITY_OFFICE: [Role.LOCAL_OFFICE],
    OrganisationKind.OFFICE: [Role.OFFICE, Role.SECRETARY, Role.FINANCE, Role.SUPERVISION, Role.ADMIN],
}
EVERY = "all of them"


def stranger(*kinds):
    """A clerk of another organisation of each kind, with every role it has."""
    clerk = a_person("外人")
    for kind in kinds:
        elsewhere = a_place(kind, f"别处的{kind.label}（演示）")
        for role in SEATS[kind]:
            a_clerk(elsewhere, role=role, person=clerk, manager=True)
    return clerk


@pytest.fixture
def bare_pages():
    """What is not there is answered without its page: a thousand frames would only cost time."""
    with pytest.MonkeyPatch.context() as patch:
        nothing = HttpResponse(status=404)
        patch.setattr(URLResolver, "resolve_error_handler", lambda self, view_type: lambda *_, **__: nothing)
        yield


def test_every_address_is_told_whose_it_is():
    """SYS-02: generated from the urlconf; one added tomorrow must be told here before it is let out."""
    assert {route for route in NAMED if not known(route)} == set()
    assert set(PUBLIC) & set(KEPT) == set()
    assert sum(known(route) in KEPT for route in NAMED) > 200
    of_notices = {name for route, (name, _) in NAMED.items() if PUBLIC.get(known(route)) == ASKED_THERE}
    assert of_notices <= {name for name, _ in OF_NOTICES} | {
        "notices:withdraw_posting",
        "notices:withdraw_announcement",
    }


# Told to press again: another's number answers as a missing one does, and moves nothing.
SAYS_THE_SAME = {
    "accounts:cancel_phone_change",
    "accounts:decide_phone_change",
    "accounts:end_session",
    "accounts:leave_employment",
}


@pytest.mark.parametrize("kind", [EVERY, *(pytest.param(each, marks=pytest.mark.soak) for each in SEATS)])
def test_nothing_is_found_from_elsewhere(client, things, bare_pages, kind):
    """SYS-02: read and written alike, as if there were no such thing."""
    client.force_login(stranger(*(SEATS if kind == EVERY else [kind])))

    answers = {
        f"{name} {address}": {client.get(address).status_code, client.post(address).status_code}
        for name, address in addressed(things).values()
        if name not in SAYS_THE_SAME
    }

    # 403 names the desk of a role the person does not hold (design §10); who holds every role meets none.
    nothing = {404, 405} if kind == EVERY else {403, 404, 405}
    found = {each: codes for each, codes in answers.items() if not codes <= nothing or codes == {405}}
    assert sorted(found.items()) == []


def test_a_pressed_button_of_another_says_what_a_missing_one_says(client, things):
    """SYS-02: the four that lead back to their list."""
    client.force_login(stranger(*SEATS))
    asked = [(name, address) for name, address in addressed(things).values() if name in SAYS_THE_SAME]

    for name, address in asked:
        told, missing = (
            words_of(client.post(each, follow=True)) for each in (address, re.sub(r"/\d+/", "/999999/", address))
        )
        assert (told, bool(told)) == (missing, True), name

    assert len(asked) == len(SAYS_THE_SAME)
    assert SignedIn.objects.filter(session_key="x").exists()
    assert PhoneChange.objects.get().refused_at is None
    assert Employment.objects.get(pk=things["employment"]).ended_at is None


def words_of(response):
    return [str(each) for each in response.context["messages"]]


def test_each_of_them_is_there_for_somebody_of_its_own(client, things, bare_pages):
    """SYS-02: so that 404 above is the gate's answer, and not that of an address that leads nowhere."""
    assert set(THERE_FOR) == set(KEPT.values())
    at, missing = dict(addressed(things).values()), {}

    for key, (who, name) in sorted(THERE_FOR.items(), key=lambda told: told[1]):
        client.force_login(User.objects.get(pk=things[who]) if who in BY_KEY else User.objects.get(username=who))
        answer = client.post(at[name]) if name in PRESSED else client.get(at[name])
        if answer.streaming:
            answer.getvalue()  # to its end, so that the file is closed
        if answer.status_code not in {200, 302, 422}:
            missing[key] = answer.status_code

    assert missing == {}


BY_KEY = ("expert", "holder")  # known by their key among the things; everybody else by their sign-in name
# Whose each thing is, and an address of it that they open.
THERE_FOR = {
    "applying_unit": ("department-clerk", "accounts:approval"),
    "approval": ("office-clerk", "outcomes:office_approval"),
    "ballot": ("expert", "meetings:ballot"),
    "batch": ("local_office-clerk", "approvals:roster"),
    "bill": ("payer", "fees:bill"),
    "box": ("expert", "meetings:vote"),
    "case": ("office-clerk", "process:case"),
    "case_pk": ("lin", "records:progress"),
    "certificate": ("holder", "outcomes:certificate"),
    "code": ("finance-clerk", "fees:announce"),
    "confirmation": ("office-clerk", "outcomes:confirmation"),
    "deputy": ("unit-clerk", "accounts:end_deputy"),
    "draft": ("draft", "declarations:hub"),
    "employment": ("lin", "accounts:leave_employment"),
    "export": ("office-clerk", "process:download"),
    "file": ("lin", "records:file"),
    "list": ("finance-clerk", "fees:list_preview"),
    "meeting": ("secretary-clerk", "meetings:meeting"),
    "message": ("lin", "messaging:open"),
    "objection": ("office-clerk", "outcomes:objection"),
    "order": ("finance-clerk", "fees:ask_refund"),
    "phone_change": ("lin", "accounts:cancel_phone_change"),
    "phrase": ("office-clerk", "approvals:drop_phrase"),
    "quality": ("office-clerk", "process:quality_case"),
    "reading": ("expert", "meetings:dossier"),
    "receipt": ("finance-clerk", "fees:issue_receipt"),
    "review": ("office-clerk", "outcomes:review_request"),
    "round": ("secretary-clerk", "meetings:round"),
    "session": ("lin", "accounts:end_session"),
    "sms": ("notice-admin", "messaging:text"),
    "unit": ("unit-clerk", "accounts:people"),
    "unit_case": ("unit-clerk", "approvals:work"),
    "view": ("office-clerk", "process:saved_view"),
    "voucher": ("finance-clerk", "fees:refuse_voucher"),
}
PRESSED = SAYS_THE_SAME | {"messaging:open", "approvals:drop_phrase", "accounts:end_deputy"}
