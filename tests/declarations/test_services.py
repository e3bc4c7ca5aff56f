"""Changes of a dossier: what may be changed, by whom, and what stays when something is refused."""

import json
from datetime import date, timedelta

import pytest

from accounts.models import SYSTEM
from config.lib import clock
from declarations.exceptions import Refused, Stale
from declarations.models import Declaration, DraftPatch, EditPermit, Material, Publication
from declarations.parts import Section
from declarations.selectors import findings_of, paid_spans
from declarations.services import autosave, entries, items, materials, pledge, sections, snapshots
from declarations.states import Source, State
from integrity.models import RiskJournal
from notices.rules import terms_of
from records.models import AuditEntry, StoredFile
from tests.declarations.pictures import grey_portrait, portrait, scan
from tests.declarations.world import attach

WORK = {"kind": "work", "title": "凤舞木棉", "clause": "fg-yj1", "achieved_on": date(2022, 5, 1), "role": "独立完成"}
PAPER = {"kind": "paper", "title": "纹样转译", "clause": "fg-xs1", "published_on": date(2023, 4, 1), "own_part": "独撰",
         "not_for_degree": True, "venue": "《南国·工艺》"}  # fmt: skip


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def add_work(draft, world, **told):
    return entries.add_entry(draft.pk, "achievement", WORK | told, actor=world.lin)


def titles(draft):
    return [row.title for row in draft.achievements.all()]


def put(draft, **columns):
    Declaration.objects.filter(pk=draft.pk).update(**columns)


# ── who and when ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_nobody_but_the_applicant_changes_a_dossier(world):
    draft = world.draft()

    with pytest.raises(Refused) as refusal:
        sections.save_basic(draft.pk, {"ethnicity": "汉族"}, actor=world.bai)

    assert codes(refusal) == ["E901"]
    draft.basic.refresh_from_db()
    assert draft.basic.ethnicity == ""


def test_what_was_handed_in_is_locked(world):
    draft = world.draft()
    put(draft, state=State.UNIT_CHECK)

    for change in (
        lambda: sections.save_basic(draft.pk, {}, actor=world.lin),
        lambda: add_work(draft, world),
        lambda: autosave.keep_patch(draft.pk, "basic", {}, version=0, actor=world.lin),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert codes(refusal) == ["E902"]


def test_every_change_counts_the_version_and_is_noted(world):
    draft = world.draft()
    sections.save_basic(draft.pk, {"ethnicity": "壮族"}, actor=world.lin)
    row = add_work(draft, world)
    entries.change_entry(draft.pk, "achievement", row.pk, {"award": "金奖"}, actor=world.lin)

    draft.refresh_from_db()
    noted = AuditEntry.objects.filter(subject_id=draft.pk, event__startswith="declaration.").order_by("number")
    assert draft.version == 3
    assert list(noted.values_list("event", flat=True)) == [
        "declaration.create", "declaration.edit", "declaration.add", "declaration.change",
    ]  # fmt: skip


def test_only_listed_columns_are_taken(world):
    draft = world.draft()
    sections.save_basic(draft.pk, {"name": "别人", "id_number": "1", "ethnicity": "壮族"}, actor=world.lin)
    row = add_work(draft, world, is_representative=True, rank=9, declaration_id=99)

    draft.basic.refresh_from_db()
    assert (draft.basic.name, draft.basic.ethnicity) == ("覃𬭚", "壮族")
    assert (row.declaration_id, row.rank, row.is_representative) == (draft.pk, 1, False)


# ── corrections ────────────────────────────────────────────────────────────────────────────────────────────────────
def in_correction(draft, *parts, opens_in=timedelta(0), due_in=timedelta(days=10)):
    now = clock.law()
    put(draft, state=State.CORRECTION, submitted_at=now, due_at=now + due_in)
    for part in parts:
        EditPermit.objects.create(declaration=draft, part=part, granted_at=now, opens_at=now + opens_in)


def test_a_correction_opens_what_it_names_and_nothing_else(world):
    draft = world.draft()
    first, second = add_work(draft, world), add_work(draft, world, title="百鸟衣")
    in_correction(draft, f"achievement:{first.pk}", "training")

    entries.change_entry(draft.pk, "achievement", first.pk, {"award": "金奖"}, actor=world.lin)
    entries.add_entry(draft.pk, "training", {"year": 2024, "category": "公需", "passed": True}, actor=world.lin)
    for change in (
        lambda: entries.change_entry(draft.pk, "achievement", second.pk, {"award": "金奖"}, actor=world.lin),
        lambda: add_work(draft, world),
        lambda: sections.save_basic(draft.pk, {}, actor=world.lin),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert codes(refusal) == ["E903"]


def test_a_permit_for_an_entry_opens_its_files_and_one_for_a_slot_its_slot(world):
    draft = world.draft()
    row = add_work(draft, world)
    in_correction(draft, f"achievement:{row.pk}", "slot:id_document")

    attach(draft.pk, world.lin, "performance_proof", f"achievement:{row.pk}")
    attach(draft.pk, world.lin, "id_document")
    with pytest.raises(Refused) as refusal:
        attach(draft.pk, world.lin, "self_assessment")
    assert codes(refusal) == ["E903"]


def test_a_permit_for_a_section_opens_the_slots_on_its_page(world):
    draft = world.draft()
    in_correction(draft, "insurance")

    attach(draft.pk, world.lin, "social_insurance")
    with pytest.raises(Refused):
        attach(draft.pk, world.lin, "id_document")


def test_a_permit_counts_from_the_moment_it_opens(world):
    draft = world.draft()
    in_correction(draft, "basic", opens_in=timedelta(days=2))

    with pytest.raises(Refused) as refusal:
        sections.save_basic(draft.pk, {}, actor=world.lin)
    assert "自 2024-08-07" in refusal.value.reasons[0].text

    with clock.law_moved(timedelta(days=2)):
        sections.save_basic(draft.pk, {}, actor=world.lin)


def test_nothing_is_corrected_after_the_due_time(world):
    draft = world.draft()
    in_correction(draft, "basic")

    with clock.law_moved(timedelta(days=11)), pytest.raises(Refused) as refusal:
        sections.save_basic(draft.pk, {}, actor=world.lin)

    assert codes(refusal) == ["E402"]


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_twenty_first_achievement_is_refused(world):
    draft = world.draft()
    for number in range(20):
        add_work(draft, world, title=f"作品{number}")

    with pytest.raises(Refused) as refusal:
        add_work(draft, world)

    assert [(reason.code, reason.text) for reason in refusal.value.reasons] == [("E203", "业绩成果最多20条。")]


def test_the_eighth_publication_is_refused(world):
    draft = world.draft()
    for number in range(7):
        entries.add_entry(draft.pk, "publication", PAPER | {"title": f"论文{number}"}, actor=world.lin)

    with pytest.raises(Refused) as refusal:
        entries.add_entry(draft.pk, "publication", PAPER, actor=world.lin)

    assert refusal.value.reasons[0].text == "学术成果最多7条。"


def test_a_removed_entry_comes_back_to_its_place_with_its_files(world):
    draft = world.draft()
    first, second, third = (add_work(draft, world, title=title) for title in ("甲", "乙", "丙"))
    kept = attach(draft.pk, world.lin, "performance_proof", f"achievement:{second.pk}").material
    items.star_item(draft.pk, f"achievement:{second.pk}", actor=world.lin)

    key = entries.remove_entry(draft.pk, "achievement", second.pk, actor=world.lin)
    kept.refresh_from_db()
    assert (titles(draft), kept.removed_at is None) == (["甲", "丙"], False)

    entries.restore_entry(draft.pk, key, actor=world.lin)
    kept.refresh_from_db()
    back = draft.achievements.get(pk=second.pk)
    assert (titles(draft), back.is_representative, kept.removed_at) == (["甲", "乙", "丙"], True, None)
    assert [row.rank for row in draft.achievements.all()] == [1, 2, 3]


def test_what_was_starred_meanwhile_keeps_its_star(world):
    draft = world.draft()
    first, second = add_work(draft, world, title="甲"), add_work(draft, world, title="乙")
    items.star_item(draft.pk, f"achievement:{first.pk}", actor=world.lin)
    key = entries.remove_entry(draft.pk, "achievement", first.pk, actor=world.lin)
    items.star_item(draft.pk, f"achievement:{second.pk}", actor=world.lin)

    entries.restore_entry(draft.pk, key, actor=world.lin)

    assert [row.title for row in draft.achievements.filter(is_representative=True)] == ["乙"]


def test_nothing_is_restored_twice_or_beyond_the_limit(world):
    draft = world.draft()
    row = add_work(draft, world)
    key = entries.remove_entry(draft.pk, "achievement", row.pk, actor=world.lin)
    entries.restore_entry(draft.pk, key, actor=world.lin)

    with pytest.raises(Refused) as refusal:
        entries.restore_entry(draft.pk, key, actor=world.lin)
    assert codes(refusal) == ["E904"]


def test_the_order_moves_by_steps_and_as_a_whole(world):
    draft = world.draft()
    rows = [add_work(draft, world, title=title) for title in "甲乙丙"]

    items.move_item(draft.pk, "achievement", rows[2].pk, up=True, actor=world.lin)
    assert titles(draft) == ["甲", "丙", "乙"]
    items.move_item(draft.pk, "achievement", rows[0].pk, up=True, actor=world.lin)
    assert titles(draft) == ["甲", "丙", "乙"]
    items.order_items(draft.pk, "achievement", [rows[1].pk, 999, rows[1].pk, rows[0].pk], actor=world.lin)
    assert titles(draft) == ["乙", "甲", "丙"]


def test_the_star_moves_over_all_lists(world):
    draft = world.draft()
    work = add_work(draft, world)
    paper = entries.add_entry(draft.pk, "publication", PAPER, actor=world.lin)

    items.star_item(draft.pk, f"achievement:{work.pk}", actor=world.lin)
    items.star_item(draft.pk, f"publication:{paper.pk}", actor=world.lin)

    work.refresh_from_db()
    paper.refresh_from_db()
    assert (work.is_representative, paper.is_representative) == (False, True)
    with pytest.raises(Refused):
        items.star_item(draft.pk, "education:1", actor=world.lin)


def test_a_row_of_somebody_else_is_not_there(world):
    mine, other = world.draft(), world.draft()
    row = add_work(other, world)

    with pytest.raises(Refused) as refusal:
        entries.change_entry(mine.pk, "achievement", row.pk, {"title": "x"}, actor=world.lin)
    assert codes(refusal) == ["E904"]


def test_shared_rows_are_read_only_and_come_from_the_system_alone(world):
    """MAT-10."""
    draft = world.draft()
    told = {"level": "本科", "school": "广西艺术学院", "graduated_on": date(2003, 6, 1), "form": "全日制"}
    row = entries.add_entry(draft.pk, "education", told, actor=SYSTEM, source=Source.SHARED)

    with pytest.raises(Refused) as refusal:
        entries.change_entry(draft.pk, "education", row.pk, {"school": "别处"}, actor=world.lin)
    assert codes(refusal) == ["E905"]
    with pytest.raises(AssertionError):
        entries.add_entry(draft.pk, "education", told, actor=world.lin, source=Source.SHARED)


def test_a_period_does_not_end_before_it_begins(world):
    draft = world.draft()
    told = {"started_on": date(2020, 1, 1), "ended_on": date(2019, 1, 1), "unit": "甲", "duty": "员"}

    with pytest.raises(Refused) as refusal:
        entries.add_entry(draft.pk, "resume", told, actor=world.lin)
    assert codes(refusal) == ["E906"]


def test_a_year_s_category_is_told_once(world):
    draft = world.draft()
    told = {"year": 2024, "category": "公需", "hours": 30, "passed": True}
    entries.add_entry(draft.pk, "training", told, actor=world.lin)

    with pytest.raises(Refused) as refusal:
        entries.add_entry(draft.pk, "training", told, actor=world.lin)
    assert codes(refusal) == ["E907"]


def test_a_journal_of_the_register_is_flagged_on_save(world):
    RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物", valid_from=date(2024, 1, 1))
    draft = world.draft()

    row = entries.add_entry(draft.pk, "publication", PAPER, actor=world.lin)
    assert row.risk == "涉嫌非法出版物"

    changed = entries.change_entry(draft.pk, "publication", row.pk, {"venue": "广西工艺"}, actor=world.lin)
    assert changed.risk == ""


def test_the_register_is_compared_every_night_with_what_is_still_open(world):
    from declarations.tasks import match_journals

    open_one, settled = world.draft(), world.draft()
    papers = [entries.add_entry(each.pk, "publication", PAPER, actor=world.lin) for each in (open_one, settled)]
    put(settled, state=State.WITHDRAWN)
    RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物", valid_from=date(2024, 1, 1))

    match_journals()
    match_journals()

    assert [Publication.objects.get(pk=paper.pk).risk for paper in papers] == ["涉嫌非法出版物", ""]
    assert AuditEntry.objects.filter(event="declaration.risk").count() == 1


def test_one_base_qualification_and_no_second(world):
    draft = world.draft()
    told = {"kind": "title", "name": "工艺美术师", "rank": "zhong", "granted_on": date(2018, 1, 1)}
    first, second = (entries.add_entry(draft.pk, "titles", told, actor=world.lin) for _ in range(2))

    entries.choose_base(draft.pk, first.pk, actor=world.lin)
    entries.choose_base(draft.pk, second.pk, actor=world.lin)

    assert list(draft.titles.filter(is_base=True).values_list("pk", flat=True)) == [second.pk]


# ── options, insurance, request ────────────────────────────────────────────────────────────────────────────────────
def test_a_closed_option_is_refused(world):
    draft = world.draft()

    with pytest.raises(Refused) as refusal:
        sections.save_options(draft.pk, options=["targeted"], values={}, actor=world.lin)

    assert codes(refusal) == ["PATH-07"]


def test_options_keep_what_they_ask_for(world):
    draft = world.draft()
    told = {"relaxes": ["资历"], "exception_reason": "获国家级金奖。", "state": "voting"}

    sections.save_options(draft.pk, options=["exceptional", "exceptional"], values=told, actor=world.lin)

    draft.refresh_from_db()
    draft.grounds.refresh_from_db()
    assert (draft.options, draft.state) == (["exceptional"], State.DRAFT)
    assert (draft.grounds.relaxes, draft.grounds.exception_reason) == (["资历"], "获国家级金奖。")


def test_insurance_is_told_in_spans(world):
    draft = world.draft()
    told = {"payer": "古龙窑", "by_unit": True, "actor": world.lin}

    assert sections.add_insurance(draft.pk, first=date(2024, 1, 1), last=date(2024, 4, 1), **told) == 4
    assert sections.add_insurance(draft.pk, first=date(2024, 3, 1), last=date(2024, 7, 31), **told) == 3
    assert [(span.first, span.last, span.months) for span in paid_spans(draft)] == [
        (date(2024, 1, 1), date(2024, 7, 1), 7)
    ]

    sections.remove_insurance(draft.pk, payer="古龙窑", first=date(2024, 3, 1), last=date(2024, 3, 1), actor=world.lin)
    assert [span.months for span in paid_spans(draft)] == [4, 2]


def test_another_level_brings_its_committee_and_slot(world):
    draft = world.draft(level="zj", unit=world.region_unit)

    sections.change_request(draft.pk, level="fg", specialty="cixiu", actor=world.lin)

    draft.refresh_from_db()
    assert (draft.level_name, draft.specialty_name[:2], draft.slot) == ("高级工艺美术师", "刺绣", "2024:fugao")
    assert draft.committee.name.endswith("正、副高级职称评审委员会")


def test_a_level_nobody_here_takes_changes_nothing(world):
    draft = world.draft()

    with pytest.raises(Refused) as refusal:
        sections.change_request(draft.pk, level="zj", specialty="taoci", actor=world.lin)

    draft.refresh_from_db()
    assert (codes(refusal), draft.level) == (["E109"], "fg")


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_is_named_by_its_slot_and_belongs_to_the_case(world):
    draft = world.draft()
    row = entries.add_entry(draft.pk, "publication", PAPER, actor=world.lin)

    attached = attach(draft.pk, world.lin, "paper", f"publication:{row.pk}", "版权页")

    assert attached.material.label == "“纹样转译” 版权页"
    assert [(use.subject_kind, use.subject_id) for use in attached.material.file.uses.all()] == [
        ("declaration", draft.pk)
    ]


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ({"slot": "unit_pledge"}, "E911"),
        ({"slot": "exception_form"}, "E911"),
        ({"slot": "nonsense"}, "E911"),
        ({"slot": "other"}, "E910"),
    ],
)
def test_a_file_goes_only_where_it_is_wanted(world, where, code):
    """MAT-06; E910: MAT-62, a free slot's file has a name."""
    draft = world.draft()

    with pytest.raises(Refused) as refusal:
        materials.attach_material(draft.pk, **where, upload=scan("x"), name="x.png", actor=world.lin)

    assert codes(refusal) == [code]


def test_a_paper_s_file_says_which_part_it_is(world):
    draft = world.draft()
    row = entries.add_entry(draft.pk, "publication", PAPER, actor=world.lin)

    with pytest.raises(Refused) as refusal:
        attach(draft.pk, world.lin, "paper", f"publication:{row.pk}")
    assert codes(refusal) == ["E912"]


@pytest.mark.parametrize(
    ("upload", "code"), [(b"", "file.empty"), (b"GIF89a....", "file.type"), (b"%PDF-1.4 x", "file.damaged")]
)
def test_each_bad_file_has_its_own_sentence(world, upload, code):
    """MAT-06."""
    draft = world.draft()

    with pytest.raises(Refused) as refusal:
        materials.attach_material(draft.pk, slot="id_document", upload=upload, name="a.pdf", actor=world.lin)

    assert codes(refusal) == [code]
    assert not Material.objects.exists()


def test_a_slot_takes_no_more_files_than_it_says(world):
    draft = world.draft()
    file = attach(draft.pk, world.lin, "id_document").material.file
    for _ in range(9):
        materials.attach_material(draft.pk, slot="id_document", upload=file, actor=world.lin)

    with pytest.raises(Refused) as refusal:
        materials.attach_material(draft.pk, slot="id_document", upload=file, actor=world.lin)
    assert codes(refusal) == ["file.many"]


def test_the_same_bytes_elsewhere_are_pointed_out(world):
    draft = world.draft()
    first = attach(draft.pk, world.lin, "id_document")

    again = materials.attach_material(draft.pk, slot="self_assessment", upload=first.material.file, actor=world.lin)

    assert again.doubts[-1] == "这份文件与“身份证件”相同，请确认没有传错。"


def test_a_file_of_somebody_else_is_not_used_again(world):
    draft = world.draft()
    stranger = StoredFile.objects.create(
        sha256="0" * 64,
        size=1,
        media_type="image/png",
        original_name="x",
        uploaded_by=world.bai.pk,
        uploaded_at=clock.law(),
    )

    with pytest.raises(Refused):
        materials.attach_material(draft.pk, slot="id_document", upload=stranger, actor=world.lin)


def test_a_replaced_file_stays_as_history(world):
    draft = world.draft()
    before = attach(draft.pk, world.lin, "id_document").material

    after = materials.replace_material(
        draft.pk, before.pk, upload=scan("better"), name="b.png", actor=world.lin
    ).material

    before.refresh_from_db()
    assert (before.removed_at is None, after.removed_at, after.label) == (False, None, before.label)
    materials.remove_material(draft.pk, after.pk, actor=world.lin)
    materials.restore_material(draft.pk, after.pk, actor=world.lin)
    assert materials.rotate_material(draft.pk, after.pk, actor=world.lin).rotation == 90


def test_a_scan_of_the_unit_is_not_the_applicant_s_to_touch(world):
    draft = world.draft()
    scanned = attach(draft.pk, world.lin, "id_document").material
    Material.objects.filter(pk=scanned.pk).update(slot="unit_pledge")

    for change in (materials.remove_material, materials.rotate_material):
        with pytest.raises(Refused):
            change(draft.pk, scanned.pk, actor=world.lin)


def test_a_portrait_has_colour(world):
    draft = world.draft()

    with pytest.raises(Refused) as refusal:
        materials.save_photo(draft.pk, upload=grey_portrait(), name="p.jpg", actor=world.lin)
    assert codes(refusal) == ["MAT-12"]

    materials.save_photo(draft.pk, upload=portrait(), name="p.jpg", actor=world.lin)
    draft.basic.refresh_from_db()
    assert draft.basic.photo.width == 413


# ── autosave ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_raw_values_are_kept_even_when_they_are_wrong(world):
    draft = world.draft()

    patch = autosave.keep_patch(draft.pk, "basic", {"work_since": "20"}, version=0, actor=world.lin)

    draft.basic.refresh_from_db()
    assert (patch.values, patch.version, draft.basic.work_since) == ({"work_since": "20"}, 1, None)


def test_what_the_dossier_encrypts_is_never_kept_in_clear(world):
    draft = world.draft()
    typed = {"post": "甲", "phone": "19000000009", "id_number": "450102197001010011"}

    autosave.keep_patch(draft.pk, "basic", typed, version=0, actor=world.lin)

    assert DraftPatch.objects.get(part="basic").values == {"post": "甲"}


def test_two_pages_do_not_overwrite_each_other(world):
    draft = world.draft()
    autosave.keep_patch(draft.pk, "basic", {"post": "甲"}, version=0, actor=world.lin)

    with pytest.raises(Stale) as stale:
        autosave.keep_patch(draft.pk, "basic", {"post": "乙"}, version=0, actor=world.lin)

    assert (stale.value.version, stale.value.values) == (1, {"post": "甲"})


def test_saving_settles_the_patch_and_an_older_page_is_told(world):
    draft = world.draft()
    autosave.keep_patch(draft.pk, "basic", {"post": "甲"}, version=0, actor=world.lin)
    sections.save_basic(draft.pk, {"post": "甲"}, actor=world.lin, version=1)

    assert DraftPatch.objects.get(part="basic").values == {}
    with pytest.raises(Stale):
        sections.save_basic(draft.pk, {"post": "乙"}, actor=world.lin, version=1)
    draft.basic.refresh_from_db()
    assert draft.basic.post == "甲"


# ── pledge and snapshot ────────────────────────────────────────────────────────────────────────────────────────────
def test_a_pledge_keeps_the_words_it_was_given_to(world):
    """MAT-01, MAT-02."""
    draft = world.draft()

    signed = pledge.sign(
        draft, checked=["学历"], signed_name=" 覃𬭚 ", ip="10.0.0.1", person=world.lin, now=clock.law()
    )

    assert signed.text.splitlines() == list(terms_of(draft.edition).texts.pledged)
    assert "本人已对学历、资历" in signed.text
    assert (signed.signed_name, signed.text_version, signed.ip) == ("覃𬭚", "2024-1", "10.0.0.1")


def test_a_snapshot_says_everything_but_personal_numbers(world):
    declaration = world.full()

    kept = snapshots.take_snapshot(declaration, occasion="submit", now=clock.law())
    kept.refresh_from_db()

    assert snapshots.digest_of(kept.data) == kept.digest
    told = snapshots.canonical(kept.data)
    assert declaration.basic.id_number not in told
    assert declaration.basic.phone not in told
    assert "坭兴陶《窑变·左江岩画纹瓶》" in told
    assert len(kept.data["files"]) == 13


def test_a_snapshot_is_the_same_for_the_same_dossier_and_another_after_a_change(world):
    from declarations.comparing import differences

    declaration = world.full()
    before = snapshots.dossier_data(declaration)
    assert snapshots.digest_of(before) == snapshots.digest_of(snapshots.dossier_data(declaration))

    row = declaration.achievements.first()
    entries.change_entry(declaration.pk, "achievement", row.pk, {"award": "国家级行业展金奖"}, actor=world.lin)
    back = {"slot": "id_document", "label": "背面", "upload": scan("back"), "name": "back.png"}
    materials.attach_material(declaration.pk, **back, actor=world.lin)
    changes = differences(before, snapshots.dossier_data(declaration))

    assert [(each.part, each.label, each.before, each.after) for each in changes] == [
        (f"achievement:{row.pk}", f"业绩成果“{row.title}”的获奖情况", "国家级行业展银奖", "国家级行业展金奖"),
        ("slot:id_document", "背面", "", "文件（1 页）"),
    ]
    assert [change.touches("achievement") for change in changes] == [True, False]
    assert [change.touches("slot:id_document") for change in changes] == [False, True]


def test_a_replaced_file_and_a_removed_entry_are_told_in_plain_words(world):
    from declarations.comparing import differences

    declaration = world.full()
    before = snapshots.dossier_data(declaration)
    file = declaration.materials.get(slot="id_document")
    materials.replace_material(declaration.pk, file.pk, upload=scan("again"), name="again.png", actor=world.lin)
    row = declaration.achievements.last()
    entries.remove_entry(declaration.pk, "achievement", row.pk, actor=world.lin)

    told = {each.label: (each.before, each.after) for each in differences(before, snapshots.dossier_data(declaration))}

    assert told[file.label] == ("原来的文件（1 页）", "新的文件（1 页）")
    assert told["业绩成果"] == (row.title, "")


def test_no_work_chosen_is_no_change_however_it_was_written(world):
    """11-4: 0 of an older row and nothing now are the same to who signs the changes."""
    from declarations.comparing import differences

    after = snapshots.dossier_data(world.full())
    before = json.loads(json.dumps(after))
    key = next(each for each in before["entries"] if each.startswith("achievement:"))
    before["entries"][key]["designated_work"] = 0

    assert differences(before, after) == []


def test_a_change_is_told_at_the_place_where_it_is_filled_in(world):
    """The explanation of a gap stands on the page of the insurance, the photo is a slot of its own (11-4)."""
    from declarations.comparing import differences

    declaration = world.full()
    before = snapshots.dossier_data(declaration)
    sections.explain_insurance(declaration.pk, "其间在原单位缴纳。", actor=world.lin)
    materials.save_photo(declaration.pk, upload=portrait(500, 700), name="p.jpg", actor=world.lin)

    declaration = Declaration.objects.get(pk=declaration.pk)
    gap, photo = sorted(differences(before, snapshots.dossier_data(declaration)), key=lambda each: each.slot)

    assert (gap.label, gap.touches("insurance"), gap.touches("options")) == ("养老保险缴费情况说明", True, False)
    assert [photo.touches(place) for place in ("slot:photo", "basic", "insurance")] == [True, True, False]


def test_files_whose_slot_is_gone_are_shown_and_not_lost(world):
    from declarations.dossier import load_dossier
    from declarations.selectors import files_of, orphans
    from notices.rules import terms_of

    declaration = world.draft()
    sections.save_options(declaration.pk, options=["exceptional"], values={"relaxes": ["资历"]}, actor=world.lin)
    attach(declaration.pk, world.lin, "exception_form")
    sections.save_options(declaration.pk, options=[], values={}, actor=world.lin)
    declaration = Declaration.objects.with_context().get(pk=declaration.pk)

    left = orphans(load_dossier(declaration), terms_of(declaration.edition), files_of(declaration))

    assert [file.slot for file in left] == ["exception_form"]


def test_findings_name_places_that_lead_somewhere(world):
    from declarations.links import finding_url

    declaration = world.draft()

    urls = {finding_url(declaration, each) for each in findings_of(declaration, now=clock.law())}

    assert all(url.startswith(f"/declare/{declaration.ref}/") for url in urls)
    assert Publication.objects.count() == 0
    assert Section.BASIC
