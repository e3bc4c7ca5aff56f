"""Work on many cases of a list at once; a decision is never among it (16-3).

Each kind says of every case why it cannot be part of it, and does the others one by one, each with a result.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.models import Declaration
from review.process.chasing import against_reminding, remind_holder
from review.process.desks import Filters, desk_rows
from review.process.sharing import against_assigning, against_taking_back, assign_case, colleagues_of, take_back
from review.process.taking.services import ask_for_export

MOST = 200  # cases a sitting: what nobody reads by name is no preview
Outcome = tuple[Declaration, Reason | None]  # None: done, or could be done


@dataclass(frozen=True, slots=True)
class Bulk:
    """One kind of work: its words, what it asks for, who is left out and why, and how one case is done."""

    code: str
    label: str
    hint: str
    against: Callable[[Declaration, User, str, dict[str, Any]], Reason | None]
    do: Callable[[Declaration, User, str, dict[str, Any]], Reason | None]
    asks: tuple[str, ...] = ()
    undo: str = ""  # the kind that takes it back


@dataclass(frozen=True, slots=True)
class Sitting:
    """What came of it, case by case."""

    done: list[Declaration] = field(default_factory=list)
    held: list[tuple[Declaration, Reason]] = field(default_factory=list)


def _reminded(case: Declaration, actor: User, _role: str, _told: dict[str, Any]) -> Reason | None:
    return remind_holder(case, actor=actor, now=clock.law())


def _against_reminding(case: Declaration, actor: User, _role: str, _told: dict[str, Any]) -> Reason | None:
    return against_reminding(case, actor=actor, now=clock.law())


def _assigned(case: Declaration, actor: User, role: str, told: dict[str, Any]) -> Reason | None:
    return assign_case(case.pk, told["person"], role, actor=actor)


def _against_assigning(case: Declaration, actor: User, role: str, told: dict[str, Any]) -> Reason | None:
    return against_assigning(case, told["person"], role, actor=actor)


def _unassigned(case: Declaration, actor: User, _role: str, _told: dict[str, Any]) -> Reason | None:
    return take_back(case.pk, actor=actor)


def _against_unassigning(case: Declaration, actor: User, _role: str, _told: dict[str, Any]) -> Reason | None:
    return against_taking_back(case, actor=actor)


def _nothing(_case: Declaration, _actor: User, _role: str, _told: dict[str, Any]) -> Reason | None:
    return None


KINDS = {
    each.code: each
    for each in (
        Bulk("remind", "提醒", "给现在应办理的人发站内消息，每份每天一次。", _against_reminding, _reminded),
        Bulk(
            "assign", "分配", "分给本处的一位经办人，其他人仍可办理。", _against_assigning, _assigned,
            asks=("person",), undo="unassign",
        ),
        Bulk("unassign", "撤销分配", "恢复到分配之前，原来有经办人的还给原经办人。", _against_unassigning, _unassigned),
        Bulk(
            "export", "导出", "导出所选申报的花名册，生成后在“我的下载”下载。", _nothing, _nothing,
            asks=("title", "reason"),
        ),
    )
}  # fmt: skip


class BulkForm(forms.Form):
    """What a kind of work asks for besides the cases."""

    person = forms.ModelChoiceField(User.objects.none(), label="分配给", empty_label="请选择")
    title = forms.CharField(label="文件名称", max_length=30, initial="申报人员花名册")
    reason = forms.CharField(label="导出用途", max_length=120, help_text="写入文件首行和审计记录。")

    def __init__(self, *args: Any, kind: Bulk, user: User, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(kind.asks):
            del self.fields[name]
        if "person" in self.fields:
            people = User.objects.filter(pk__in=[each.pk for each in colleagues_of(user, role)]).order_by("initials")
            self.fields["person"].queryset = people  # type: ignore[attr-defined]


def chosen(user: User, role: str, numbers: Sequence[int]) -> list[Declaration]:
    """The ticked ones, as far as they are this person's to see; what is not is not there."""
    rows = desk_rows(user, role, Filters(queue="all")).with_context().filter(pk__in=list(numbers)[:MOST])
    return list(rows.order_by("applicant__initials", "pk"))


def outcomes_of(kind: Bulk, cases: Sequence[Declaration], user: User, role: str, told: dict[str, Any]) -> list[Outcome]:
    """By name: who can be part of it, and who is left out and why. Nothing is done."""
    return [(case, kind.against(case, user, role, told)) for case in cases]


def run(kind: Bulk, cases: Sequence[Declaration], user: User, role: str, told: dict[str, Any]) -> Sitting:
    """Each by itself; one that cannot does not hold the others. Raises ``ExportRefused`` for a file that cannot be."""
    if kind.code == "export":
        ask_for_export(user, role, query="queue=all", chosen=[case.pk for case in cases], **told)
        return Sitting(done=list(cases))
    sitting = Sitting()
    for case in cases:
        reason = kind.do(case, user, role, told)
        if reason is None:
            sitting.done.append(case)
        else:
            sitting.held.append((case, reason))
    return sitting
