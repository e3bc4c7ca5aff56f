"""The unit: registers itself, confirms its people, verifies, deliberates, publicises, recommends."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from review.approvals.states import Authenticity
from review.process.season.papers import sheet
from tests.journeys import stage
from tests.journeys.applicant import open_account
from tests.journeys.stage import CITY, MANAGER, MANAGER_PHONE, UNIT, USCC
from tests.journeys.walk import Journey, Walk, deliver


def register_itself(journey: Journey) -> None:
    """A person opens an account and hands the unit in."""
    with journey.visitor() as walk:
        open_account(walk, MANAGER, MANAGER_PHONE, "450102198203155626")
        walk.press("我是单位经办人")
        walk.fill(单位名称=UNIT, 统一社会信用代码=USCC)
        walk.upload("#id_licence", "营业执照.jpg", sheet("营业执照（演示）", [f"名称：{UNIT}"]))
        walk.fill(法定代表人=MANAGER, 所在地="百色市右江区")
        walk.enter(affiliation="市属", parent=CITY, nature="民营", industry="制造业")
        walk.fill(单位联系电话="0776-2800001", 通讯地址="百色市右江区城东大道1号")
        walk.press("提交审核")
        walk.says("现在不用您做什么")


def is_let_in(journey: Journey) -> None:
    """The city's office looks at the licence and lets the unit in."""
    with journey.as_(stage.desk("baise")) as walk:
        walk.menu("单位注册审核")
        walk.press(UNIT)
        walk.press("通过注册")


def confirms_its_person(journey: Journey) -> None:
    """The manager says that the applicant belongs to the unit."""
    with journey.as_(MANAGER_PHONE) as walk:
        walk.menu("人员")
        walk.press("是本单位人员")
        walk.says("已确认人事关系的人员")


# ── the steps of the unit ──────────────────────────────────────────────────────────────────────────────────────────
def checks_originals(journey: Journey) -> None:
    """Item by item beside the originals; then the whole meets the conditions."""
    journey.on("07-20 09:00")
    with at_the_case(journey) as walk:
        verify_all(walk)
        walk.press("审核通过，进入下一步")
        walk.enter(meets_conditions=True, photo_ok=True, responsible=MANAGER, opinion="原件核对无误，符合评审条件。")
        walk.confirm()


def hears_the_defence(journey: Journey) -> None:
    """Three experts ask, the opinion is entered, printed, signed, scanned."""
    with at_the_case(journey) as walk:
        walk.press("单位答辩")
        walk.enter(held_on="2024-07-20", place="本单位会议室（演示）")
        for number, name in enumerate(("韦崇文", "黄大成", "覃素心"), 1):
            walk.page.fill(f"#e-name-{number}", name)
            walk.page.fill(f"#e-title-{number}", "正高级工艺美术师")
            walk.page.fill(f"#e-unit-{number}", "广西演示工艺美术馆")
        walk.enter(
            questions="问：纹样来源？答：采自靖西旧州。（演示）", opinion="回答准确，专业能力突出，同意通过答辩。"
        )
        walk.press("保存答辩意见")
        walk.press("生成单位答辩意见")
        deliver()
        walk.press("签章材料")
        scan(walk, "defense_opinion")
        walk.press("答辩完成，进入审议")
        walk.confirm()


def deliberates(journey: Journey) -> None:
    """The group of five is put together, sits, and the sheet goes up on the board."""
    journey.on("07-24 09:00")
    with at_the_case(journey) as walk:
        walk.press("审议推荐")
        walk.press("建立")
        for member in GROUP:
            if not walk.page.locator("[name=name]").is_visible():
                walk.tap_on("summary", "添加成员")
            walk.enter(**member)
            walk.press("添加", role="button")
        walk.enter(held_on="2024-07-24", place="本单位会议室（演示）", votes_present=5, votes_for=5, votes_against=0)
        write_aspects(walk)
        walk.enter(agree="1")
        walk.press("保存审议推荐意见")
        walk.press("生成审议推荐意见")
        deliver()
        walk.press("签章材料")
        scan(walk, "deliberation_opinion")
        scan(walk, "deliberation_experts")
        walk.press("审议通过，开始公示")
        walk.enter(place="本单位公示栏", contact="办公室 0776-2800001")
        walk.confirm()


def publicises(journey: Journey) -> None:
    """The printed sheet hangs for five working days; its photo proves it."""
    journey.on("07-25 09:00")
    with at_the_case(journey) as walk:
        walk.press("单位公示")
        walk.says("正在公示")
        walk.press("生成公示表")
        deliver()
        photo = sheet("公示现场照片（演示）", ["申报人员名单及材料公示于公示栏。"])
        walk.upload_and_reload("公示照片.jpg", photo)
        walk.says("已上传")


def recommends(journey: Journey) -> None:
    """Nobody objected: five aspects, the pledge, up."""
    journey.on("08-05 09:00")
    with at_the_case(journey) as walk:
        walk.press("签章材料")
        scan(walk, "unit_pledge")
        walk.press("出具推荐意见并上报")
        write_aspects(walk)
        walk.enter(agree="1", post_note="专业岗位空缺允许推荐（演示）。", responsible=MANAGER, head=MANAGER)
        walk.confirm()


@contextmanager
def at_the_case(journey: Journey) -> Iterator[Walk]:
    """The clerk, over the desk and the case, on the page of the unit's work."""
    with journey.as_(MANAGER_PHONE) as walk:
        walk.press(stage.APPLICANT)
        walk.press("审核推荐工作页")
        yield walk


def verify_all(walk: Walk) -> None:
    """Every part is laid beside its original, found genuine, saved."""
    first = walk.page.locator("main").get_by_role("button", name=re.compile("^对照原件"))
    if first.count():
        walk.press("对照原件")
    while walk.offers("保存，看下一项") and not walk.page.locator("progress").evaluate(
        "each => each.value >= each.max"
    ):
        walk.enter(original_seen=True, finding=Authenticity.values[0])
        walk.press("保存，看下一项")


def write_aspects(walk: Walk) -> None:
    """A sentence of its own for each aspect the notice names."""
    for box in walk.page.locator("main [name^=aspect_]").all():
        name = walk.page.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        box.fill(f"{name}：申报人表现突出，工作扎实，同行认可，符合申报条件（演示）。")


def scan(walk: Walk, slot: str) -> None:
    """A signed and sealed sheet comes in as a photo."""
    paper = sheet("签字盖章材料（演示）", ["单位盖章、组长签名。"])
    walk.upload_and_reload(f"{slot}.jpg", paper, f"section[aria-labelledby=paper-{slot}] ")


GROUP = [
    {
        "name": "蒙德厚",
        "unit_name": UNIT,
        "post": "总经理",
        "title": "正高级工艺美术师",
        "rank": "正高",
        "is_leader": True,
    },
    *(
        {"name": name, "unit_name": "广西演示工艺美术馆", "title": "正高级工艺美术师", "rank": "正高", "external": True}
        for name in ("韦崇文", "黄大成", "覃素心", "陆明德")
    ),
]


def checks_what_changed(journey: Journey) -> None:
    """After the applicant's correction: the changed item alone, then up again."""
    journey.on("09-06 09:00")
    with at_the_case(journey) as walk:
        verify_all(walk)
        walk.press("审核通过，进入下一步")
        walk.enter(meets_conditions=True, photo_ok=True, responsible=MANAGER)
        walk.confirm()
        walk.press("审核推荐工作页")
        walk.press("出具推荐意见并上报")
        write_aspects(walk)
        walk.enter(agree="1", post_note="专业岗位空缺允许推荐（演示）。", responsible=MANAGER, head=MANAGER)
        walk.confirm()
