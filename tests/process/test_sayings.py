"""The texts of a notice on its desk: read, written with known variables, looked at masked, tried on oneself alone."""

import html
import re

import pytest
from django.urls import reverse

from accounts.models import SYSTEM, Organisation, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from declarations.models import Recusal
from declarations.states import State
from messaging.models import Message, Sms
from notices.models import Notice
from notices.rules import complete_terms, problems
from notices.rules.saying import SAYINGS
from notices.services import clone_notice, put_text
from notices.services.wording import PLACE, TESTS
from records.models import AuditEntry, Outbox
from review.process.sayings import seen_of, text_rows
from review.process.wording import MESSAGES, SMS_TEXTS
from tests.helpers import no_writes

BACKEND = "accounts.backends.PhoneBackend"


@pytest.fixture
def notice(world):
    return world.edition.notice


@pytest.fixture
def admin(notice):
    person = User.objects.create_user("拟稿人", phone="19100000077")
    give_membership(person=person, organisation=notice.office, role=Role.ADMIN, actor=SYSTEM)
    return person


@pytest.fixture
def desk(client, admin):
    client.force_login(admin, backend=BACKEND)
    return client


@pytest.fixture
def draft(notice, admin) -> Notice:
    return clone_notice(notice.pk, code="2026-craft-arts", year=2026, cards=["messages"], actor=admin)


def address(notice, event=""):
    return (
        reverse("process:saying", args=[notice.code, event])
        if event
        else reverse("process:sayings", args=[notice.code])
    )


def words(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def send(client, notice, event, text, what="save", **more):
    return client.post(address(notice, event), {"text": text, "what": what, "seen": seen_of(notice), **more})


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────
def test_every_event_is_listed_with_who_is_told_and_what(desk, notice):
    """ADMIN-06, MSG-01: event → who → how → words, the notice's own and the house's."""
    with no_writes():
        page = words(desk.get(address(notice)))

    assert all(each.title in page and each.when in page for each in SAYINGS)
    assert all(told.title in page for told in MESSAGES.values())
    assert "评审费{amount}元" in page
    assert SMS_TEXTS["refused"] in page
    assert "没有写，不发短信" in page


def test_the_catalogue_knows_every_text_the_house_sends(notice):
    from messaging.wording import TEXTS, variables_of

    events = {each.event: set(each.names) for each in SAYINGS}

    assert set(SMS_TEXTS) | set(TEXTS) <= set(events)
    for event, text in (SMS_TEXTS | TEXTS).items():
        assert variables_of(text) <= events[event], event


@pytest.mark.parametrize("count", [1, 3])
def test_a_text_costs_the_same_for_any_number_of_cases(world, desk, notice, count, django_assert_num_queries):
    for number in range(count):
        world.declaration(State.DEPT_REVIEW, applicant=User.objects.create_user(f"申报人{number}"))

    with django_assert_num_queries(11):
        desk.get(address(notice, "refused"))


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────
def test_another_offices_texts_are_not_there(client, notice):
    """SYS-02: neither to be read nor to be tried."""
    person = User.objects.create_user("外人", phone="19100000078")
    elsewhere = Organisation.objects.create(name="别的职改办", kind="office")
    give_membership(person=person, organisation=elsewhere, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(person, backend=BACKEND)

    asked = [client.get(address(notice)), client.get(address(notice, "payment"))]
    tried = client.post(address(notice, "payment"), {"text": "试", "what": "test"})

    assert {each.status_code for each in [*asked, tried]} == {404}
    assert not Sms.objects.exists()


def test_no_such_event(desk, notice):
    assert desk.get(address(notice, "birthday")).status_code == 404


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────
def test_a_text_is_written_and_taken_back(desk, draft):
    """ADMIN-06: the notice's own text stands in its draft; taken back, the house's is sent again."""
    saved = send(desk, draft, "refused", "{name}：不予受理，\n原因见站内消息。")
    draft.refresh_from_db()
    own = draft.draft["messages"]["templates"]["refused"]

    back = send(desk, draft, "refused", "{oops", what="default")
    draft.refresh_from_db()

    assert (saved.status_code, back.status_code) == (302, 302)
    assert own == "{name}：不予受理， 原因见站内消息。"
    assert "refused" not in draft.draft["messages"]["templates"]
    assert draft.history.first().history_change_reason == "短信改用系统文字：不予受理"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{who}老师", "变量“who”无法识别，可用：{name}、{number}"),
        ("{name老师", "花括号不成对"),
        ("{name.__class__}", "不是名称"),
        ("长" * 500, "连同签名有506字，短信最多500字"),
        ("", "请填写这一项"),
    ],
)
def test_a_text_nobody_could_send_is_refused_at_its_field(desk, draft, text, said):
    """ADMIN-06: variables are validated; nothing typed is lost."""
    before = draft.draft

    page = send(desk, draft, "refused", text)

    draft.refresh_from_db()
    assert page.status_code == 422
    assert said in " ".join(page.context["form"].errors["text"])
    assert text in words(page)
    assert draft.draft == before


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk, draft, admin):
    seen = seen_of(draft)
    put_text(draft.pk, "payment", "{name}请缴费。", seen=seen, actor=admin)

    page = desk.post(address(draft, "refused"), {"text": "不予受理", "what": "save", "seen": seen})

    assert page.status_code == 422
    assert "这里刚被别人改过" in words(page)


def test_what_is_published_is_not_rewritten(desk, notice):
    """GEN-10: after publication a text is changed by an amendment."""
    page = send(desk, notice, "payment", "请缴费")

    assert page.status_code == 200
    assert "通知已发布，文字的变更须走修订" in words(page)
    assert "请缴费" not in notice.editions.latest("number").terms["messages"]["templates"]["payment"]


@pytest.mark.parametrize(
    ("event", "text", "code"),
    [
        ("refused", "{oops}", "E710"),
        ("certified", "长" * 600, "E736"),
        ("birthday", "生日快乐", "W122"),
    ],
)
def test_publishing_finds_texts_that_came_with_a_file(notice, event, text, code):
    """ADMIN-03, ADMIN-06: an unknown variable would stop the move that sends it."""
    stated = notice.draft | {"messages": {"templates": {event: text}}}

    found = [each for each in problems(complete_terms(stated)) if each.field == f"messages.templates.{event}"]

    assert [each.code for each in found] == [code]


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────
def test_a_preview_counts_what_a_phone_would_get(desk, notice):
    page = send(desk, notice, "certified", "", what="preview")

    preview = page.context["preview"]
    assert preview.text == "【职称评审】韦小梅老师：您的正高级工艺美术师电子证书已发放，请登录系统下载。"
    assert (preview.length, preview.segments) == (len(preview.text), 1)


@pytest.mark.parametrize(("long", "parts"), [(70, 1), (71, 2), (134, 2), (135, 3)])
def test_parts_are_counted_as_they_are_charged(long, parts):
    from messaging.wording import segments_of

    assert segments_of("字" * long) == parts
    assert segments_of("𠮷" * (long // 2) + "字" * (long % 2)) == parts


def test_a_real_case_is_shown_masked(world, desk, notice):
    """SYS-08: a preview with a real case of the office names nobody, and never says why it was refused."""
    person = User.objects.create_user("欧阳", name="欧阳明珠")
    case = world.declaration(State.NOT_ACCEPTED, applicant=person)

    page = send(desk, notice, "refused", "", what="preview", case=str(case.ref))

    assert page.context["preview"].text == "【职称评审】欧**珠老师：您的职称申报不予受理，原因见系统站内消息。"
    assert "欧阳明珠" not in words(page)
    assert "欧**珠 · 正高级工艺美术师" in words(page)


def test_a_case_with_nothing_to_correct_lends_no_count(world, desk, notice):
    """SYS-08: no text is ever sent about 0 items, so none is shown."""
    case = world.declaration(State.NOT_ACCEPTED, applicant=User.objects.create_user("欧阳", name="欧阳明珠"))

    page = send(desk, notice, "correction", "", what="preview", case=str(case.ref))

    assert page.context["preview"].text.startswith("【职称评审】欧**珠老师：您的申报材料有2项需补正，")


def test_who_is_recused_does_not_find_the_case(world, desk, notice, admin):
    """ROLE-11: a recusal is subtracted here, too."""
    case = world.declaration(State.NOT_ACCEPTED)
    Recusal.objects.create(person=admin, declaration=case, why="亲属", by=admin)

    page = send(desk, notice, "refused", "", what="preview", case=str(case.ref))

    assert page.status_code == 422
    assert str(case.ref) not in [ref for ref, _ in page.context["form"].fields["case"].choices]


# ── trying ───────────────────────────────────────────────────────────────────────────────────────────────
def test_a_try_goes_to_oneself_and_to_nobody_else(world, desk, notice, admin):
    """ADMIN-06, MSG-02: marked, through the outbox, noted; the case it was filled in from hears nothing."""
    case = world.declaration(State.NOT_ACCEPTED)
    Message.objects.all().delete()

    page = send(desk, notice, "refused", "", what="test", case=str(case.ref))

    sms = Sms.objects.get()
    assert "已试发到您本人的站内消息和手机，没有发给其他人。" in words(page)
    assert (sms.phone, sms.person_id) == (admin.phone, admin.pk)
    assert sms.text.startswith("【职称评审】【测试】")
    assert [(each.person, each.title) for each in Message.objects.all()] == [(admin, "【测试】不予受理")]
    assert Outbox.objects.filter(kind="sms.send", key=sms.key).count() == 1
    assert AuditEntry.objects.latest("number").event == "notice.test_text"


def test_tries_are_limited(desk, notice):
    for _ in range(TESTS.most):
        send(desk, notice, "refused", "", what="test")

    page = send(desk, notice, "refused", "", what="test")

    assert page.status_code == 422
    assert "一小时内最多试发10条" in words(page)
    assert Sms.objects.count() == TESTS.most


def test_who_has_no_phone_gets_the_line_alone(desk, notice, admin):
    admin.phone = ""
    admin.save()

    page = send(desk, notice, "refused", "", what="test")

    assert "已试发到您本人的站内消息，没有发给其他人。" in words(page)
    assert not Sms.objects.exists()


def test_the_rows_follow_the_draft(draft, admin):
    put_text(draft.pk, "refused", "{name}：不受理。", seen=seen_of(draft), actor=admin)
    draft.refresh_from_db()

    own = {row.saying.event: row.text for row in text_rows(complete_terms(draft.draft)) if row.is_own}

    assert own["refused"] == "{name}：不受理。"
    assert PLACE == ("messages", "templates")
