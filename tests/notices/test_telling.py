"""A notice and its amendments are told to the desks they reach (GEN-02, GEN-10)."""

import pytest

from accounts.models import SYSTEM
from accounts.states import OrganisationStatus
from config.lib import clock
from messaging.models import Message, Sms
from notices.messages import addressees_of, readers_of, tell_of_publication
from notices.rules import parse_terms, terms_of
from notices.rules.amending import only_arrangements
from notices.services import amend_notice, extend_window, load_notice, publish_notice
from records.models import Outbox
from tests.accounts.making import a_clerk, a_person, a_place
from tests.notices.test_loading_and_publishing import WHY, at


@pytest.fixture
def desks(draft):
    """The office that judges, a city's office below it, a department, a unit; and somebody without a desk."""
    city = a_place("city_office", "钦州市职改办", parent=draft.office)
    department = a_place("department", "钦州市文旅局", parent=city)
    unit = a_place("unit", "古龙窑", parent=department, affiliation="city")
    a_place("unit", "停业的窑", status=OrganisationStatus.SUSPENDED)
    a_person("白旁人")
    return {place.name: a_clerk(place) for place in (draft.office, city, department, unit)}


def told(event):
    return {(each.person, each.organisation.name) for each in Message.objects.filter(event=event)}


def test_publishing_writes_a_line_to_every_desk_in_scope(draft, desks):
    """GEN-02: publishing informs the offices, departments and units it reaches, each at its desk."""
    edition = publish_notice(draft.pk, actor=SYSTEM)

    assert told("notice_published") == {(person, name) for name, person in desks.items()}
    letter = Message.objects.filter(event="notice_published").first()
    assert letter.url == draft.get_absolute_url()
    assert (letter.subject_kind, letter.subject_id) == ("notice_edition", edition.pk)
    assert edition.told == ["用人单位（1家）", "主管部门（1家）", "市职改办（1家）", "评委会所在职改办（1家）"]


def test_a_person_of_two_desks_is_told_once(draft, desks):
    a_clerk(a_place("department", "另一部门"), person=desks["古龙窑"])

    publish_notice(draft.pk, actor=SYSTEM)

    assert Message.objects.filter(event="notice_published", person=desks["古龙窑"]).count() == 1


def test_an_amendment_tells_reason_basis_and_what_changed(notice, desks):
    """GEN-10: reason, basis and what changed, broadcast in the house."""
    edition = extend_window(
        notice.pk, "personal_unit", closes_at=at("2024-08-25T18:00"), told=["申报人"], actor=SYSTEM, **WHY
    )

    assert told("notice_amended") == {(person, name) for name, person in desks.items()}
    text = Message.objects.filter(event="notice_amended").first().text
    assert "原因：平台故障。依据：桂职办〔2024〕9号。" in text
    assert "由“2024-08-23 18:00”改为“2024-08-25 18:00”" in text
    assert edition.told[0] == "申报人"
    assert edition.told[1:] == ["用人单位（1家）", "主管部门（1家）", "市职改办（1家）", "评委会所在职改办（1家）"]


def test_a_long_change_is_counted_and_left_to_the_page(notice, desks):
    amend_notice(notice.pk, changes={"texts": {"applicant_pledge": "新" * 300}}, actor=SYSTEM, **WHY)

    assert "共1处修改，见修订记录" in Message.objects.filter(event="notice_amended").first().text


def test_no_text_is_sent_where_the_notice_words_none(draft, desks):
    publish_notice(draft.pk, actor=SYSTEM)

    assert not Sms.objects.exists()


def test_a_text_is_ordered_by_the_outbox_where_the_notice_words_one(desks, raw):
    raw["messages"]["templates"]["notice_published"] = "《{title}》已发布，请登录系统查看。"
    draft = load_notice(raw, actor=SYSTEM)

    publish_notice(draft.pk, actor=SYSTEM)

    assert {each.person_id for each in Sms.objects.all()} == {person.pk for person in desks.values()}
    assert Sms.objects.first().text == f"【职称评审】《{draft.title}》已发布，请登录系统查看。"
    assert Outbox.objects.filter(kind="sms.send").count() == len(desks)


@pytest.mark.parametrize("count", [1, 3])
def test_telling_costs_the_same_for_any_number_of_desks(draft, count, django_assert_num_queries):
    for number in range(count):
        a_clerk(a_place("unit", f"窑{number}"))

    edition = publish_notice(draft.pk, actor=SYSTEM)
    Message.objects.all().delete()

    with django_assert_num_queries(3):  # who, the letters, and whether any goes as mail
        tell_of_publication(edition, readers_of(terms_of(edition), draft.office_id), now=clock.law())

    assert Message.objects.count() == count


@pytest.mark.parametrize(
    ("scope", "reached"),
    [
        (None, {"区厅", "区属院", "柳东窑", "桂林窑"}),
        ("全区", {"区厅", "区属院", "柳东窑", "桂林窑"}),
        ("区直", {"区厅", "区属院"}),
        ("柳东新区", {"柳东窑"}),
    ],
)
def test_the_committees_scopes_say_how_far_a_notice_reaches(draft, raw, scope, reached):
    a_place("department", "区厅")
    a_place("unit", "区属院", affiliation="region", place="南宁市")
    a_place("unit", "柳东窑", affiliation="city", place="柳州市柳东新区")
    a_place("unit", "桂林窑", affiliation="city", place="桂林市")
    for each in raw["committees"]:
        each["scope"] = scope

    found = addressees_of(parse_terms(raw), draft.office_id)

    assert set(found.values_list("name", flat=True)) & {"区厅", "区属院", "柳东窑", "桂林窑"} == reached


def test_an_area_office_tells_who_is_below_it(draft, raw):
    a_place("unit", "直属窑", parent=draft.office, place="桂林市")
    for each in raw["committees"]:
        each["scope"] = "柳东新区"

    assert addressees_of(parse_terms(raw), draft.office_id).filter(name="直属窑").exists()


@pytest.mark.parametrize(
    ("paths", "only"),
    [
        (["stages.personal_unit.end"], True),
        (["fees.end", "contacts.phones"], True),
        (["fees.amounts.zg"], False),
        (["stages.personal_unit.end", "limits.achievements"], False),
        (["titles"], False),
    ],
)
def test_arrangements_are_told_from_the_law(paths, only):
    assert only_arrangements({"path": path} for path in paths) is only
