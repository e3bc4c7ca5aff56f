"""Ratios of problems by unit and department, and what a person makes of them (UNIT-18, DEPT-02, DEPT-03, G-19, G-20)."""

from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration, RouteStop
from declarations.states import State
from messaging.models import Message
from notices.models import Notice, NoticeEdition
from notices.rules import digest_of, dump_terms, terms_of
from notices.states import Window
from records.models import AuditEntry, Outbox
from records.services.documents import preview
from review.approvals.exceptions import Refused
from review.approvals.guards import unit_not_suspended
from review.approvals.models import CorrectionItem, Suspension
from review.approvals.states import DefectKind
from review.meetings.models import Round
from review.meetings.states import RoundState
from review.process.forms import RefusalForm
from review.process.items_form import ItemsForm
from review.process.models import MoveRecord, QualityCase
from review.process.quality import counting, documents, services
from review.process.quality.documents import CIRCULAR, SUSPENSION, papers_of
from review.process.quality.states import QualityRule, QualityState
from review.process.selectors import held_up
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import at, codes, noticed
from tests.declarations.test_documents import needs_poppler, words_of
from tests.helpers import no_writes, statements
from tests.process.world import acting, amended, in_threads, on_postgresql, person

LIMITS = {"unit_problem_ratio": "0.10", "department_unqualified_ratio": "0.20", "small_sample_below": 5}
DUE = date(2024, 9, 30)


@pytest.fixture
def ruled(world):
    """The cast under a notice that knows ratios."""
    world.edition = amended(world.edition, quality_thresholds=LIMITS)
    return world


def handed_in(world, count: int, state=State.OFFICE_REVIEW) -> list[Declaration]:
    made = [world.declaration(state, applicant=person(f"a{number}-{state}")) for number in range(count)]
    if state == State.FAILED:  # it came all the way
        RouteStop.objects.filter(declaration__in=made).update(reached_at=clock.law())
    return made


def corrected(world, case: Declaration, *, counts: bool, stop: int = 3) -> None:
    notice = noticed(case, world.people[Role.OFFICE], stop=stop)
    notice.items.update(counts=counts)


def refused(case: Declaration, **answers) -> None:
    """The committee's office took it off the list."""
    Declaration.objects.filter(pk=case.pk).update(state=State.NOT_ACCEPTED)
    told = {"action": Action.REFUSE, "source": State.OFFICE_REVIEW, "target": State.NOT_ACCEPTED, "at": clock.law()}
    MoveRecord.objects.create(declaration=case, answers=answers, **told)


def figures(world, rule=QualityRule.UNIT):
    return [
        (each.name, each.problems, each.total, each.reached) for each in counting.shares(world.edition.notice, rule)
    ]


def drafted(world, rule=QualityRule.UNIT) -> QualityCase:
    services.draft_cases(world.edition.notice)
    return QualityCase.objects.get(rule=rule)


# ── counting ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("total", "reached"), [(10, True), (11, False)])
def test_exactly_the_tenth_reaches_the_threshold_and_one_more_case_does_not(ruled, total, reached):
    """UNIT-18, G-19: ≥ 10 %, the threshold itself counts."""
    cases = handed_in(ruled, total)
    corrected(ruled, cases[0], counts=True)

    assert figures(ruled) == [("古龙窑", 1, total, reached)]
    assert [each.subject for each in services.draft_cases(ruled.edition.notice)] == [ruled.unit] * reached


def test_only_ticked_cases_of_the_committees_office_count(ruled):
    """G-19: unticked ones, returns of lower desks, and a refusal that was opened again do not; two ticks count once."""
    cases = handed_in(ruled, 6)
    corrected(ruled, cases[0], counts=False)
    corrected(ruled, cases[1], counts=True, stop=1)  # the department's
    refused(cases[2], counts=False)
    refused(cases[3], counts=True)
    Declaration.objects.filter(pk=cases[3].pk).update(state=State.OFFICE_REVIEW)  # reopened
    corrected(ruled, cases[4], counts=True)
    refused(cases[4], counts=True)
    ruled.declaration(State.DRAFT, applicant=person("never"))

    assert figures(ruled) == [("古龙窑", 1, 6, True)]


@pytest.mark.parametrize(("total", "reached"), [(5, True), (6, False)])
def test_a_department_is_counted_by_who_did_not_meet_the_conditions(ruled, total, reached):
    """DEPT-02, G-20: ≥ 20 % of those it sent on; who failed the vote only where the office says it was for that."""
    cases = handed_in(ruled, total - 1) + handed_in(ruled, 1, State.FAILED)
    handed_in(ruled, 1, State.DEPT_REVIEW)  # not sent on yet
    assert figures(ruled, QualityRule.DEPARTMENT) == [("钦州市文旅局", 0, total, False)]

    services.mark_unqualified(cases[-1].pk, actor=ruled.people[Role.OFFICE], reason="业绩不符合第2条")

    assert figures(ruled, QualityRule.DEPARTMENT) == [("钦州市文旅局", 1, total, reached)]


def test_the_figures_cost_the_same_for_one_unit_and_for_three(ruled):
    handed_in(ruled, 1)
    figures(ruled)  # a process reads the law of an edition once
    with statements() as once:
        figures(ruled)
    for number in range(2):
        ruled.unit = Organisation.objects.create(name=f"单位{number}", kind="unit", parent=ruled.unit.parent)
        ruled.declaration(State.OFFICE_REVIEW, applicant=person(f"more{number}"))
    with statements() as again:
        assert len(figures(ruled)) == 3

    assert len(again) == len(once)


def test_a_notice_without_ratios_counts_nothing(world):
    """Data of the notice: two of the three print no ratio."""
    corrected(world, handed_in(world, 1)[0], counts=True)

    assert figures(world) == []
    assert services.draft_cases(world.edition.notice) == []


def test_a_closed_round_is_counted_once_and_nothing_follows_by_itself(ruled):
    """G-19, INTEG-11: live all along, stored as a draft at the round's close, a person decides."""
    corrected(ruled, handed_in(ruled, 1)[0], counts=True)
    told = {"notice": ruled.edition.notice, "committee": Declaration.objects.first().committee, "name": "第一批"}
    made = Round.objects.create(created_by=ruled.people[Role.SECRETARY], created_at=clock.law(), **told)
    assert services.count_closed_rounds() == 0
    Round.objects.filter(pk=made.pk).update(state=RoundState.CLOSED)

    assert (services.count_closed_rounds(), services.count_closed_rounds()) == (1, 0)

    case = QualityCase.objects.get()
    assert (case.state, case.subject, case.problems, case.total, case.limit) == ("draft", ruled.unit, 1, 1, "10%")
    assert set(Message.objects.filter(event="quality_draft").values_list("person", flat=True)) == {
        ruled.people[Role.OFFICE].pk
    }
    assert not Message.objects.filter(event="quality_ask").exists()


# ── what a person decides ──────────────────────────────────────────────────────────────────────────────────────────
def page(client, who, case):
    client.force_login(who)
    return client.get(case.get_absolute_url())


def sent(client, who, case, what, **told):
    client.force_login(who)
    return client.post(case.get_absolute_url(), {"do": what, **told}).status_code


def test_a_unit_explains_and_its_department_notifies(ruled, client, zhou, gu, ma):
    """UNIT-18, DEPT-03: the whole way by its pages; the record of the circular closes it."""
    corrected(ruled, handed_in(ruled, 1)[0], counts=True)
    case = drafted(ruled)
    bai = ruled.people["outsider"]
    assert [page(client, who, case).status_code for who in (ma, zhou, gu, bai)] == [200, 404, 404, 404]

    assert "选填" not in page(client, ma, case).content.decode()  # whoever asks has to say whom and until when
    assert sent(client, ma, case, "ask", addressees=[ruled.unit.pk], reason="达到标准") == 422  # no day
    assert sent(client, ma, case, "ask", addressees=[ruled.unit.pk], reason="达到标准", due_on=DUE) == 302
    assert [page(client, who, case).status_code for who in (zhou, gu, bai)] == [200, 200, 404]
    assert Message.objects.get(event="quality_ask").person == zhou
    assert sent(client, gu, case, "explain", explanation="不是我们") == 302  # said, and nothing done
    assert sent(client, zhou, case, "explain", explanation="") == 422
    assert sent(client, zhou, case, "explain", explanation="原件核对不细，已更换审核责任人。") == 302
    assert Message.objects.get(event="quality_notify").person == gu
    told = {"circular": "经统计，古龙窑问题率达到标准。", "circular_on": "2024-08-05", "recipients": "本系统各单位"}
    assert sent(client, ma, case, "circulate", **told) == 302
    assert QualityCase.objects.get().state == QualityState.ANSWERED  # the department's to do
    assert sent(client, gu, case, "circulate", **told | {"circular_on": "2024-08-06"}) == 422
    assert sent(client, gu, case, "circulate", **told) == 302

    made = client.post(reverse("process:quality_paper", args=[case.ref, documents.CIRCULAR]))
    assert (made.status_code, Outbox.objects.filter(payload__kind=documents.CIRCULAR).count()) == (302, 1)
    assert client.post(reverse("process:quality_paper", args=[case.ref, documents.SUSPENSION])).status_code == 404
    case.refresh_from_db()
    assert (case.state, case.answered_by, case.circulated_by) == (QualityState.CLOSED, zhou, gu)
    assert not Message.objects.filter(subject_kind="quality", needs_action=True, done_at=None).exists()
    services.draft_cases(ruled.edition.notice)
    assert QualityCase.objects.count() == 1  # decided ones are not drafted again


@needs_poppler
def test_a_departments_figure_asks_a_plan_of_whom_the_office_picks_and_may_suspend(ruled, zhou, gu, ma):
    """DEPT-02, G-33, FORM-35: the units behind it by default; a suspension is of next year and leaves the desk."""
    refused(handed_in(ruled, 1)[0], counts=True)
    other = ruled.people["outsider"]
    case = drafted(ruled, QualityRule.DEPARTMENT)
    assert services.may_be_asked(case) == [ruled.unit, case.subject]
    with pytest.raises(Refused, match="由谁说明"):
        services.ask_case(
            case.pk, actor=ma, addressees=[Organisation.objects.get(name="另一单位")], due_on=DUE, reason="x"
        )
    with pytest.raises(Refused, match="无权"):
        services.ask_case(case.pk, actor=other, addressees=[ruled.unit], due_on=DUE, reason="x")

    asked = services.ask_case(case.pk, actor=ma, addressees=services.may_be_asked(case), due_on=DUE, reason="达到标准")
    of_unit, of_department = asked
    with pytest.raises(Refused, match="整改方案"):
        services.explain_case(of_unit.pk, actor=zhou, explanation="审核不严")
    services.explain_case(of_unit.pk, actor=zhou, explanation="审核不严", plan="9月底前完成培训，责任人周某。")
    with pytest.raises(Refused, match="用人单位"):
        services.suspend_unit(of_department.pk, actor=ma, reason="x", document_no="1号")
    services.suspend_unit(of_unit.pk, actor=ma, reason="情节严重", document_no="桂职办〔2024〕9号")

    words = ["".join(words_of(preview(kind, of_unit.pk)).split()) for kind in documents.TITLES if kind != CIRCULAR]
    assert all("1/1（100%）" in each and "达到20%" in each for each in words)
    assert "9月底前完成培训" in words[0]
    assert "桂职办〔2024〕9号" in words[1]
    assert "2025年度职称推荐申报权限" in words[1]
    this_year = Declaration.objects.filter(unit=ruled.unit).first()
    assert codes(unit_not_suspended, this_year) == []
    Suspension.objects.update(year=this_year.edition.notice.year)
    assert codes(unit_not_suspended, this_year) == ["E309"]
    assert Membership.objects.of(zhou).filter(organisation=ruled.unit, role=Role.UNIT).exists()


@needs_poppler
def test_each_unit_asked_reads_its_own_cases_and_count_alone(ruled, client, zhou, ma):
    """DEPT-02, G-33: a department's figure names to a unit what that unit sent, and no other unit's numbers."""
    mine = handed_in(ruled, 1)[0]
    own = ruled.unit
    ruled.unit = Organisation.objects.create(name="海韵窑", kind="unit", parent=own.parent)
    others = [ruled.declaration(State.OFFICE_REVIEW, applicant=person(f"b{number}")) for number in range(2)]
    for number, each in enumerate([mine, *others], 1):
        Declaration.objects.filter(pk=each.pk).update(number=f"GY-{number}")
        refused(each, counts=True)
    case = drafted(ruled, QualityRule.DEPARTMENT)

    asked = services.ask_case(
        case.pk, actor=ma, addressees=[own, ruled.unit, case.subject], due_on=DUE, reason="达到标准"
    )
    services.suspend_unit(asked[0].pk, actor=ma, reason="情节严重", document_no="1号")

    assert [each.numbers for each in asked] == [["GY-1"], ["GY-2", "GY-3"], ["GY-1", "GY-2", "GY-3"]]
    assert {(each.problems, each.total) for each in asked} == {(3, 3)}
    shown = " ".join(page(client, zhou, asked[0]).content.decode().split())
    paper = "".join(words_of(preview(documents.SUSPENSION, asked[0].pk)).split())
    told = Message.objects.get(event="quality_suspended", person=zhou).text
    for each in (shown, paper):
        assert ("GY-1" in each, "GY-2" in each) == (True, False)
    assert "你主管部门推荐的申报人" in paper
    assert all("其中你单位1份" in each.replace(" ", "") for each in (shown, paper, told))


@on_postgresql
def test_two_matters_of_one_unit_and_year_suspend_it_once(shared_world):
    """DEPT-02, INTEG-11: the sanction is stored by unit and year; whoever is second reads a sentence."""
    world, ma = shared_world, shared_world.people[Role.OFFICE]
    told = {"notice": world.edition.notice, "rule": QualityRule.DEPARTMENT, "state": QualityState.ASKED}
    told |= {"threshold": "0.2", "problems": 1, "total": 1, "drafted_at": clock.law(), "addressee": world.unit}
    matters = [QualityCase.objects.create(subject=body, **told) for body in list(world.unit.chain())[1:3]]
    together = Barrier(2)

    def suspend(matter):
        together.wait()
        return services.suspend_unit(matter.pk, actor=ma, reason="x", document_no="1号")

    answers = in_threads([partial(suspend, each) for each in matters])

    assert {type(each) for each in answers} == {Suspension, Refused}, answers


def test_late_is_never_counted(ruled):
    """G-19: 逾期 does not count, whatever was ticked; at the form and in the figure."""
    case = handed_in(ruled, 1)[0]
    sent = {"reason": "逾期上报", "counts": "on"}
    forms = {code: RefusalForm(sent | {"code": code}, declaration=case) for code in ("late", "false_materials", "")}

    assert [form.is_valid() for form in forms.values()] == [True, True, False]
    assert [forms[code].answers()["counts"] for code in ("late", "false_materials")] == [False, True]
    assert RefusalForm(declaration=case).fields["code"].choices[0][0] == ""
    refused(case, counts=True, code="late")
    assert figures(ruled) == [("古龙窑", 0, 1, False)]


def test_the_page_of_figures_only_looks_and_shows_small_samples(ruled, client, ma, zhou):
    """G-19: n/N, and below five cases it says so."""
    corrected(ruled, handed_in(ruled, 1)[0], counts=True)
    acting(ma, Role.OFFICE)
    acting(zhou, Role.UNIT)
    client.force_login(ma)
    with no_writes():
        shown = " ".join(client.get(reverse("process:quality")).content.decode().split())
    client.force_login(zhou)
    theirs = client.get(reverse("process:quality")).content.decode()

    assert "1/1" in shown
    assert "样本少" in shown
    assert "达到标准" in shown
    assert "1/1" not in theirs


def test_the_page_opens_with_the_newest_notice_that_knows_ratios(ruled, client):
    """UNIT-18: an office with a newer notice that has none finds its figures without looking for them."""
    own = ruled.edition
    told = {"series": own.notice.series, "office": own.notice.office, "issued_on": own.notice.issued_on, "draft": {}}
    newer = Notice.objects.create(code="2025-plain", title="2025", year=2025, state=own.notice.state, **told)
    days = {"published_at": own.published_at, "effective_at": own.published_at}
    plain = dump_terms(terms_of(own)) | {"quality_thresholds": None}
    NoticeEdition.objects.create(notice=newer, number=1, terms=plain, digest=digest_of(plain), **days)
    client.force_login(acting(ruled.people[Role.OFFICE], Role.OFFICE))

    met, asked = (client.get(reverse("process:quality"), query) for query in ({}, {"notice": newer.code}))

    assert (met.context["notice"], met.context["limits"] is None) == (own.notice, False)
    assert (asked.context["notice"], asked.context["limits"]) == (newer, None)


def test_the_tick_is_offered_and_taken_where_it_counts_alone(ruled):
    """UNIT-18, G-19: at the committee's office under a notice that knows ratios; not when a unit sends back its own."""
    sent = QueryDict("item_addressee=applicant&item_part=basic&item_defect=x&item_todo=&item_kind=truth&item_decided=")
    cases = [ruled.declaration(state, applicant=person(state)) for state in (State.OFFICE_REVIEW, State.UNIT_CHECK)]
    plain = ruled.declaration(State.OFFICE_REVIEW, applicant=person("plain"))
    plain.edition = amended(ruled.edition, quality_thresholds=None)

    forms = [ItemsForm(sent, declaration=case) for case in (*cases, plain)]

    assert [form.ticks for form in forms] == [True, False, False]
    assert [row["counts"] for form in forms for row in form.rows()] == [True, False, False]
    assert ["counts" in RefusalForm(declaration=case).fields for case in (*cases, plain)] == [True, False, False]


def test_a_draft_from_before_the_kinds_keeps_its_ticks(ruled):
    """G-19: an item whose tick was taken away does not count because the page was renewed meanwhile."""
    case = ruled.declaration(State.OFFICE_REVIEW, applicant=person("x"))
    row = "item_addressee=applicant&item_part=basic&item_defect=x&item_todo="

    rows = ItemsForm(QueryDict(f"{row}&{row}&item_counts=1"), declaration=case).rows()

    assert [(each["counts"], each["decided"]) for each in rows] == [(False, "0"), (True, "")]


@pytest.mark.parametrize(
    ("kind", "decided", "counts"),
    [
        ("procedure", "", True), ("truth", "", True), ("conditions", "", True), ("missing", "", True),
        ("clarity", "", False), ("form", "", False), ("remark", "", False), ("", "", True),
        ("clarity", "1", True), ("truth", "0", False), ("unheard-of", "", True),
    ],
)  # fmt: skip
def test_the_kind_of_a_defect_presets_whether_it_counts_and_the_office_decides(ruled, ma, kind, decided, counts):
    """G-19: 程序、真实性、基本条件、硬件缺失 count; 清晰度、格式、补充说明 do not; kept as it was decided."""
    case = ruled.declaration(State.OFFICE_REVIEW, applicant=person("x"))
    sent = f"item_addressee=applicant&item_part=basic&item_defect=x&item_todo=&item_kind={kind}&item_decided={decided}"
    form = ItemsForm(QueryDict(sent), declaration=case)
    assert form.is_valid()
    with clock.law_at(at("2024-09-03T10:00")):
        Declaration.objects.filter(pk=case.pk).update(window=Window.COMMITTEE_OFFICE)
        asked = {"items": form.answers()["items"], "due_at": at("2024-09-20T18:00")}
        perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, **asked)

    item = CorrectionItem.objects.get()
    assert (item.kind, item.counts) == (kind if kind in DefectKind.values else "", counts)


def test_a_lifted_suspension_lets_the_unit_recommend_again_and_stays_to_be_read(ruled, client, zhou, ma):
    """DEPT-02, G-20: with who lifted it and why, in the chain, told to the unit; it may be decided anew."""
    refused(handed_in(ruled, 1)[0], counts=True)
    drawn = drafted(ruled, QualityRule.DEPARTMENT)
    [matter] = services.ask_case(drawn.pk, actor=ma, addressees=[ruled.unit], due_on=DUE, reason="达到标准")
    first = services.suspend_unit(matter.pk, actor=ma, reason="情节严重", document_no="9号")
    this_year = Declaration.objects.filter(unit=ruled.unit).first()
    Suspension.objects.update(year=this_year.edition.notice.year)
    acting(zhou, Role.UNIT)
    client.force_login(zhou)
    assert "9号" in client.get(reverse("process:board")).content.decode()
    with pytest.raises(Refused, match="无权"):
        services.lift_suspension(matter.pk, actor=zhou, reason="请求解除")

    acting(ma, Role.OFFICE)
    client.force_login(ma)
    url = matter.get_absolute_url()
    assert client.post(url, {"do": "lift", "lift_reason": " "}).status_code == 422
    given = {"do": "lift", "lift_reason": "整改验收合格", "lift_document_no": "12号"}
    assert client.post(url, given).status_code == 302

    first.refresh_from_db()
    assert (first.lifted_by, first.lift_reason, first.lift_document_no) == (ma, "整改验收合格", "12号")
    assert codes(unit_not_suspended, this_year) == []
    assert AuditEntry.objects.filter(event="process.suspension_lifted", subject_id=first.pk, actor_id=ma.pk).exists()
    told = Message.objects.get(event="quality_lifted", person=zhou).text
    assert ("决定已经解除" in told, "可以推荐" in told) == (True, False)  # it may be held by something else
    matter.refresh_from_db()
    assert SUSPENSION not in papers_of(matter)
    client.force_login(zhou)
    shown = client.get(url).content.decode()
    assert ("整改验收合格" in shown, "解除暂停" in shown, 'value="lift"' in shown) == (True, True, False)
    assert "9号" not in client.get(reverse("process:board")).content.decode()
    with pytest.raises(Refused, match="已不在此环节"):
        services.lift_suspension(matter.pk, actor=ma, reason="再次")
    again = services.suspend_unit(matter.pk, actor=ma, reason="再次发现", document_no="15号")
    assert again.pk != first.pk
    shown = client.get(url).content.decode()
    assert all(words in shown for words in ("9号", "整改验收合格", "15号", "再次发现"))  # the first one stays


def test_what_stands_against_the_step_is_said_before_its_form(ruled, ma):
    """S17: what lies in the case, not what the form asks; nothing for who may not take the step."""
    case = handed_in(ruled, 1)[0]

    told = held_up(ma, case, Action.ACCEPT)

    assert told
    assert not [reason for reason in told if reason.field]
    assert held_up(ruled.people["outsider"], case, Action.ACCEPT) == []
