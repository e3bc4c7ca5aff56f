"""评审表 (FORM-20) whole and 职称电子证书 (FORM-33), read from the PDF: everything the requirements name stands there."""

import subprocess
from io import BytesIO

import pytest
import segno
from PIL import Image

from accounts.models import IdNumber, Organisation
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.states import Special, State
from fees.models import Bill
from records.models import Document, Outbox
from records.services.files import read_file
from records.services.outbox import drain_outbox
from review.approvals.services import review_stop
from review.meetings.models import Assignment, DefenceRecord, Opinion, Round
from review.meetings.services.rounds import open_round, pledge_discipline
from review.meetings.services.sitting import seal_meeting
from review.meetings.states import OpinionState, RoundState
from review.outcomes.documents import certificate_url
from review.outcomes.models import Certificate
from review.process.services import begin_declaration, perform, perform_many
from review.process.states import Action
from tests.approvals.test_review import GOOD
from tests.approvals.test_walk import forward, scan_all, to_recommendation
from tests.approvals.world import RECOMMENDED
from tests.declarations.world import fill, id_number
from tests.fees.conftest import FeeWorld
from tests.meetings.world import AGREE, Room
from tests.outcomes.world import Results, at
from tests.process.world import IN_STAGE_1, amended, build_world

NAME = "阿依古丽·买买提𬭚䶮垚翀"
RARE = "𬭚䶮垚翀"
NUMBER = id_number("45010219800301001")
MASKED = "450***********" + NUMBER[-4:]
SIGNED = {"checked": ["学历", "资历", "经历", "业绩", "学术"], "pledge": True, "signature": "M10 10L90 90"}


# ── a case from the draft to the certificate ───────────────────────────────────────────────────────────────────────
@pytest.fixture
def world(db):
    with clock.law_at(IN_STAGE_1):
        yield build_world()


@pytest.fixture
def certified(world):
    """Ayguli's case: declared, checked, recommended, reviewed, paid, voted on, publicised, confirmed, approved."""
    named(world, {Role.DEPARTMENT: "农䶮", Role.LOCAL_OFFICE: "黄垚", Role.OFFICE: "韦翀"})
    case = declared(world, world.people[Role.APPLICANT])
    recommended(case, world)
    accepted(case, world)
    voted(case, world)
    approved(case, world)
    case.refresh_from_db()
    assert case.state == State.CERTIFIED
    return case


def named(world, names):
    for role, name in names.items():
        world.people[role].name = name
        world.people[role].save(update_fields=["name"])


def declared(world, lin):
    lin.name, lin.phone = NAME, "19000000001"
    lin.save()
    IdNumber.objects.create(user=lin, number=NUMBER)
    lin.employments.create(organisation=world.unit, confirmed_at=clock.law())
    told = {"level": "fg", "specialty": "taoci", "unit": world.unit}
    case = begin_declaration(applicant=lin, edition=world.edition, **told)
    fill(case, lin)
    return perform(case.pk, Action.SUBMIT, actor=lin, signed_name=NAME, **SIGNED)


def recommended(case, world):
    to_recommendation(case, world)
    scan_all(case, world)
    with clock.law_at(at("2024-08-15T09:00")):
        told = RECOMMENDED | {"head": "吴翀"}
        perform(case.pk, Action.RECOMMEND, actor=world.people[Role.UNIT], **told)
        for role in (Role.DEPARTMENT, Role.LOCAL_OFFICE):
            forward(case, world.people[role])


def accepted(case, world):
    fees = FeeWorld(
        world, case.applicant, world.people[Role.FINANCE], world.people[Role.FINANCE], world.people["outsider"]
    )
    office = world.people[Role.OFFICE]
    with clock.law_at(at("2024-09-12T10:00")):
        review_stop(case.pk, actor=office, rows=GOOD, opinion="材料齐全，予以受理。")
        perform(case.pk, Action.ACCEPT, actor=office)
        fees.paid(Bill.objects.get(declaration=case))


def voted(case, world):
    """It stands before the committee; three experts have read it and heard the defence."""
    with clock.law_at(at("2024-10-20T09:00")):
        case.refresh_from_db()
        secretary = world.people[Role.SECRETARY]
        opened = open_round(notice=world.edition.notice, committee=case.committee, name="第一批", actor=secretary)
        room = Room(world, opened)
        for number in range(3):
            seat = room.seat(is_chair=number == 0)
            pledge_discipline(seat.pk, actor=seat.expert.user)
        Round.objects.filter(pk=opened.pk).update(state=RoundState.MEETING)
        Declaration.objects.filter(pk=case.pk).update(state=State.VOTING)
        entry = opened.entries.create(declaration=case, number=1)
        room.entries.append(entry)
        read(entry, room)
        box = room.open()
        room.vote(box, AGREE)
        room.count(box)
        seal_meeting(box.meeting_id, chair_seal="覃1", minutes="逐人评议后投票。", actor=room.chair)


def read(entry, room):
    now = clock.law()
    for number, seat in enumerate(room.seats):
        asked = Assignment.objects.create(entry=entry, expert=seat, assigned_at=now)
        said = {"recommends": number > 0, "state": OpinionState.SUBMITTED, "saved_at": now, "submitted_at": now}
        Opinion.objects.create(assignment=asked, comment=f"只给评委会看的话{number}", **said)
    used = {"prepare_used": 8, "answer_used": 12, "opinion": "回答准确，熟悉窑变机理。", "recorded_at": now}
    DefenceRecord.objects.create(entry=entry, starts_at=now, place="南宁", prepare_limit=10, answer_limit=15, **used)


def approved(case, world):
    results, office = Results(world), world.people[Role.OFFICE]
    with clock.law_at(at("2024-10-28T10:00")):
        perform(case.pk, Action.PASS_RECHECK, actor=office, opinion="程序和材料无误。")
        case.refresh_from_db()
        results.publicised(case)
    with clock.law_at(at("2024-11-06T10:00")):
        assert perform_many(Declaration.objects.filter(pk=case.pk), Action.END_PUBLICITY) == 1
        document = results.confirmation()
        perform(case.pk, Action.CONFIRM, actor=world.people[Role.CONFIRMER], document=document.pk)
        Outbox.objects.all().delete()  # the papers of the way here are tested where they are made
        perform(case.pk, Action.APPROVE, actor=office, document=results.approval().pk)
        drain_outbox()


FORM_20 = {
    "title": ["职称评审表", "（2024年度）", "高级工艺美术师", "艺术陶瓷（坭兴陶）"],
    "identity": [NAME, "男", "壮族", "1980年3月1日", "群众", "广西钦州", MASKED, "古龙窑", "技艺总监", "2003年7月",
                 "市级", "钦州市工艺美术大师"],
    "education": ["大专", "广西艺术学院", "陶瓷艺术设计", "2000-09至2003-06", "106071200306"],
    "present title": ["工艺美术师", "中级", "2018年11月5日", "GX2018-0105", "自治区职改办"],
    "résumé": ["2003-07至今", "陶艺师、技艺总监"],
    "experience": ["坭兴陶窑变釉色传承项目", "主持。整理窑变烧成制度，试烧六十窑，形成可复制的工艺参数。", "经历第1条"],
    "performance": ["坭兴陶《窑变·左江岩画纹瓶》", "国家级行业展银奖", "坭兴陶《骆越铜鼓壶》", "业绩第2条",
                    "★为代表性成果：坭兴陶《窑变·左江岩画纹瓶》"],
    "academic": ["坭兴陶窑变呈色机理与烧成制度研究", "八桂陶艺（演示），CN45-1234/J", "学术第2条"],
    "CE": ["2024公需科目30已完成", "2023专业科目30已完成", "2023公需科目30已完成"],
    "assessments": ["年度及任期考核情况考评情况好。"],
    "承诺": ["承诺申报材料真实、完整", f"承诺人：{NAME}2024年8月5日"],
    "unit opinions": ["答辩专家：专家甲", "回答准确。", "到会5人，同意5票，不同意0票", "业绩成果：业绩成果好。",
                      "2024年8月6日至2024年8月12日（5个工作日）", "公示期间无异议", "审核责任人：周某",
                      "思想品德：思想品德突出", "工作态度：工作态度突出", "同意推荐。负责人：吴翀（古龙窑公章）2024年8月15日"],
    "dept": ["同意上报负责人：农䶮（钦州市文旅局公章）2024年8月15日"],
    "office": ["同意上报负责人：黄垚（钦州市职改办公章）2024年8月15日",
               "材料齐全，予以受理。负责人：韦翀（自治区工艺美术系列职改办公章）2024年9月12日"],
    "experts": ["3名同行专家评审，2名建议通过。", "准备8分钟，答辩12分钟。回答准确，熟悉窑变机理。"],
    "committee (vote, result)": ["评委会人数：3人", "参加本项表决人数：3人", "同意3票，不同意0票，弃权0票（须同意2票）",
                                 "通过高级工艺美术师职称评审。", "主任委员：覃1"],
    "recheck and publicity": ["复核意见：程序和材料无误。", "评审结果公示：2024年10月29日至2024年11月4日（5个工作日）"],
    "确认": ["文号：桂职办〔2024〕98号", "评审结果予以确认。", "2024年11月6日"],
    "批复": ["批复文号：桂工信职改〔2024〕12号", "同意取得高级工艺美术师职称，取得时间为2024年10月7日。",
             "广西壮族自治区工业和信息化厅（演示）公章"],
    "what every form carries": ["关于开展2024年度广西工艺美术系列职称评审工作的通知", "申报编号2024-", "2024年11月6日10:00生成",
                                "第1页共", "验证码："],
}  # fmt: skip
FORM_33 = {
    "name": [NAME],
    "masked ID": [f"身份证号码{MASKED}"],
    "title": ["职称名称高级工艺美术师"],
    "level": ["职称证书副高级"],
    "series": ["系列工艺美术"],
    "specialty": ["专业艺术陶瓷（坭兴陶）"],
    "date": ["取得时间2024年10月7日"],
    "authority": ["广西壮族自治区工业和信息化厅（演示）2024年11月6日", "批复文号桂工信职改〔2024〕12号"],
    "no.": ["证书编号：GX2024-2-"],
    "QR": ["扫描二维码核验证书的真伪和当前状态"],
}


def test_the_papers_of_a_certified_case_have_every_field_the_requirements_name(certified, caplog, tmp_path):
    """CERT-01, CERT-02, MAT-14."""
    review_form, certificate = pdf_of("FORM-20", certified), pdf_of("FORM-33", certified)
    held = Certificate.objects.get(declaration=certified)
    on_the_form, on_the_certificate = words_of(review_form), words_of(certificate)

    assert missing_in(on_the_form, FORM_20) == {}
    assert missing_in(on_the_certificate, FORM_33) == {}
    assert held.number in on_the_certificate
    assert shows_code(certificate, certificate_url(held))
    for words, pdf in ((on_the_form, review_form), (on_the_certificate, certificate)):
        assert set(RARE) <= set(words)
        assert fonts_of(pdf, tmp_path) == {("yes", "yes")}
        assert portraits_in(pdf, tmp_path) == 1
        for secret in (NUMBER, certified.basic.phone, "只给评委会看的话"):  # of experts how many, never who (COMM-16)
            assert secret not in words
    assert [each.message for each in caplog.records if each.message.startswith("PDF")] == []


def test_a_title_of_a_targeted_evaluation_says_where_it_holds_on_both_papers(world):
    """CERT-04, PATH-08."""
    counties = ["三江", "都安"]
    limited = {"enabled": True, "area_limited": True, "counties": counties}
    world.edition = amended(world.edition, targeted_eval=limited)
    results = Results(world)
    with clock.law_at(at("2024-11-06T10:00")):
        case = results.one(State.CONFIRMED, name=NAME)
        Declaration.objects.filter(pk=case.pk).update(options=[Special.TARGETED])
        Organisation.objects.filter(pk=case.employer_id).update(place="广西河池市都安瑶族自治县")
        results.confirmation(case)
        perform(case.pk, Action.APPROVE, actor=world.people[Role.OFFICE], document=results.approval().pk)
        drain_outbox()

    assert Certificate.objects.get(declaration=case).area_limit == "都安"  # of the unit's county alone
    assert "有效范围都安" in words_of(pdf_of("FORM-33", case))
    assert "仅在上述有效范围内使用" in words_of(pdf_of("FORM-33", case))
    assert "仅在定向评价区域内有效：都安。" in words_of(pdf_of("FORM-20", case))


# ── reading a paper ────────────────────────────────────────────────────────────────────────────────────────────────
def pdf_of(kind, case):
    """As the workers made it."""
    return read_file(Document.objects.get(kind=kind, subject_kind="declaration", subject_id=case.pk).file)


def words_of(pdf):
    """What a PDF reader finds, in the order it was written, without the breaks of lines."""
    text = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return "".join(text.split())


def missing_in(words, fields):
    """What does not stand there, by the field of the requirements it belongs to."""
    missing = {field: [text for text in texts if text not in words] for field, texts in fields.items()}
    return {field: texts for field, texts in missing.items() if texts}


def fonts_of(pdf, tmp_path):
    """Whether each font is embedded, and leads back to characters."""
    return {(line.split()[-5], line.split()[-3]) for line in listed_by("pdffonts", pdf, tmp_path)}


def portraits_in(pdf, tmp_path):
    """How many photographs lie in it."""
    return sum(line.split()[2] == "image" for line in listed_by("pdfimages", pdf, tmp_path))


def listed_by(program, pdf, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    told = [program, *(["-list"] if program == "pdfimages" else []), str(path)]
    return subprocess.run(told, capture_output=True, check=True).stdout.decode().splitlines()[2:]


def shows_code(pdf, address):
    """Whether every module of this address's QR code stands on the page, as dark or light as it must be."""
    told = ["pdftoppm", "-r", "254", "-gray", "-singlefile", "-"]
    page = Image.open(BytesIO(subprocess.run(told, input=pdf, capture_output=True, check=True).stdout))
    modules = segno.make(address, error="m", micro=False).matrix
    side, left = 300, 530  # tenths of a millimetre, as certificate.css has them
    step = side / (len(modules) + 2)  # a light module around it
    places = [(left + (x + 1.5) * step, (y + 1.5) * step, bool(dark))
              for y, row in enumerate(modules) for x, dark in enumerate(row)]  # fmt: skip
    return any(
        all((page.getpixel((int(x), int(top + y))) < 128) == dark for x, y, dark in places)
        for top in range(page.height - side)
    )
