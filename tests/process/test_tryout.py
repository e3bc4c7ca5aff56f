"""试填: any kind of sample applicant under any notice, at any moment; nothing is stored (24-3)."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.timezone import localtime

from accounts.models import SYSTEM, Organisation, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from config.lib import clock
from notices.drafting.cards import CARDS
from notices.services import clone_notice, load_notice, publish_notice
from tests.declarations.test_samples import IN_TIME

CODES = sorted(IN_TIME)
CRAFT = "2024-craft-arts"


def kept(code, *, published=True):
    """The notice, and who keeps it."""
    with clock.law_at(IN_TIME[code]):
        notice = load_notice(settings.BASE_DIR / "notices" / "data" / f"{code}.yaml", actor=SYSTEM)
        if published:
            publish_notice(notice.pk, actor=SYSTEM, explained="测试")
    admin = User.objects.create_user("陆一帆")
    give_membership(person=admin, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)
    notice.refresh_from_db()
    return notice, admin


def page(client, notice, admin, **asked):
    client.force_login(admin, backend="accounts.backends.PhoneBackend")
    query = f"?{urlencode(asked)}" if asked else ""
    return client.get(reverse("process:tryout", args=[notice.code]) + query)


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


def rows():
    return {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.managed}


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("published", [True, False])
def test_the_sample_of_each_notice_lacks_nothing_and_nothing_is_written(client, code, published):
    """24-3: of a published notice and of a draft; what is shown is not stored."""
    notice, admin = kept(code, published=published)
    client.force_login(admin, backend="accounts.backends.PhoneBackend")
    before = rows()

    response = client.get(reverse("process:tryout", args=[notice.code]))

    assert response.status_code == 200
    tried = response.context["tried"]
    assert tried.submittable, [each.text for each in tried.findings if each.blocks]
    assert tried.fulfilled
    assert tried.materials
    assert "自评表" in " ".join(response.context["forms"].values())
    assert "可以提交" in words(response)
    assert rows() == before


@pytest.mark.django_db
def test_a_copy_for_next_year_is_tried_out_before_it_is_published(client):
    """24-3, GEN-06: by its own words, unpublished."""
    notice, admin = kept(CRAFT)
    with clock.law_at(IN_TIME[CRAFT]):
        copy = clone_notice(
            notice.pk, code="2025-craft-arts", year=2025, cards=[card.code for card in CARDS], actor=admin
        )

    response = page(client, copy, admin)

    assert response.status_code == 200
    assert response.context["tried"].at.year == 2025
    assert response.context["tried"].submittable, [e.text for e in response.context["tried"].findings]


@pytest.mark.django_db
def test_the_day_before_the_window_is_told_as_the_window(client):
    """TIME-01, 24-3: the clock may stand anywhere; one day before the opening is E401, the opening is not."""
    notice, admin = kept(CRAFT)
    opens = notice.editions.get().notice.gates.get(window="personal_unit").opens_at
    local = "%Y-%m-%dT%H:%M"
    asked = {"level": "fg", "path": "ordinary", "person": "staff", "specialty": ""}

    def codes(at):
        response = page(client, notice, admin, **asked, at=localtime(at).strftime(local))
        return [each.code for each in response.context["tried"].findings if each.blocks]

    assert "E401" in codes(opens - timedelta(days=1))
    assert "E401" not in codes(opens)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "zj", "granted_on": "2023-06-01"}, "COND-13"),
        ({"title": "none"}, "E222"),
        ({"papers": "0"}, "E220"),
        ({"born_on": "1950-01-01"}, "E102"),
        ({"achievements": "0"}, "MAT-40"),
    ],
)
def test_a_changed_fact_is_found_with_its_place_and_clause(client, changed, code):
    """24-3: every finding with code, sentence, place, clause and the earliest day."""
    notice, admin = kept(CRAFT)
    asked = {"level": "fg", "path": "ordinary", "person": "staff", "specialty": "", "at": "2024-08-05T10:00"}

    response = page(client, notice, admin, **asked | changed)

    found = {row[1].words for row in response.context["findings"].rows if row[0].mark[1] == "bad"}
    assert code in found, found
    assert "还不能提交" in words(response)


@pytest.mark.django_db
def test_what_lacks_is_looked_for_where_the_list_of_materials_says(client):
    """24-3, MAT-03: one place, one word, in both tables of the page."""
    notice, admin = kept(CRAFT)
    asked = {"level": "fg", "path": "ordinary", "person": "staff", "specialty": "", "at": "2024-08-05T10:00"}

    context = page(client, notice, admin, **asked, papers="0").context

    homes = {each.slot.key: each.slot.home.label for each in context["tried"].materials if not each.slot.part}
    told = zip(context["tried"].findings, context["findings"].rows, strict=True)
    places = {finding.part: row[3].words for finding, row in told if finding.part in homes}
    assert places == {part: homes[part] for part in places}
    assert len(set(places.values())) > 1


@pytest.mark.django_db
def test_what_the_notice_does_not_take_is_said_at_the_field(client):
    notice, admin = kept(CRAFT)

    response = page(client, notice, admin, level="zg", path="high_skill", person="staff", specialty="")

    assert response.status_code == 422
    assert "所选级别没有以技能等级申报的条件" in words(response)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"path": "ordinary"}, "self-assessment"),
        ({"path": "ordinary"}, "review"),
        ({"path": "direct"}, "direct"),
        ({"path": "exceptional"}, "exception"),
        ({"path": "conversion"}, "change"),
    ],
)
def test_the_forms_are_made_from_the_sample(client, asked, word):
    """24-3: PDF of the forms, without a row behind them."""
    notice, admin = kept(CRAFT)
    query = urlencode({"level": "fg", "person": "staff", "specialty": ""} | asked)
    client.force_login(admin, backend="accounts.backends.PhoneBackend")

    answer = client.get(reverse("process:tryout_paper", args=[notice.code, word]) + f"?{query}")

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


@pytest.mark.django_db
def test_another_office_finds_nothing(client):
    """SYS-02."""
    notice, _ = kept(CRAFT)
    stranger = User.objects.create_user("韦外人")
    office = Organisation.objects.create(name="另一职改办", kind="office")
    give_membership(person=stranger, organisation=office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(stranger, backend="accounts.backends.PhoneBackend")

    for url in (
        reverse("process:tryout", args=[notice.code]),
        reverse("process:tryout_paper", args=[notice.code, "review"]),
        reverse("process:rehearsals", args=[notice.code]),
    ):
        assert client.get(url).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("at", ["9999-12-31T23:59", "0001-01-01T00:00"])
def test_a_moment_nobody_lives_in_is_told_at_its_field(client, at):
    """What is reckoned from it would be no date."""
    notice, admin = kept(CRAFT)
    level = notice.editions.latest("number").terms["levels"][0]["code"]

    answer = page(client, notice, admin, level=level, path="ordinary", person="staff", at=at, papers="1")

    assert answer.status_code == 422
    assert "年份应在1900年至2100年之间" in words(answer)
