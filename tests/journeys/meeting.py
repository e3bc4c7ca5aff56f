"""The round: the secretariat puts it together, experts read and vote, the chair seals."""

from accounts.models import User
from committees.models import Expert
from review.meetings.models import Assignment, Ballot, BallotBox, Panel, Round, RoundExpert
from review.meetings.services.ballots import cast
from review.meetings.services.reading import DIMENSIONS, save_opinion
from review.meetings.services.rounds import pledge_discipline, seat_expert
from review.meetings.states import Choice
from review.process.season.cast import experts
from tests.browsing import DESK
from tests.journeys import stage
from tests.journeys.walk import Journey, Walk

READER, CHAIR = "农织云", "岑设平"  # those who work in the browser; the others' part is played by services
GROUPS = {"织绣编织组": ("织锦", "刺绣"), "设计组": ("工艺美术设计",)}
ROUND = "2024年第一批（正副高级）"
TABLETS = {True: 1024, False: 768}
COMMENT = (
    "申报人长期从事壮锦设计制作，作品获自治区级奖项，论文与本职工作结合紧密，业绩突出，专业能力较强，同意推荐（演示）。"
)


def secretary_opens_the_round(journey: Journey) -> None:
    """Round, groups, seats, list."""
    journey.on("10-16 09:00")
    with journey.as_(stage.desk("secretary")) as walk:
        walk.press("新建批次")
        walk.enter(notice="2024", committee="正、副高级", name=ROUND, readers_each=3, ends_at="2024-11-04T18:00")
        walk.press("建立批次")
        walk.press(ROUND)
        for name, specialties in GROUPS.items():
            walk.fill(学科组名称=name)
            for specialty in specialties:
                walk.tick(specialty)
            walk.press("增加学科组", role="button")
        walk.press("专家", within="main .tabs, main nav")
        for name, group in ((CHAIR, "设计组"), (READER, "织绣编织组")):
            walk.enter(expert=name, panel=group)
            if name == CHAIR:
                walk.enter(is_chair=True)
            walk.press("加入本批次")
        seat_the_others()
        at_the_round(walk)
        walk.press("列入")
        if walk.page.locator("main [name=explanation]").count():
            walk.enter(explanation="等待期材料补充截止后列入（演示）。")
        walk.press("列入评审批次", role="button")
        walk.says("已办理")


def experts_pledge(journey: Journey) -> None:
    """Discipline first."""
    for name in (READER, CHAIR):
        with journey.as_(stage.expert(name), width=tablet(journey)) as walk:
            walk.press("去签署")
            walk.enter(agreed=True)
            walk.press("签署承诺书")
    for seat in RoundExpert.objects.filter(pledged_at=None, removed_at=None).select_related("expert__user"):
        pledge_discipline(seat.pk, actor=seat.expert.user)


def secretary_gives_out(journey: Journey) -> None:
    """One reader by hand, the others by lot; then reading begins."""
    journey.on("10-17 09:00")
    with journey.as_(stage.desk("secretary")) as walk:
        at_the_round(walk)
        walk.press(stage.APPLICANT)
        walk.enter(seat=READER)
        walk.press("分配", role="button")
        at_the_round(walk)
        walk.press("分配", within="main .tabs, main nav")
        walk.press("自动分配")
        at_the_round(walk)
        walk.press("交专家评审")
        walk.press("交专家评审", role="button")
        for tab in ("回避", "进度", "答辩", "代表"):
            if walk.offers(tab, within="main .tabs, main nav"):
                walk.press(tab, within="main .tabs, main nav")


def expert_reads(journey: Journey) -> None:
    """On a tablet: every chapter, a scan, scores, the opinion."""
    journey.on("10-24 09:00")
    with journey.as_(stage.expert(READER), width=tablet(journey)) as walk:
        walk.press("开始下一份")
        while walk.offers("标为已读"):
            walk.press("标为已读")
        walk.follow("main a[href*='/materials/']")
        walk.press("‹")
        for dimension, score in zip(DIMENSIONS, (88, 85, 86, 90), strict=True):
            walk.enter(**{dimension: score})
        walk.enter(comment=COMMENT, recommends="1")
        walk.press("保存并提交")
        walk.press("确认提交")
    for given in Assignment.objects.filter(withdrawn_at=None).exclude(expert__expert__name=READER):
        told = {"scores": dict.fromkeys(DIMENSIONS, 84), "comment": COMMENT, "recommends": True}
        save_opinion(given.pk, **told, actor=given.expert.expert.user, submit=True)


def secretary_calls_the_meeting(journey: Journey) -> None:
    """Reading ends, the meeting is convened, the case goes to the vote."""
    journey.on("11-05 09:00")
    with journey.as_(stage.desk("secretary")) as walk:
        at_the_round(walk)
        walk.press("召集评审会")
        walk.enter(held_at="2024-11-07T09:00", place="南宁市民族大道演示会议中心", scrutineers="莫正平、罗志成")
        walk.press("召集", role="button")
        at_the_round(walk)
        walk.press("结束专家评审")
        walk.follow("main form .btn.primary")
        at_the_round(walk)
        walk.press("提交评委会表决")
        walk.press("提交评委会表决", role="button")


def secretary_opens_the_vote(journey: Journey) -> None:
    """Who is there is ticked; the box is opened; the screen of the hall shows it."""
    journey.on("11-07 09:00")
    with journey.as_(stage.desk("secretary")) as walk:
        at_the_meeting(walk)
        for each in walk.page.locator("main [name=seats]").all():
            if not each.is_checked():
                each.locator("xpath=ancestor::label[1]").click()
        walk.press("保存到会情况")
        walk.press("下一步：核对回避")
        walk.press("开放投票", role="button")
        walk.open_here("打开会场大屏")


def experts_vote(journey: Journey) -> None:
    """Two in the browser, the others by services."""
    journey.on("11-07 09:30")
    for name in (READER, CHAIR):
        with journey.as_(stage.expert(name), width=tablet(journey)) as walk:
            walk.press("去投票")
            walk.press("开始投票")
            walk.tick("同意")
            walk.press("下一步：确认选择")
            walk.press("确认投票")
            walk.says("回执")
    ballot = Ballot.objects.get()
    voted = {Expert.objects.get(name=name).pk for name in (READER, CHAIR)}
    for number, seat in enumerate(RoundExpert.objects.filter(removed_at=None).exclude(expert__in=voted)):
        cast(ballot.pk, choice=Choice.AGREE if number % 6 else Choice.AGAINST, actor=seat.expert.user)


def secretary_counts(journey: Journey) -> None:
    """Closed, counted, shown; the slips of the receipts hang out."""
    journey.on("11-07 10:30")
    with journey.as_(stage.desk("secretary")) as walk:
        at_the_meeting(walk)
        walk.press("关闭投票")
        walk.follow("main form .btn.primary")
        walk.press("计票")
        walk.follow("main form .btn.primary")
        walk.says("通过")
        walk.press("回执公告")
    assert BallotBox.objects.get().tallied_at


def chair_seals(journey: Journey) -> None:
    """The chair reads the count and signs."""
    journey.on("11-07 11:00")
    with journey.as_(stage.expert(CHAIR), width=tablet(journey)) as walk:
        walk.press("去核对")
        walk.enter(minutes="评审会听取学科组汇报，逐人评议后以无记名方式投票（演示）。", chair_seal=CHAIR, read=True)
        walk.press("签章并锁定结果")
        walk.says("已签章")


def secretary_ends_the_round(journey: Journey) -> None:
    """The experts' rights end with the round."""
    with journey.as_(stage.desk("secretary")) as walk:
        at_the_round(walk)
        walk.press("结束本批次")
        walk.follow("main form .btn.primary")


def at_the_round(walk: Walk) -> None:
    """Over the list of rounds."""
    walk.menu("评审批次")
    walk.press(ROUND)


def at_the_meeting(walk: Walk) -> None:
    """Over the round."""
    at_the_round(walk)
    walk.follow("main .rows a.cover")


def seat_the_others() -> None:
    """The other members of the committee, by services."""
    held = Round.objects.get()
    secretary = User.objects.by_phone(stage.desk("secretary"))
    for panel, clerk in experts("senior"):
        if clerk.name not in (READER, CHAIR):
            group = Panel.objects.filter(round=held, name=panel).first()
            seat_expert(held.pk, expert=Expert.objects.get(name=clerk.name), actor=secretary, panel=group)


def tablet(journey: Journey) -> int:
    """Experts read on a tablet: lying for the wide round, upright for the narrow one."""
    return TABLETS[journey.width == DESK]
