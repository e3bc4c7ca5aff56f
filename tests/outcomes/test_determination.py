"""认定 from the draft to the certificate: its own authority, its own paper (004 一（一）, 五; PATH-14, 23, 30, 31)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import IdNumber, Membership, Organisation
from accounts.states import OrganisationKind, Role
from config.lib import clock
from declarations.choosing import chosen
from declarations.models import Declaration
from declarations.routes import authority_of, stops_of, window_of
from declarations.services import drafts, entries, materials, sections
from declarations.states import RouteNode, State
from notices.rules import dump_terms, parse_terms, terms_of
from records.models import Document, Outbox
from records.services.documents import preview
from records.services.files import read_file
from records.services.outbox import drain_outbox
from review.approvals.services import attach_unit_scan, review_stop
from review.outcomes.models import Certificate
from review.outcomes.rules import confirms_for, keeps_results, notices_decided_by
from review.outcomes.services.decisions import draw_up_approval, draw_up_confirmation
from review.process.services import begin_declaration, perform
from review.process.states import Action
from tests.approvals.test_review import GOOD
from tests.approvals.test_walk import BOARD, CHECKED, deliberate, publicise
from tests.approvals.world import PNG, RECOMMENDED, verified
from tests.declarations.pictures import portrait
from tests.declarations.talents import raw_2026
from tests.declarations.test_documents import needs_poppler, words_of
from tests.declarations.world import BASIC, attach, id_number
from tests.outcomes.world import at
from tests.process.world import build_world, person

IN_SEASON, OUT_OF_SEASON = at("2026-08-05T10:00"), at("2026-12-07T10:00")
NAME = "覃𬭚"
SIGNED = {"checked": ["学历", "资历", "经历", "业绩", "学术"], "pledge": True, "signature": "M10 10L90 90"}
RIGHT = GOOD | {"way": {"ok": True, "note": ""}}
DETERMINED = "initial_determination"


@pytest.fixture
def world(db):
    """The notice of 2026; every office stands above the unit, no desk but the notice's decides yet."""
    with clock.law_at(OUT_OF_SEASON):
        yield build_world(raw_2026())


def desk_at(kind):
    """A clerk with a deciding desk at this body of the tree."""
    body = Organisation.objects.get(kind=kind)
    clerk = person(f"decides-at-{kind}")
    Membership.objects.create(user=clerk, organisation=body, role=Role.OFFICE)
    return clerk


def draft(world, *, kind=DETERMINED, level="zl"):
    told = {"level": level, "specialty": "taoci", "unit": world.unit, "kind": kind}
    return chosen(world.edition, applicant=world.people[Role.APPLICANT], choice=told)


def desks(case):
    return [(stop.node.value, stop.organisation.kind) for stop in stops_of(case)]


# ── who decides ────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("body", "way"),
    [
        (OrganisationKind.DEPARTMENT, ["unit", "department"]),
        (OrganisationKind.CITY_OFFICE, ["unit", "department", "city_office"]),
    ],
)
def test_a_first_title_goes_to_the_nearest_body_with_the_power(world, body, way):
    """PATH-30: 人事主管部门, else where the labour relation is; neither it nor who is above it looks twice."""
    desk_at(body)

    case = draft(world)

    assert case.office.kind == body
    assert [organisation for _, organisation in desks(case)] == way
    assert desks(case)[-1] == ("committee_office", body)


def test_where_nobody_above_has_the_power_the_office_of_the_notice_decides(world):
    case = draft(world)

    assert (case.authority, case.office) == (None, world.edition.notice.office)


@pytest.mark.parametrize("kind", ["reconfirmation", "confirmation_of_approval", "ordinary"])
def test_the_other_kinds_stay_with_the_office(world, kind):
    """PATH-14, PATH-23: 职改办, then the confirming authority."""
    desk_at(OrganisationKind.CITY_OFFICE)

    assert draft(world, kind=kind).authority is None


def test_an_edition_without_a_word_on_it_still_loads_and_keeps_its_route(world):
    desk_at(OrganisationKind.CITY_OFFICE)
    plain = dump_terms(terms_of(world.edition))
    del plain["determining"]
    old = parse_terms(plain)

    assert old.determining.of(DETERMINED).by == "committee_office"
    assert old.determining.of("ordinary") is None


def test_a_notice_may_print_a_route_of_its_own_for_a_kind(world, monkeypatch):
    desk_at(OrganisationKind.CITY_OFFICE)
    terms = terms_of(world.edition)
    law = terms.determining
    short = tuple(step for step in terms.route if step.node in {"applicant", "unit", "committee_office"})
    own = replace(
        terms, determining=replace(law, initial_determination=replace(law.initial_determination, route=short))
    )
    monkeypatch.setattr("declarations.routes.terms_of", lambda _edition: own)

    assert [node for node, _ in desks(draft(world))] == ["unit", "committee_office"]
    assert authority_of(draft(world)).kind == OrganisationKind.CITY_OFFICE


def test_no_window_binds_it(world):
    """PATH-31, TIME-16."""
    terms = terms_of(world.edition)

    assert {window_of(terms, node, DETERMINED) for node in RouteNode if node != RouteNode.COMMITTEE} == {""}


# ── from the draft to the certificate ──────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def walked(world):
    """A graduate's 认定, out of season: declared, recommended, determined, confirmed, approved, certified."""
    clerk = desk_at(OrganisationKind.CITY_OFFICE)
    lin = world.people[Role.APPLICANT]
    lin.name, lin.phone = NAME, "19000000001"
    lin.save()
    IdNumber.objects.create(user=lin, number=id_number("45010219800301001"))
    lin.employments.create(organisation=world.unit, confirmed_at=clock.law())
    told = {"level": "zl", "specialty": "taoci", "unit": world.unit, "kind": DETERMINED}
    case = begin_declaration(applicant=lin, edition=world.edition, **told)
    graduated(case, lin)
    case = perform(case.pk, Action.SUBMIT, actor=lin, signed_name=NAME, **SIGNED)
    recommended(case, world)
    decided(case, world, clerk)
    case.refresh_from_db()
    return case


def graduated(case, lin):
    """A whole dossier of somebody who left school two years ago."""
    pk, since = case.pk, date(2024, 7, 1)
    sections.save_basic(pk, BASIC | {"work_since": since, "specialty_since": since}, actor=lin)
    materials.save_photo(pk, upload=portrait(), name="zhaopian.jpg", actor=lin)
    school = {"level": "本科", "form": "全日制", "school": "广西艺术学院", "major": "陶瓷艺术设计"}
    days = {"started_on": date(2020, 9, 1), "graduated_on": date(2024, 6, 1), "certificate_no": "106071202406"}
    education = entries.add_entry(pk, "education", school | days, actor=lin)
    attach(pk, lin, "education", f"education:{education.pk}")
    asked = terms_of(case.edition).ce  # the years the notice names: those of 2024, whose words it took over
    this, last = asked.public_course_year, asked.reference_year or asked.public_course_year - 1
    for year, category in ((this, "公需"), (last, "公需"), (last, "专业")):
        entries.add_entry(pk, "training", {"year": year, "category": category, "hours": 30, "passed": True}, actor=lin)
    paid = {"first": date(2026, 1, 1), "last": date(2026, 11, 1)}
    sections.add_insurance(pk, payer=case.unit.name, by_unit=True, actor=lin, **paid)
    job = {"started_on": since, "unit": case.unit.name, "duty": "陶艺师"}
    entries.add_entry(pk, "resume", job, actor=lin)
    for slot in ("id_document", "ce_public", "social_insurance", "change_form"):
        attach(pk, lin, slot)


def recommended(case, world):
    zhou = world.people[Role.UNIT]
    verified(case, zhou)
    perform(case.pk, Action.PASS_CHECK, actor=zhou, **CHECKED)
    deliberate(case, world)
    perform(case.pk, Action.DELIBERATE, actor=zhou, **BOARD)
    publicise(case, world)
    for slot in ("unit_pledge", "deliberation_opinion", "deliberation_experts"):
        attach_unit_scan(case.pk, actor=zhou, slot=slot, upload=PNG, name=f"{slot}.png")
    with clock.law_moved(timedelta(days=9)):
        perform(case.pk, Action.RECOMMEND, actor=zhou, **RECOMMENDED | {"head": "吴翀"})
        review_stop(case.pk, actor=world.people[Role.DEPARTMENT], rows=RIGHT, opinion="同意上报")
        perform(case.pk, Action.FORWARD, actor=world.people[Role.DEPARTMENT])


def decided(case, world, clerk):
    notice, city = world.edition.notice, Organisation.objects.get(kind=OrganisationKind.CITY_OFFICE)
    with clock.law_moved(timedelta(days=10)):
        review_stop(case.pk, actor=clerk, rows=RIGHT, opinion="符合认定条件。")
        perform(case.pk, Action.DETERMINE, actor=clerk)
        today = clock.local_date(clock.law())
        made = draw_up_confirmation(notice, authority=city, doc_no="钦职办认〔2026〕3号", dated=today, actor=clerk)
        perform(case.pk, Action.CONFIRM, actor=clerk, document=made.pk)
        approval = draw_up_approval(
            notice, issuer="钦州市人力资源和社会保障局（演示）", doc_no="钦人社认〔2026〕5号", dated=today, effective_on=today,
            title="关于认定覃𬭚同志职称的通知", actor=clerk,
        )  # fmt: skip
        Outbox.objects.all().delete()
        perform(case.pk, Action.APPROVE, actor=clerk, document=approval.pk)
        drain_outbox()


def paper(kind, subject):
    return read_file(Document.objects.filter(kind=kind, subject_id=subject).latest("pk").file)


FORM_43 = (
    "职称认定表", NAME, "古龙窑", "申请认定助理工艺美术师职称", "同意推荐。", "吴翀", "（古龙窑公章）", "主管部门审核意见", "同意上报",
    "符合认定条件。", "（钦州市职改办公章）", "经审核，认定结果予以确认。", "文号：钦职办认〔2026〕3号",
    "批复文号：钦人社认〔2026〕5号", "同意取得助理工艺美术师职称", "钦州市人力资源和社会保障局（演示）",
)  # fmt: skip


@needs_poppler
def test_a_determination_ends_with_its_own_paper_and_a_certificate_that_says_how(walked, world):
    """PATH-30, FORM-43, CERT-01: every desk's word, the decision, and no committee anywhere."""
    words = words_of(paper("FORM-43", walked.pk))
    certificate = words_of(paper("FORM-33", walked.pk))
    held = Certificate.objects.get(declaration=walked)

    assert walked.state == State.CERTIFIED
    assert [each for each in FORM_43 if "".join(each.split()) not in words] == []
    assert "评审委员会" not in words + certificate
    assert "取得方式认定" in certificate
    assert "认定机关钦州市职改办" in certificate
    assert "经钦州市职改办认定，取得相应职称" in certificate
    assert (held.title, held.approval_doc) == ("助理工艺美术师", "钦人社认〔2026〕5号")
    assert not Document.objects.filter(kind="FORM-20", subject_id=walked.pk).exists()


@needs_poppler
def test_the_documents_of_the_decision_speak_of_a_determination(walked, world):
    """GEN-07, FORM-31, FORM-32."""
    confirmation = words_of(preview("FORM-31", walked.confirmation_entry.confirmation_id))
    approval = words_of(preview("FORM-32", walked.approval_entry.approval_id))

    assert "职称认定结果的通知" in confirmation
    assert "按照管理权限审核，现对下列1人的职称认定结果予以确认" in confirmation
    assert "同意/表决" not in confirmation
    assert "认定人员名单" in approval
    assert "评审" not in approval.replace("关于开展2026年度广西工艺美术系列职称评审工作的通知", "").replace(
        "关于开展2024年度广西工艺美术系列职称评审工作的通知", ""
    )


def test_who_determined_keeps_the_results_of_that_case_and_no_other(walked, world):
    clerk = Membership.objects.get(role=Role.OFFICE, organisation__kind=OrganisationKind.CITY_OFFICE).user
    notice = world.edition.notice
    city = Organisation.objects.get(kind=OrganisationKind.CITY_OFFICE)
    other = drafts.create_draft(
        applicant=world.people["outsider"], edition=world.edition, level="zl", specialty="taoci", unit=world.unit,
        kind="reconfirmation", now=OUT_OF_SEASON,
    )  # fmt: skip

    assert keeps_results(clerk, notice)
    assert confirms_for(clerk, city, notice)
    assert list(notices_decided_by(clerk)) == [notice]
    assert Declaration.objects.get(pk=walked.pk).office_id == city.pk
    assert other.office_id == notice.office_id


def test_the_holder_of_the_certificate_downloads_the_determination_form(walked, client):
    client.force_login(walked.applicant, backend="accounts.backends.PhoneBackend")

    page = client.get(reverse("outcomes:certificate", args=[walked.ref]))

    assert "下载认定表" in page.content.decode()
    assert "取得方式 认定" in page.content.decode()
