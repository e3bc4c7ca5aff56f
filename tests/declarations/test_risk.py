"""Flags of risky journals: set on save and by night, seen by who works on the case (RISK-01 … RISK-05, A-19)."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from declarations.dossier import load_dossier
from declarations.models import Publication
from declarations.pages.answers import answer_blocks
from declarations.parts import Section
from declarations.services import entries
from declarations.services.risk import match_all_journals
from declarations.states import State
from integrity.models import CatalogueJournal, JournalCatalogue, RiskJournal
from notices.services import read_notice_file
from records.models import AuditEntry
from review.process.exceptions import MoveRefused
from review.process.services import perform
from review.process.states import Action
from tests.declarations.test_receipt import SIGNED
from tests.declarations.test_services import PAPER, put
from tests.declarations.world import attach
from tests.helpers import statements

GENUINE = {"name": "南国工艺", "issn": "1000-1234", "cn": "CN45-1234/J"}


@pytest.fixture
def catalogue(db):
    return JournalCatalogue.objects.create(kind="core", name="中文核心期刊要目总览", edition="2023年版")


def add_paper(world, draft, **told):
    return entries.add_entry(draft.pk, "publication", PAPER | told, actor=world.lin)


def test_a_borrowed_number_is_flagged_on_save_and_a_right_one_named(world, catalogue):
    CatalogueJournal.objects.create(catalogue=catalogue, **GENUINE)
    draft = world.draft()

    clone = add_paper(world, draft, venue="南国工艺（学术版）", issn="1000-1234")
    real = add_paper(world, draft, venue="《南国·工艺》", issn="1000-1234", cn="45-1234")

    assert clone.risk.startswith("疑似冒用刊号")
    assert (real.risk, real.catalogued) == ("", "中文核心期刊要目总览 2023年版")
    assert [each.catalogued for each in load_dossier(draft).publications] == ["", "中文核心期刊要目总览 2023年版"]


def test_a_book_has_no_journal(world):
    RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物")
    book = add_paper(world, world.draft(), kind="book")

    assert (book.risk, book.catalogued) == ("", "")


def test_the_night_compares_with_both_lists_and_takes_back_what_was_struck_off(world, catalogue):
    draft = world.draft()
    papers = [add_paper(world, draft, title=f"论文{number}", issn=f"1000-{number}000") for number in range(1, 4)]
    listed = RiskJournal.objects.create(name="别刊", issn="1000-1000", reason="查无此刊")
    CatalogueJournal.objects.create(catalogue=catalogue, name="南国工艺", issn="1000-2000")

    assert match_all_journals() == 3
    assert match_all_journals() == 0
    marks = [(each.risk[:6], each.catalogued) for each in Publication.objects.filter(declaration=draft).order_by("pk")]
    assert marks == [("刊号与名单中", ""), ("", "中文核心期刊要目总览 2023年版"), ("疑似冒用刊名", "")]

    listed.delete()
    match_all_journals()
    assert Publication.objects.get(pk=papers[0].pk).risk.startswith("疑似冒用刊名")
    assert AuditEntry.objects.filter(event="declaration.risk").count() == 3


@pytest.mark.parametrize("count", [2, 6])
def test_the_night_costs_the_same_for_any_number_of_papers(world, count):
    for number in range(count):
        add_paper(world, world.draft(), title=f"论文{number}")
    RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物")

    with statements() as made:
        assert match_all_journals() == count

    assert len([each for each in made if "audit" not in each.lower()]) <= 9


def test_a_settled_case_keeps_its_marks(world):
    draft = world.draft()
    paper = add_paper(world, draft)
    put(draft, state=State.WITHDRAWN)
    RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物")

    assert match_all_journals() == 0
    assert Publication.objects.get(pk=paper.pk).risk == ""


def test_the_flag_and_the_answer_stand_with_the_publication(world):
    RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物")
    draft = world.draft()
    row = add_paper(world, draft)
    told = {"risk_method": "官网查询", "risk_answer": "在册"}
    entries.change_entry(draft.pk, "publication", row.pk, told, actor=world.lin)

    [card] = next(b for b in answer_blocks(draft, editable=False) if b.section == Section.PUBLICATIONS).cards

    assert (card.risk, card.risk_answer) == ("涉嫌非法出版物", "核验方式：官网查询；核验结果：在册")


def test_the_applicant_reads_the_advice_the_flag_and_how_to_verify(world, client):
    """RISK-04 and the warning of MAT-05 from the notice, RISK-05 one click away."""
    RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物")
    draft = world.draft()
    row = add_paper(world, draft)
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    rows = client.get(reverse("declarations:rows", args=[draft.ref, "publication"])).content.decode()
    assert "鼓励把高质量论文发表在国内科技期刊上" in rows
    assert "论文代写代发、虚假刊发等违纪违规行为，按照《科研失信行为调查处理规则》" in rows
    assert reverse("integrity:verifying") in rows
    entry = client.get(reverse("declarations:entry", args=[draft.ref, "publication", row.pk])).content.decode()
    assert "期刊命中风险刊物名单" in entry
    others = client.get(reverse("declarations:rows", args=[draft.ref, "achievement"])).content.decode()
    assert "鼓励把高质量论文" not in others


@pytest.mark.parametrize("code", ["2024-craft-arts", "2024-liudong-engineering"])
def test_the_page_of_publications_warns_of_misconduct_in_the_notice_s_words(code):
    """MAT-05: what is forbidden, and the rules by which it is handled."""
    advice = read_notice_file(settings.BASE_DIR / "notices" / "data" / f"{code}.yaml").journal_risk.advice

    named = ("抄袭", "剽窃", "不当署名", "论文代写代发", "虚假刊发", "《科研失信行为调查处理规则》")
    assert [word for word in named if word not in advice] == []


def test_several_adoptions_of_one_piece_are_entered_and_kept(world, client):
    """DECN-06."""
    draft = world.draft()
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    said = {
        "kind": "decision_info", "title": "关于壮锦保护的建议", "published_on": "2023-04-01", "venue": "信息专报",
        "own_part": "独撰", "clause": "fg-xs1", "publication": "自治区", "adoption": "单篇", "instruction": "none",
        "issuer": "自治区党委信息综合值班室", "publication_2": "中央", "adoption_2": "综合", "instruction_2": "none",
    }  # fmt: skip
    address = reverse("declarations:add", args=[draft.ref, "publication"])

    half = client.post(address, said | {"instruction_2": ""})
    assert half.status_code == 422
    assert client.post(address, said).status_code == 302

    row = draft.publications.get()
    assert row.adoption["also"] == [{"publication": "中央", "adoption": "综合", "instruction": "none"}]
    [entry] = load_dossier(draft).publications
    assert [way.publication for way in entry.also_adopted] == ["中央"]
    page = client.get(reverse("declarations:entry", args=[draft.ref, "publication", row.pk])).content.decode()
    assert "第 2 种采用情况" in page
    assert date(2023, 4, 1) == row.published_on


def test_a_journal_listed_after_the_save_is_matched_when_the_declaration_is_handed_in(world, client):
    """RISK-01, RISK-02, T02: refused with the reason, and the entry asks for the verification though no night was."""
    draft = world.full()
    draft.publications.update(venue="南国工艺", kind="paper", risk="")
    RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物")

    with pytest.raises(MoveRefused) as refused:
        perform(draft.pk, Action.SUBMIT, actor=world.lin, **SIGNED)
    assert "E221" in refused.value.codes
    paper = draft.publications.get()
    assert paper.risk == "涉嫌非法出版物"

    draft.publications.update(risk="")
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    assert "期刊命中风险刊物名单" in client.get(reverse("declarations:check", args=[draft.ref])).content.decode()

    draft.publications.update(risk_method="官网查询", risk_answer="在册")
    attach(draft.pk, world.lin, "paper", f"publication:{paper.pk}", "核验材料")
    RiskJournal.objects.update(reason="停刊")
    frozen = perform(draft.pk, Action.SUBMIT, actor=world.lin, **SIGNED).snapshots.get().data["entries"]
    assert frozen[f"publication:{paper.pk}"]["risk"] == "停刊"
