"""The applicant: opens an account, joins the unit, declares, corrects, pays, downloads."""

from typing import Any

from review.process.season.cast import PASSWORD
from review.process.season.papers import booklet, portrait, sheet
from tests.journeys import stage
from tests.journeys.walk import Journey, Walk


def open_account(walk: Walk, name: str, phone: str, id_number: str) -> None:
    """From the portal to the first page of one's own."""
    walk.press("登录", within="header")
    walk.press("注册")
    walk.press("个人注册")
    walk.fill(手机号码=phone)
    walk.press("获取验证码")
    walk.fill(短信验证码=stage.code_sent())
    walk.press("下一步")
    walk.fill(姓名=name, 身份证号码=id_number, 设置密码=PASSWORD)
    walk.press("完成注册")


def joins_the_unit(journey: Journey) -> None:
    """An account, and the unit one works at."""
    with journey.visitor() as walk:
        open_account(walk, stage.APPLICANT, stage.APPLICANT_PHONE, stage.APPLICANT_ID)
        walk.press("选择我的单位")
        walk.enter(q="右江壮锦")
        walk.press("查找")
        walk.enter(since="2018-03-01")
        walk.press("请单位确认")
        walk.says("待单位确认")


def begins(journey: Journey) -> None:
    """Whether one may, and through whom; then the draft."""
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("开始申报")
        walk.enter(level="高级工艺美术师", specialty="织锦", unit="右江壮锦")
        walk.enter(education="本科", lower_title_on="2018-11-05", specialty_since="2001-08")
        walk.press("看看我能不能报")
        walk.says("可以申报")
        walk.press("开始填写")
        walk.says("填写申报材料")


# ── the dossier, section by section from the list ──────────────────────────────────────────────────────────────────
def tells_who_they_are(journey: Journey) -> None:
    """基本信息, 特殊选项, 学历, 职称, 继续教育, 社保, 简历."""
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("继续填写")
        _basic(walk)
        walk.press("选择特殊选项")
        walk.press("保存并返回清单")
        _row(walk, "填写学历", EDUCATION)
        _row(walk, "填写现职称", TITLE)
        _row(walk, "填写继续教育", *TRAININGS)
        _insurance(walk)
        _row(walk, "填写工作简历", *JOBS)


def tells_what_they_did(journey: Journey) -> None:
    """经历, 业绩, 学术成果, 代表性成果, 其他材料."""
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("继续填写")
        _row(walk, "填写专业技术工作经历", *EXPERIENCES)
    tells_of_their_results(journey)


def tells_of_their_results(journey: Journey) -> None:
    """业绩, 学术成果, 代表性成果, 其他材料."""
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("继续填写")
        _row(walk, "填写业绩成果", *ACHIEVEMENTS)
        _row(walk, "填写学术成果", *PUBLICATIONS)
        walk.press("标注代表性成果")
        walk.press("选这一项")
        walk.press("返回清单")
        walk.press("上传其他证明材料")
        bring_files(walk)
        walk.press("返回清单")


def hands_in(journey: Journey) -> None:
    """Everything is there: looked through, pledged, signed."""
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("继续填写")
        walk.press("核对全部内容并签名承诺")
        for each in CHECKED:
            walk.tick(each, within="main form")
        walk.tick("我已阅读并同意上述承诺")
        walk.enter(signed_name=stage.APPLICANT)
        _sign(walk)
        walk.press("签名并提交给单位审核")
        walk.says("已提交给")


def _basic(walk: Walk) -> None:
    walk.press("核对基本信息")
    walk.upload("#photo", "证件照.jpg", portrait(7, "女"))
    walk.press("上传照片")
    walk.enter(ethnicity="壮族", politics="群众", native_place="广西百色", health="健康")
    walk.enter(phone=stage.APPLICANT_PHONE, post="壮锦设计师", work_since="2001-08", specialty_since="2001-08")
    walk.enter(email="yanshi@example.com")
    walk.press("保存并返回清单")
    walk.press("核对基本信息")
    bring_files(walk)
    walk.press("保存并返回清单")


def _row(walk: Walk, task: str, *rows: dict[str, Any]) -> None:
    """Each row of a section: added, its files brought; then back to the list."""
    walk.press(task)
    for row in rows:
        told = dict(row)
        walk.press("添加")
        if kind := told.pop("of_kind", ""):
            walk.press(kind)
        walk.enter(**told)
        walk.press("保存")
        bring_files(walk)
        if walk.offers("保存"):
            walk.press("保存")
    walk.press("返回清单")


def _insurance(walk: Walk) -> None:
    walk.press("填写社会保险")
    walk.enter(payer=stage.UNIT, first="2023-01", last="2024-06")
    walk.press("添加", role="button")
    bring_files(walk)
    walk.press("保存并返回清单")


def _sign(walk: Walk) -> None:
    """A stroke of the finger; who cannot draw takes a code on the phone."""
    if not walk.draws:
        walk.press("改用短信验证码确认")
        walk.fill(短信验证码=stage.code_sent())
        walk.press("下一步")
        return
    pad = walk.page.locator("svg.sign")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    walk.page.mouse.move(box["x"] + 40, box["y"] + 40)
    walk.page.mouse.down()
    walk.page.mouse.move(box["x"] + 160, box["y"] + 90, steps=5)
    walk.page.mouse.up()


def bring_files(walk: Walk) -> None:
    """A scan for everything this page asks for; what may be left out is left out."""
    for slot in walk.page.locator("main section.slot").all():
        if slot.locator("#label-1, [name=label]").count():
            continue
        groups = set()
        for place in slot.locator("zc-upload").all():
            piece = place.locator("[name=piece]").input_value()
            words = place.locator("xpath=..").locator("h4").inner_text() if piece else ""
            group = "几项中" in words and "几项中"
            if "选传" in words or group in groups or place.locator(".files li").count():
                continue
            groups |= {group} - {False}
            name = piece or slot.locator("h3").inner_text()
            long = piece in {"全文", "技术工作总结", "主要章节"}
            content = (
                booklet(name[:20], [["正文（演示）。" * 20]] * 2)
                if long
                else sheet(f"{name}（演示）"[:24], ["材料（演示）"])
            )
            walk.bring(place, f"{name[:12]}.{'pdf' if long else 'jpg'}", content)


# ── after it was handed in ─────────────────────────────────────────────────────────────────────────────────────────
def mends(journey: Journey) -> None:
    """From the notice to the place, a better scan, back to the unit."""
    journey.on("09-05 09:00")
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("去补正")
        walk.press("去修改")
        walk.press("查看 身份证件")
        walk.upload("label[for=again]", "身份证件.jpg", sheet("身份证件（演示）", ["正反两面齐全（更正后）。"]))
        walk.press("替换")
        walk.home()
        walk.press("去补正")
        walk.press("这一项已办理")
        walk.press("交回")
        _sign(walk)
        walk.enter(confirm=True, signed_name=stage.APPLICANT)
        walk.confirm()


def pays(journey: Journey) -> None:
    """At the sandbox cashier."""
    journey.on("09-18 09:00")
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("去缴费")
        walk.press("去缴费")
        walk.press("打开缴费平台")
        walk.press("支付 ")
        walk.press("返回申报系统")
        walk.says("缴费完成，报送成功")


CHECKED = ["学历", "资历", "专业技术工作经历", "业绩成果", "学术成果"]
EDUCATION = {
    "level": "本科",
    "form": "全日制",
    "school": "广西演示艺术学院",
    "major": "工艺美术",
    "degree": "学士",
    "started_on": "1997-09",
    "graduated_on": "2001-06",
    "certificate_no": "YS1978000007",
    "is_highest": True,
}
TITLE = {
    "kind": "title",
    "name": "工艺美术师",
    "rank": "中级",
    "series": "工艺美术",
    "specialty": "织锦",
    "granted_on": "2018-11-05",
    "certificate_no": "YSZC00007",
    "authority": "演示评审委员会",
}
TRAININGS = [
    {"year": "2024", "category": "公需", "hours": 30, "passed": True},
    {"year": "2023", "category": "公需", "hours": 30, "passed": True},
    {"year": "2023", "category": "专业", "hours": 60, "passed": True},
]
JOBS = [
    {"started_on": "2001-08", "ended_on": "2018-02", "unit": "广西演示工艺品厂", "duty": "织锦制作"},
    {"started_on": "2018-03", "unit": stage.UNIT, "duty": "壮锦设计师"},
]
EXPERIENCES = [
    {
        "title": "壮锦传统纹样整理与应用",
        "clause": "fg-jl1",
        "started_on": "2022-03",
        "ended_on": "2023-11",
        "content": "主持整理壮锦传统纹样一百二十种，完成资料采集、工艺试验和样品制作，形成工艺文件（演示）。",
        "duty": "项目负责人",
    },
    {
        "title": "壮锦挎包设计制作与技艺传授",
        "clause": "fg-jl2",
        "started_on": "2023-02",
        "content": "负责壮锦挎包的设计和制作，带教学徒六名，编写操作要点（演示）。",
        "duty": "壮锦设计师",
    },
]
ACHIEVEMENTS = [
    {
        "of_kind": "获奖作品",
        "title": "凤舞木棉",
        "clause": "fg-yj1",
        "achieved_on": "2023-05-18",
        "role": "独立设计、制作",
        "content": "壮锦作品《凤舞木棉》获自治区级银奖（演示）。",
        "effect": "参加展览，反映良好。",
        "award": "自治区级银奖（演示）",
        "work_1": "凤舞木棉",
        "work_2": "右江春早",
        "work_3": "铜鼓纹壁挂",
        "designated_work": "第 1 件",
    },
    {
        "of_kind": "作品",
        "title": "右江春早",
        "clause": "fg-yj2",
        "achieved_on": "2022-09-10",
        "role": "主要设计、制作人",
        "content": "壮锦作品《右江春早》由自治区级馆收藏（演示）。",
        "effect": "用于公共陈列。",
    },
]
PUBLICATIONS = [
    {
        "of_kind": "期刊论文",
        "title": f"壮锦纹样的{what}研究",
        "clause": "fg-xs1",
        "published_on": day,
        "venue": "桂工艺美术（演示）",
        "issn": "1000-1001",
        "cn": "45-0000/J",
        "issue": issue,
        "own_part": "独撰",
        "not_for_degree": True,
    }
    for what, day, issue in (("色彩", "2023-04-15", "2023年第2期"), ("构图", "2023-09-15", "2023年第5期"))
]
