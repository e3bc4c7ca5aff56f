"""补交结题、发表证明: through every desk to the office, in its window, and what becomes of what did not come.

MAT-38, TIME-11, MSG-08; whose delay it was: G-07, E405.
"""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import SYSTEM
from accounts.states import Role
from config.lib import clock
from declarations.models import Achievement, Material, Publication, Recusal
from declarations.states import State
from messaging.models import Message, Sms
from notices.models import Gate
from notices.services import close_due_gates, move_gate
from notices.states import Window
from records.models import AuditEntry, Outbox
from review.approvals.exceptions import Refused
from review.approvals.models import Supplement
from review.approvals.selectors import supplements as waiting
from review.approvals.selectors.supplements import pending_rows, still_to_prove
from review.approvals.services import confirm_supplement, hand_in_supplement, return_supplement
from review.approvals.states import Paper, SupplementState
from review.meetings.guards import supplements_handled
from review.process.doors import doors_of
from review.process.home import hero_of
from review.process.supplements import remind_of_supplements, sweep_supplements
from tests.approvals.test_documents import printed
from tests.approvals.world import at, attach
from tests.declarations.pictures import scan
from tests.helpers import no_writes
from tests.process.world import in_threads, on_postgresql, person

IN_TIME, LATE = at("2024-10-20T10:00"), at("2024-11-01T09:00")
ENDS = at("2024-10-31T23:59:59")
SAID = "2024年10月15日通过结题验收，结论为优秀。"


@pytest.fixture(autouse=True)
def _october(db):
    with clock.law_at(IN_TIME):
        yield


def pending_case(world, state=State.REPORTED, **told):
    """A declaration all desks have had, with a project that was declared on its 立项材料."""
    case = world.declaration(state, **told)
    case.stops.update(reached_at=clock.law())
    Achievement.objects.create(
        declaration=case, rank=1, title="坭兴陶窑变工艺课题", achieved_on=date(2024, 6, 1), role="主持",
        kind="project", pending_kind="课题结题",
    )  # fmt: skip
    return case


@pytest.fixture
def case(world):
    return pending_case(world)


@pytest.fixture
def desks(world):
    """Who speaks for each stop of the route, from the ground up."""
    return [world.people[role] for role in (Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE)]


def project_of(case):
    return Achievement.objects.get(declaration=case)


def part_of(case):
    return f"achievement:{project_of(case).pk}"


def hand_in(case, *, actor=None, **changed):
    changed.setdefault("part", None)
    changed["part"] = changed["part"] or part_of(case)
    told = {"said": SAID, "uploads": [(scan("结题证书"), "结题证书.png")], **changed}
    return hand_in_supplement(case.pk, actor=actor or case.applicant, **told)


def refused(command, *args, **told):
    with pytest.raises(Refused) as refusal:
        command(*args, **told)
    return [reason.text for reason in refusal.value.reasons]


@contextmanager
def after_the_date():
    with clock.law_at(LATE):
        close_due_gates()
        yield


def test_every_file_that_cannot_be_kept_is_named(case):
    """MAT-38: all of them at once; nothing is handed in by halves."""
    uploads = [(scan("结题证书"), "好.png"), (b"x" * 200, "坏一.png"), (b"y" * 200, "坏二.png")]

    told = refused(hand_in, case, uploads=uploads)

    assert [each.partition("：")[0] for each in told] == ["“坏一.png”", "“坏二.png”"]
    assert not Supplement.objects.exists()


# ── the way ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_desk_confirms_in_turn_and_the_office_takes_it_into_the_dossier(case, desks):
    supplement = hand_in(case)
    before = [hand.pk for hand in desks]

    for desk in desks:
        assert Message.objects.filter(event="supplement_waits", person=desk, done_at=None).count() == 1
        confirm_supplement(supplement.pk, actor=desk)

    supplement.refresh_from_db()
    material = Material.objects.get(declaration=case)
    assert (supplement.state, [step.by_id for step in supplement.steps.all()]) == (SupplementState.ACCEPTED, before)
    assert (material.part, material.slot) == (part_of(case), "performance_proof")
    assert material.label == "《坭兴陶窑变工艺课题》结题证明（补交）"
    assert project_of(case).supplemented_at is not None
    assert not Message.objects.filter(event="supplement_waits", done_at=None).exists()
    assert Message.objects.get(event="supplement_settled").person == case.applicant
    assert AuditEntry.objects.filter(event__startswith="approvals.supplement").count() == 5


def test_a_paper_is_proved_by_what_was_printed(world):
    case = world.declaration(State.REPORTED)
    paper = Publication.objects.create(
        declaration=case, rank=1, title="窑变呈色机理", kind="paper", published_on=date(2024, 10, 1), own_part="独撰",
        pending_kind="论文发表",
    )  # fmt: skip

    supplement = hand_in(case, part=f"publication:{paper.pk}", said="《陶艺研究》2024年第5期，10月12日出版。")

    assert (supplement.proof, supplement.stop, supplement.kept.count()) == ("发表证明", 0, 1)


def test_a_supplement_does_not_overtake_its_case(world, desks):
    case = pending_case(world, State.UNIT_CHECK)
    case.stops.filter(index__gt=0).update(reached_at=None)
    supplement = hand_in(case)

    assert refused(confirm_supplement, supplement.pk, actor=desks[0]) == [
        "该申报还没有报送到钦州市文旅局，请先办理申报，再转交补交的证明。"
    ]
    assert not supplement.steps.exists()


# ── the window ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_last_second_counts_and_the_next_one_does_not(world, case):
    """TIME-11, TIME-17: by the server's law clock."""
    other = pending_case(world, applicant=person("nong"))
    with clock.law_at(ENDS - timedelta(seconds=5)):
        hand_in(case)

    with clock.law_at(ENDS + timedelta(seconds=1)):
        said = refused(hand_in, other)

    assert said == ["不在办理时间内（2024-07-02 00:00—2024-10-31 23:59）。逾期未补充报送的，不作为评审材料。"]
    assert Supplement.objects.count() == 1


def test_a_notice_without_pending_items_takes_none(world, case):
    Gate.objects.filter(window=Window.PENDING_SUPPLEMENT).delete()

    assert refused(hand_in, case) == ["该申报现在没有需要补交的结题、发表证明。"]


@pytest.mark.parametrize("state", [State.DRAFT, State.VOTING, State.FAILED, State.CERTIFIED])
def test_proofs_are_taken_between_submission_and_vote(world, state):
    assert refused(hand_in, pending_case(world, state)) == ["该申报现在没有需要补交的结题、发表证明。"]


# ── who, and what ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_only_the_applicant_hands_in_and_only_the_desk_whose_turn_it_is_confirms(world, case, desks):
    supplement = None
    for somebody in (*desks, world.people["outsider"]):
        assert refused(hand_in, case, actor=somebody) == ["您无权办理此事项。"]
    supplement = hand_in(case)

    for somebody in (*desks[1:], world.people["outsider"]):
        assert refused(confirm_supplement, supplement.pk, actor=somebody) == ["您无权办理此事项。"]
    assert "本人申报材料不得由本人审核" in refused(confirm_supplement, supplement.pk, actor=case.applicant)[0]


def test_who_is_recused_speaks_for_no_desk(case, desks):
    supplement = hand_in(case)
    Recusal.objects.create(declaration=case, person=desks[0], why="亲属", by=desks[3], at=clock.law())

    assert refused(confirm_supplement, supplement.pk, actor=desks[0]) == ["您无权办理此事项。"]


def test_what_is_missing_is_said_and_nothing_is_handed_in_twice(case):
    assert refused(hand_in, case, uploads=[]) == ["请选择证明文件。"]
    assert refused(hand_in, case, said="  ") == ["请写明结题或发表的情况。"]
    assert refused(hand_in, case, part="achievement:999999") == ["这一项不是等待期材料，不需要补交。"]
    assert refused(hand_in, case, uploads=[(b"%PDF-1.4 not one", "a.pdf")]) == [
        "“a.pdf”：文件已损坏或不完整，无法打开，请重新扫描或导出后上传。"
    ]
    hand_in(case)

    assert refused(hand_in, case) == ["这一项的证明已经交出，请等候逐级确认。"]


def test_what_is_returned_may_be_handed_in_again(case, desks):
    first = hand_in(case)
    assert refused(return_supplement, first.pk, actor=desks[0], remark=" ") == ["请写明退回的原因。"]

    return_supplement(first.pk, actor=desks[0], remark="缺验收组签名页")
    second = hand_in(case)

    first.refresh_from_db()
    assert (first.state, second.state) == (SupplementState.RETURNED, SupplementState.ON_THE_WAY)
    told = Message.objects.get(event="supplement_settled")
    assert "被古龙窑退回：缺验收组签名页。请在时限前重新补交。" in told.text


# ── after the date ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_did_not_come_is_disregarded_and_everybody_concerned_is_told(world, case):
    with after_the_date():
        counts = (sweep_supplements(), sweep_supplements())

        assert counts == (1, 0)
        assert [row.look[0] for row in pending_rows(case)] == ["未按期补交，不予采用"]
        told = {message.person for message in Message.objects.filter(event="supplement_lapsed")}
        assert told == {case.applicant, world.people[Role.OFFICE]}
        assert AuditEntry.objects.filter(event="approvals.disregard").count() == 1


def test_before_the_date_nothing_is_disregarded(case):
    close_due_gates()

    assert (sweep_supplements(), project_of(case).disregarded_at) == (0, None)


def test_a_round_waits_as_long_as_the_gate_stands_open(case):
    """MAT-38, T23, TIME-11: an amendment moves the gate; the case's own edition still names the old date."""
    asked, told = {}, {"actor": SYSTEM, "now": LATE}
    assert supplements_handled(case, asked, **told | {"now": IN_TIME}).text.endswith("补充时限未到，尚未补充。")
    assert supplements_handled(case, asked, **told) is None

    Gate.objects.filter(window=Window.PENDING_SUPPLEMENT).update(closes_at=LATE + timedelta(days=9))

    assert supplements_handled(case, asked, **told).code == "E611"


def test_what_waits_is_turned_page_by_page(world, case, desks, monkeypatch, django_assert_num_queries):
    """MAT-38, 16-2: a keyset, for a season's heap of proofs."""
    monkeypatch.setattr(waiting, "PAGE", 2)
    cases = [case, *(pending_case(world, applicant=person(f"申报人{number}")) for number in range(4))]
    handed = [hand_in(each) for each in cases]
    clerk = desks[0]

    with django_assert_num_queries(1):
        first = waiting.waiting_page(clerk, Role.UNIT)
    second = waiting.waiting_page(clerk, Role.UNIT, after=first.after)
    third = waiting.waiting_page(clerk, Role.UNIT, after=second.after)

    assert [page.rows for page in (first, second, third)] == [handed[:2], handed[2:4], handed[4:]]
    assert (first.before, third.after) == ("", "")
    back = waiting.waiting_page(clerk, Role.UNIT, before=third.before)
    assert (back.rows, waiting.waiting_page(clerk, Role.UNIT, before=back.before).rows) == (handed[2:4], handed[:2])
    assert waiting.waiting_page(clerk, Role.UNIT, after="坏~x").rows == handed[:2]


def test_what_a_lower_desk_kept_too_long_is_the_offices_to_decide(world, case, desks):
    """G-07, E405: the delay was not the applicant's."""
    supplement = hand_in(case)
    confirm_supplement(supplement.pk, actor=desks[0])
    with after_the_date():
        late = refused(confirm_supplement, supplement.pk, actor=desks[1])
        sweep_supplements()

        supplement.refresh_from_db()
        assert late == ["不在办理时间内（2024-07-02 00:00—2024-10-31 23:59）。"]
        assert (supplement.stop, supplement.late_holder) == (3, "钦州市文旅局")
        assert project_of(case).disregarded_at is None
        own = Message.objects.get(event="supplement_late", person=case.applicant)
        assert "钦州市文旅局未在规定时间前报送" in own.text
        assert "这不是您的原因" in own.text
        confirm_supplement(supplement.pk, actor=desks[3])

    assert project_of(case).supplemented_at is not None


def test_what_the_office_returns_after_the_date_counts_no_more(case, desks):
    supplement = hand_in(case)
    for desk in desks[:3]:
        confirm_supplement(supplement.pk, actor=desk)
    with after_the_date():
        assert sweep_supplements() == 0  # it reached the office in time

        return_supplement(supplement.pk, actor=desks[3], remark="不是该课题的结题证书")

    assert project_of(case).disregarded_at is not None
    assert "这一项不作为评审材料" in Message.objects.get(event="supplement_settled").text


def test_a_window_opened_again_takes_back_what_its_end_did(case):
    with after_the_date():
        sweep_supplements()
        gate = Gate.objects.get(window=Window.PENDING_SUPPLEMENT)
        move_gate(gate.pk, closes_at=LATE + timedelta(days=10), actor=SYSTEM)

        hand_in(case)

    assert project_of(case).disregarded_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_sweep_costs_the_same_for_any_number(world, count, django_assert_max_num_queries):
    for number in range(count):
        pending_case(world, applicant=person(f"lin {number}"))
    with after_the_date(), django_assert_max_num_queries(22):
        assert sweep_supplements() == count


# ── reminders ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_applicant_is_reminded_once_before_each_mark_by_letter_and_text(case):
    """MSG-08, TIME-18."""
    sent = []
    for hours in (73, 72, 71, 24, 23, 2, 1):
        with clock.law_at(ENDS - timedelta(hours=hours)):
            sent.append(remind_of_supplements())

    assert sent == [0, 1, 0, 1, 0, 1, 0]
    assert Message.objects.filter(event="supplement_reminder", person=case.applicant).count() == 3
    assert Sms.objects.filter(event="pending_supplement").count() == 3
    text = Sms.objects.filter(event="pending_supplement").first().text
    assert text.endswith("请于2024-10-31 23:59前按规定程序补充报送“坭兴陶窑变工艺课题”的结题证明。")


def test_once_it_is_handed_in_the_desk_that_keeps_it_is_reminded_instead(case, desks):
    supplement = hand_in(case)
    confirm_supplement(supplement.pk, actor=desks[0])

    with clock.law_at(ENDS - timedelta(hours=20)):
        remind_of_supplements()

    told = Message.objects.filter(event="supplement_reminder")
    assert {message.person for message in told} == {desks[1]}


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def url(name, case, *rest):
    return reverse(f"approvals:{name}", args=[case.ref, *rest])


def photo(words, name):
    return SimpleUploadedFile(name, scan(words), content_type="image/png")


def test_the_applicants_page_hands_in_several_files_at_once(client, case):
    client.force_login(case.applicant)
    with no_writes():
        page = client.get(url("supplement", case)).content.decode()
    assert "坭兴陶窑变工艺课题" in page
    assert "交出结题证明" in page

    files = [photo("一", "证书.png"), photo("二", "验收意见.png")]
    answer = client.post(url("supplement", case), {"part": part_of(case), "said": SAID, "files": files})

    assert answer.status_code == 302
    assert Supplement.objects.get().kept.count() == 2
    after = client.get(url("supplement", case)).content.decode()
    assert "古龙窑确认中" in after
    assert "交出结题证明" not in after


def test_a_refusal_stands_at_its_item(client, case):
    client.force_login(case.applicant)

    answer = client.post(url("supplement", case), {"part": part_of(case), "said": ""})

    assert answer.status_code == 422
    assert "请先选择文件。" in answer.content.decode()
    assert not Supplement.objects.exists()


def test_after_the_date_the_page_says_so_and_offers_nothing(client, case):
    client.force_login(case.applicant)
    with after_the_date():
        page = client.get(url("supplement", case)).content.decode()

        assert "补交时间已过" in page
        assert "交出结题证明" not in page
        assert still_to_prove(case) == []


def test_the_page_is_its_applicants_and_of_those_who_have_something_pending(client, world, case):
    for somebody in (world.people["outsider"], world.people[Role.UNIT]):
        client.force_login(somebody)
        assert client.get(url("supplement", case)).status_code == 404
    plain = world.declaration(State.REPORTED, level="fg")
    client.force_login(plain.applicant)

    assert client.get(url("supplement", plain)).status_code == 404


def test_home_asks_for_the_proof_while_nothing_else_is_asked(case):
    hero = hero_of(case)

    assert (hero.title, hero.button, hero.url, hero.due) == (
        "补交结题、发表证明", "去补交", url("supplement", case), ENDS,
    )  # fmt: skip
    hand_in(case)
    assert hero_of(case).title == "现在不用您做什么"


def test_a_desk_finds_what_waits_for_it_and_speaks(client, world, case, desks):
    supplement = hand_in(case)
    client.force_login(desks[0])
    assert [door.count for door in doors_of(desks[0], Role.UNIT) if door.label == "补交材料确认"] == [1]
    with no_writes():
        listed = client.get(reverse("approvals:supplements")).content.decode()
        page = client.get(url("judge_supplements", case)).content.decode()
    assert url("judge_supplements", case) in listed
    assert SAID in page

    answer = client.post(url("say_supplement", case, supplement.pk), {"word": "confirm", "remark": "原件已核对"})

    assert answer.status_code == 302
    assert list(supplement.steps.values_list("name", "agrees", "note")) == [("古龙窑", True, "原件已核对")]
    assert "现在没有等待确认的补交材料" in client.get(reverse("approvals:supplements")).content.decode()


def test_a_return_without_a_reason_is_refused_on_the_page(client, case, desks):
    supplement = hand_in(case)
    client.force_login(desks[0])

    answer = client.post(url("say_supplement", case, supplement.pk), {"word": "return"})

    assert answer.status_code == 422
    assert "请写明退回的原因。" in answer.content.decode()


def test_a_desk_of_another_unit_and_the_applicant_find_no_desks_page(client, world, case):
    supplement = hand_in(case)
    for somebody in (world.people["outsider"], case.applicant):
        client.force_login(somebody)
        assert client.get(url("judge_supplements", case)).status_code == 404
        assert client.post(url("say_supplement", case, supplement.pk), {"word": "confirm"}).status_code == 404


def test_the_list_is_the_desks(client, case):
    client.force_login(case.applicant)

    assert client.get(reverse("approvals:supplements")).status_code == 403


# ── races ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_handed_in_twice_at_once_it_is_handed_in_once(shared_world):
    case = pending_case(shared_world)

    results = in_threads([lambda: hand_in(case)] * 4)

    assert sum(isinstance(result, Supplement) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 3


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_at_one_desk_confirm_once(shared_world):
    case = pending_case(shared_world)
    supplement = hand_in(case)
    zhou = shared_world.people[Role.UNIT]

    results = in_threads([lambda: confirm_supplement(supplement.pk, actor=zhou)] * 4)

    assert sum(isinstance(result, Supplement) for result in results) == 1
    assert list(supplement.steps.values_list("stop", flat=True)) == [0]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_sweep_and_a_late_hand_in_agree(shared_world):
    """Whatever came in before the gate closed is on its way; whatever did not is disregarded; nothing is both."""
    cases = [pending_case(shared_world, applicant=person(f"lin {number}")) for number in range(6)]
    closing = clock.law() + timedelta(seconds=0.6)
    Gate.objects.filter(window=Window.PENDING_SUPPLEMENT).update(closes_at=closing)

    def close():
        while clock.law() <= closing:
            pass
        close_due_gates()
        return sweep_supplements()

    in_threads([*(lambda each=each: hand_in(each) for each in cases), close])
    sweep_supplements()

    came = set(Supplement.objects.values_list("declaration", flat=True))
    dropped = set(Achievement.objects.exclude(disregarded_at=None).values_list("declaration", flat=True))
    assert (came | dropped, came & dropped) == ({case.pk for case in cases}, set())


# ── on paper ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_form_lists_each_item_with_its_interim_and_final_documents(case, desks, lin):
    """FORM-41 (000 二(二)2(2)(3)): item, interim document, final document, date; and what each desk said."""
    attach(case, "performance_proof", part=part_of(case))
    case.materials.update(piece="立项材料")
    blank = printed(case, Paper.SUPPLEMENT, lin)
    supplement = hand_in(case)
    confirm_supplement(supplement.pk, actor=desks[0], remark="原件已核")

    words = printed(case, Paper.SUPPLEMENT, lin)

    for each in ("等待期材料补充提交表", "坭兴陶窑变工艺课题", "课题结题", "立项材料", "2024年10月31日"):
        assert each in blank
        assert each in words
    assert "（未补交）" in blank
    assert "待补交" in blank
    handed_in = f"{localtime(supplement.handed_in_at):%Y-%m-%d %H:%M}"
    for each in ("结题证书.png", SAID, handed_in, "原件已核", "逐级确认中"):
        assert each in words


def test_applicant_and_desks_may_have_the_form_made(case, desks, lin, client):
    """FORM-41."""
    hand_in(case)
    make = reverse("approvals:make", args=[case.ref, Paper.SUPPLEMENT])
    for who, page in ((case.applicant, "approvals:supplement"), (desks[0], "approvals:judge_supplements")):
        client.force_login(who, backend="accounts.backends.PhoneBackend")
        there = reverse(page, args=[case.ref])

        assert make in client.get(there).content.decode()
        assert client.post(make).url == there
    assert Outbox.objects.filter(payload__kind=Paper.SUPPLEMENT).count() == 2
