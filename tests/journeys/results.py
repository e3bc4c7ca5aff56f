"""After the vote: recheck, publicity, confirmation, approval, certificate, and who may look without an account."""

from review.outcomes.documents import certificate_url
from review.outcomes.models import Certificate
from tests.journeys import stage
from tests.journeys.walk import Journey, Walk, deliver


def office_rechecks_and_publicises(journey: Journey) -> None:
    """Nothing is found; the list goes up."""
    journey.on("11-11 09:00")
    with journey.as_(stage.desk("office")) as walk:
        at_the_results(walk)
        walk.press(f"复核通过 {stage.APPLICANT}")
        walk.enter(opinion="复核未发现硬件条件缺失、程序不规范或材料不实（演示）。")
        walk.confirm()
        at_the_results(walk)
        walk.follow("main a[href$='/publish/']")
        walk.press("发布公示")
        walk.says("公示")


def anybody_reads_the_list(journey: Journey) -> None:
    """Without an account."""
    journey.on("11-12 09:00")
    with journey.visitor() as walk:
        walk.press("公示公告")
        walk.follow("main a[href*='/publicities/']")
        walk.says("公示名单")
        walk.follow("main a[href*='/object/']")
        walk.page.go_back()
        walk.menu("查证书")


def confirmer_confirms(journey: Journey) -> None:
    """The days are over: the document is registered, people are entered in it."""
    journey.on("12-05 09:00")
    with journey.as_(stage.desk("confirmer")) as walk:
        walk.press("关于开展2024年度")
        walk.press("登记结果确认文件")
        walk.enter(doc_no="桂职办（演示）〔2024〕18号", dated="2024-12-05")
        walk.press("登记，去选择人员")
        walk.enter(people=True)
        walk.press("确认所选人员")
        walk.says("已办理 1 人")
        deliver()


def office_approves(journey: Journey) -> None:
    """批复: the certificate follows by itself."""
    journey.on("12-17 09:00")
    with journey.as_(stage.desk("office")) as walk:
        at_the_results(walk)
        walk.press("登记批复")
        walk.enter(title="关于2024年度工艺美术系列正、副高级职称评审结果的批复（演示）")
        walk.enter(issuer="广西壮族自治区工业和信息化厅（演示）", doc_no="桂工信人（演示）〔2024〕51号")
        walk.enter(dated="2024-12-17", effective_on="2024-12-17")
        walk.press("登记，去选择人员")
        walk.enter(people=True)
        walk.press("批复所选人员")
        walk.says("已办理 1 人")
        deliver()


def applicant_downloads(journey: Journey) -> None:
    """Certificate and 评审表, from the home page."""
    journey.on("12-18 09:00")
    with journey.as_(stage.APPLICANT_PHONE) as walk:
        walk.press("查看证书")
        for number in range(2):
            content = walk.download("main a[href*='/files/']", number)
            assert content.startswith(b"%PDF")
        walk.menu("公示公告")
        walk.person_menu("个人信息")
        walk.follow("header .bell")


def anybody_verifies(journey: Journey) -> None:
    """The address that is printed as QR, and the form."""
    certificate = Certificate.objects.get()
    with journey.visitor() as walk:
        walk.scan(certificate_url(certificate))
        walk.says("有效")
        walk.press("按编号和姓名核验")
        walk.enter(number=certificate.number, name=stage.APPLICANT)
        walk.press("核验", role="button")
        walk.says("有效")


def at_the_results(walk: Walk) -> None:
    """The desk of results, this year's notice."""
    walk.menu("评审结果")
    walk.press("关于开展2024年度")
