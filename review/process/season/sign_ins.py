"""Whom to be in the demo: one person a role, with what there is to do for them."""

from collections.abc import Iterator

from accounts.demo import SignIn, write_sign_ins
from accounts.models import User
from accounts.states import Role
from review.meetings.selectors.reading import ReadingDesk, reading_desks
from review.meetings.states import OpinionState
from review.process.season.cast import PASSWORD
from review.process.season.world import World

# Role, whom of the cast (a person, a desk's key or an expert), what there is to do. The first of a role is its own.
APPLICANTS = (
    ("黄晓岚", "申报材料填了一半，可继续填报、提交"),
    ("庞春梅", "收到一次性告知，请补正"),
    ("林远帆", "审核通过，请缴纳评审费"),
    ("韦锦华", "2023年度已发电子证书，可下载证书和评审表"),
)
DESKS = (
    (Role.UNIT, "bagui", "广西八桂工艺美术研究所：核验、答辩、审议、公示、推荐各环节都有申报"),
    (Role.DEPARTMENT, "culture", "自治区文化和旅游厅：待审核的申报"),
    (Role.LOCAL_OFFICE, "sanjiang", "三江县职改办：待审核的申报"),
    (Role.OFFICE, "office", "自治区工艺美术系列职改办：接收审核、逾期决定、结果办理"),
    (Role.SECRETARY, "secretary", "批次、专业答辩、评审会：有申报待交专家评审、待提交表决，评审会正在投票"),
    (Role.FINANCE, "finance", "缴费、票据、对账、退款：有电子票据待开具"),
    (Role.FINANCE, "finance2", "第二人复核：有他人登记的线下缴费待确认"),
    (Role.SUPERVISION, "supervision", "正在核查的异议"),
    (Role.CONFIRMER, "confirmer", "自治区职改办：公示期满的高级职称结果待确认；切换身份后接收高层次直评的申报"),
    (Role.ADMIN, "admin", "2025年度通知由2024年度复制，待核对时间、处理仍是上一年度的内容"),
    (Role.ADMIN, "admin2", "第二人核对发布；维护本系列的单位、评委会和专家目录"),
    (Role.ADMIN, "zone", "另一个评委会组建单位（柳州高新区）：只看到、只管理本单位的通知、评委会和目录"),
    (Role.SYSTEM, "system", "不属于任何职改办：账户、全部机构目录、诚信档案、后台管理"),
)
KEEPER = "系统管理员"
READER = "有一份评审意见写了一半，可继续填写、提交"
VOTERS = (
    ("周雕龙", "评审会正在投票，尚未投票"),
    ("岑设平", "主任委员，评审会正在投票，尚未投票；两位投完，秘书即可结束投票、计票，由主任委员签章"),
)


def leave_sign_ins(world: World) -> None:
    """The list of the sign-in page, in order of the round."""
    write_sign_ins(_all(world))


def phones() -> dict[str, str]:
    """Sign-in name → phone, for the list that is printed."""
    return {person.username: str(person.phone) for person in User.objects.exclude(phone_index=None)}


def printed(listed: list[SignIn]) -> Iterator[str]:
    """One line each: role, name, phone, password, what there is to do."""
    known = phones()
    for each in listed:
        yield f"  {each.label}\t{each.name}\t{known.get(each.username, '')}\t{PASSWORD}\t{each.note}"


def _all(world: World) -> Iterator[SignIn]:
    for name, note in APPLICANTS:
        yield _sign_in(world.people[name], Role.APPLICANT, note)
    for role, key, note in DESKS:
        yield _sign_in(world.clerks[key], role, note)
    yield _sign_in(_reader(world), Role.EXPERT, READER)
    for name, note in VOTERS:
        yield _sign_in(world.experts[name], Role.EXPERT, note)


def _reader(world: World) -> User:
    """Readers are drawn by lot: the one of the cast who has begun an opinion and not handed it in."""
    return next(each for each in world.experts.values() if any(map(_is_begun, reading_desks(each))))


def _is_begun(desk: ReadingDesk) -> bool:
    return desk.following is not None and desk.following.state == OpinionState.DRAFT


def _sign_in(person: User, role: Role, note: str) -> SignIn:
    label = KEEPER if role == Role.SYSTEM else role.label
    return SignIn(username=person.username, name=person.name, role=role.value, label=label, note=note)
