"""Registers of this floor: the series, and who commissioned which committee (GEN-09, CHAN-16)."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.directory import keeps_all
from accounts.listing import Column, day_column
from accounts.models import Organisation, User
from accounts.registers import Register, RowForm
from accounts.states import OrganisationKind
from committees.directory import authorises, for_offices, kept_committees, kept_experts, own_offices
from committees.models import Commission, Committee, Expert, ExpertTraining, Series
from committees.states import Rank
from config.lib import widgets
from config.lib.reason import Reason

FILL, CHOOSE = {"required": "请填写。"}, {"required": "请选择。"}
CITED = "已有通知使用这个系列，名称不能再改；通知按名称引用系列。"


class SeriesForm(RowForm):
    """A series of titles; notices and experts are known by it."""

    model = Series
    name = forms.CharField(label="系列", max_length=40, help_text="如 工艺美术、工程。", error_messages=FILL)
    code = forms.CharField(label="国家代码", max_length=10, required=False, help_text="GB/T 8561，如 270。")
    competent_body = forms.CharField(label="主管部门", max_length=120, required=False)

    def clean_name(self) -> str:
        """A name that notices cite stays."""
        name: str = self.cleaned_data["name"]
        if isinstance(self.row, Series) and self.row.name != name and self.row.notices.exists():
            raise forms.ValidationError(CITED)
        return name


def _committees_of(user: User) -> QuerySet[Committee]:
    """Whose commissions the person sees: those they may write, for who writes any at all (SYS-02)."""
    kept = kept_committees(user)
    return kept.filter(office__in=own_offices(user)) if authorises(user) else kept


class CommissionForm(RowForm):
    """By which letter a body without a committee commissioned one (CHAN-16)."""

    model = Commission
    sender = forms.ModelChoiceField(
        label="委托单位", queryset=Organisation.objects.none(), empty_label="请选择", error_messages=CHOOSE
    )
    committee = forms.ModelChoiceField(
        label="受委托评委会", queryset=Committee.objects.none(), empty_label="请选择", error_messages=CHOOSE
    )
    ranks = forms.MultipleChoiceField(
        label="委托评审的层级",
        choices=Rank.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="都不选＝该评委会受理的全部层级。",
    )
    letter_no = forms.CharField(label="委托函文号", max_length=80, error_messages=FILL)
    letter_on = widgets.DayField(label="委托函日期", error_messages=FILL)
    accepted_on = widgets.DayField(label="同意受理日期", required=False, help_text="没有同意受理的，还不能报送。")
    valid_from = widgets.DayField(label="自", error_messages=FILL)
    valid_to = widgets.DayField(label="至", required=False)

    def __init__(self, *args: Any, user: User, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, row=row, **kwargs)
        bodies = Organisation.objects.active().filter(kind__in=OrganisationKind.approvers)
        committees = kept_committees(user).filter(office__in=own_offices(user))
        self.fields["sender"].queryset = (bodies | _one(Organisation, row and row.sender_id)).order_by("name")
        self.fields["committee"].queryset = committees.order_by("name")

    def clean(self) -> dict[str, Any]:
        """Its time runs forward, and it is accepted after it was written."""
        said = super().clean() or {}
        self.refuse_backwards("valid_from", "valid_to", "止期不能早于起期。")
        self.refuse_backwards("letter_on", "accepted_on", "同意受理日期不能早于委托函日期。")
        return said


class TrainingForm(RowForm):
    """A course an expert has done; who reads or votes may have to have done this year's."""

    model = ExpertTraining
    expert = forms.ModelChoiceField(
        label="专家", queryset=Expert.objects.none(), empty_label="请选择", error_messages=CHOOSE
    )
    course = forms.CharField(label="课程", max_length=120, error_messages=FILL)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100, error_messages=FILL)
    completed_on = widgets.DayField(label="完成日期", error_messages=FILL)

    def __init__(self, *args: Any, user: User, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, row=row, **kwargs)
        self.fields["expert"].queryset = kept_experts(user).order_by("name")


def _one(model: type[Organisation], pk: int | None) -> Any:
    return model.objects.filter(pk=pk)


SERIES = Register(
    model=Series,
    form=SeriesForm,
    at="committees:series",
    words="职称系列",
    one="系列",
    lead="各系列的国家代码和主管部门；通知、评委会、专家和专业都按系列归类，由系统管理员维护。",
    filled="由系统管理员按国家公布的职称系列新增，或用表格导入。",
    columns=(Column("系列", "name"), Column("国家代码", "code", "num"), Column("主管部门", "competent_body")),
    known_by=("name",),
    twin=Reason("series.twin", "已有这个系列，请核对。", field="name"),
    search_words="系列名称",
    may_write=keeps_all,
)
COMMISSIONS = Register(
    model=Commission,
    form=CommissionForm,
    at="committees:commissions",
    words="委托评审",
    one="委托",
    lead="没有本系列评委会的地区、部门委托哪个评委会评审：委托函、同意受理日期和有效期。",
    filled="收到委托函、同意受理后在这里登记；受委托的评委会据此受理委托单位的申报。",
    columns=(
        Column("委托函文号", "letter_no"),
        Column("委托单位", lambda row: row.sender.name),
        Column("受委托评委会", lambda row: row.committee.name),
        day_column("同意受理", "accepted_on"),
        day_column("自", "valid_from"),
        day_column("至", "valid_to"),
    ),
    known_by=("sender", "committee", "letter_no"),
    twin=Reason("commission.twin", "这份委托函已经登记，请核对。", field="letter_no"),
    by="letter_no",
    order="按委托函文号排列",
    search=("letter_no", "sender__name", "committee__name"),
    search_words="文号、委托单位、评委会",
    related=("sender", "committee"),
    rows=lambda user: Commission.objects.filter(committee__in=_committees_of(user).order_by()),
    may_write=authorises,
    guard=for_offices,
)
TRAININGS = Register(
    model=ExpertTraining,
    form=TrainingForm,
    at="committees:trainings",
    tab="committees:experts",
    words="专家培训",
    one="培训",
    lead="本系列专家完成的培训；通知要求的课程没有完成的，不能参加当年评审。",
    filled="培训结束后，由评委会所在职改办逐人登记，或用表格导入。",
    columns=(
        Column("课程", "course"),
        Column("专家", lambda row: row.expert.name),
        Column("单位", lambda row: row.expert.place_of_work),
        Column("年度", lambda row: str(row.year), "num"),
        day_column("完成日期", "completed_on"),
    ),
    known_by=("expert", "course", "year"),
    twin=Reason("training.twin", "这位专家这一年的这门课程已经登记。", field="course"),
    by="course",
    order="按课程排列",
    search=("course", "expert__name"),
    search_words="课程、专家",
    related=("expert__unit",),
    rows=lambda user: ExpertTraining.objects.filter(expert__in=kept_experts(user).order_by().values("pk")),
    guard=for_offices,
)
EVERY = (SERIES, COMMISSIONS, TRAININGS)
