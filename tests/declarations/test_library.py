"""从以往申报带入, and a file given once is used again (08-9, SYS-05)."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from config.lib import clock
from declarations.exceptions import Refused
from declarations.models import Achievement, CarriedOver, Declaration, HeldTitle, Material, Publication
from declarations.reuse import origins_of, own_files
from declarations.services.entries import add_entry
from declarations.services.library import carry_over, library_of
from declarations.states import ItemKind, Source, State
from records.models import FileUse, StoredFile
from tests.declarations.world import attach
from tests.helpers import no_writes

WORK = {"kind": "work", "title": "作品", "clause": "fg-yj1", "achieved_on": date(2022, 5, 1), "role": "独立完成"}


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


@pytest.fixture
def earlier(world) -> Declaration:
    """Lin's declaration of before, judged."""
    declaration = world.full()
    Declaration.objects.filter(pk=declaration.pk).update(state=State.FAILED, submitted_at=clock.law())
    return Declaration.objects.with_context().get(pk=declaration.pk)


def url(name, declaration, **asked):
    address = reverse(f"declarations:{name}", args=[declaration.ref])
    return f"{address}?{urlencode(asked)}" if asked else address


def keys(world, draft, section=None):
    return [each.key for each in library_of(world.lin, draft) if section in {None, each.section}]


def test_everything_of_before_can_be_taken_over(world, earlier):
    draft = world.draft()
    files = StoredFile.objects.count()

    taken = carry_over(draft.pk, keys(world, draft), actor=world.lin)

    assert (taken.rows, taken.files, taken.left) == (7, 9, ())
    assert StoredFile.objects.count() == files  # nothing was uploaded again
    hashes = Material.objects.filter(removed_at=None).exclude(part="").order_by("file__sha256")
    mine, old = (
        list(hashes.filter(declaration=each).values_list("file__sha256", flat=True)) for each in (draft, earlier)
    )
    assert mine == old
    assert [row.title for row in Achievement.objects.filter(declaration=draft)] == [
        row.title for row in Achievement.objects.filter(declaration=earlier)
    ]


def test_a_second_time_changes_nothing(world, earlier):
    draft = world.draft()
    chosen = keys(world, draft)
    carry_over(draft.pk, chosen, actor=world.lin)

    again = carry_over(draft.pk, chosen, actor=world.lin)

    assert (again.rows, again.files) == (0, 0)
    assert Achievement.objects.filter(declaration=draft).count() == 2
    assert {each.is_free for each in library_of(world.lin, draft)} == {False}


def test_what_was_taken_over_says_from_when(world, earlier, lin):
    draft = world.draft()
    carry_over(draft.pk, keys(world, draft, "achievement"), actor=world.lin)

    assert set(origins_of(draft).values()) == {2024}
    page = lin.get(reverse("declarations:rows", args=[draft.ref, "achievement"])).content.decode()
    assert page.count("取自2024年申报") == 2


def test_the_old_declaration_stays_as_it_was(world, earlier):
    draft = world.draft()
    carry_over(draft.pk, keys(world, draft), actor=world.lin)

    for row in Achievement.objects.filter(declaration=draft):
        row.delete()

    assert Achievement.objects.filter(declaration=earlier).count() == 2
    assert len(keys(world, draft, "achievement")) == 2
    assert carry_over(draft.pk, keys(world, draft, "achievement"), actor=world.lin).rows == 2


def test_a_condition_of_another_notice_is_chosen_again(world, earlier):
    Achievement.objects.filter(declaration=earlier).update(clause="2017-only")
    draft = world.draft()

    carry_over(draft.pk, keys(world, draft, "achievement"), actor=world.lin)

    assert set(Achievement.objects.filter(declaration=draft).values_list("clause", flat=True)) == {""}


def test_what_the_notice_does_not_know_is_shown_with_why_not(world, earlier, lin):
    told = {"granted_on": date(2015, 1, 1), "name": "注册建造师", "kind": "qualification"}
    HeldTitle.objects.create(declaration=earlier, **told)
    Publication.objects.filter(declaration=earlier).update(kind=ItemKind.DECISION_INFO)
    draft = world.draft()

    found = {each.title: each.why_not for each in library_of(world.lin, draft) if each.why_not}

    assert found["注册建造师"] == "本通知不认可职业资格对应职称。"
    page = lin.get(url("library", draft)).content.decode()
    assert "不能带入：本通知不认可职业资格对应职称。" in page
    chosen = [each.key for each in library_of(world.lin, draft) if each.title == "注册建造师"]
    assert carry_over(draft.pk, chosen, actor=world.lin).left == ("注册建造师：本通知不认可职业资格对应职称。",)


def test_shared_rows_are_fetched_again_and_not_copied(world, earlier):
    earlier.educations.update(source=Source.SHARED)
    draft = world.draft()

    assert [each.why_not for each in library_of(world.lin, draft) if each.section == "education"] == [
        "通过数据共享获取的内容由系统重新获取。"
    ]


def test_more_than_the_notice_takes_is_left_and_told(world, earlier):
    for number in range(20):
        Achievement.objects.create(declaration=earlier, rank=number + 3, **WORK | {"title": f"作品{number}"})
    draft = world.draft()

    taken = carry_over(draft.pk, keys(world, draft, "achievement"), actor=world.lin)

    assert (taken.rows, len(taken.left)) == (20, 2)
    assert taken.left[0].endswith("业绩成果最多20条。")


def test_nobody_takes_from_anybody_else(world, earlier, client):
    """Only own rows, only into an own draft."""
    draft = world.draft()
    others = [f"{earlier.pk}/achievement:{row.pk}" for row in earlier.achievements.all()]
    Declaration.objects.filter(pk=earlier.pk).update(applicant=world.bai)

    assert library_of(world.lin, draft) == []
    assert carry_over(draft.pk, others, actor=world.lin).rows == 0
    with pytest.raises(Refused, match="申报人本人"):
        carry_over(draft.pk, others, actor=world.bai)
    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")
    assert client.get(url("library", draft)).status_code == 404


def test_nothing_is_taken_into_what_was_handed_in(world, earlier, lin):
    draft = world.draft()
    chosen = keys(world, draft)
    told = {
        "state": State.UNIT_CHECK,
        "submitted_at": clock.law(),
        "slot": "2025:fugao",
    }  # the year before keeps its own
    Declaration.objects.filter(pk=draft.pk).update(**told)

    with pytest.raises(Refused, match="草稿"):
        carry_over(draft.pk, chosen, actor=world.lin)
    assert lin.get(url("library", draft)).status_code == 302
    assert not CarriedOver.objects.exists()


def test_the_page_ticks_and_takes(world, earlier, lin):
    draft = world.draft()
    chosen = keys(world, draft, "achievement")

    assert lin.post(url("library", draft), {"item": chosen}).status_code == 302
    page = lin.get(url("library", draft)).content.decode()

    assert "已带入 2 条、2 个附件" in page
    assert page.count("本申报已有") == 2
    assert "请先勾选" in lin.post(url("library", draft), {}, follow=True).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_costs_the_same_for_any_past(world, lin, count, django_assert_num_queries):
    before = world.draft()
    for number in range(count):
        add_entry(before.pk, "achievement", WORK | {"title": f"作品{number}"}, actor=world.lin)
    draft = world.draft()

    with django_assert_num_queries(23), no_writes():
        lin.get(url("library", draft))


def test_a_long_past_has_pages(world, earlier, lin):
    for number in range(30):
        Achievement.objects.create(declaration=earlier, rank=number + 3, **WORK | {"title": f"作品{number}"})
    draft = world.draft()

    page = lin.get(url("library", draft, page=2)).content.decode()

    assert "第 2 / 2 页" in page


# ── one file ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_given_before_goes_into_a_slot(world, earlier, lin):
    """08-9: chosen, not uploaded; who may read the new declaration may read it there."""
    draft = world.draft()
    file = Material.objects.get(declaration=earlier, slot="id_document").file
    address = url("reuse", draft, slot="id_document")
    assert file.original_name in lin.get(address).content.decode()

    assert lin.post(address, {"file": file.pk}).status_code == 302

    material = Material.objects.get(declaration=draft)
    assert (material.file, material.slot) == (file, "id_document")
    assert FileUse.objects.filter(file=file).count() == 2
    assert file.original_name not in lin.get(address).context["rows"]


def test_each_content_is_offered_once_and_only_ones_own(world, earlier):
    again = Material.objects.get(declaration=earlier, slot="id_document")
    attach(world.draft().pk, world.lin, "id_document")

    mine = own_files(world.lin, media_types=["image/png"])

    assert mine.filter(sha256=again.file.sha256).count() == 1
    assert not own_files(world.bai, media_types=["image/png"]).exists()
    assert not own_files(world.lin, media_types=["video/mp4"]).exists()


def test_what_lay_in_the_same_slot_is_offered_first(world, earlier):
    """08-9: for an identity paper the identity paper, then whatever came last."""
    told = {"media_types": ["image/png"]}
    newest, *_, oldest = own_files(world.lin, **told)
    slot = Material.objects.filter(file__sha256=oldest.sha256).latest("pk").slot

    offered = own_files(world.lin, **told, slot=slot)

    assert Material.objects.filter(file__sha256=offered[0].sha256, slot=slot).exists()
    assert not Material.objects.filter(file__sha256=newest.sha256, slot=slot).exists()
    assert {each.pk for each in offered} == {each.pk for each in own_files(world.lin, **told)}


def test_a_file_of_somebody_else_is_not_taken(world, earlier, lin):
    draft = world.draft()
    foreign = StoredFile.objects.filter(pk=Material.objects.filter(declaration=earlier).first().file_id)
    foreign.update(uploaded_by=world.bai.pk)

    response = lin.post(url("reuse", draft, slot="id_document"), {"file": foreign.get().pk}, follow=True)

    assert "请选择一个文件" in response.content.decode()
    assert not Material.objects.filter(declaration=draft).exists()


def test_a_slot_the_declaration_does_not_have_is_not_there(world, lin):
    assert lin.get(url("reuse", world.draft(), slot="no_such_slot")).status_code == 404


def test_the_slot_leads_to_the_choice(world, lin):
    page = lin.get(reverse("declarations:materials", args=[world.draft().ref])).content.decode()

    assert "从已上传的文件中选" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_choice_costs_the_same_for_any_number(world, lin, count, django_assert_num_queries):
    before = world.draft()
    for slot in ("id_document", "ce_public", "social_insurance")[:count]:
        attach(before.pk, world.lin, slot)
    draft = world.draft()

    with django_assert_num_queries(26), no_writes():
        lin.get(url("reuse", draft, slot="id_document"))


ACT = re.compile(r'<(a|button)\b[^>]*?(?:aria-label="([^"]+)")[^>]*>')


@pytest.mark.parametrize("page", ["reuse", "representative", "materials"])
def test_what_stands_in_every_row_has_a_name_of_its_own(world, lin, page):
    """§3.9 of ux.md: 用这份, 下载查看, 选这一项 and 多张照片合成一份 make sense alone; two files may have the same name."""
    draft = world.full()
    address = reverse(f"declarations:{page}", args=[draft.ref]) + (
        "?slot=other&part=&piece=" if page == "reuse" else ""
    )

    markup = " ".join(lin.get(address).content.decode().split())
    names = [name for _, name in ACT.findall(markup)]
    first_words = {"reuse": "用这份", "representative": "选这一项", "materials": "多张照片合成一份"}[page]

    assert sum(name.startswith(first_words) for name in names) > 1
    assert len(names) == len(set(names))
