"""Shapes of the desk: a committee and its authority, a term, a seat, an expert."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Organisation, User
from committees.directory import own_offices, seatable, series_authorised, series_for
from committees.keeping import EXPERT_KEPT
from committees.models import Committee, CommitteeTerm, Expert, Series, Specialty
from committees.states import CommitteeKind, CommitteeStatus, ExpertStatus, MemberPost, Rank
from config.lib import widgets
from config.lib.reason import Reason
from config.lib.seen import state_of, told_at

FILL, CHOOSE = {"required": "请填写。"}, {"required": "请选择。"}
EMPTY = [("", "请选择")]
BACKWARDS = "止期不能早于起期。"


class CommitteeForm(forms.Form):
    """A form to which the desk's services may answer with reasons."""

    def show(self, reasons: Iterable[Reason]) -> None:
        """Every refusal at its field where the form has it, else above the form."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, told_at(self, reason))

    def refuse_backwards(self, first: str, last: str) -> None:
        """The end does not come before the beginning."""
        begun, ended = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begun and ended and ended < begun:
            self.add_error(last, BACKWARDS)


class AuthorityForm(CommitteeForm):
    """A committee: what it may judge, by which document, since when (COMM-01)."""

    name = forms.CharField(label="名称", max_length=120, help_text="全称，通知按这个名称引用。", error_messages=FILL)
    office = forms.ModelChoiceField(
        label="所在职改办", queryset=Organisation.objects.none(), empty_label="请选择", error_messages=CHOOSE
    )
    series = forms.ModelChoiceField(
        label="系列",
        queryset=Series.objects.none(),
        empty_label="请选择",
        help_text="本职改办已有通知或评委会的系列；新的系列由系统管理员录入。",
        error_messages=CHOOSE,
    )
    kind = forms.ChoiceField(label="类别", choices=CommitteeKind.choices)
    ranks = forms.MultipleChoiceField(
        label="评审权限（级别）",
        choices=Rank.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个级别。"},
    )
    specialties = forms.MultipleChoiceField(
        label="评审权限（专业）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="都不勾选，表示本系列全部专业。",
    )
    scope = forms.CharField(label="受理范围", max_length=80, required=False, help_text="如：全区、区直、柳州市。")
    min_members = forms.IntegerField(
        label="组成人数下限",
        min_value=1,
        max_value=999,
        required=False,
        help_text="高级评委会按系列组建的不少于25人，按专业组建的不少于11人（40号令）；人数不足只提醒。",
    )
    odd = forms.BooleanField(label="组成人数应为单数", required=False, initial=True)
    status = forms.ChoiceField(label="状态", choices=CommitteeStatus.choices, initial=CommitteeStatus.ACTIVE)
    approval_doc_no = forms.CharField(
        label="核准备案文号", max_length=80, help_text="授予评审权限的文件。", error_messages=FILL
    )
    valid_from = widgets.DayField(label="权限起", required=False)
    valid_to = widgets.DayField(label="权限止", required=False, help_text="到期后不得评审（E604）。")
    reason = forms.CharField(label="修改说明", max_length=100, required=False, help_text="记入历史。")

    def __init__(self, *args: Any, user: User, committee: Committee | None = None, **kwargs: Any) -> None:
        shown = {each: getattr(committee, each) for each in AUTHORITY} if committee else {}
        super().__init__(*args, initial=shown or None, **kwargs)
        self.seen = state_of(committee, AUTHORITY)
        offices = own_offices(user)
        self.fields["series"].queryset = series_authorised(user, offices)
        self.user = user
        self.fields["office"].queryset = offices.order_by("name")
        if not committee and len(offices[:2]) == 1:
            self.fields["office"].initial = offices[0].pk
        self.fields["specialties"].choices = _specialties(committee.series_id if committee else None)

    def clean(self) -> dict[str, Any]:
        """Its days run forward; specialties are of its series."""
        said = super().clean() or {}
        self.refuse_backwards("valid_from", "valid_to")
        office, series = said.get("office"), said.get("series")
        if office and series:  # one may keep two offices: the pair counts
            chosen = own_offices(self.user).filter(pk=office.pk)
            if not series_authorised(self.user, chosen).filter(pk=series.pk).exists():
                self.add_error("series", "所选职改办没有这个系列的通知或评委会；新的系列由系统管理员录入。")
        of_series = dict(_specialties(said["series"].pk)) if said.get("series") else {}
        if set(said.get("specialties", ())) - set(of_series):
            self.add_error("specialties", "有专业不属于所选系列，请重新勾选。")
        return said

    @property
    def authority(self) -> dict[str, Any]:
        """What a valid form says of the committee."""
        return {name: self.cleaned_data[name] for name in AUTHORITY}


AUTHORITY = (
    *("name", "office", "series", "kind", "ranks", "specialties", "scope", "min_members", "odd", "status"),
    *("approval_doc_no", "valid_from", "valid_to"),
)


def _specialties(series_id: int | None) -> list[tuple[str, str]]:
    found = Specialty.objects.filter(series=series_id) if series_id else Specialty.objects.all()
    return list(dict.fromkeys(found.order_by("industry", "name").values_list("code", "name")))


class TermForm(CommitteeForm):
    """届."""

    number = forms.IntegerField(label="届", min_value=1, max_value=200, error_messages=FILL)
    starts_on = widgets.DayField(label="任期起", error_messages=FILL)
    ends_on = widgets.DayField(label="任期止", required=False)
    approval_doc_no = forms.CharField(label="组成人员批复文号", max_length=80, required=False)

    def __init__(self, *args: Any, term: CommitteeTerm | None = None, **kwargs: Any) -> None:
        shown = {each: getattr(term, each) for each in self.base_fields} if term else None
        super().__init__(*args, initial=shown, **kwargs)
        self.seen = state_of(term, self.base_fields)

    def clean(self) -> dict[str, Any]:
        """It runs forward."""
        said = super().clean() or {}
        self.refuse_backwards("starts_on", "ends_on")
        return said


class SeatForm(CommitteeForm):
    """An expert named for a term."""

    expert = forms.ModelChoiceField(
        label="专家（在库）",
        queryset=Expert.objects.none(),
        empty_label="请选择",
        widget=widgets.SearchSelect,
        error_messages=CHOOSE,
    )
    post = forms.ChoiceField(label="职务", choices=MemberPost.choices, initial=MemberPost.MEMBER)

    def __init__(self, *args: Any, term: CommitteeTerm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].queryset = seatable(term).select_related("unit")
        self.fields["expert"].label_from_instance = lambda each: f"{each.name}（{each.place_of_work}）"


class ExpertForm(CommitteeForm):
    """An expert of the pool (COMM-09); the same shape judges every line of a sheet."""

    name = forms.CharField(label="姓名", max_length=60, error_messages=FILL)
    unit_name = forms.CharField(label="单位", max_length=120, error_messages=FILL)
    title = forms.CharField(label="职称", max_length=60, error_messages=FILL)
    rank = forms.ChoiceField(
        label="级别",
        choices=[*EMPTY, *Rank.choices],
        error_messages={**CHOOSE, "invalid_choice": "“%(value)s”不是级别，请写正高级、副高级、中级或初级。"},
    )
    series = forms.ModelMultipleChoiceField(
        label="系列",
        queryset=Series.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个系列。"},
    )
    specialties = forms.ModelMultipleChoiceField(
        label="专业", queryset=Specialty.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    status = forms.ChoiceField(
        label="状态",
        choices=ExpertStatus.choices,
        initial=ExpertStatus.CANDIDATE,
        error_messages={"invalid_choice": "“%(value)s”不是状态，请写候选、在库、暂停或退出。"},
    )
    exit_reason = forms.CharField(label="暂停或退出原因", max_length=200, required=False)
    recommended_by = forms.CharField(label="推荐单位", max_length=120, required=False)
    listed_on = widgets.DayField(label="入库日期", required=False)

    def __init__(self, *args: Any, user: User, expert: Expert | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=expert_shown(expert) if expert else None, **kwargs)
        self.seen = state_of(expert, EXPERT_KEPT)
        series = series_for(user)
        self.fields["series"].queryset = series
        if expert and (others := series_beyond(expert, series)):
            self.fields["series"].required = False
            named = "、".join(each.name for each in others)
            self.fields["series"].help_text = f"还属于其他职改办维护的系列：{named}，不受这里的修改影响。"
        self.fields["specialties"].queryset = Specialty.objects.filter(series__in=series)

    def clean(self) -> dict[str, Any]:
        """Who is in the pool has a day; who left or is suspended has a reason."""
        said = super().clean() or {}
        if said.get("status") == ExpertStatus.LISTED and not said.get("listed_on") and "listed_on" not in self.errors:
            self.add_error("listed_on", "在库专家请填写入库日期。")
        if said.get("status") in {ExpertStatus.SUSPENDED, ExpertStatus.LEFT} and not said.get("exit_reason"):
            self.add_error("exit_reason", "暂停或退出的，请写明原因。")
        return said

    def entry(self, expert: Expert | None) -> dict[str, Any]:
        """What a valid form says of the expert, without series and specialties; a unit of the directory stays tied."""
        said = {name: self.cleaned_data[name] for name in ENTRY}
        if expert is None or expert.unit is None:
            return said
        stays = said["unit_name"] == expert.unit.name
        return said | ({"unit_name": expert.unit_name} if stays else {"unit": None})


ENTRY = ("name", "unit_name", "title", "rank", "status", "exit_reason", "recommended_by", "listed_on")


def series_beyond(expert: Expert, own: QuerySet[Series]) -> list[Series]:
    """Series of an expert that other offices keep."""
    return list(expert.series.exclude(pk__in=own.values("pk")).order_by("name"))


def expert_shown(expert: Expert) -> dict[str, Any]:
    """An entry as its form shows it."""
    told = {each: getattr(expert, each) for each in ENTRY}
    many = {name: [each.pk for each in getattr(expert, name).all()] for name in ("series", "specialties")}
    return {**told, **many, "unit_name": expert.place_of_work}
