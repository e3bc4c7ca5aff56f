"""Dossiers, papers and notices for the unit's and the offices' tests, on the cast of ``tests.process.world``."""

from datetime import date, datetime, timedelta

from accounts.models import User
from accounts.states import Role
from config.lib import clock
from config.lib.flow import Asked, reasons_in
from declarations.models import (
    Achievement,
    Declaration,
    Education,
    Experience,
    HeldTitle,
    Material,
    Publication,
    ResumeLine,
)
from records.services.files import store_file, use_file
from review.approvals import effects
from review.approvals.content import parts_of_dossier
from review.approvals.models import CorrectionItem, CorrectionNotice, Deliberation, Publicity, UnitDefence, Verification
from review.approvals.publicised import publicised
from review.approvals.services.deliberating import MemberGiven, add_member, save_group
from review.approvals.states import Addressee, NoticeKind, NoticeState, PublicityKind
from review.approvals.steps import basis_digest

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
ASPECTS = {
    aspect: f"{aspect}突出，近三年主持完成坭兴陶窑变工艺研究两项。"
    for aspect in ("思想品德", "工作成绩", "专业水平", "业务能力", "工作态度")
}
OPINIONS = {aspect: f"{aspect}好。" for aspect in ("德才表现", "学术技术水平", "业绩成果", "考评情况")}
RECOMMENDED = {
    "aspects": ASPECTS, "agree": True, "exception_note": "", "post_note": "", "responsible": "周某", "head": "吴某",
}  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def codes(guard, declaration, *, actor=None, now=None, explained=None, **answers) -> list[str]:
    """What a guard has against a step, by code."""
    asked = Asked(answers, explained or {})
    found = reasons_in(guard(declaration, asked, actor=actor, now=now or clock.law()))
    return [reason.code for reason in found if not asked.passes_over(reason)]


def said(guard, declaration, *, actor=None, now=None, **answers) -> list[str]:
    """The same in its sentences."""
    found = reasons_in(guard(declaration, Asked(answers), actor=actor, now=now or clock.law()))
    return [reason.text for reason in found]


def run(effect, declaration, *, actor=None, now=None, explained=None, **answers) -> None:
    effect(declaration, Asked(answers, explained or {}), actor=actor, now=now or clock.law())


def filled(declaration: Declaration) -> Declaration:
    """One entry of each kind, each with a file where the notice wants one."""
    own = {"declaration": declaration}
    Education.objects.create(
        **own, level="大专", school="广西艺术学院", major="陶瓷艺术设计", form="全日制", graduated_on=date(2008, 6, 30), is_highest=True,
    )  # fmt: skip
    HeldTitle.objects.create(**own, name="高级工艺美术师", rank="fugao", granted_on=date(2017, 12, 20), is_base=True)
    ResumeLine.objects.create(**own, started_on=date(2008, 7, 1), unit="古龙窑", duty="技术员")
    Experience.objects.create(
        **own,
        rank=1,
        title="坭兴陶窑变工艺研究",
        started_on=date(2018, 3, 1),
        content="主持烧成制度试验。",
        duty="项目负责人",
    )
    achievement = Achievement.objects.create(
        **own, rank=1, title="窑变·左江岩画纹瓶", achieved_on=date(2022, 5, 1), role="独立完成", award="自治区级金奖"
    )
    Publication.objects.create(
        **own,
        rank=1,
        title="坭兴陶窑变呈色机理与烧成制度研究",
        published_on=date(2021, 9, 1),
        venue="陶艺研究（演示）",
        own_part="第一作者",
    )
    attach(declaration, "id_document")
    attach(declaration, "performance_proof", part=f"achievement:{achievement.pk}")
    return declaration


def attach(declaration: Declaration, slot: str, *, part: str = "", by: User | None = None, content: bytes = PNG):
    """A file in a slot, as if it had been uploaded now."""
    file = store_file(content, name=f"{slot}.png", media_type="image/png", by=None, width=1, height=1)
    use_file(file, "declaration", declaration.pk)
    return Material.objects.create(
        declaration=declaration, slot=slot, part=part, file=file, label=slot, uploaded_by=by or declaration.applicant, uploaded_at=clock.law(),
    )  # fmt: skip


def verified(declaration: Declaration, clerk: User) -> None:
    """Every part, as it stands now, was laid beside its original."""
    for part in parts_of_dossier(declaration):
        Verification.objects.update_or_create(
            declaration=declaration,
            part=part.key,
            defaults={"original_seen": True, "content_digest": part.digest, "by": clerk, "at": clock.law()},
        )


def members(professionals: int, others: int = 0, *, rank: str = "zhenggao") -> list[dict]:
    """A group by numbers; the first one leads."""
    kinds = [True] * professionals + [False] * others
    return [
        {
            "name": f"成员{number}", "unit_name": "古龙窑", "post": "", "is_leader": number == 1, "professional": professional,
            "title": "", "rank": rank if professional else "", "external": False, "rank_name": "",
        }
        for number, professional in enumerate(kinds, 1)
    ]  # fmt: skip


def group_of(world, size: int = 5, *, rank: str = "zhenggao"):
    """A group the unit keeps, all professionals."""
    clerk = world.people[Role.UNIT]
    group = save_group(actor=clerk, notice=world.edition.notice, unit=world.unit)
    for number in range(1, size + 1):
        given = MemberGiven(name=f"成员{number}", unit_name="古龙窑", is_leader=number == 1, title="正高", rank=rank)
        add_member(group.pk, actor=clerk, member=given)
    return group


def deliberated(
    declaration: Declaration, world, *, who=None, agree=True, aspects=None, held_on=date(2024, 8, 1)
) -> Deliberation:
    """A deliberation as it stands in the register."""
    group = save_group(actor=world.people[Role.UNIT], notice=world.edition.notice, unit=world.unit)
    told = {
        "group": group, "members": members(5) if who is None else who, "held_on": held_on, "place": "会议室",
        "aspects": OPINIONS if aspects is None else aspects, "votes_for": 5, "votes_present": 5, "agree": agree,
        "content_digest": basis_digest(declaration), "by": world.people[Role.UNIT], "at": clock.law(),
    }  # fmt: skip
    return Deliberation.objects.update_or_create(declaration=declaration, defaults=told)[0]


def defended(declaration: Declaration, clerk: User) -> UnitDefence:
    told = {
        "held_on": date(2024, 8, 1), "panel": [{"name": "专家甲", "title": "正高", "unit": "广西艺术学院"}], "questions": "窑变与气氛",
        "opinion": "回答准确。", "content_digest": basis_digest(declaration), "by": clerk, "at": clock.law(),
    }  # fmt: skip
    return UnitDefence.objects.update_or_create(declaration=declaration, defaults=told)[0]


def hung(declaration: Declaration, clerk: User, **changed) -> Publicity:
    """A publicity that is running; ``ended_at`` or ``voided_at`` make it another."""
    now = clock.law()
    snapshot = declaration.snapshots.create(round_trip=0, occasion="publicity", taken_at=now, data={}, digest="0" * 64)
    told = {
        "kind": PublicityKind.UNIT, "first_day": date(2024, 8, 6), "last_day": date(2024, 8, 12), "working_days": 5,
        "place": "公示栏", "contact": "0777-1", "content": publicised(declaration), "snapshot": snapshot,
        "started_by": clerk, "started_at": now,
    }  # fmt: skip
    return Publicity.objects.create(declaration=declaration, **told | changed)


def publicised_well(declaration: Declaration, clerk: User) -> Publicity:
    """Hung to its end, with its photo."""
    evidence = attach(declaration, "photo_of_board").file
    return hung(declaration, clerk, ended_at=clock.law(), evidence=evidence)


def noticed(
    declaration: Declaration, clerk: User, *items, kind=NoticeKind.CORRECTION, stop=None, **changed
) -> CorrectionNotice:
    """A notice with items (addressee, part), given by the desk at ``stop`` (the case's own by default)."""
    here = declaration.stops.get(index=declaration.stop if stop is None else stop)
    now = clock.law()
    told = {
        "kind": kind, "stop": here.index, "organisation": here.organisation, "round_trip": declaration.round_trip,
        "issued_by": clerk, "issued_at": now, "opens_at": now, "due_at": now + timedelta(days=20), "state": NoticeState.OPEN,
    }  # fmt: skip
    notice = CorrectionNotice.objects.create(declaration=declaration, **told | changed)
    for addressee, part in items or [(Addressee.APPLICANT, "basic")]:
        CorrectionItem.objects.create(notice=notice, addressee=addressee, part=part, defect=f"{part} 有误")
    return notice


def item(addressee=Addressee.APPLICANT, part="basic", defect="照片不清", **changed) -> dict:
    return {"addressee": addressee, "part": part, "defect": defect, "todo": "", "counts": True} | changed


def hand_back(declaration: Declaration, actor: User, *, state: str) -> None:
    """The answers of a notice are handed in: what ``perform`` does around ``walk_again``."""
    Declaration.objects.filter(pk=declaration.pk).update(state=state)
    declaration.refresh_from_db()
    run(effects.walk_again, declaration, actor=actor)
