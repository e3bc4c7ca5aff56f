"""Whom to be in the demo: one person a role, with what there is to see for them."""

from collections.abc import Iterator

from accounts.demo import SignIn, write_sign_ins
from accounts.models import User
from accounts.states import Role
from review.process.season.cast import PASSWORD
from review.process.season.world import World

# Role, whom of the cast (a person, a desk's key or an expert), what there is to see. The first of a role is its own.
APPLICANTS = (
    ("黄晓岚", "申报材料填了一半，可继续填报、提交"),
    ("庞春梅", "收到一次性告知，请补正"),
    ("韦雅静", "评审结果已确认，等待批复"),
    ("韦锦华", "2023年度已发电子证书，可下载证书和评审表"),
)
DESKS = (
    (Role.UNIT, "bagui", "广西八桂工艺美术研究所：核验、答辩、审议、公示各环节都有申报"),
    (Role.DEPARTMENT, "culture", "自治区文化和旅游厅：待审核的申报"),
    (Role.LOCAL_OFFICE, "sanjiang", "三江县职改办：待审核的申报"),
    (Role.OFFICE, "office", "自治区工艺美术系列职改办：接收审核、逾期决定、结果办理"),
    (Role.SECRETARY, "secretary", "会务组：批次、答辩、评审会"),
    (Role.FINANCE, "finance", "财务：缴费、对账、退款"),
    (Role.SUPERVISION, "supervision", "监督：正在核查的异议"),
    (Role.CONFIRMER, "confirmer", "自治区职改办：高级职称结果确认（2023年度已办结）"),
    (Role.ADMIN, "admin", "通知管理员：通知、单位和评委会目录、诚信档案"),
)
EXPERTS = (
    ("周雕龙", "评审专家：已提交的评审意见，评审会正在投票"),
    ("岑设平", "主任委员：评审会正在投票"),
)


def leave_sign_ins(world: World) -> None:
    """The list of the sign-in page, in order of the round."""
    write_sign_ins(_all(world))


def phones() -> dict[str, str]:
    """Sign-in name → phone, for the list that is printed."""
    return {person.username: str(person.phone) for person in User.objects.exclude(phone_index=None)}


def printed(listed: list[SignIn]) -> Iterator[str]:
    """One line each: role, name, phone, password, what there is to see."""
    known = phones()
    for each in listed:
        yield f"  {each.label}\t{each.name}\t{known.get(each.username, '')}\t{PASSWORD}\t{each.note}"


def _all(world: World) -> Iterator[SignIn]:
    for name, note in APPLICANTS:
        yield _sign_in(world.people[name], Role.APPLICANT, note)
    for role, key, note in DESKS:
        yield _sign_in(world.clerks[key], role, note)
    for name, note in EXPERTS:
        yield _sign_in(world.experts[name], Role.EXPERT, note)


def _sign_in(person: User, role: Role, note: str) -> SignIn:
    return SignIn(username=person.username, name=person.name, role=role.value, label=role.label, note=note)
