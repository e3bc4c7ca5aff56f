"""The notice desk: an office sees its own notices alone, edits a draft by forms, a second person publishes (S24)."""

import re

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import SYSTEM, Membership, Organisation, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from notices.drafting.cards import CARDS
from notices.drafting.form import PlaceForm
from notices.drafting.places import place_of
from notices.drafting.standing import leftovers_of, whole_of
from notices.exceptions import NoticeRefused
from notices.models import Notice
from notices.rules import complete_terms, stated_in
from notices.services import begin_amendment, clone_notice, close_notice, load_notice, publish_notice
from records.models import CalendarDay
from tests.helpers import no_writes, sent_unchanged, statements

PAGES = ("wall", "clone", "import_over", "export", "edit", "dates", "words", "compare", "times", "publish", "discard")


def admin_of(office: Organisation, name: str) -> User:
    person = User.objects.create_user(name)
    give_membership(person=person, organisation=office, role=Role.ADMIN, actor=SYSTEM)
    return person


@pytest.fixture
def first(draft):
    return admin_of(draft.office, "拟稿人")


@pytest.fixture
def second(draft):
    return admin_of(draft.office, "发布人")


@pytest.fixture
def desk(client, first):
    client.force_login(first, backend="accounts.backends.PhoneBackend")
    return client


@pytest.fixture
def copy(notice, desk):
    """Next year's draft, as it was just copied."""
    told = {"year": 2026, "code": "2026-craft-arts", "cards": [card.code for card in CARDS]}
    desk.post(reverse("notices:clone", args=[notice.code]), told)
    return Notice.objects.get(code="2026-craft-arts")


def url(name, notice, *more):
    return reverse(f"notices:{name}", args=[notice.code, *more])


def shown(client, *where):
    with no_writes():
        response = client.get(url(*where))
    assert response.status_code == 200, (where, response.status_code)
    return response.content.decode()


def sent(client, notice, where, **changed):
    """Send a place's form with these fields changed, as a browser would."""
    form = client.get(url("edit_place", notice, where)).context["form"]
    pairs = [pair.partition("=")[::2] for pair in sent_unchanged(form).split("&")]
    from urllib.parse import unquote_plus

    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return client.post(url("edit_place", notice, where), data | changed)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────
def test_another_offices_notice_is_not_there(client, draft, first):
    """SYS-02: every address of the desk answers 404, as if there were no such notice."""
    elsewhere = Organisation.objects.create(name="别的职改办", kind="office")
    client.force_login(admin_of(elsewhere, "外人"), backend="accounts.backends.PhoneBackend")
    asked = [url(name, draft) for name in PAGES] + [
        url("card", draft, "fees"),
        url("edit_place", draft, "fees"),
        url("add", draft, "levels"),
    ]

    answers = {address: client.get(address).status_code for address in asked}
    posts = {name: client.post(url(name, draft)).status_code for name in ("undo", "reopen", "publish", "discard")}

    assert set(answers.values()) == {404}
    assert set(posts.values()) == {404}
    assert draft.title not in client.get(reverse("notices:desk")).content.decode()
    assert Notice.objects.filter(pk=draft.pk).exists()


def test_who_keeps_no_notices_is_told_the_role(client, draft):
    client.force_login(User.objects.create_user("路人"), backend="accounts.backends.PhoneBackend")

    response = client.get(reverse("notices:desk"))

    assert response.status_code == 403
    assert "这里由通知管理员办理" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_drafts_costs_the_same_for_any_number(desk, copy, first, count):
    """24-2: what stands against each is read at once for all, the amendment's too."""
    source = copy.cloned_from
    for number in range(1, count):
        clone_notice(source.pk, code=f"202{number}-x", year=2026, cards=[card.code for card in CARDS], actor=first)
    begin_amendment(source.pk, actor=first)
    where = reverse("notices:desk")
    desk.get(where)

    with statements() as made, no_writes():
        drafts = desk.get(where).context["drafts"]

    assert len(drafts) == count + 1
    assert len(made) <= 27


def test_its_own_times_of_a_level_are_entered_at_the_desk(desk, draft):
    """TIME-06, 24-2: the level is chosen by its name; the card says when it ends."""
    where = "stages/personal_unit/by_level"
    asked = shown(desk, "add", draft, where)
    assert "正高级工艺美术师" in asked
    form = desk.get(url("add", draft, where)).context["form"]
    seen = form["seen"].value()

    answer = desk.post(url("add", draft, where), {"name": "zg", "seen": seen, "end": "2024-07-31T18:00"})

    assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()
    assert draft.draft["stages"]["personal_unit"]["by_level"] == {"zg": {"end": "2024-07-31T18:00:00+08:00"}}
    assert "正高级工艺美术师）：2024-07-02 08:00 至 2024-07-31 18:00" in shown(desk, "card", draft, "windows")


def test_a_visitor_is_sent_to_sign_in(client, draft):
    assert client.get(reverse("notices:desk")).status_code == 302


def test_an_ended_seat_opens_nothing(desk, draft, first):
    from config.lib import clock

    Membership.objects.filter(user=first).update(ended_at=clock.machine())

    assert desk.get(url("wall", draft)).status_code == 403


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────
def test_the_wall_shows_every_card_and_what_is_missing(desk, db, raw, draft):
    load_notice(raw | {"fees": raw["fees"] | {"amounts": {"zg": 450}}}, actor=SYSTEM)

    page = shown(desk, "wall", draft)

    for card in CARDS:
        assert url("card", draft, card.code) in page
    assert "高级工艺美术师没有评审费标准。" in page
    assert "已完成" in page
    assert "待完善" in page


@pytest.mark.parametrize("card", [card.code for card in CARDS])
def test_every_card_reads_as_sentences(desk, draft, card):
    page = shown(desk, "card", draft, card)

    assert not re.search(r"&lt;|None|mappingproxy", page.split("<main")[1].split("</main")[0])


def test_every_place_of_a_draft_opens(desk, draft):
    """No key of the file without a page or a field (the long tail is a typed form, never raw JSON)."""
    from notices.drafting.places import WHOLE
    from tests.notices.test_drafting import sections

    whole = whole_of(draft)
    places = {place.url for place in sections(WHOLE, whole) if place.steps}
    one_of_a_kind = {re.sub(r"/\d+", "/0", each): each for each in sorted(places)}

    for where in one_of_a_kind.values():
        assert desk.get(url("edit_place", draft, where), follow=True).status_code == 200, where


@pytest.mark.parametrize("where", ["colour", "levels/99", "stages/nothing", "rules", "fees/amounts/zg"])
def test_what_the_schema_or_the_notice_does_not_have_is_not_there(desk, draft, where):
    assert desk.get(url("edit_place", draft, where)).status_code == 404


def test_a_published_notice_is_no_draft(desk, notice):
    assert desk.get(url("edit_place", notice, "fees")).status_code == 404
    assert desk.get(url("wall", notice)).url == notice.get_absolute_url()


# ── editing ──────────────────────────────────────────────────────────────────────────────────────────────
def test_a_value_is_changed_by_its_form_and_taken_back(desk, draft):
    done = sent(desk, draft, "committee_defense", total_max="30")
    draft.refresh_from_db()
    changed = complete_terms(draft.draft).committee_defense.total_max
    page = shown(desk, "wall", draft)
    desk.post(url("undo", draft))
    draft.refresh_from_db()

    assert done.url == url("card", draft, "review")
    assert (changed, complete_terms(draft.draft).committee_defense.total_max) == (30, 25)
    assert "修改：专业答辩" in page
    assert "拟稿人" in page


def test_what_was_not_changed_is_not_stated(desk, draft):
    """A draft keeps the notice's own words: a form does not print the schema's defaults into it."""
    before = dict(draft.draft)

    sent(desk, draft, "voting", quorum="3/4")
    draft.refresh_from_db()

    assert draft.draft == before | {"voting": before["voting"] | {"quorum": "3/4"}}


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(desk, draft):
    response = sent(desk, draft, "committee_defense", total_max="很久", prepare_max="12")
    page = response.content.decode()
    draft.refresh_from_db()

    assert response.status_code == 422
    assert 'value="很久"' in page
    assert 'value="12"' in page
    assert complete_terms(draft.draft).committee_defense.prepare_max == 10


def test_two_editors_of_one_place_do_not_overwrite_each_other(desk, draft, second, client):
    form = desk.get(url("edit_place", draft, "voting")).context["form"]
    mine = {"seen": form["seen"].value(), "quorum": "3/4", "pass": "2/3"}
    sent(desk, draft, "voting", quorum="4/5")

    late = desk.post(url("edit_place", draft, "voting"), mine)
    elsewhere = sent(desk, draft, "committee_defense", total_max="26")
    draft.refresh_from_db()

    assert late.status_code == 422
    assert "刚被别人改过" in late.content.decode()
    assert 'value="3/4"' in late.content.decode()
    assert elsewhere.status_code == 302
    assert str(complete_terms(draft.draft).voting.quorum) == "4/5"


def test_items_are_added_moved_and_taken_out(desk, draft):
    address, where = url("add", draft, "levels"), "levels"
    form = PlaceForm(place=place_of("levels").below(9), whole=whole_of(draft), seen="")
    assert {"code", "rank", "name", "senior"} == set(form.leaves)

    seen = desk.get(address).context["form"]["seen"].value()
    added = desk.post(address, {"seen": seen, "code": "xx", "rank": "chu", "name": "学徒"})
    draft.refresh_from_db()
    names = [each.name for each in complete_terms(draft.draft).levels]

    def press(what, item):
        seen = desk.get(url("edit_place", draft, where)).context["page"].seen
        desk.post(url("edit_place", draft, where), {"what": what, "item": item, "seen": seen})
        draft.refresh_from_db()
        return [each.name for each in complete_terms(draft.draft).levels]

    assert (added.status_code, names[-1]) == (302, "学徒")
    assert press("up", 5)[-2] == "学徒"
    assert "学徒" not in press("remove", 4)


def test_a_table_takes_a_row_by_its_name(desk, draft):
    address = url("add", draft, "stages")
    page = desk.get(address)
    seen, names = page.context["form"]["seen"].value(), page.context["named"].fields["name"].choices

    told = {"seen": seen, "name": "preparation", "start": "2024-06-01T08:00", "end": "2024-06-30T18:00"}
    done = desk.post(address, told)
    draft.refresh_from_db()

    assert ("preparation", "个人准备材料") in names
    assert "personal_unit" not in dict(names)
    assert done.status_code == 302
    assert complete_terms(draft.draft).stages["preparation"].end.isoformat() == "2024-06-30T18:00:00+08:00"


def test_an_optional_section_is_switched_off_and_on(desk, draft):
    seen = desk.get(url("edit_place", draft, "invoice")).context["page"].seen

    desk.post(url("edit_place", draft, "invoice"), {"what": "off", "seen": seen})
    draft.refresh_from_db()
    off = complete_terms(draft.draft).invoice
    page = shown(desk, "edit_place", draft, "invoice")
    sent(desk, draft, "invoice", request_email="a@example.com")
    draft.refresh_from_db()

    assert off is None
    assert "现在不设" in page
    assert complete_terms(draft.draft).invoice.request_email == "a@example.com"


def test_the_code_stays_and_an_unknown_office_is_named(desk, draft):
    desk.post(url("edit", draft) + "?card=basics", {"code": "other"})
    draft.refresh_from_db()
    page = desk.get(url("edit_place", draft, "committees/0"))
    names = dict(page.context["form"].fields["office"].choices)

    assert draft.code == "2024-craft-arts"
    assert draft.draft["code"] == "2024-craft-arts"
    assert "自治区职改办" in names


def test_a_draft_cannot_be_given_to_another_office(desk, draft, raw):
    """SYS-02: an administrator drafts for the own office alone."""
    Organisation.objects.create(name="别的职改办", kind="office")
    text = yaml.safe_dump(
        raw | {"committees": [raw["committees"][0] | {"office": "别的职改办"}, *raw["committees"][1:]]},
        allow_unicode=True,
    )

    response = desk.post(url("import_over", draft), {"text": text})

    assert "您不是“别的职改办”的通知管理员" in response.content.decode()


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code: x\nlevels: [", "第2行第10列：此处意外结束"),
        ("code: x\ntitle: 一: 二", "第2行第9列：一行里多了一个冒号"),
        ("code: x\n\ttitle: 一", "第2行第1列：不能用制表符（Tab）"),
        ("code: x\nissued_on: 2024-13-45", "第2行第12列：没有这样的日期或数"),
        ("code: x\nyear: 2024\ncolour: blue", "第3行 colour：未知的键"),
        ("code: x\nfees:\n  amounts: {zg: 四百}", "第3行 fees.amounts.zg：应为"),
        ("code: x\nyear: 2024\nyear: 2025", "第3行 year：这个键在第2行已经写过"),
        ("levels:\n  - code: a\n    name: b\n    code: c", "第4行 levels[0].code：这个键在第2行已经写过"),
        ("code: x\nfees: {start: 1, start: 2}", "第2行 fees.start：这个键在第2行已经写过"),
        ("code: x", "title：不能缺少"),
        ("一段话", "应为一组键值"),
    ],
)
def test_every_fault_of_a_file_is_named_in_chinese_at_its_place(desk, draft, text, said):
    page = desk.post(url("import_over", draft), {"text": text}).content.decode()

    assert said in page
    assert not re.search(r"expected|mapping|could not|scanning", page)


def test_a_file_goes_out_and_comes_back_the_same(desk, draft):
    text = desk.get(url("export", draft)).content.decode()
    before = stated_in(draft.draft)

    desk.post(url("import_over", draft), {"upload": SimpleUploadedFile("a.yaml", text.encode())})
    draft.refresh_from_db()

    assert draft.draft == before
    assert yaml.safe_load(text)["code"] == draft.code


def test_a_draft_keeps_its_code_and_no_two_share_one(desk, draft):
    text = desk.get(url("export", draft)).content.decode()

    other = desk.post(url("import_over", draft), {"text": text.replace("code: 2024-craft-arts", "code: other")})
    twin = desk.post(reverse("notices:import"), {"text": text})
    new = desk.post(reverse("notices:import"), {"text": text.replace("code: 2024-craft-arts", "code: n2")})

    assert "代码应为 2024-craft-arts" in other.content.decode()
    assert "已有代码为 2024-craft-arts 的通知" in twin.content.decode()
    assert new.url == reverse("notices:wall", args=["n2"])
    assert Notice.objects.get(code="n2").state == "draft"


@pytest.mark.parametrize(
    "upload", [b"\xff\xfe\x00", b"x" * (2 * 1024 * 1024 + 1), b"", b"\x89PNG\r\n", b"a: &a [*a]", b"- " * 2000]
)
def test_what_is_no_notice_is_refused_with_a_sentence(desk, draft, upload):
    before = Notice.objects.count()

    response = desk.post(reverse("notices:import"), {"upload": SimpleUploadedFile("a.yaml", upload)})

    assert response.status_code == 422
    assert Notice.objects.count() == before


# ── next year's ──────────────────────────────────────────────────────────────────────────────────────────
def test_a_copy_is_for_its_year_and_lists_what_is_still_last_years(desk, copy, notice):
    """24-1, GEN-06."""
    dates, words, differences = (shown(desk, name, copy) for name in ("dates", "words", "compare"))

    assert (copy.year, copy.cloned_from, copy.state, copy.drafted_by.name) == (2026, notice, "draft", "")
    assert copy.draft["ruleset"] == "R2026"
    assert "各阶段起止" in dates
    assert "2026-08-21T18:00:00" in dates
    assert re.search(r"<del>2024</del>\s*<ins>2026</ins>年度广西工艺美术", words)
    assert "规则集" in differences


def test_all_dates_are_confirmed_on_one_page_and_texts_one_by_one(desk, copy):
    form = desk.get(url("dates", copy)).context["form"]
    told = {name: form.initial[name] for name in form.fields}
    before = len(leftovers_of(copy))

    desk.post(url("dates", copy), told | {"date_0": "2026-07-01"})
    copy.refresh_from_db()
    after_dates = leftovers_of(copy)
    words = desk.get(url("words", copy)).context["form"]
    desk.post(url("words", copy), dict.fromkeys(words.fields, "new"))
    copy.refresh_from_db()

    assert before > len(after_dates) > 0
    assert not [each for each in after_dates if each.is_date]
    assert leftovers_of(copy) == []
    assert copy.title == "关于开展2026年度广西工艺美术系列职称评审工作的通知"
    assert str(copy.issued_on) == "2026-07-01"


def test_a_stage_that_ends_before_it_begins_is_told_at_its_field(desk, copy):
    """24-1: by its label, with nothing lost and nothing looked at."""
    form = desk.get(url("dates", copy)).context["form"]
    end = next(name for name, old in form.asked.items() if old.left.path == "stages.personal_unit.end")
    told = {name: form.initial[name] for name in form.fields} | {end: "2026-01-02T18:00:00"}

    answer = desk.post(url("dates", copy), told)
    copy.refresh_from_db()

    assert answer.status_code == 422
    assert answer.context["form"].errors == {end: ["“个人申报及所在单位审核推荐”的开始时间不早于截止时间。"]}
    assert 'value="2026-01-02T18:00:00"' in answer.content.decode()
    assert "2026-01-02" not in str(copy.draft)
    assert [each for each in leftovers_of(copy) if each.is_date]


def test_days_of_a_copy_are_free_by_the_working_calendar(desk, copy):
    """24-1, TIME-19: a Sunday that is worked and a holiday among the week."""
    for day, is_work, name in (("2026-09-20", True, "国庆节调休上班"), ("2026-10-02", False, "国庆节")):
        CalendarDay.objects.update_or_create(date=day, defaults={"is_work": is_work, "name": name})
    fresh = {"2026-09-20T18:00:00": "星期日（调休上班）", "2026-10-02T18:00:00": "星期五（国庆节放假，请核对）"}
    fresh["2026-10-11T18:00:00"] = "星期日（周末，请核对是否放假）"
    for number, (moment, said) in enumerate(fresh.items()):
        copy.draft["stages"]["personal_unit"]["end"] = moment
        copy.save(update_fields=["draft"])
        asked = desk.get(url("dates", copy)).context["form"]
        name = next(name for name, old in asked.asked.items() if old.left.path == "stages.personal_unit.end")
        assert asked.fields[name].help_text.endswith(said), number


def test_what_is_kept_on_purpose_is_not_asked_again_until_it_changes(desk, copy):
    form = desk.get(url("words", copy)).context["form"]
    name = next(name for name, old in form.asked.items() if old.left.path == "title")

    desk.post(url("words", copy), dict.fromkeys(form.fields, "later") | {name: "keep"})
    copy.refresh_from_db()
    kept = "title" in {each.path for each in leftovers_of(copy)}
    left = desk.get(url("words", copy)).context["form"].fields
    nothing = desk.post(url("words", copy), dict.fromkeys(left, "later"))

    assert "2024" in copy.title
    assert not kept
    assert "请至少选择一处的处理办法" in nothing.content.decode()


def test_a_value_put_by_hand_counts_as_looked_at(desk, copy):
    sent(desk, copy, "self_assessment", title="2024年的旧题目，确实如此")
    copy.refresh_from_db()

    assert "self_assessment.title" not in {each.path for each in leftovers_of(copy)}


def test_a_copy_takes_what_amendments_changed(desk, notice, first):
    from notices.services import amend_notice

    amend_notice(
        notice.pk,
        changes={"contacts": {"email": "new@example.com"}},
        reason="邮箱变更",
        basis="桂职办〔2024〕9号",
        actor=SYSTEM,
    )

    copy = clone_notice(notice.pk, code="n3", year=2025, cards=["contacts"], actor=first)

    assert copy.draft["contacts"]["email"] == "new@example.com"


@pytest.mark.parametrize(
    ("year", "code", "said"),
    [
        (2024, "n", "年度应晚于2024年"),
        (2025, "2024-craft-arts", "已有代码"),
        (2026, "2025-craft-arts", "代码写的是 2025 年，年度是 2026"),
    ],
)
def test_a_copy_is_of_a_later_year_under_a_code_of_its_own(desk, notice, year, code, said):
    page = desk.post(url("clone", notice), {"year": year, "code": code, "cards": ["fees"]}).content.decode()

    assert said in page


# ── publishing ───────────────────────────────────────────────────────────────────────────────────────────
def press_publish(client, notice, **given):
    seen = client.get(url("publish", notice)).context["form"].initial["seen"]
    return client.post(url("publish", notice), {"seen": seen} | given, follow=True)


def as_person(client, person):
    client.force_login(person, backend="accounts.backends.PhoneBackend")
    return client


def test_what_is_frozen_is_shown_before_it_is(desk, draft):
    """GEN-02."""
    page = shown(desk, "publish", draft)

    for words in (
        "发布后不可修改",
        "2024-craft-arts",
        draft.title,
        "个人申报及所在单位审核推荐",
        "2024-07-15 08:00",
        "450",
    ):
        assert words in page
    assert Notice.objects.get().state == "draft"


def test_a_second_person_publishes(desk, draft, second):
    """24-4: whoever changed it last does not publish it."""
    sent(desk, draft, "voting", quorum="3/4")
    own = press_publish(desk, draft).content.decode()
    still = Notice.objects.get().state

    done = press_publish(as_person(desk, second), draft).content.decode()

    assert "请由另一位通知管理员核对后发布" in own
    assert still == "draft"
    assert "已发布，已告知各办理单位。" in done
    assert Notice.objects.get().editions.get().published_by == second


def test_a_copy_with_last_years_words_is_not_published(desk, copy, second):
    page = press_publish(as_person(desk, second), copy).content.decode()

    assert "处仍是上一年度的内容" in page
    assert Notice.objects.get(pk=copy.pk).state == "draft"
    with pytest.raises(NoticeRefused, match="处仍是上一年度的内容"):
        publish_notice(copy.pk, actor=second, explained="无")


def test_problems_keep_a_draft_from_being_published(desk, raw, draft, second):
    load_notice(raw | {"fees": raw["fees"] | {"amounts": {"zg": 450}}}, actor=SYSTEM)

    page = shown(desk, "publish", draft)
    refused = press_publish(as_person(desk, second), draft).content.decode()

    assert "没有评审费标准" in page
    assert "确认发布" not in page
    assert "没有评审费标准" in refused
    assert not Notice.objects.published().exists()


def test_a_warning_passes_with_the_explanation_given(desk, raw, draft):
    load_notice(raw | {"condition_sets": []}, actor=SYSTEM)

    refused = press_publish(desk, draft).content.decode()
    still = Notice.objects.get().state
    press_publish(desk, draft, explained="另文规定")

    assert "该级别评审条件另行规定" in refused
    assert "请写明" in refused
    assert still == "draft"
    assert Notice.objects.get().editions.get().explanation == "另文规定"


def test_what_was_changed_since_it_was_looked_at_is_not_published(desk, draft, raw):
    seen = desk.get(url("publish", draft)).context["form"].initial["seen"]
    load_notice(raw | {"title": "改过的标题"}, actor=SYSTEM)

    page = desk.post(url("publish", draft), {"seen": seen}).content.decode()

    assert "草稿在您核对期间有改动" in page
    assert Notice.objects.get().state == "draft"


def test_a_round_that_was_ended_is_opened_again_once(desk, notice):
    close_notice(notice.pk, actor=SYSTEM)

    desk.post(url("reopen", notice))
    twice = desk.post(url("reopen", notice), follow=True).content.decode()

    notice.refresh_from_db()
    assert notice.state == "published"
    assert "通知现为“已发布”，不能重新开启。" in twice


def test_a_draft_is_taken_away_after_a_question(desk, draft):
    asked = shown(desk, "discard", draft)

    desk.post(url("discard", draft))

    assert "不能在这里恢复" in asked
    assert not Notice.objects.exists()
