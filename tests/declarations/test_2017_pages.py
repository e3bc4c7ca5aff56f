"""The old notice on the pages of today: other conditions by the kind of unit, 无职称申报 without a basis to choose."""

from datetime import datetime

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import SYSTEM, Employment, Organisation
from accounts.states import OrganisationKind
from config.lib import clock
from declarations.dossier import load_dossier
from declarations.eligibility import judge
from declarations.eligibility.items import GROUP_OF
from declarations.eligibility.seniority import conditions_of
from declarations.forms.items import AchievementForm
from declarations.forms.sections import OptionsForm
from declarations.links import finding_url
from declarations.models import Declaration
from declarations.routes import stops_of
from declarations.services import drafts, sections
from declarations.states import State
from notices.rules import terms_of
from notices.services import load_notice, publish_notice
from tests.declarations.world import person

IN_WINDOW = datetime.fromisoformat("2017-06-20T10:00+08:00")


@pytest.fixture
def draft(db, client):
    with clock.law_at(IN_WINDOW):
        notice = load_notice(settings.BASE_DIR / "notices" / "data" / "2017-craft-arts.yaml", actor=SYSTEM)
        edition = publish_notice(notice.pk, actor=SYSTEM, explained="测试")
        unit = Organisation.objects.create(
            name="钦州示例陶艺有限公司（演示）", kind=OrganisationKind.UNIT, parent=notice.office, affiliation="city",
            nature="private_enterprise", place="钦州市",
        )  # fmt: skip
        user = person("huang", "黄垚", "19000000008")
        Employment.objects.create(user=user, organisation=unit, confirmed_at=IN_WINDOW)
        client.force_login(user)
        made = drafts.create_draft(applicant=user, edition=edition, level="zj", specialty="gymy", unit=unit)
        sections.save_basic(made.pk, {"unit_nature": "private_enterprise"}, actor=user)
        made.refresh_from_db()
        yield made


def test_the_page_offers_the_clauses_the_rules_judge_by(draft):
    """COND-02, COND-10."""
    form = AchievementForm(declaration=draft)
    conditions = conditions_of(load_dossier(draft), terms_of(draft.edition))
    groups = {GROUP_OF["achievement"], "破格"}

    assert conditions.doc_no == "桂职办〔2012〕118号"
    assert {code for code, _ in form.fields["clause"].choices} == {
        each.code for each in conditions.clauses if each.group in groups
    }


def test_to_declare_without_a_title_asks_for_no_basis(client, draft):
    """PATH-17, PATH-19: of 2017."""
    url = reverse("declarations:options", args=[draft.ref])
    asked = client.get(url).content.decode()

    assert "直接申报的依据" not in asked
    assert "申报前审批同意的批文文号" in asked
    given = {"options": "direct", "approval_no": "桂工美〔2017〕3号", "approval_on": "2017-05-01", "_version": 0}
    assert client.post(url, given).status_code == 302


def lacks(draft, rule):
    """(code, place on its page) of what this rule still refuses."""
    return [(each.code, finding_url(draft, each).rpartition("/")[2]) for each in refused(draft, rule) if each.blocks]


def test_the_unit_without_a_licence_is_explained_beside_its_nature(client, draft):
    """MAT-33: 单位性质 and why nothing proves it stand on one page; the insurance page has its own word (MAT-31)."""
    basic = reverse("declarations:basic", args=[draft.ref])
    insurance = reverse("declarations:insurance", args=[draft.ref])
    client.post(insurance, {"do": "explain", "insurance_gap": "2017年1月由原单位缴纳。", "_version": 0})
    assert lacks(draft, "MAT-31") == []
    assert lacks(draft, "MAT-33") == [("W113", "#id_nature_note")]

    shown = client.get(basic)
    page = shown.content.decode()
    assert 'name="nature_note"' in page
    assert 'id="slot-unit_nature"' in page
    assert 'name="nature_note"' not in client.get(insurance).content.decode()
    told = PERSON | {"nature_note": "营业执照正在换发。", "_version": shown.context["version"]}
    assert client.post(basic, told).status_code == 302

    assert lacks(draft, "MAT-33") == []
    draft.refresh_from_db()
    assert (draft.basic.nature_note, draft.grounds.insurance_gap) == ("营业执照正在换发。", "2017年1月由原单位缴纳。")
    assert "营业执照正在换发。" in client.get(reverse("declarations:answers", args=[draft.ref])).content.decode()


PERSON = {
    "ethnicity": "汉族",
    "politics": "群众",
    "post": "技术员",
    "work_since_year": 2005,
    "work_since_month": 7,
    "specialty_since_year": 2005,
    "specialty_since_month": 7,
    "phone": "19000000008",
}


@pytest.mark.parametrize("name", ["basic", "options", "insurance", "materials", "check"])
def test_every_page_opens(client, draft, name):
    assert client.get(reverse(f"declarations:{name}", args=[draft.ref])).status_code == 200


@pytest.mark.parametrize("section", ["education", "titles", "training", "resume", "experience", "publication"])
def test_every_row_can_be_added(client, draft, section):
    url = reverse("declarations:add", args=[draft.ref, section])

    assert client.get(url + "?kind=paper").status_code == 200


def market(draft):
    """A talent market that hosts archives."""
    return Organisation.objects.create(
        name="南宁市人才服务中心（演示）", kind=OrganisationKind.AGENCY, parent=draft.edition.notice.office
    )


def test_an_archive_at_the_talent_market_goes_through_it_after_the_unit(client, draft):
    """CHAN-17: the unit's step first, then the talent market's stop."""
    agency = market(draft)
    url = reverse("declarations:options", args=[draft.ref])
    assert "人事档案存放在人才市场" in client.get(url).content.decode()

    assert client.post(url, {"archive_hosted": "on", "relay": agency.pk, "_version": 0}).status_code == 302

    draft.refresh_from_db()
    stops = [(stop.node.value, stop.organisation.pk) for stop in stops_of(draft)]
    assert stops[:2] == [("unit", draft.unit_id), ("talent_market", agency.pk)]
    assert load_dossier(draft).request.relay_is_agency
    draft.archive_hosted = False
    assert [stop.node.value for stop in stops_of(draft)][:1] == ["unit"]
    assert "talent_market" not in [stop.node.value for stop in stops_of(draft)]


def test_people_of_an_outside_unit_can_say_that_their_opinion_is_filed(client, draft):
    """CHAN-13, CHAN-14: no letter is asked for in 2017, its filing is; what bars can be answered on the page."""
    Organisation.objects.filter(pk=draft.unit_id).update(affiliation="central")
    url = reverse("declarations:options", args=[draft.ref])
    asked = client.get(url).content.decode()
    assert ("书面意见备案日期" in asked, "确需在我区参评的原因" in asked, "授权或委托函的类型" in asked) == (
        True,
        True,
        False,
    )
    assert [each.code for each in refused(draft, "CHAN-13")] == ["E111"]

    assert "书面意见出具单位" in asked  # FORM-11
    issuer = terms_of(draft.edition).outside_units.issuers[0]
    given = {"letter_filed_on": "2017-06-01", "outside_reason": "本系统在桂没有评审渠道。", "_version": 0}
    assert client.post(url, given | {"letter_issuer": issuer}).status_code == 302
    draft.refresh_from_db()
    assert draft.letter_issuer == issuer

    assert refused(draft, "CHAN-13", "CHAN-25") == []
    told = client.get(reverse("declarations:answers", args=[draft.ref])).content.decode()
    assert ("2017年6月1日" in told, "本系统在桂没有评审渠道。" in told) == (True, True)


def refused(draft, *rules):
    fresh = Declaration.objects.with_context().get(pk=draft.pk)
    found = judge(load_dossier(fresh), terms_of(fresh.edition), IN_WINDOW.date())
    return [each for each in found if each.rule in rules and each.severity != "human"]


def test_another_declaration_under_way_is_a_second_channel(draft):
    """CHAN-14: counted where the notice forbids it."""
    assert load_dossier(draft).request.parallel == ()
    other = drafts.create_draft(
        applicant=draft.applicant, edition=draft.edition, level="cj", specialty="gymy", unit=draft.unit
    )
    assert load_dossier(draft).request.parallel == ()

    Declaration.objects.filter(pk=other.pk).update(submitted_at=IN_WINDOW, state=State.UNIT_CHECK)
    assert load_dossier(draft).request.parallel == (f"{other.level_name}（{draft.unit.name}）",)
    Declaration.objects.filter(pk=other.pk).update(state=State.WITHDRAWN)
    assert load_dossier(draft).request.parallel == ()


def test_experts_opinions_are_entered_one_by_one(client, draft):
    """MAT-69."""
    url = reverse("declarations:appraisals", args=[draft.ref])
    rows = reverse("declarations:rows", args=[draft.ref, "publication"])
    assert url in client.get(rows).content.decode()
    told = {"e1-expert": "莫某", "e1-unit": "广西艺术学院", "e1-title": "教授", "e1-opinion": "达到公开发表水平。"}

    assert client.post(url, told).status_code == 302

    draft.refresh_from_db()
    assert draft.grounds.appraisals == [
        {"expert": "莫某", "unit": "广西艺术学院", "title": "教授", "opinion": "达到公开发表水平。"}
    ]
    assert 'value="莫某"' in client.get(url).content.decode()
    client.post(url, dict.fromkeys(told, " "))
    draft.refresh_from_db()
    assert draft.grounds.appraisals == []


def test_the_approval_is_asked_of_whoever_declares_without_a_title_too(draft):
    """PATH-17: 破格 and 无职称 are approved before declaring; both ticks open number and day."""
    fields = OptionsForm(declaration=draft).fields

    asked = [set(fields[name].when.values) for name in ("approval_no", "approval_on")]
    assert asked == [{"direct", "exceptional"}] * 2
    assert set(fields["relaxes"].when.values) == {"exceptional"}
