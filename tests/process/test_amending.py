"""An amendment is worked on like a draft, shown with what it reaches, published by a second person (24-4, GEN-10)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from messaging.models import Message
from notices.desk import differences_from_source
from notices.drafting.places import place_of
from notices.drafting.standing import seen_at, whole_of
from notices.exceptions import NoticeRefused
from notices.models import Notice, NoticeEdition
from notices.rules import digest_of, dump_terms, terms_of
from notices.selectors import current_edition
from notices.services import Edit, begin_amendment, drop_amendment, edit_draft, extend_window, publish_amendment
from records.services.outbox import drain_outbox
from review.process.following import follow_amendments, reach_of
from tests.helpers import no_writes, statements
from tests.process.world import person

BACKEND = "accounts.backends.PhoneBackend"
WHY = {"reason": "主管部门另有规定", "basis": "桂职办〔2024〕9号"}


def admin_of(notice, name):
    made = User.objects.create_user(name)
    give_membership(person=made, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)
    return made


@pytest.fixture
def notice(world):
    return world.edition.notice


@pytest.fixture
def first(notice):
    return admin_of(notice, "拟稿人")


@pytest.fixture
def second(notice):
    return admin_of(notice, "发布人")


def put(notice, where, value, *, actor):
    """Change one value of what is worked on."""
    steps = place_of(where).steps
    notice.refresh_from_db()
    seen = seen_at(whole_of(notice), steps[:-1])
    edit_draft(notice.pk, [Edit(steps, value)], at=steps[:-1], seen=seen, said="修改", actor=actor)
    notice.refresh_from_db()


def begun(notice, first, where="limits/performance", value=15):
    begin_amendment(notice.pk, actor=first)
    put(notice, where, value, actor=first)
    return notice


def address(name, notice):
    return reverse(name, args=[notice.code])


def seen(notice):
    return digest_of(notice.amending)


# ── worked on ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_worked_on_holds_for_nobody_until_it_is_published(notice, first):
    before = dump_terms(terms_of(notice.editions.get()))

    begun(notice, first)

    assert dump_terms(terms_of(notice.editions.get())) == before
    assert notice.draft != notice.amending
    assert [(each.label, each.before, each.after) for each in differences_from_source(notice)] == [
        ("条数限制 · 业绩成果条数上限", "20", "15")
    ]


def test_the_desk_offers_it_and_edits_it_in_the_same_forms(notice, first, client):
    client.force_login(first, backend=BACKEND)
    assert "修订" in client.get(reverse("notices:desk")).content.decode()

    wall = client.post(address("notices:amend", notice), follow=True)
    place = client.get(reverse("notices:edit_place", args=[notice.code, "limits"]))

    assert "修订稿" in wall.content.decode()
    assert "通知仍按已发布的内容执行" in wall.content.decode()
    assert place.status_code == 200
    notice.refresh_from_db()
    assert notice.is_amending


def test_begun_twice_it_goes_on_where_it_was(notice, first):
    begun(notice, first)

    begin_amendment(notice.pk, actor=first)

    notice.refresh_from_db()
    assert notice.amending["limits"]["performance"] == 15


def test_what_is_published_for_good_cannot_be_edited(notice, first, client):
    begin_amendment(notice.pk, actor=first)
    client.force_login(first, backend=BACKEND)

    form = client.get(f"{address('notices:edit', notice)}?card=basics").context["form"]

    fixed = {name for name, field in form.fields.items() if field.disabled}
    assert fixed >= {"code", "series", "year", "ruleset"}
    put(notice, "year", 2025, actor=first)
    with pytest.raises(NoticeRefused, match="“year”发布后不能修改"):
        publish_amendment(notice.pk, seen=seen(notice), actor=SYSTEM, **WHY)


def test_a_step_is_undone_and_the_whole_is_given_up(notice, first, client):
    begun(notice, first)
    put(notice, "limits/academic", 5, actor=first)
    client.force_login(first, backend=BACKEND)

    client.post(address("notices:undo", notice))
    notice.refresh_from_db()
    assert (notice.amending["limits"]["performance"], notice.amending["limits"]["academic"]) == (15, 7)

    asked = client.get(address("notices:drop", notice)).content.decode()
    client.post(address("notices:drop", notice))
    notice.refresh_from_db()

    assert "条数限制 · 业绩成果条数上限" in asked
    assert (notice.amending, notice.state, notice.editions.count()) == (None, "published", 1)
    with pytest.raises(NoticeRefused, match="现在没有修订稿"):
        drop_amendment(notice.pk, actor=first)


def test_the_undo_stops_where_the_amendment_began(notice, first, client):
    begun(notice, first)
    client.force_login(first, backend=BACKEND)
    client.post(address("notices:undo", notice))
    client.post(address("notices:undo", notice))
    client.post(address("notices:undo", notice))

    notice.refresh_from_db()
    assert notice.is_amending


def test_a_window_extended_meanwhile_is_in_the_amendment_too(notice, first):
    begun(notice, first)
    ends = clock.law() + timedelta(days=19)

    extend_window(notice.pk, "personal_unit", closes_at=ends, actor=SYSTEM, **WHY)

    notice.refresh_from_db()
    assert [each.label for each in differences_from_source(notice)] == ["条数限制 · 业绩成果条数上限"]


def test_an_extension_taken_into_the_amendment_is_not_undone_there(notice, first, client):
    begun(notice, first)
    extend_window(notice.pk, "personal_unit", closes_at=clock.law() + timedelta(days=19), actor=SYSTEM, **WHY)
    client.force_login(first, backend=BACKEND)

    told = client.post(address("notices:undo", notice), follow=True).content.decode()

    assert "并入第2版的修改已经发布，不能撤销。" in told
    notice.refresh_from_db()
    assert [each.label for each in differences_from_source(notice)] == ["条数限制 · 业绩成果条数上限"]


def test_an_edition_that_waits_for_its_day_is_not_brought_forward_by_an_extension(notice, first, second):
    """GEN-10: the law of January does not hold in November because a window was extended then."""
    day = clock.law() + timedelta(days=60)
    begun(notice, first)
    publish_amendment(notice.pk, seen=seen(notice), actor=second, explained="已核", effective_at=day, **WHY)
    ends = clock.law() + timedelta(days=19)

    extended = extend_window(notice.pk, "personal_unit", closes_at=ends, actor=SYSTEM, **WHY)
    with pytest.raises(NoticeRefused, match="生效，生效后才能再修订"):
        begin_amendment(notice.pk, actor=first)

    now = current_edition(notice.pk, now=clock.law())
    then = current_edition(notice.pk, now=day)
    assert (now.number, terms_of(now).limits.performance) == (extended.number, 20)
    assert [each["path"] for each in now.changes] == ["stages.personal_unit.end"]
    assert (then.number, then.effective_at, terms_of(then).limits.performance) == (4, day, 15)
    assert terms_of(then).stages["personal_unit"].end == ends
    with clock.law_at(day + timedelta(days=1)):
        begin_amendment(notice.pk, actor=first)


def test_a_draft_and_a_closed_notice_are_not_amended(notice, first, client):
    Notice.objects.filter(pk=notice.pk).update(state="closed")
    client.force_login(first, backend=BACKEND)

    told = client.post(address("notices:amend", notice), follow=True).content.decode()

    assert "通知现为“已结束”，不能修订。" in told
    notice.refresh_from_db()
    assert not notice.is_amending


# ── published ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_its_reach_is_shown_state_by_state_and_a_second_person_publishes_it(world, notice, first, second, client):
    """24-4, GEN-10: reason, basis, effective time, affected counts; what was filed keeps its law (GEN-08)."""
    draft = world.declaration(State.DRAFT, applicant=person("a"))
    filed = world.declaration(State.OFFICE_REVIEW, applicant=person("b"))
    decided = world.declaration(State.CERTIFIED, applicant=person("c"))
    begun(notice, first)
    client.force_login(first, backend=BACKEND)
    own = client.get(address("process:publish_amendment", notice)).content.decode()
    refused = client.post(address("process:publish_amendment", notice), {"seen": seen(notice), **WHY})
    client.force_login(second, backend=BACKEND)
    with no_writes():
        page = client.get(address("process:publish_amendment", notice))

    done = client.post(address("process:publish_amendment", notice), {"seen": seen(notice), "explained": "已核", **WHY})
    follow_amendments()

    assert "请由另一位通知管理员核对后发布" in own
    assert "请由另一位通知管理员核对后发布" in refused.content.decode()
    rows = {each.label: (each.count, each.effect) for each in page.context["reach"]}
    assert rows["草稿"] == (1, "尚未提交，按修订后的内容办理")
    assert rows[State.OFFICE_REVIEW.label][1].startswith("仍按提交时的规定办理")
    assert rows[State.CERTIFIED.label] == (1, "已有结论，不变")
    assert done.url == address("process:follow", notice)
    edition = notice.editions.latest("number")
    assert (edition.number, edition.reason, edition.basis) == (2, WHY["reason"], WHY["basis"])
    numbers = Declaration.objects.in_bulk([draft.pk, filed.pk, decided.pk])
    assert [numbers[each.pk].edition.number for each in (draft, filed, decided)] == [2, 1, 1]
    assert Message.objects.filter(person=world.people[Role.UNIT], title__contains="通知有修订").exists()
    notice.refresh_from_db()
    assert notice.amending is None


def test_cases_in_hand_follow_on_purpose_and_by_number(world, notice, first, second, client):
    """GEN-10: applied on purpose; what was decided never changes."""
    one = world.declaration(State.OFFICE_REVIEW, applicant=person("b"))
    two = world.declaration(State.DEPT_REVIEW, applicant=person("c"))
    decided = world.declaration(State.CERTIFIED, applicant=person("d"))
    for number, each in enumerate((one, two, decided)):
        Declaration.objects.filter(pk=each.pk).update(number=f"2024-{number}")
    begun(notice, first)
    publish_amendment(notice.pk, seen=seen(notice), actor=second, explained="已核", **WHY)
    client.force_login(first, backend=BACKEND)
    where = address("process:follow", notice)

    unknown = client.post(where, {"which": "chosen", "numbers": "2024-0，2024-2"})
    empty = client.post(where, {"which": "chosen", "numbers": " "})
    shown = client.post(where, {"which": "chosen", "numbers": "2024-0"})
    unconfirmed = numbers_of(one, two, decided)
    key = shown.context["key"]
    client.post(where, {"which": "chosen", "numbers": "2024-0", "confirmed": key})
    drain_outbox()
    by_number = numbers_of(one, two, decided)
    client.post(where, {"which": "all", "confirmed": "all"})
    drain_outbox()

    assert "2024-2不是本通知下仍按旧版办理、未作出决定的申报。" in unknown.content.decode()
    assert "请填写申报编号。" in empty.content.decode()
    assert f'name="confirmed" value="{key}"' in shown.content.decode()
    assert unconfirmed == [1, 1, 1]
    assert by_number == [2, 1, 1]
    assert numbers_of(one, two, decided) == [2, 2, 1]
    assert "没有仍按旧版办理的申报" in client.get(where).content.decode()


def numbers_of(*cases):
    held = Declaration.objects.select_related("edition").in_bulk([each.pk for each in cases])
    return [held[each.pk].edition.number for each in cases]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": ""}, "修订原因：请填写这一项。"),
        ({"basis": " "}, "修订依据：请填写这一项。"),
        ({"effective_at": "2024-08-01T00:00"}, "生效时间不能早于现在。"),
        ({"seen": "0" * 64}, "草稿在您核对期间有改动，请重新核对后再发布。"),
    ],
)
def test_bad_input_is_told_and_nothing_is_published(notice, first, second, client, changed, said):
    begun(notice, first)
    client.force_login(second, backend=BACKEND)

    page = client.post(
        address("process:publish_amendment", notice), {"seen": seen(notice), "explained": "已核", **WHY, **changed}
    )

    assert page.status_code == 422
    assert said in page.content.decode()
    assert NoticeEdition.objects.filter(notice=notice).count() == 1


def test_the_history_names_who_began_the_amendment(notice, first, client):
    User.objects.filter(pk=first.pk).update(name="拟稿人（演示）")
    begin_amendment(notice.pk, actor=User.objects.get(pk=first.pk))
    client.force_login(first, backend=BACKEND)

    page = client.get(address("notices:wall", notice))

    begun_row = re.search("开始修订.*?</li>", " ".join(page.content.decode().split()))
    assert begun_row is not None
    assert "拟稿人（演示）" in begun_row[0]


def test_a_block_keeps_an_amendment_from_being_published(notice, first, second, client):
    """ADMIN-03, ADMIN-04: nothing with a blocking problem is published, an amendment neither."""
    begun(notice, first, "fees/amounts", {"zg": 500})
    client.force_login(second, backend=BACKEND)

    page = client.get(address("process:publish_amendment", notice)).content.decode()

    assert "高级工艺美术师没有评审费标准。" in page
    with pytest.raises(NoticeRefused, match="高级工艺美术师没有评审费标准"):
        publish_amendment(notice.pk, seen=seen(notice), actor=second, explained="已核", **WHY)


def test_an_amendment_of_times_moves_the_windows_and_everybody_follows(world, notice, first, second):
    filed = world.declaration(State.OFFICE_REVIEW, applicant=person("b"))
    ends = terms_of(notice.editions.get()).stages["committee_office"].end
    later = (ends + timedelta(days=3)).isoformat()
    begun(notice, first, "stages/committee_office/end", later)

    reach = reach_of(notice, arrangements=True)
    publish_amendment(notice.pk, seen=seen(notice), actor=second, explained="已核", **WHY)
    follow_amendments()

    assert [each.effect for each in reach] == ["按修订后的时间、地点和表述办理"]
    assert numbers_of(filed) == [2]
    assert notice.gates.get(window="committee_office", level="").closes_at == ends + timedelta(days=3)


def test_only_the_notices_own_administrators_see_it(world, notice, first, client):
    """SYS-02: another office's notice is not there."""
    begun(notice, first)
    stranger = person("stranger")
    give_membership(person=stranger, organisation=world.unit.parent.parent, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(stranger, backend=BACKEND)
    names = ("notices:drop", "notices:wall", "notices:compare", "process:publish_amendment", "process:follow")

    assert {client.get(address(name, notice)).status_code for name in names} == {404}
    assert client.post(address("notices:amend", notice)).status_code == 404


def test_the_reach_costs_one_statement_however_many_there_are(world, notice):
    counts = []
    for size in (1, 3):
        for number in range(size):
            world.declaration(State.OFFICE_REVIEW, applicant=person(f"x{size}{number}"))
        with statements() as made:
            reach_of(notice, arrangements=False)
        counts.append(len(made))

    assert counts == [1, 1]
