"""Shapes of a unit's posts and of its plan (PATH-33)."""

from typing import Any

from django import forms

from committees.states import Rank
from review.approvals.models import PostPlan

YEARS = (2000, 2100)
FEW = 100_000  # posts; nobody has more
NUMBER = {
    "required": "请填写。",
    "invalid": "请填写整数。",
    "min_value": "不能小于 %(limit_value)s。",
    "max_value": "不能大于 %(limit_value)s。",
}


def number_field(label: str, least: int = 0, most: int = FEW, hint: str = "") -> forms.IntegerField:
    """A whole number of a table."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, help_text=hint, error_messages=NUMBER, localize=False
    )


def rank_field() -> forms.ChoiceField:
    """The level of a post."""
    return forms.ChoiceField(
        label="级别", choices=[("", "请选择"), *Rank.choices], error_messages={"required": "请选择。"}
    )


class PostLevelForm(forms.Form):
    """Posts of one level in one year."""

    year = number_field("年度", *YEARS)
    rank = rank_field()
    approved = number_field("核定岗位数")
    filled = number_field("已聘人数", hint="超出核定数的照实填写，空缺按 0 计。")


class PostPlanForm(forms.Form):
    """004 三: over-stock is absorbed in three to five years while some still come, as approved."""

    rank = rank_field()
    first_year = number_field("起始年度", *YEARS)
    last_year = number_field("截止年度", *YEARS, hint="一般 3—5 年。")
    yearly = number_field("每年可推荐人数")
    document_no = forms.CharField(label="核准文件", max_length=80, error_messages={"required": "请填写核准文号。"})

    def __init__(self, *args: Any, unit_id: int, pk: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = PostPlan.objects.filter(unit=unit_id).exclude(pk=pk)

    def clean(self) -> dict[str, Any]:
        """Its years run forward and meet no other plan of the level."""
        said = super().clean() or {}
        first, last = said.get("first_year"), said.get("last_year")
        if first is None or last is None:
            return said
        if last < first:
            self.add_error("last_year", "截止年度不能早于起始年度。")
        twin = self.others.filter(rank=said.get("rank"), first_year__lte=last, last_year__gte=first).first()
        if twin:
            self.add_error(
                "first_year", f"与已有方案（{twin.first_year}—{twin.last_year}年，{twin.document_no}）重叠。"
            )
        return said
