"""Registers of this floor: journals at risk, catalogues of genuine ones, ways to verify (A-11, A-18, A-19, RISK-05)."""

from typing import Any

from django import forms

from accounts.listing import Column, Link, day_column, yes_no
from accounts.registers import NamesField, Register, RowForm
from config.lib import widgets
from config.lib.reason import Reason
from integrity.importing import NAME_LONGEST
from integrity.journals import plain_cn, plain_issn
from integrity.models import CatalogueJournal, JournalCatalogue, RiskJournal, VerificationLink
from integrity.states import CatalogueKind, LinkKind

FILL, CHOOSE = {"required": "请填写。"}, {"required": "请选择。"}
PLAIN = {"issn": plain_issn, "cn": plain_cn}


class NumberField(forms.CharField):
    """A number of a journal, written one way; what is none is refused."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        self.plain = PLAIN[kind]
        super().__init__(max_length=30, required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """1000-1234, 45-1234."""
        written = super().to_python(value)
        if written and not self.plain(written):
            raise forms.ValidationError(f"“{written}”不是{self.label}。")
        return self.plain(written)


def _numbers() -> tuple[NumberField, NumberField]:
    issn = NumberField(kind="issn", label="ISSN", help_text="如 1000-1234。")
    return issn, NumberField(kind="cn", label="CN", help_text="国内统一刊号，如 45-1234。")


class JournalForm(RowForm):
    """A journal of the register (RISK-01)."""

    model = RiskJournal
    name = forms.CharField(label="刊名", max_length=NAME_LONGEST, error_messages=FILL)
    aliases = NamesField(label="别名", required=False, help_text="每行一个。")
    issn, cn = _numbers()
    reason = forms.CharField(label="原因", max_length=200, error_messages=FILL)
    source = forms.CharField(label="来源", max_length=120, required=False)
    edition = forms.CharField(label="版次", max_length=40, required=False, help_text="如 2024年第1批。")
    valid_from = widgets.DayField(label="起", required=False)
    valid_to = widgets.DayField(label="止", required=False, help_text="移出名单的日期；以前发表的不受影响。")

    def clean(self) -> dict[str, Any]:
        """Its time runs forward."""
        said = super().clean() or {}
        self.refuse_backwards("valid_from", "valid_to", "有效期止不能早于起。")
        return said


class CatalogueForm(RowForm):
    """One edition of a catalogue (A-19)."""

    model = JournalCatalogue
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *CatalogueKind.choices], error_messages=CHOOSE)
    name = forms.CharField(label="目录名称", max_length=80, help_text="如 中文核心期刊要目总览。", error_messages=FILL)
    edition = forms.CharField(label="版次", max_length=40, help_text="如 2023年版（第10版）。", error_messages=FILL)
    publisher = forms.CharField(label="编制单位", max_length=80, required=False)
    valid_from = widgets.DayField(label="适用于何时起发表的论文", required=False)
    valid_to = widgets.DayField(label="至", required=False)

    def clean(self) -> dict[str, Any]:
        """Its time runs forward."""
        said = super().clean() or {}
        self.refuse_backwards("valid_from", "valid_to", "止期不能早于起期。")
        return said


class NamedForm(RowForm):
    """A journal that a catalogue names."""

    model = CatalogueJournal
    catalogue = forms.ModelChoiceField(
        label="期刊目录", queryset=JournalCatalogue.objects.all(), empty_label="请选择", error_messages=CHOOSE
    )
    name = forms.CharField(label="刊名", max_length=NAME_LONGEST, error_messages=FILL)
    aliases = NamesField(label="别名", required=False, help_text="每行一个。")
    issn, cn = _numbers()
    subject = forms.CharField(label="学科", max_length=60, required=False)


class LinkForm(RowForm):
    """Where and how papers and books are verified (RISK-05)."""

    model = VerificationLink
    kind = forms.ChoiceField(label="查什么", choices=[("", "请选择"), *LinkKind.choices], error_messages=CHOOSE)
    name = forms.CharField(label="网站（平台）", max_length=60, error_messages=FILL)
    url = forms.URLField(
        label="网址",
        assume_scheme="https",
        max_length=300,
        error_messages={**FILL, "invalid": "请填写完整的网址，如 https://www.nppa.gov.cn/。"},
    )
    how = forms.CharField(
        label="怎样查、怎样看结果", max_length=1000, required=False, widget=forms.Textarea({"rows": 4})
    )
    position = forms.IntegerField(label="排序", min_value=0, max_value=999, initial=0, help_text="小的在前。")
    is_shown = forms.BooleanField(label="公开", required=False, initial=True)


TWIN = "名单中已有同名、同刊号的期刊，请修改原有的一条。"
RISKS = Register(
    model=RiskJournal,
    form=JournalForm,
    at="integrity:journals",
    words="风险刊物",
    one="刊物",
    lead="涉嫌非法出版的刊物名单；填写论文时即时提示，每晚与办理中的申报比对。",
    filled="按新闻出版主管部门公布的名单逐条新增，或用表格导入；没有登记以前，论文不作风险比对。",
    columns=(
        Column("刊名", "name"),
        Column("ISSN", "issn", "num nowrap"),
        Column("CN", "cn", "num nowrap"),
        Column("原因", "reason"),
        Column("来源", lambda row: " ".join(filter(None, (row.source, row.edition)))),
        day_column("起", "valid_from"),
        day_column("止", "valid_to"),
    ),
    known_by=("name", "issn", "cn"),
    twin=Reason("journal.twin", TWIN, field="name"),
    order="按刊名排列",
    search=("name", "names", "issn", "cn"),
    search_words="刊名、别名、ISSN、CN",
)
CATALOGUES = Register(
    model=JournalCatalogue,
    form=CatalogueForm,
    at="integrity:catalogues",
    words="期刊目录",
    one="目录",
    lead="核心期刊目录、在册期刊名录的各个版次；其中的期刊在“目录期刊”中登记。",
    filled="按编制单位公布的版次新增，或用表格导入；登记后再导入其中的期刊。",
    columns=(
        Column("目录名称", "name"),
        Column("版次", "edition"),
        Column("类别", "get_kind_display"),
        Column("编制单位", "publisher"),
        day_column("适用于何时起", "valid_from"),
        day_column("至", "valid_to"),
    ),
    known_by=("name", "edition"),
    twin=Reason("catalogue.twin", "已有这个目录的这个版次，请核对。", field="edition"),
    search=("name", "edition"),
    search_words="目录名称、版次",
)
NAMED = Register(
    model=CatalogueJournal,
    form=NamedForm,
    at="integrity:catalogued",
    words="目录期刊",
    one="期刊",
    lead="各版期刊目录中的期刊；论文按发表时间与相应版次核对。",
    filled="先登记期刊目录，再逐条新增或用表格导入其中的期刊；没有登记的，系统不核对论文所在期刊。",
    columns=(
        Column("刊名", "name"),
        Column("ISSN", "issn", "num nowrap"),
        Column("CN", "cn", "num nowrap"),
        Column("学科", "subject"),
        Column("期刊目录", lambda row: str(row.catalogue)),
    ),
    known_by=("catalogue", "name", "cn"),
    twin=Reason("catalogued.twin", "这一版目录中已有这种期刊，请核对。", field="name"),
    order="按刊名排列",
    search=("name", "names", "issn", "cn"),
    search_words="刊名、ISSN、CN",
    related=("catalogue",),
)
LINKS = Register(
    model=VerificationLink,
    form=LinkForm,
    at="integrity:links",
    words="核验途径",
    one="途径",
    lead="论文、著作怎样核验：公开页面上列出的网站和办法。",
    filled="新增或用表格导入可以核验论文、著作的网站；公开的，列在“论文著作怎样核验”页面。",
    columns=(
        Column("网站（平台）", "name"),
        Column("查什么", "get_kind_display"),
        Column("网址", lambda row: Link("打开", row.url, row.name)),
        Column("公开", yes_no("is_shown")),
    ),
    known_by=("kind", "name"),
    twin=Reason("link.twin", "已有这条途径，请核对。", field="name"),
    search_words="网站（平台）",
)
EVERY = (RISKS, CATALOGUES, NAMED, LINKS)
