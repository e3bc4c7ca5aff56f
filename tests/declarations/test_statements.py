"""Papers the applicant prints beside the dossier (FORM-03, 13, 36, 37, 42, 43): what they say, where offered."""

from datetime import date

import pytest
from django.urls import reverse

from declarations.documents import (
    CHANGE_APPLICATION,
    CHANGE_NOTE,
    LEADER_LETTER,
    MATERIAL_LIST,
    RISK_NOTE,
    WORK_SUMMARY,
)
from declarations.documents.common import case_of
from declarations.documents.material_list import list_rows
from declarations.models import Declaration, Grounds
from declarations.pages.papers import papers_at
from declarations.parts import Section
from declarations.states import TalentBasis
from notices.rules import terms_of
from notices.states import DeclarationKind
from records.models import Outbox
from records.services.documents import preview
from tests.declarations.test_documents import needs_poppler, words_of
from tests.declarations.world import attach

RISK = "刊号未查到出版许可（演示）"


@pytest.fixture
def case(world):
    return world.full()


def grounds(case, **told):
    Grounds.objects.update_or_create(declaration=case, defaults=told)
    return Declaration.objects.with_context().get(pk=case.pk)


def kinds_at(case, section):
    return [paper.kind for paper in papers_at(Declaration.objects.with_context().get(pk=case.pk), section)]


@needs_poppler
def test_a_change_of_unit_is_explained_with_jobs_and_proofs_beside_it(case, world, caplog):
    """MAT-31, FORM-13: reason, periods, evidences, signature."""
    attach(case.pk, world.lin, "social_insurance", issuer="南宁市社保中心（演示）")
    grounds(case, insurance_gap="2024年3月由桂林调入，4月办理转移。")

    words = words_of(preview(CHANGE_NOTE, case.pk))

    assert caplog.messages == []
    assert kinds_at(case, Section.INSURANCE) == ["change-note"]
    for each in (
        "单位变动情况说明",
        "2024年3月由桂林调入，4月办理转移。",
        case.resume.first().unit,
        "申报人（签名）",
        "所附证明材料",
    ):
        assert "".join(each.split()) in words
    for number, file in enumerate(case.materials.filter(slot="social_insurance"), 1):
        assert f"{number}." + "".join(file.label.split()) in words


@needs_poppler
def test_every_flagged_paper_stands_in_the_verification_note_and_no_other(case, world, caplog):
    """RISK-02, FORM-37: journal, paper, method, result, attachments."""
    first, *others = case.publications.all()
    told = {"risk_method": "向出版单位去函核实。", "risk_answer": "出版单位复函确认刊发，回函见附件。"}
    case.publications.filter(pk=first.pk).update(risk=RISK, cn="CN45-1234/J", **told)
    attach(case.pk, world.lin, "paper", f"publication:{first.pk}", "核验材料")

    words = words_of(preview(RISK_NOTE, case.pk))

    assert caplog.messages == []
    assert kinds_at(case, Section.PUBLICATIONS) == ["risk-note"]
    for each in ("风险刊物核验说明", first.title, RISK):
        assert "".join(each.split()) in words
    assert "核验方式向出版单位去函核实。" in words  # each in a box of its own
    assert "核验结果出版单位复函确认刊发，回函见附件。" in words
    assert "CN45-1234/J" in words
    assert "CNCN" not in words
    assert "所附核验材料1." + "".join(case.materials.get(piece="核验材料").label.split()) in words
    assert not any("".join(other.title.split()) in words for other in others)


@needs_poppler
def test_the_summary_is_printed_as_it_was_written(case, caplog):
    """MAT-52, FORM-42."""
    grounds(case, summary="一、主持完成纹样整理。\n\n二、带教学徒六名。")

    words = words_of(preview(WORK_SUMMARY, case.pk))

    assert caplog.messages == []
    for each in ("专业技术工作总结", "一、主持完成纹样整理。", "二、带教学徒六名。", "正文20字", "本人签名"):
        assert each in words


@needs_poppler
@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (DeclarationKind.CONVERSION, "转评申报表"),
        (DeclarationKind.INITIAL_DETERMINATION, "认定申报表"),
        (DeclarationKind.RECONFIRMATION, "重新确认申报表"),
        (DeclarationKind.CONFIRMATION_OF_APPROVAL, "核准确认申报表"),
    ],
)
def test_a_change_of_title_has_its_application_form(case, caplog, kind, title):
    """FORM-43: 000 一(二)5, 6; 004 二, 五, 六."""
    Declaration.objects.filter(pk=case.pk).update(kind=kind)
    grounds(case, new_work_since=date(2022, 3, 1), former_no="桂职改（演示）〔2020〕7号")

    words = words_of(preview(CHANGE_APPLICATION, case.pk))

    assert caplog.messages == []
    assert kinds_at(case, Section.OPTIONS) == ["change"]
    for each in (title, "2022年3月", "桂职改（演示）〔2020〕7号", "用人单位意见", "决定"):
        assert each in words


@needs_poppler
def test_the_letter_of_a_small_giant_names_the_leader_and_no_whole_number(case, caplog):
    """PATH-24, FORM-36."""
    grounds(case, talent_basis=TalentBasis.SMALL_GIANT)

    words = words_of(preview(LEADER_LETTER, case.pk))

    assert caplog.messages == []
    assert kinds_at(case, Section.OPTIONS) == ["letter"]
    for each in ("小巨人", case.basic.name, case.level_name, "法定代表人（署名）"):
        assert each in words
    assert "研发团队带头人" not in words  # the notice of this year knows no such role
    assert case.basic.id_number not in words


def test_nothing_is_offered_to_who_needs_nothing(case):
    assert {section: kinds_at(case, section) for section in Section if kinds_at(case, section)} == {
        Section.MATERIALS: ["list"]  # everybody's
    }


def test_a_paper_is_asked_for_on_the_page_that_offers_it(case, world, client):
    grounds(case, insurance_gap="由桂林调入。")
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    page = reverse("declarations:insurance", args=[case.ref])
    make = reverse("declarations:make_paper", args=[case.ref, "change-note"])

    assert make in client.get(page).content.decode()
    assert client.post(make).url == page
    assert Outbox.objects.filter(payload__kind=CHANGE_NOTE).exists()
    assert client.post(reverse("declarations:make_paper", args=[case.ref, "none"])).status_code == 404


@needs_poppler
def test_the_list_of_materials_says_of_each_row_what_was_uploaded(case, world, caplog):
    """FORM-03: item no., name, requirement, 硬件材料 mark, applies-to, uploaded Y/N, page and number of files."""
    terms = terms_of(case.edition)
    case.materials.filter(slot="ce_public").update(removed_at=case.created_at)

    rows = {row.code: row for row in list_rows(case_of(case.pk))}
    words = words_of(preview(MATERIAL_LIST, case.pk))

    assert caplog.messages == []
    assert [code for code in rows if code in {item.code for item in terms.checklist}] == [
        item.code for item in terms.checklist
    ]
    told = {code: (rows[code].hard, rows[code].uploaded, rows[code].files, rows[code].pages) for code in rows}
    assert told["photo"] == (True, "是", 1, 1)
    assert told["id_document"] == (True, "是", 1, 1)
    assert told["ce_public"] == (True, "否", 0, 0)
    assert told["performance_proof"][1:] == ("是", 2, 2)
    assert told["paper"][1:] == ("是", 4, 4)
    assert told["direct_proof"][1:] == ("不适用", 0, 0)
    for each in ("申报材料清单", terms.checklist[0].label, "★", "适用情形", "本人签名"):
        assert "".join(each.split()) in words


def test_the_list_of_materials_is_offered_where_the_other_proofs_lie(case, world, client):
    """FORM-03."""
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    told = client.get(reverse("declarations:materials", args=[case.ref])).content.decode()

    assert reverse("declarations:make_paper", args=[case.ref, "list"]) in told
