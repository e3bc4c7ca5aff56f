"""Results at every stage, on the cast of ``tests.process.world``: they stand there, they did not walk."""

from datetime import datetime, timedelta

from accounts.models import Membership, User
from accounts.states import Role
from committees.models import Committee, Expert
from config.lib import clock
from declarations.models import Declaration
from declarations.states import State
from review.meetings.models import Ballot, BallotBox, Meeting, Result, Round, RoundEntry, RoundExpert
from review.meetings.states import BoxState, MeetingState, Outcome, RoundState
from review.outcomes.models import Approval, ApprovalEntry, Confirmation, ConfirmationEntry
from review.outcomes.services.decisions import draw_up_approval, draw_up_confirmation
from review.outcomes.services.publicity import publicise_results
from tests.process.world import World, person

JUNIOR = ("zj", "zhong", "工艺美术师")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


class Results:
    """Makes people with results; names carry rare characters and a middle dot."""

    NAMES = ("覃𬭚", "黄垚", "韦翀", "农䶮", "阿依古丽·买买提", "韦秀兰", "岑志明")

    def __init__(self, world: World) -> None:
        self.world = world
        self.notice = world.edition.notice
        self._made = 0

    def one(self, state: str = State.SECOND_PUBLICITY, *, junior: bool = False, name: str = "") -> Declaration:
        who = person(f"applicant-{self._made}")
        who.name = name or self.NAMES[self._made % len(self.NAMES)]
        who.save(update_fields=["name"])
        self._made += 1
        case = self.world.declaration(state, applicant=who)
        case.number = f"2024-{case.pk:06d}"
        case.basic.name = who.name
        case.basic.save(update_fields=["name"])
        if junior:
            case.level, case.rank, case.level_name = JUNIOR
            case.committee = Committee.objects.get(name__contains="中、初级")
        case.save()
        return case

    def several(self, count: int, state: str = State.SECOND_PUBLICITY) -> list[Declaration]:
        return [self.one(state) for _ in range(count)]

    # ── what happened to them ──
    def vote(self, case: Declaration, *, passed: bool = True, agree: int = 15, present: int = 21) -> Result:
        """As a sealed meeting left it."""
        secretary = self.world.people[Role.SECRETARY]
        now = clock.law()
        round_, _ = Round.objects.get_or_create(
            notice=self.notice,
            committee=case.committee,
            name="2024年第一批",
            defaults={"created_by": secretary, "created_at": now, "state": RoundState.CLOSED},
        )
        entry, _ = RoundEntry.objects.get_or_create(
            declaration=case, defaults={"round": round_, "number": round_.entries.count() + 1}
        )
        meeting = Meeting.objects.create(
            round=round_, held_at=now, place="南宁", members=25, state=MeetingState.SEALED, created_by=secretary
        )
        self._chair(round_)
        box = BallotBox.objects.create(
            meeting=meeting,
            state=BoxState.TALLIED,
            frozen={},
            frozen_digest="0" * 64,
            public_key=b"k",
            opened_at=now,
            tallied_at=now,
        )
        outcome = Outcome.PASSED if passed else Outcome.FAILED
        agree = agree if passed else 9
        return Result.objects.create(
            ballot=Ballot.objects.create(box=box, entry=entry),
            present=present,
            agree=agree,
            against=present - agree,
            abstain=0,
            needed=14,
            outcome=outcome,
        )

    def _chair(self, round_: Round) -> None:
        if not round_.experts.filter(is_chair=True).exists():
            chair = Expert.objects.create(name="主任（演示）", title="正高级工艺美术师", rank="zhenggao")
            RoundExpert.objects.create(round=round_, expert=chair, is_chair=True)

    def publicised(self, *cases: Declaration, contact: str = "自治区工艺美术系列职改办　0771-8095080"):
        return publicise_results(self.notice, declarations=cases, contact=contact, actor=self.world.people[Role.OFFICE])

    def confirmation(self, *cases: Declaration, doc_no: str = "桂职办〔2024〕98号") -> Confirmation:
        """Of the region's office, with these people entered."""
        clerk = self.world.people[Role.CONFIRMER]
        region = Membership.objects.get(user=clerk).organisation
        made = draw_up_confirmation(
            self.notice, authority=region, doc_no=doc_no, dated=clock.local_date(clock.law()), actor=clerk
        )
        ConfirmationEntry.objects.bulk_create(
            ConfirmationEntry(confirmation=made, declaration=case, confirmed=True) for case in cases
        )
        return made

    def approval(self, *cases: Declaration, doc_no: str = "桂工信职改〔2024〕12号") -> Approval:
        """Of the issuing body, with these people entered."""
        today = clock.local_date(clock.law())
        made = draw_up_approval(
            self.notice,
            issuer="广西壮族自治区工业和信息化厅（演示）",
            doc_no=doc_no,
            dated=today,
            effective_on=today - timedelta(days=30),
            title="关于2024年度工艺美术系列职称评审结果的批复",
            actor=self.world.people[Role.OFFICE],
        )
        ApprovalEntry.objects.bulk_create(ApprovalEntry(approval=made, declaration=case) for case in cases)
        return made

    def clerk(self, role: str) -> User:
        return self.world.people[role]
