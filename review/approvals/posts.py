"""Whether a unit recommends more people than it has posts for (UNIT-19, PATH-33, COMM-19)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models.functions import Coalesce

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


@dataclass(frozen=True, slots=True)
class UnitQuota:
    """One unit's posts of one level, beside how many of its people stand in a round; told, never a refusal."""

    unit: str
    posts: Posts
    in_round: int

    @property
    def words(self) -> str:
        """副高级岗位核定 3 个，已聘 3 人，空缺 0 个；按…每年可推荐 1 人；本年度推荐 2 人，列入本批次 1 人."""
        return f"{self.posts.words.removesuffix('（含本人）')}，列入本批次 {self.in_round} 人"

    @property
    def told(self) -> str:
        """The same to the unit itself, of the people it has in hand (UNIT-19)."""
        return f"{self.posts.words.removesuffix('（含本人）')}，正在申报 {self.in_round} 人。"


def quotas_of(cases: Collection[Declaration], *, year: int) -> list[UnitQuota]:
    """The posts of the units whose people are voted on, by unit and level; one to three statements (COMM-19)."""
    standing = Counter((case.employer_id or case.unit_id, case.rank) for case in cases)
    units = {unit for unit, _ in standing}
    levels = PostLevel.objects.filter(unit__in=units, year=year).select_related("unit").order_by("unit__name", "rank")
    known = [each for each in levels if (each.unit_id, each.rank) in standing]
    if not known:
        return []
    plans, counts = _plans(units, year), _recommended(units, year)
    return [
        UnitQuota(each.unit.name, Posts(each, plans.get(key), counts[key]), standing[key])
        for each in known
        if (key := (each.unit_id, each.rank))
    ]


def _plans(units: Collection[int], year: int) -> dict[tuple[int, str], PostPlan]:
    found = PostPlan.objects.filter(unit__in=units, first_year__lte=year, last_year__gte=year)
    return {(each.unit_id, each.rank): each for each in found}


def _recommended(units: Collection[int], year: int) -> Counter[tuple[int, str]]:
    rows = Declaration.objects.annotate(works_at=Coalesce("employer", "unit")).filter(works_at__in=units)
    rows = rows.filter(edition__notice__year=year, recommendations__agree=True).exclude(state__in=WITHOUT_TITLE)
    return Counter((unit, rank) for _, unit, rank in rows.values_list("pk", "works_at", "rank").distinct())
