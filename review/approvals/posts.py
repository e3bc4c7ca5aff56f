"""Whether a unit recommends more people than it has posts for (UNIT-19, PATH-33)."""

from dataclasses import dataclass

from declarations.models import Declaration
from declarations.states import State
from review.approvals.models import PostLevel, PostPlan

WITHOUT_TITLE = frozenset(State.settled) - {State.APPROVED, State.CERTIFIED, State.COMMISSION_RETURNED}


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of a level, the plan if there is one, and how many are recommended, this person among them."""

    level: PostLevel
    plan: PostPlan | None
    recommended: int

    @property
    def allowed(self) -> int:
        """The vacancies; a unit that absorbs its stock by an approved plan may recommend the plan's number."""
        return max(self.level.vacancies, self.plan.yearly if self.plan else 0)

    @property
    def exceeded(self) -> bool:
        return self.recommended > self.allowed

    @property
    def words(self) -> str:
        """副高级岗位核定 3 个，已聘 3 人，空缺 0 个；本年度推荐 1 人（含本人）."""
        level = self.level
        plan = f"按{self.plan.document_no}每年可推荐 {self.plan.yearly} 人；" if self.plan else ""
        posts = f"核定 {level.approved} 个，已聘 {level.filled} 人，空缺 {level.vacancies} 个"
        told = f"{level.get_rank_display()}岗位{posts}"
        return f"{told}；{plan}本年度推荐 {self.recommended} 人（含本人）"


def posts_for(declaration: Declaration) -> Posts | None:
    """What is known of the unit's posts at this level this year; None where nobody entered any."""
    unit, year = declaration.employer or declaration.unit, declaration.edition.notice.year
    level = PostLevel.objects.filter(unit=unit, year=year, rank=declaration.rank).first()
    if level is None:
        return None
    plans = PostPlan.objects.filter(unit=unit, rank=declaration.rank, first_year__lte=year, last_year__gte=year)
    of_unit = Declaration.objects.filter(employer=unit) | Declaration.objects.filter(employer=None, unit=unit)
    others = of_unit.filter(rank=declaration.rank, edition__notice__year=year, recommendations__agree=True)
    count = others.exclude(state__in=WITHOUT_TITLE).exclude(pk=declaration.pk).distinct().count()
    return Posts(level, plans.first(), count + 1)
