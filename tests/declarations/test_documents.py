"""自评表, 承诺书, 破格申报审批表, 评审表: what they say, and that every character has its glyph."""

import re
import shutil
import subprocess
from datetime import date

import pytest
from django.urls import reverse

from config.lib import clock
from config.lib.pdf import page_count
from declarations.documents import (
    CHANGE_NOTE,
    EXCEPTION,
    PLEDGE,
    SELF_ASSESSMENT,
    WORK_SUMMARY,
    Opinion,
    review_form,
)
from declarations.models import Declaration, Grounds
from declarations.services import pledge, sections
from notices.rules import dump_terms, terms_of
from records.services.documents import preview, print_document, register_form
from records.services.files import read_file
from tests.process.world import amended

NAME = "阿依古丽·买买提𬭚䶮垚翀"
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")


def words_of(pdf, *, layout=False):
    told = ["pdftotext", *(["-layout"] if layout else []), "-", "-"]
    text = subprocess.run(told, input=pdf, capture_output=True, check=True).stdout.decode()
    return text if layout else "".join(text.split())


@pytest.fixture
def declaration(world):
    declaration = world.full()
    declaration.basic.name = NAME
    declaration.basic.save(update_fields=["name"])
    return declaration


@needs_poppler
def test_the_self_assessment_goes_through_the_conditions_clause_by_clause(declaration, caplog):
    words = words_of(preview(SELF_ASSESSMENT, declaration.pk))

    assert caplog.messages == []
    for each in (
        "2024年申报工艺美术系列职称自评表",
        "阿依古丽·买买提",  # the cell breaks the line behind it
        "高级工艺美术师",
        "2018-11-05取得工艺美术师，到2024-12-31共6年1个月，要求5年（大专以上学历）",
        "作品获国家级行业展铜奖以上1项",
        "业绩1",
        "坭兴陶《窑变·左江岩画纹瓶》",
        "申报人（签名）",
    ):
        assert each in words
    assert "破格" not in words.replace("特殊选项无", "")


@needs_poppler
def test_the_pledge_says_what_was_agreed_to_when_and_from_where(world, declaration, caplog):
    """MAT-01, MAT-02."""
    pledge.sign(
        declaration, checked=["学历", "资历"], signed_name=NAME, signature="M10 10L200 90L300 40", ip="10.0.0.1",
        person=world.lin, now=clock.law(),
    )  # fmt: skip

    words = words_of(preview(PLEDGE, declaration.pk))

    assert caplog.messages == []
    for each in (
        "申报人承诺书",
        "本人已对学历、资历、专业技术工作经历",
        "☑学历",
        f"承诺人：{NAME}",
        "2024年8月5日10时",
        "10.0.0.1",
    ):
        assert each in words
    assert declaration.basic.id_number not in words


@needs_poppler
def test_the_paper_says_to_the_word_what_the_signer_was_shown(world, declaration, client):
    """MAT-02: the record, the page and the paper have one text."""
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    page = client.get(reverse("declarations:check", args=[declaration.ref])).content.decode()
    shown = re.findall(
        r"<p>(.*?)</p>", page[page.index('<div class="pledge">') : page.index("我已阅读并同意")], re.DOTALL
    )
    signed = pledge.sign(declaration, checked=["学历"], signed_name=NAME, person=world.lin, now=clock.law())

    words = words_of(preview(PLEDGE, declaration.pk))
    printed = words[words.index("☑学历。") + len("☑学历。") : words.index("承诺人：")]

    assert shown == signed.text.splitlines()
    assert printed == "".join("".join(each.split()) for each in shown)


@needs_poppler
def test_the_exceptional_form_names_what_is_relaxed_and_leaves_room_for_the_office(world, declaration, caplog):
    told = {"relaxes": ["资历"], "exception_reason": "作品获国家级行业展金奖。"}
    sections.save_options(declaration.pk, options=["exceptional"], values=told, actor=world.lin)

    words = words_of(preview(EXCEPTION, declaration.pk))

    assert caplog.messages == []
    for each in (
        "破格申报职称审批表",
        "□破学历",
        "☑破资历",
        "作品获国家级行业展金奖。",
        "用人单位意见",
        "评委会所在职改办审核意见",
    ):
        assert each in words


REVIEW = "tests.review_form"


def opinions():
    return {
        "unit": Opinion(text="该同志思想品德良好，同意推荐。", signer="黄垚", seal="钦州古龙窑", on=date(2024, 8, 19)),
        "committee": Opinion(facts=(("到会", "21人"), ("同意", "18人")), text="评审通过。"),
    }


register_form(REVIEW, lambda pk: review_form(pk, sections=opinions()))


@needs_poppler
def test_the_review_form_prints_the_dossier_and_the_opinions_handed_in(declaration, caplog):
    pdf = preview(REVIEW, declaration.pk)
    words = words_of(pdf)

    assert caplog.messages == []
    for each in (
        "职称评审表",
        NAME,
        "广西艺术学院",
        "★",
        "该同志思想品德良好，同意推荐。",
        "2024年8月19日",
        "到会：21人",
        "审批（批复）意见",
    ):
        assert each in words
    assert declaration.basic.id_number not in words
    assert b"/Image" in pdf


@needs_poppler
def test_the_review_form_tells_when_somebody_studied_and_plain_numbers(declaration):
    """FORM-20: without a first day the last one is told; 30 hours are 30."""
    declaration.educations.update(started_on=None, graduated_on=date(2003, 6, 30))
    declaration.trainings.update(hours="30.0")
    half = declaration.trainings.first()
    declaration.trainings.filter(pk=half.pk).update(hours="7.5")

    words = words_of(preview(REVIEW, declaration.pk))

    assert "2003-06毕业大专" in words
    assert "公需科目30已完成" in words
    assert "7.5已完成" in words
    assert "30.0" not in words


def last_page(pdf):
    """What stands on it above the code, and how many pages there are."""
    count = page_count(pdf)
    told = ["pdftotext", "-f", str(count), "-", "-"]
    text = subprocess.run(told, input=pdf, capture_output=True, check=True).stdout.decode()
    above, code, _ = "".join(text.split()).partition("验证码：")
    assert code
    return above, count


@needs_poppler
@pytest.mark.parametrize(("kind", "column"), [(CHANGE_NOTE, "insurance_gap"), (WORK_SUMMARY, "summary")])
def test_the_code_to_verify_never_stands_alone_on_a_last_page(world, declaration, kind, column):
    """BV3: whatever the length, the signature goes along with it."""
    pages = set()
    for lines in range(6, 40, 3):
        told = "\n".join(f"第{number}行，说明情况。" for number in range(lines))
        Grounds.objects.update_or_create(declaration=declaration, defaults={column: told})
        document = print_document(kind, "declaration", declaration.pk, by=world.lin.pk)
        above, count = last_page(read_file(document.file))
        pages.add(count)
        assert "签名" in above
    assert {1, 2} <= pages


@needs_poppler
def test_every_rare_character_is_drawn_by_a_font_that_has_it(declaration, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(preview(SELF_ASSESSMENT, declaration.pk))

    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True).stdout.decode()

    assert "Noto" in listed
    assert all(line.split()[-5] == "yes" for line in listed.splitlines()[2:])  # embedded
    assert all(char in words_of(path.read_bytes()) for char in "𬭚䶮垚翀")


def test_asking_twice_for_the_same_words_issues_one_paper(world, declaration):
    first, second = (print_document(SELF_ASSESSMENT, "declaration", declaration.pk, by=world.lin.pk) for _ in range(2))

    assert first == second
    assert Declaration.objects.count() == 1


@needs_poppler
@pytest.mark.parametrize("kind", [SELF_ASSESSMENT, CHANGE_NOTE])
def test_forms_of_the_dossier_speak_as_their_notice_does(declaration, kind):
    """GEN-16: 专业技术资格 where the notice says so, 职称 from 2024 on."""
    before = words_of(preview(kind, declaration.pk))
    declaration.edition = amended(declaration.edition, terminology={"title": "专业技术资格"})
    declaration.save()

    after = words_of(preview(kind, declaration.pk))

    assert ("申报职称" in before, "申报职称" in after) == (True, False)
    assert "申报专业" in after  # a narrow cell breaks the longer word


@needs_poppler
def test_the_self_assessment_claims_no_more_than_is_there(declaration):
    """FORM-07, COND-01: one paper for “两篇以上” is 1/2, not 符合."""
    [paper] = declaration.publications.all()[:1]
    for other in declaration.publications.exclude(pk=paper.pk):
        other.delete()
    clause = paper.clause
    terms = dump_terms(terms_of(declaration.edition))
    for conditions in terms["condition_sets"]:
        for each in conditions["clauses"]:
            if each["code"] == clause:
                each["count"] = 2
    declaration.edition = amended(declaration.edition, condition_sets=terms["condition_sets"])
    declaration.save()

    assert "1/2篇" in words_of(preview(SELF_ASSESSMENT, declaration.pk))
