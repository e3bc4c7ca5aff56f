"""What the hub says of each part is the notice's own (S05, 05-1): hints, and what is 不适用."""

from datetime import date, datetime

import pytest
from django.conf import settings
from django.urls import reverse

from config.lib import clock
from declarations.eligibility.saying import block, human, warn
from declarations.models import Declaration, EditPermit, Grounds
from declarations.pages.own_words import ADVICE, ALL_THERE, SEE_IT, own_words, what_to_do
from declarations.pages.papers import papers_at
from declarations.pages.section_words import LABELS, hint_of, why_not_asked
from declarations.pages.tasklist import task_groups
from declarations.parts import Section
from declarations.remarks import Asking, Times
from declarations.selectors import completeness_of
from declarations.states import State
from declarations.views import applicant_hub
from notices.rules import terms_of
from notices.services import read_notice_file
from notices.states import DeclarationKind

DATA = settings.BASE_DIR / "notices" / "data"


@pytest.fixture(scope="module")
def laws():
    names = ("2017-craft-arts", "2024-craft-arts", "2024-liudong-engineering")
    return {name: read_notice_file(DATA / f"{name}.yaml") for name in names}


def test_the_hints_name_what_this_notice_asks(laws):
    """The 自评表 is of 2024 craft arts; another notice's hub does not mention it, nor its education proofs."""
    hints = {name: {section: hint_of(section, law) for section in Section} for name, law in laws.items()}

    assert "自评表" in hints["2024-craft-arts"][Section.MATERIALS]
    assert "自评表" not in "".join(hints["2017-craft-arts"].values())
    assert hints["2024-craft-arts"][Section.EDUCATION] == "每个学历附学历证书，或查档材料，或学历认证"
    assert hints["2024-liudong-engineering"][Section.EDUCATION] == "每个学历附学历证书和学籍材料，或学历认证"
    assert all(hints[name][section] for name in laws for section in Section)
    assert set(LABELS) == set(Section)


def test_a_part_the_notice_does_not_ask_is_not_applicable(laws):
    """05-1: 2017 asks for no 代表性成果; who is determined without a vote marks none either."""
    ordinary, determined = Declaration(), Declaration(kind=DeclarationKind.INITIAL_DETERMINATION)

    why = why_not_asked(Section.REPRESENTATIVE, ordinary, laws["2017-craft-arts"])

    assert why == "本通知不要求标注代表性成果"
    assert why_not_asked(Section.REPRESENTATIVE, ordinary, laws["2024-craft-arts"]) == ""
    assert why_not_asked(Section.REPRESENTATIVE, determined, laws["2024-craft-arts"]).startswith("不经评委会评审")


def test_such_a_part_is_no_link_and_says_why(world):
    """05-1: blocked rows unlinked with reason."""
    draft = world.draft()
    Declaration.objects.filter(pk=draft.pk).update(kind=DeclarationKind.INITIAL_DETERMINATION)
    draft = Declaration.objects.with_context().get(pk=draft.pk)
    done = completeness_of(draft, now=clock.law())

    tasks = {task.id: task for _, group in task_groups(draft, terms_of(draft.edition), done) for task in group}

    star = tasks[Section.REPRESENTATIVE.value]
    assert (star.url, star.off, bool(star.why), star.badge) == ("", "不适用", True, None)
    assert tasks[Section.EDUCATION.value].url


def test_a_summary_without_a_place_is_kept_and_not_uploaded(world, laws, monkeypatch):
    """FORM-42: Liudong's row takes no file, so nobody is sent to look for a place."""
    draft = world.draft()
    Grounds.objects.filter(declaration=draft).update(summary="一、窑变。")
    draft = Declaration.objects.with_context().get(pk=draft.pk)
    monkeypatch.setattr("declarations.pages.papers.terms_of", lambda _: laws["2024-liudong-engineering"])

    [paper] = papers_at(draft, Section.EXPERIENCE)

    assert "不用上传" in paper.then
    assert "下面的位置" not in paper.then


def test_the_hub_hands_over_to_the_phone_and_names_the_list_of_materials(client, world):
    """05-4: a code that opens this page, and the notice's own list."""
    draft = world.draft()
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    page = " ".join(client.get(reverse("declarations:hub", args=[draft.ref])).content.decode().split())

    assert 'aria-label="用手机扫码打开本页"' in page
    assert f'href="{draft.edition.notice.get_absolute_url()}#checklist"' in page


def test_in_a_correction_the_hub_says_both_days(client, world, monkeypatch):
    """03-3: back at the noticing desk, and by when it had better be back at the unit."""
    draft = world.draft()
    Declaration.objects.filter(pk=draft.pk).update(
        state=State.CORRECTION, submitted_at=clock.law(), due_at=datetime.fromisoformat("2024-09-30T18:00+08:00")
    )
    EditPermit.objects.create(declaration=draft, part="basic", granted_at=clock.law(), opens_at=clock.law())
    times = Times("职改办", None, None, 0, None, better_by=date(2024, 9, 25))
    monkeypatch.setattr(applicant_hub, "asking_of", lambda _: Asking(True, times, (), {}))
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    page = " ".join(client.get(reverse("declarations:hub", args=[draft.ref])).content.decode().split())

    assert "9 月 30 日 18:00（" in page
    assert "建议您最迟在" in page
    assert "9 月 25 日<" in page


# ── what a rule noticed, in the applicant's words ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("finding", "said", "todo"),
    [
        (
            human(part="basic", code="ELIG-13", text="凭档案托管申报，须核对托管证明。"),
            "凭档案托管申报，审核单位会核对托管证明。",
            ALL_THERE,
        ),
        (
            human(part="basic", code="ELIG-19", text="逐条核对是否与拟评专业（艺术陶瓷）相符。"),
            "审核单位会逐条核对是否与您申报的专业（艺术陶瓷）相符。",
            ADVICE["ELIG-19"],
        ),
        (
            warn(part="resume", code="W103", text="工作简历与社保缴费单位不一致，请核实。"),
            "工作简历与社保缴费单位不一致，请核实。",
            ADVICE["W103"],
        ),
        (warn(part="options", code="PATH-32", text="请看看是否需要。"), "请看看是否需要。", SEE_IT),
        (block(part="basic", code="E201", text="缺少材料，须核对。"), "缺少材料，须核对。", ""),
    ],
)
def test_a_hint_speaks_to_its_owner_and_says_what_to_do(finding, said, todo):
    """09-1: sentences of the catalogue F2 stay; what is written for who checks a file is turned round."""
    assert (own_words(finding), what_to_do(finding)) == (said, todo)
