"""What the tables of the site say against a notice: authority, terms of office, catalogue, calendar (ADMIN-03)."""

from datetime import date

import pytest

from accounts.models import SYSTEM, Organisation
from committees.models import Committee, CommitteeTerm, Series, Specialty
from committees.states import CommitteeStatus, Rank
from config.lib.reason import Severity
from notices.drafting.site import all_problems, meeting_day, site_problems
from notices.exceptions import NoticeRefused
from notices.models import Notice
from notices.rules import complete_terms
from notices.services import publish_notice
from records.models import CalendarDay
from tests.helpers import statements

WHERE = "committees[0]"


@pytest.fixture
def committee(draft, terms):
    return Committee.objects.get(name=terms.committees[0].name)


def found(draft):
    draft.refresh_from_db()
    return {(each.code, each.field): each for each in site_problems(draft, complete_terms(draft.draft))}


def change(committee, **values):
    Committee.objects.filter(pk=committee.pk).update(**values)


def test_a_sound_notice_has_nothing_against_it(draft):
    assert found(draft) == {}


def test_the_day_of_the_meeting_is_the_last_of_its_window(terms):
    assert meeting_day(terms) == date(2024, 11, 30)


@pytest.mark.parametrize("status", sorted({*CommitteeStatus.values} - {*CommitteeStatus.working}))
def test_a_committee_that_is_stopped_takes_nothing(draft, committee, status):
    """COMM-12: stopped or cancelled, it is in no notice."""
    change(committee, status=status)

    assert found(draft)["E734", WHERE].severity == Severity.BLOCK
    with pytest.raises(NoticeRefused, match="不能受理"):
        publish_notice(draft.pk, actor=SYSTEM, explained="照发")


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"valid_to": date(2024, 11, 29)}, True),
        ({"valid_to": date(2024, 11, 30)}, False),
        ({"valid_from": date(2024, 11, 30)}, False),
        ({"valid_from": date(2024, 12, 1)}, True),
    ],
)
def test_its_authority_holds_on_the_day_of_the_meeting(draft, committee, values, refused):
    """COMM-01: no review after expiry, to the day."""
    change(committee, **values)

    assert (("E734", WHERE) in found(draft)) == refused


def test_what_is_approved_is_not_widened_by_a_notice(draft, committee):
    """COMM-01: an approval on file says the levels; without one the notice says them."""
    change(committee, ranks=[Rank.FUGAO])
    assert found(draft) == {}

    change(committee, approval_doc_no="桂职办〔2023〕1号")

    told = found(draft)["E734", f"{WHERE}.levels"]
    assert told.text == f"“{committee.name}”的核准备案（桂职办〔2023〕1号）不含正高级的评审权限。"
    with pytest.raises(NoticeRefused, match="不含正高级"):
        publish_notice(draft.pk, actor=SYSTEM, explained="照发")
    committee.refresh_from_db()
    assert committee.ranks == [Rank.FUGAO]


def test_a_committee_for_named_specialties_leaves_the_others_to_nobody(draft, committee, terms):
    """COMM-01, GEN-17: told before people choose them."""
    change(committee, specialties=[terms.specialties[0].code])

    assert "只评审指定的专业" in found(draft)["W128", WHERE].text


def test_a_committee_approved_for_another_series(draft, committee):
    other = Series.objects.create(name="美术")
    change(committee, approval_doc_no="桂职办〔2023〕1号", series=other)

    assert "核准的是美术系列" in found(draft)["E734", WHERE].text


def test_another_offices_committee_is_not_taken_by_naming_it(draft, committee):
    """SYS-02: nor by publishing."""
    theirs = Organisation.objects.create(name="别的职改办", kind="office")
    change(committee, office=theirs)

    assert "由“别的职改办”管理" in found(draft)["E734", WHERE].text
    with pytest.raises(NoticeRefused, match="由“别的职改办”管理"):
        publish_notice(draft.pk, actor=SYSTEM, explained="照发")
    committee.refresh_from_db()
    assert committee.office == theirs


def test_what_an_office_keeps_stays_when_its_notice_is_published(draft, committee, terms):
    """COMM-01: the notice's words enter a new committee and rewrite no known one."""
    change(committee, min_members=31, scope="全区", odd=False)
    Specialty.objects.filter(code=terms.specialties[0].code).update(name="另一名称")

    told = found(draft)
    publish_notice(draft.pk, actor=SYSTEM, explained="已核")

    committee.refresh_from_db()
    assert (committee.min_members, committee.odd) == (31, False)
    assert Specialty.objects.get(code=terms.specialties[0].code, series=draft.series).name == "另一名称"
    assert ("W126", "specialties[0].name") in told


@pytest.mark.parametrize(("ends", "warned"), [(date(2024, 11, 29), True), (date(2024, 11, 30), False), (None, False)])
def test_somebody_must_be_in_office_on_the_day(draft, committee, ends, warned):
    CommitteeTerm.objects.create(committee=committee, number=1, starts_on=date(2022, 1, 1), ends_on=ends)

    assert (("W123", WHERE) in found(draft)) == warned


@pytest.mark.parametrize(("valid_to", "refused"), [(date(2023, 12, 31), True), (date(2024, 1, 1), False)])
def test_an_entry_of_the_catalogue_that_ended_is_not_opened_again(draft, terms, valid_to, refused):
    """GEN-09: only active specialties."""
    Specialty.objects.filter(series__name=terms.series, code=terms.specialties[0].code).update(valid_to=valid_to)

    assert (("E735", "specialties[0]") in found(draft)) == refused


def test_a_calendar_that_ends_before_the_notice_is_a_warning(draft):
    """ADMIN-10."""
    CalendarDay.objects.filter(date__gt=date(2024, 8, 1)).delete()

    told = found(draft)["W127", "stages"]

    assert told.severity == Severity.WARN
    assert "公布的工作日历只到2024-08-01" in told.text
    CalendarDay.objects.all().delete()
    assert "还是空的" in found(draft)["W127", "stages"].text


def test_the_same_offices_second_notice_of_the_year_is_asked_about(draft):
    fields = {"year": 2024, "series": draft.series, "office": draft.office, "issued_on": date(2024, 3, 1), "draft": {}}
    other = Notice.objects.create(code="other", title="另一份通知", state="published", **fields)

    assert "《另一份通知》" in found(draft)["W124", "year"].text
    other.state = "draft"
    other.save()
    assert found(draft) == {}


def test_blocks_come_first_and_the_statements_do_not_grow(draft, committee):
    with statements() as one:
        site_problems(draft, complete_terms(draft.draft))
    change(committee, status=CommitteeStatus.SUSPENDED)
    CalendarDay.objects.all().delete()
    with statements() as more:
        told = all_problems(draft, complete_terms(draft.draft))

    assert len(one) == len(more) == 6
    assert told[0].severity == Severity.BLOCK
    assert told[-1].severity == Severity.WARN


def test_a_notice_rests_on_the_documents_it_names(draft, client):
    """GEN-03, GEN-14: linked in the registry, and named to whoever reads the notice."""
    publish_notice(draft.pk, actor=SYSTEM)

    linked = [str(each) for each in draft.legal_bases.order_by("pk")]
    page = client.get(draft.get_absolute_url()).content.decode()

    assert any("2024年度全区职称评审工作" in each for each in linked)
    assert [each for each in complete_terms(draft.draft).legal_bases if each not in page] == []
