"""The pages under three notices: what each asks, what is only shown, and that whoever answers can hand in."""

from datetime import date, datetime

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import SYSTEM, IdNumber, Organisation
from accounts.states import OrganisationKind as Kind
from config.lib import clock
from config.lib.pdf import html_to_pdf, style_sheet
from config.lib.widgets import MonthField
from declarations.dossier import load_dossier
from declarations.eligibility import judge
from declarations.models import BasicInfo, Declaration, Material
from declarations.routes import stops_of
from declarations.sample import offering
from declarations.selectors import attests_of
from declarations.services import drafts, entries, materials, sections
from integrity.services import Finding, enter_record
from integrity.states import Act, SubjectKind
from notices.rules import terms_of
from notices.services import load_notice, publish_notice
from review.approvals.guards import attested_by_the_unit
from tests.declarations.pictures import scan
from tests.declarations.stored import stored
from tests.declarations.test_samples import IN_TIME
from tests.declarations.test_shared_data import SCHOOL, fetched, register
from tests.declarations.world import id_number

DATA = settings.BASE_DIR / "notices" / "data"
OLD, CRAFTS, ENGINEERS = sorted(IN_TIME)


@pytest.fixture
def begin(db, client):
    """Somebody's draft under a notice, and the client that is signed in as them."""

    def begun(notice, *, person="private", level="", **unit):
        edition = publish_notice(load_notice(DATA / f"{notice}.yaml", actor=SYSTEM).pk, actor=SYSTEM, explained="测试")
        asked = offering(terms_of(edition), today=IN_TIME[notice].date(), level=level, person=person)
        draft = stored(asked, edition, client)
        Organisation.objects.filter(pk=draft.unit_id).update(**unit)
        return fresh(draft)

    return begun


def fresh(draft):
    return Declaration.objects.with_context().get(pk=draft.pk)


def page(client, name, draft, *words):
    response = client.get(reverse(f"declarations:{name}", args=[draft.ref, *words]))
    assert response.status_code == 200
    return response.content.decode()


def findings(draft, *rules):
    today = clock.local_date(clock.law())
    found = judge(load_dossier(fresh(draft), today=today), terms_of(draft.edition), today)
    return [(each.severity.value, each.code) for each in found if each.rule in rules]


def answered(client, draft, name):
    """What a page shows, sent back as it is."""
    context = client.get(reverse(f"declarations:{name}", args=[draft.ref])).context
    data = {"_version": context["version"]}
    for bound in context["form"]:
        value = bound.value()
        if bound.field.disabled or value in (None, "", False, []):
            continue
        data |= _posted(bound.html_name, value, bound)
    return data


def _posted(name, value, bound):
    if isinstance(bound.field, MonthField) and isinstance(value, date):  # asked by year and month
        return {f"{name}_year": value.year, f"{name}_month": value.month}
    return {name: "on" if value is True else value.isoformat() if isinstance(value, date) else value}


# ── outside units of 2017 (CHAN-13, CHAN-14) ───────────────────────────────────────────────────────────────────────
def test_people_of_an_outside_unit_of_2017_enter_the_filing_and_can_hand_in(begin, client):
    """CHAN-13, CHAN-14: no letter is asked of them there, but the opinion on the channel is filed."""
    with clock.law_at(IN_TIME[OLD]):
        draft = begin(OLD, person="central")
        address = reverse("declarations:options", args=[draft.ref])
        asked = page(client, "options", draft)
        assert ("书面意见备案日期" in asked, "授权或委托函的类型" in asked) == (True, False)

        without = {**answered(client, draft, "options"), "letter_filed_on": ""}
        assert client.post(address, without).status_code == 302
        assert findings(draft, "CHAN-13") == [("block", "E111")]
        assert "可以提交" not in page(client, "hub", draft)

        number = {"letter_filed_on": "2017-06-10", "letter_filed_no": "桂工信职备〔2017〕3号"}
        assert client.post(address, answered(client, draft, "options") | number).status_code == 302
        assert findings(draft, "CHAN-13") == [("human", "CHAN-13")]
        assert "桂工信职备〔2017〕3号" in page(client, "answers", draft)  # FORM-11
        assert "可以提交" in page(client, "hub", draft)


# ── exclusions and retiring (ELIG-05…08) ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("notice", "asked"),
    [(OLD, {"is_retired", "retired_on"}), (CRAFTS, {"is_retired", "discipline", "under_investigation"}),
     (ENGINEERS, {"is_retired"})],
)  # fmt: skip
def test_only_what_bars_under_this_notice_is_asked(begin, client, notice, asked):
    with clock.law_at(IN_TIME[notice]):
        draft = begin(notice)
        fields = set(client.get(reverse("declarations:basic", args=[draft.ref])).context["form"].fields)

    assert fields & {"is_retired", "retired_on", "discipline", "under_investigation"} == asked


def test_who_retires_within_2017_says_when_and_declares(begin, client):
    """ELIG-04, ELIG-05."""
    with clock.law_at(IN_TIME[OLD]):
        draft = begin(OLD)
        address = reverse("declarations:basic", args=[draft.ref])
        for day, status, codes in (
            ("", 302, [("block", "E102")]),
            ("2016-12-31", 302, [("block", "E102")]),
            ("2017-01-01", 302, []),
            ("2017-06-21", 422, []),  # tomorrow
        ):
            told = answered(client, draft, "basic") | {"is_retired": "on", "retired_on": day}
            assert client.post(address, told).status_code == status, day
            assert findings(draft, "ELIG-03") == codes, day
        unticked = answered(client, draft, "basic") | {"is_retired": "", "retired_on": "2017-01-01"}
        assert client.post(address, unticked).status_code == 302

    assert BasicInfo.objects.get(declaration=draft).retired_on is None


def test_a_record_in_the_archive_bars_no_draft_of_2017(begin):
    """ELIG-08, OFFICE-09."""
    with clock.law_at(IN_TIME[OLD]):
        draft = begin(OLD)
        found = Finding(
            subject_kind=SubjectKind.PERSON, number=str(IdNumber.objects.get(user=draft.applicant).number),
            name=draft.basic.name, act=Act.PLAGIARISM, facts="雷同。", basis="第二十九条", decision_no="〔2016〕1号",
            decided_on=date(2016, 4, 28), starts_on=date(2016, 5, 1), ends_on=date(2019, 4, 30),
        )  # fmt: skip
        enter_record(finding=found, actor=SYSTEM)
        told = {"level": draft.level, "specialty": draft.specialty, "unit": draft.unit}

        second = drafts.create_draft(applicant=draft.applicant, edition=draft.edition, **told)

        assert findings(second, "ELIG-08", "OFFICE-09") == [("human", "OFFICE-09")]


# ── by whose nature (MAT-15, ELIG-15) ──────────────────────────────────────────────────────────────────────────────
def test_the_registered_nature_is_shown_and_cannot_be_typed_away(begin, client):
    with clock.law_at(IN_TIME[CRAFTS]):
        draft = begin(CRAFTS, nature="private_enterprise")
        address = reverse("declarations:basic", args=[draft.ref])
        form = client.get(address).context["form"]
        assert form.fields["unit_nature"].disabled
        assert "以人事（劳动）关系所在单位登记的单位性质为准" in page(client, "basic", draft)

        told = answered(client, draft, "basic") | {"unit_nature": "state_enterprise"}
        assert client.post(address, told).status_code == 302
        sections.save_basic(draft.pk, {"unit_nature": "state_enterprise"}, actor=draft.applicant)

    assert BasicInfo.objects.get(declaration=draft).unit_nature == "private_enterprise"


def test_the_nature_is_asked_where_the_unit_is_registered_as_nothing(begin, client):
    with clock.law_at(IN_TIME[CRAFTS]):
        draft = begin(CRAFTS, nature="")
        address = reverse("declarations:basic", args=[draft.ref])
        form = client.get(address).context["form"]
        assert not form.fields["unit_nature"].disabled

        told = answered(client, draft, "basic") | {"unit_nature": "social_group"}
        assert client.post(address, told).status_code == 302

    assert BasicInfo.objects.get(declaration=draft).unit_nature == "social_group"


# ── a report's text (MAT-51) ───────────────────────────────────────────────────────────────────────────────────────
SUMMARY = "".join(chr(0x4E00 + number) for number in range(400))
OTHER = "".join(chr(0x5E00 + number) for number in range(400))


def pdf(words):
    return html_to_pdf(f"<p>{words}</p>", stylesheets=[style_sheet("pdf/form.css")])


def test_the_text_of_a_report_is_compared_with_the_summary(begin):
    with clock.law_at(IN_TIME[ENGINEERS]):
        draft = begin(ENGINEERS)
        sections.save_summary(draft.pk, SUMMARY, actor=draft.applicant)
        told = {"kind": "work_report", "title": "技术报告", "published_on": date(2024, 5, 1), "own_part": "独立完成"}
        entry = entries.add_entry(draft.pk, "publication", told, actor=draft.applicant)
        place = {"slot": "work_report", "part": f"publication:{entry.pk}", "piece": "技术工作总结"}
        seen = []
        for name, data in (("a.pdf", pdf(SUMMARY)), ("b.pdf", pdf(OTHER[:100] + SUMMARY)), ("c.pdf", pdf(OTHER)),
                           ("d.png", scan("报告"))):  # fmt: skip
            lying = Material.objects.filter(declaration=draft, removed_at=None, **place).first()
            if lying:
                materials.replace_material(draft.pk, lying.pk, upload=data, name=name, actor=draft.applicant)
            else:
                materials.attach_material(draft.pk, **place, upload=data, name=name, actor=draft.applicant)
            seen.append(findings(draft, "MAT-51"))

    assert seen == [[("block", "E209")], [("warn", "MAT-51")], [], [("human", "MAT-51")]]


# ── other names and numbers (MAT-59…61) ────────────────────────────────────────────────────────────────────────────
def test_data_shared_under_another_name_are_pointed_out(world):
    draft = world.draft()
    assert findings(draft, "MAT-59") == []
    register("education", SCHOOL, name="别人")

    fetched(world, draft, "education")

    assert findings(draft, "MAT-59") == [("warn", "MAT-59")]
    assert load_dossier(fresh(draft)).person.shared_names == ("自治区人社厅",)


def test_a_second_number_is_one_and_the_old_form_of_the_first_is_none(world):
    """MAT-60: 15 digits grown to 18 are one number."""
    own = IdNumber.objects.get(user=world.lin)
    IdNumber.objects.create(user=world.lin, number=f"{own.number[:6]}{own.number[8:17]}", is_current=False)
    draft = world.draft()
    assert load_dossier(fresh(draft)).person.other_numbers == 0

    IdNumber.objects.create(user=world.lin, number=id_number("45010219810301001"), is_current=False)
    sections.save_basic(draft.pk, {"post": "陶艺师"}, actor=world.lin)

    assert load_dossier(fresh(draft)).person.other_numbers == 1
    assert load_dossier(fresh(world.draft())).person.other_numbers == 1


# ── what the unit attests (PATH-11) ────────────────────────────────────────────────────────────────────────────────
def test_the_unit_attests_an_outside_title_of_another_series_by_name(world):
    draft = world.full()
    assert attests_of(draft) == ()
    draft.titles.update(origin="outside", series="会计")
    draft = fresh(draft)
    point = "区外取得的“工艺美术师”（会计系列，2018-11-05）真实有效"

    assert attests_of(draft) == (point,)

    def said(**answers):
        asked = type("Asked", (), {"answers": answers})()
        refusal = attested_by_the_unit(draft, asked, actor=draft.applicant, now=clock.law())
        return refusal.text if refusal else ""

    assert said() == f"须由单位逐项证明：{point}；不能证明的，请退回或办理“不予推荐”。"
    assert said(attested=[point]) == ""


# ── the route (CHAN-21) ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("notice", "local", "nodes"),
    [
        (OLD, True, ["unit", "city_office", "committee_office"]),
        (OLD, False, ["unit", "department", "committee_office"]),
        (CRAFTS, True, ["unit", "department", "city_office", "committee_office"]),
        (CRAFTS, False, ["unit", "department", "committee_office"]),
    ],
)
def test_a_department_is_a_stop_for_whom_the_notice_says(begin, notice, local, nodes):
    """2017 sends a city's unit by its city alone, a unit of the region by its department."""
    with clock.law_at(IN_TIME[notice]):
        draft = begin(notice)
        office = draft.edition.notice.office
        city = Organisation.objects.create(name="南宁市职改办（演示）", kind=Kind.CITY_OFFICE, parent=office)
        bureau = Organisation.objects.create(
            name="某局（演示）", kind=Kind.DEPARTMENT, parent=city if local else office
        )
        Organisation.objects.filter(pk=draft.unit_id).update(parent=bureau)

        assert [stop.node.value for stop in stops_of(fresh(draft))] == nodes


def test_the_law_moment_of_each_notice_is_inside_its_window():
    assert {name: moment.year for name, moment in IN_TIME.items()} == {OLD: 2017, CRAFTS: 2024, ENGINEERS: 2024}
    assert all(isinstance(moment, datetime) for moment in IN_TIME.values())
