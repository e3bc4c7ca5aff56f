"""The unit: registers itself, confirms its people, verifies, deliberates, publicises, recommends."""

from review.process.season.papers import sheet
from tests.journeys import stage
from tests.journeys.stage import CITY, MANAGER, MANAGER_PHONE, UNIT, USCC
from tests.journeys.applicant import open_account
from tests.journeys.walk import Journey


def register_itself(journey: Journey) -> None:
    """A person opens an account and hands the unit in."""
    with journey.visitor() as walk:
        open_account(walk, MANAGER, MANAGER_PHONE, "450102198203155626")
        walk.person_menu("个人信息")
        walk.press("为单位注册")
        walk.fill(单位名称=UNIT, 统一社会信用代码=USCC)
        walk.upload("#id_licence", "营业执照.jpg", sheet("营业执照（演示）", [f"名称：{UNIT}"]))
        walk.fill(**{"法定代表人": MANAGER, "所属行业": "工艺美术品制造", "所在地": "百色市右江区"})
        walk.choose("隶属关系", "市属")
        walk.choose("主管部门或所在地职改办", "百色市职改办")
        walk.choose("单位性质", "民营")
        walk.fill(单位联系电话="0776-2800001", 通讯地址="百色市右江区城东大道1号")
        walk.press("提交审核")
        walk.says("现在不用您做什么")


def is_let_in(journey: Journey) -> None:
    """The city's office looks at the licence and lets the unit in."""
    with journey.as_(stage.desk("baise")) as walk:
        walk.menu("单位注册审核")
        walk.press(UNIT)
        walk.press("通过注册")
