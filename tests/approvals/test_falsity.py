"""材料真实性核查: fed back, proved or not, found on, filed; what it holds up and what follows (OFFICE-10, OFFICE-14)."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from declarations.models import Recusal
from declarations.states import State
from integrity.models import IntegrityRecord, Suspicion
from integrity.suspicions import dismiss_suspicion
from messaging.models import Message
from review.approvals.exceptions import Refused
from review.approvals.guards import falsity_found, nothing_doubted
from review.approvals.models import FalsityCase
from review.approvals.services.falsity import ask_for_proof, find_on_falsity, give_proof, record_filing
from review.approvals.states import FalsityState
from review.process.doors import doors_of
from review.process.exceptions import MoveRefused
from review.process.history import _of_doubts, history_sheet
from review.process.home import hero_of
from review.process.selectors import newest_steps, timeline
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import codes, filled
from tests.declarations.pictures import scan

DUE = date(2024, 8, 12)
DOUBT = "“精品奖”证书编号与主办单位公布的名单不符，请提供原件和主办单位证明。"


@pytest.fixture
def case(world):
    return filled(world.declaration(State.OFFICE_REVIEW))


@pytest.fixture
def doubt(case, ma):
    return ask_for_proof(case.pk, actor=ma, doubt=DOUBT, due_on=DUE, place="基本信息")


def after_the_time():
    return clock.law_at(clock.law() + timedelta(days=8))


def inbox(user, event):
    return Message.objects.filter(person=user, event=event)


def test_the_doubt_goes_to_the_applicant_with_its_time(doubt, case, lin):
    """OFFICE-10: fed back to the applicant, who is asked for proof until a day."""
    [told] = inbox(lin, "falsity_asked")

    assert DOUBT in told.text
    assert told.needs_action
    assert told.due_at == doubt.due_at
    assert str(case.ref) in told.url


def test_it_is_the_one_thing_to_do_at_home(doubt, case, lin):
    """OFFICE-10: what is asked stands where the applicant looks, until it is answered (03-1)."""
    assert hero_of(case).url == reverse("approvals:proof", args=[case.ref])

    give_proof(doubt.pk, actor=lin, answer="说明。")

    assert hero_of(case).title == "现在不用您做什么"


def test_while_it_is_open_nothing_goes_on(doubt, case):
    """OFFICE-10: neither accepted, nor reported upward, nor confirmed."""
    assert codes(nothing_doubted, case) == ["E418"]


@pytest.mark.parametrize(
    ("state", "action", "role", "answers"),
    [
        (State.LOCAL_OFFICE_REVIEW, Action.FORWARD, Role.LOCAL_OFFICE, {}),
        (State.OFFICE_REVIEW, Action.ACCEPT, Role.OFFICE, {}),
        (
            State.OFFICE_REVIEW,
            Action.REFUSE,
            Role.OFFICE,
            {"code": "false_materials", "reason": "虚假。", "counts": True},
        ),
        (State.CONFIRM_PENDING, Action.CONFIRM, Role.CONFIRMER, {"document": 0}),
        (State.CONFIRMED, Action.APPROVE, Role.OFFICE, {"document": 0}),
        (State.VOTING, Action.CANCEL, Role.OFFICE, {"reason": "虚假。", "counts": True}),
    ],
)
def test_the_moves_themselves_are_held(world, ma, state, action, role, answers):
    """OFFICE-10, OFFICE-14: neither passed on, accepted, confirmed nor approved; nobody is refused or cancelled unheard."""
    case = filled(world.declaration(state))
    case.stops.update(reached_at=clock.law())
    ask_for_proof(case.pk, actor=ma, doubt=DOUBT, due_on=DUE)

    with pytest.raises(MoveRefused) as refusal:
        perform(case.pk, action, actor=world.actor(role), **answers)

    assert "E418" in refusal.value.codes


def test_what_the_authority_dismissed_holds_nothing_up(world, doubt, case, ma):
    """INTEG-03: 查无实据 takes the finding back; the case goes on."""
    with after_the_time():
        found = find_on_falsity(doubt.pk, actor=ma, is_false=True, finding="逾期未举证。")
        finder = world.people[Role.CONFIRMER]
        dismiss_suspicion(found.suspicion_id, defence="已听取。", finding="查无实据。", actor=finder)

        assert codes(nothing_doubted, case) == []
        assert codes(falsity_found, case, code="false_materials") == ["E418"]


def test_answered_and_proved_the_case_goes_on(doubt, case, ma, lin):
    """OFFICE-10: the applicant proves it."""
    give_proof(doubt.pk, actor=lin, answer="证书补发过，编号已变更。", uploads=[(scan("一"), "补发证明.png")])
    assert inbox(ma, "falsity_answered").get().needs_action
    assert not inbox(lin, "falsity_asked").filter(done_at=None).exists()

    find_on_falsity(doubt.pk, actor=ma, is_false=False, finding="主办单位证实补发。")

    assert codes(nothing_doubted, case) == []
    assert not Suspicion.objects.exists()
    assert "主办单位证实补发" in inbox(lin, "falsity_found").get().text
    assert not inbox(ma, "falsity_answered").filter(done_at=None).exists()


def test_silent_beyond_the_time_is_found_false_and_an_integrity_case_opens(doubt, case, ma):
    """OFFICE-10, OFFICE-14: no proof → false; a suspicion for the authority, no record by itself; filed above."""
    with pytest.raises(Refused, match="举证时限未到"):
        find_on_falsity(doubt.pk, actor=ma, is_false=True, finding="未举证。")

    with after_the_time():
        found = find_on_falsity(doubt.pk, actor=ma, is_false=True, finding="逾期未举证。")
        assert codes(nothing_doubted, case) == ["E418"]
        assert codes(falsity_found, case, code="false_materials") == []
        filed = record_filing(
            doubt.pk, actor=ma, filed_on=clock.local_date(clock.law()), filing_no="桂职改备〔2024〕3号"
        )

    [seen] = Suspicion.objects.all()
    assert found.suspicion == seen
    assert (seen.act, seen.case, seen.place) == ("false_materials", case.ref, "基本信息")
    assert not IntegrityRecord.objects.exists()
    assert filed.filing_no == "桂职改备〔2024〕3号"


def test_nobody_is_refused_for_false_materials_unheard(case):
    """OFFICE-14: refused as 材料虚假 only after the applicant was asked; other reasons need no such case."""
    assert codes(falsity_found, case, code="false_materials") == ["E418"]
    assert codes(falsity_found, case, code="wrong_procedure") == []


def test_late_proof_counts_until_it_is_found_on(doubt, lin, ma):
    with after_the_time():
        assert give_proof(doubt.pk, actor=lin, answer="出差在外，今日补交。").state == FalsityState.ANSWERED
        with pytest.raises(Refused, match="请等候认定"):
            give_proof(doubt.pk, actor=lin, answer="再补一份。")
        find_on_falsity(doubt.pk, actor=ma, is_false=True, finding="证明系伪造。")
        with pytest.raises(Refused, match="已经认定"):
            find_on_falsity(doubt.pk, actor=ma, is_false=False, finding="改判。")


def test_who_may_do_what(world, doubt, case, ma, lin, zhou, gu):
    """Only an office of the route asks and finds; only the applicant answers; a recused clerk does neither."""
    for who in (zhou, gu, lin, world.people["outsider"]):
        with pytest.raises(Refused):
            ask_for_proof(case.pk, actor=who, doubt=DOUBT, due_on=DUE)
        with pytest.raises(Refused):
            find_on_falsity(doubt.pk, actor=who, is_false=False, finding="可以。")
    with pytest.raises(Refused):
        give_proof(doubt.pk, actor=ma, answer="代答。")
    Recusal.objects.create(declaration=case, person=ma, why="亲属", by=world.people[Role.LOCAL_OFFICE])
    with pytest.raises(Refused):
        find_on_falsity(doubt.pk, actor=ma, is_false=False, finding="可以。")


@pytest.mark.parametrize(
    ("due_on", "doubt", "words"),
    [(date(2024, 8, 5), DOUBT, "不能早于明天"), (DUE, "  ", "请写明疑点")],
)
def test_what_an_office_must_say(case, ma, due_on, doubt, words):
    with pytest.raises(Refused, match=words):
        ask_for_proof(case.pk, actor=ma, doubt=doubt, due_on=due_on)
    assert not FalsityCase.objects.exists()


def test_the_pages_from_the_doubt_to_the_filing(client, case, ma, lin):
    """OFFICE-10 on the pages: the office asks, the applicant answers with a photo, the office finds and files."""
    desk, own = reverse("approvals:falsity", args=[case.ref]), reverse("approvals:proof", args=[case.ref])
    client.force_login(ma)
    assert desk in client.get(reverse("approvals:review", args=[case.ref])).content.decode()
    assert client.post(desk, {"doubt": DOUBT, "due_on": "2024-08-01", "place": ""}).status_code == 422
    assert client.post(desk, {"doubt": DOUBT, "due_on": "2024-08-12", "place": ""}).status_code == 302
    doubt = case.falsity_cases.get()

    client.force_login(lin)
    assert DOUBT in client.get(own).content.decode()
    assert client.post(own, {"falsity": doubt.pk, "answer": ""}).status_code == 422
    photo = SimpleUploadedFile("证明.png", scan("二"), "image/png")
    assert client.post(own, {"falsity": doubt.pk, "answer": "见附件。", "files": photo}).status_code == 302
    assert "见附件" in client.get(own).content.decode()
    assert client.get(desk).status_code == 403

    client.force_login(ma)
    assert [door.count for door in doors_of(ma, Role.OFFICE) if door.label == "材料真实性核查"] == [1]
    find = reverse("approvals:falsity_find", args=[case.ref, doubt.pk])
    assert client.post(find, {"verdict": "false", "finding": ""}).status_code == 422
    assert client.post(find, {"verdict": "false", "finding": "证明系伪造。"}).status_code == 302
    file = reverse("approvals:falsity_file", args=[case.ref, doubt.pk])
    assert client.post(file, {"filed_on": "2024-08-20"}).status_code == 422
    assert client.post(file, {"filed_on": "2024-08-05", "filing_no": "备3"}).status_code == 302
    doubt.refresh_from_db()
    assert (doubt.state, doubt.filed_on, doubt.kept.count()) == (FalsityState.FALSE, date(2024, 8, 5), 1)


def test_the_register_is_the_offices_and_its_statements_do_not_grow(
    client, world, case, ma, zhou, django_assert_num_queries
):
    """Nobody else's register; one statement for the rows, however many."""
    address = reverse("approvals:falsity_register") + "?queue=asked"
    client.force_login(zhou)
    assert client.get(address).status_code == 403
    client.force_login(ma)
    ask_for_proof(case.pk, actor=ma, doubt=DOUBT, due_on=DUE)
    client.get(address)
    counts = []
    for _ in range(2):
        with django_assert_num_queries(8):
            counts.append(client.get(address).content.decode().count("整份申报"))
        for _ in range(2):
            ask_for_proof(case.pk, actor=ma, doubt=DOUBT, due_on=DUE)
    assert counts == [1, 3]
    client.force_login(world.people["outsider"])
    assert client.get(reverse("approvals:falsity", args=[case.ref])).status_code == 404


def test_what_was_asked_proved_and_found_stands_in_the_history_of_the_case(doubt, case, lin, ma):
    """OFFICE-10, 26-1: to the applicant under the office's name, to a desk under the person's, each in its place."""
    give_proof(doubt.pk, actor=lin, answer="证书编号印刷有误，附主办单位证明。")
    find_on_falsity(doubt.pk, actor=ma, is_false=False, finding="主办单位已书面证明。")

    told, inner = timeline(case, public=True), timeline(case, reader=ma)
    labels = [step.label for step in told if step.label.startswith("材料真实性核查")]
    [asked, proved, found] = [step for step in inner if step.label.startswith("材料真实性核查")]

    assert labels == ["材料真实性核查：请申报人举证", "材料真实性核查：申报人举证", "材料真实性核查认定：举证成立"]
    assert (ma.name in {step.who for step in told}, asked.who, proved.who, found.who) == (
        False,
        ma.name,
        lin.name,
        ma.name,
    )
    assert (DOUBT in asked.why, "2024-08-12" in asked.why, found.why) == (True, True, "主办单位已书面证明。")
    assert newest_steps(case, 1)[0].label == labels[-1]
    lines = [line for line in _of_doubts(case) if line[1] in labels]
    assert [bool(line[7]) for line in lines] == [True, True, True]  # each with its place in the audit chain


@pytest.mark.parametrize(("role", "reads"), [(Role.UNIT, False), (Role.DEPARTMENT, False), (Role.OFFICE, True)])
def test_a_doubt_is_read_by_the_offices_and_no_other_desk(doubt, case, world, role, reads):
    """OFFICE-10: neither on the page of the case nor in the history that is taken away."""
    reader = world.people[role]

    shown = " ".join(step.label for step in timeline(case, reader=reader))
    taken = ZipFile(BytesIO(history_sheet(case, reader))).read("xl/sharedStrings.xml").decode()

    assert ["材料真实性核查" in each for each in (shown, taken)] == [reads, reads]
