"""Papers a unit signs besides its opinions, made and offered where they are asked (FORM-12, 22, 29, 40, 44)."""

import pytest
from django.urls import reverse

from accounts.models import Membership, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.documents import COMMISSION_LETTER, EDUCATION_OPINION
from declarations.models import Education
from declarations.pages.papers import papers_at
from declarations.parts import Section
from declarations.states import RouteNode, State
from records.models import Outbox
from records.services.documents import preview
from review.approvals import effects, services
from review.approvals.documents import further_papers
from review.approvals.models import PostLevel, PostPlan, Verification
from review.approvals.states import Paper
from tests.approvals.world import RECOMMENDED, attach, filled, run
from tests.declarations.test_documents import needs_poppler, words_of
from tests.process.world import amended, person


@pytest.fixture
def case(world):
    made = filled(world.declaration(State.UNIT_RECOMMEND))
    made.stops.filter(index=0).update(reached_at=clock.law())
    return made


def printed(kind, case, caplog) -> str:
    words = "".join(words_of(preview(kind, case.pk), layout=True).split())
    assert caplog.messages == []
    return words


@needs_poppler
def test_the_letter_of_commission_names_who_does_what_until_when(case, zhou, client, caplog):
    """FORM-12, CHAN-09: unit, commissioned body, procedures, persons, seal."""
    agent = person("agent")
    agency = Organisation.objects.create(name="钦州市人才服务中心", kind="agency")
    Membership.objects.create(user=agent, organisation=agency, role=Role.UNIT)
    told = {"reason": "钦人函〔2024〕5号", "until": clock.local_date(clock.law())}
    services.commission(case.pk, actor=zhou, person=agent, **told)
    client.force_login(zhou)

    assert client.post(reverse("approvals:commission_letter", args=[case.ref])).status_code == 302
    words = printed(COMMISSION_LETTER, case, caplog)

    assert Outbox.objects.filter(payload__kind=COMMISSION_LETTER).exists()
    for each in (
        "钦州市人才服务中心：",
        "审核审议、公示、推荐",
        "Agent（钦州市人才服务中心）",
        "2024年8月5日",
        "古龙窑（公章）",
    ):
        assert each in words
    assert case.basic.id_number not in words


@needs_poppler
def test_who_declares_through_an_agency_is_offered_the_letter_for_the_unit_to_seal(world, case, caplog):
    """FORM-12, CHAN-09: by channel the commissioned body is the agency, who commissions is the employer."""
    agency = Organisation.objects.create(name="钦州市人才服务中心", kind="agency")
    assert "commission" not in [paper.kind for paper in papers_at(case, Section.MATERIALS)]
    case.channel, case.unit = "agency", agency
    case.save(update_fields=["channel", "unit"])

    words = printed(COMMISSION_LETTER, case, caplog)

    assert [paper.form for paper in papers_at(case, Section.MATERIALS)][1:] == [COMMISSION_LETTER]
    assert "钦州市人才服务中心：" in words
    assert "我单位古龙窑的" in words


@needs_poppler
def test_people_of_state_owned_units_are_offered_the_sheet_of_the_archive(world, case, caplog):
    """FORM-29, UNIT-21: certificate data, the archive department's opinion, 档案专用章; 2017's mode."""
    Education.objects.filter(declaration=case).update(certificate_no="105931200806001234")
    assert papers_at(case, Section.EDUCATION) == []
    case.edition = amended(case.edition, education={"state_owned": "archive_seal"})
    assert papers_at(case, Section.EDUCATION) == []  # a private enterprise
    case.employer.nature = "institution"

    words = printed(EDUCATION_OPINION, case, caplog)

    assert [paper.form for paper in papers_at(case, Section.EDUCATION)] == [EDUCATION_OPINION]
    for each in ("广西艺术学院", "105931200806001234", "档案专用章", "2008年6月30日"):
        assert each in words


@needs_poppler
def test_the_units_papers_are_offered_to_whom_they_concern(world, case, zhou, client, caplog):
    """FORM-22, FORM-40, FORM-44: by the talent market, with copies, where posts are known; otherwise none of them."""
    assert further_papers(case) == []
    case.stops.filter(index=1).update(node=RouteNode.TALENT_MARKET, name="钦州市人才市场")
    copy = attach(case, "id_document")
    copy.is_copy = True
    copy.save()
    signed = {"copy_signer": "周审核", "copy_signed_on": clock.local_date(clock.law())}
    told = {"original_seen": True, "content_digest": "x", "by": zhou, "at": clock.law()}
    Verification.objects.create(declaration=case, part="slot:id_document", **told, **signed)
    posts = {"unit": world.unit, "rank": "zhenggao"}
    PostLevel.objects.create(**posts, year=2024, approved=3, filled=3)
    PostPlan.objects.create(**posts, first_year=2024, last_year=2026, yearly=1, document_no="桂人社〔2024〕9号")
    run(effects.record_recommendation, case, actor=zhou, **RECOMMENDED | {"post_note": "按方案推荐一人"})
    client.force_login(zhou)

    offered = client.get(reverse("approvals:papers", args=[case.ref])).content.decode()
    market, copies, statement = (printed(kind, case, caplog) for kind in further_papers(case))

    for kind in (Paper.MARKET_OPINION, Paper.COPIES, Paper.POSTS):
        assert f"生成《{kind.label}》" in offered
    assert "钦州市人才市场" in market
    assert "☑同意" in market
    assert "与原件一致" in copies
    assert "周审核2024年8月5日" in copies
    for each in ("正高级330", "2024—2026", "桂人社〔2024〕9号", "本年度推荐1人（含本人）", "按方案推荐一人"):
        assert each in statement
