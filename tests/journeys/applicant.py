"""The applicant: opens an account, joins the unit, declares, corrects, pays, downloads."""

from review.process.season.cast import PASSWORD
from tests.journeys.stage import code_sent
from tests.journeys.walk import Journey, Walk


def open_account(walk: Walk, name: str, phone: str, id_number: str) -> None:
    """From the portal to the first page of one's own."""
    walk.press("登录", within="header")
    walk.press("注册")
    walk.press("个人注册")
    walk.fill(手机号码=phone)
    walk.press("获取验证码")
    walk.fill(短信验证码=code_sent())
    walk.press("下一步")
    walk.fill(姓名=name, 身份证号码=id_number, 设置密码=PASSWORD)
    walk.press("完成注册")
