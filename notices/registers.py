"""Registers of this floor: policy documents with their files, and the columns where policies stand (GEN-14, GEN-15)."""

from typing import Any

from django import forms
from django.db import models
from django.urls import reverse, reverse_lazy

from accounts.exceptions import AccountRefused
from accounts.listing import Button, Column, Link, day_column, yes_no
from accounts.models import User
from accounts.registers import Register, RowForm
from accounts.services.rows import put_row
from committees.models import Series
from config.lib import widgets
from config.lib.files import PDF, UploadRefused
from config.lib.reason import Reason
from notices.models import PolicyColumn, PolicyDocument
from records.services.audit import audited
from records.services.files import accept_upload, use_file

FILL = {"required": "请填写。"}
SUBJECT = "notices.policy"  # of the gate of the files of policy documents
FORMATS = frozenset({PDF})


def address_field() -> forms.URLField:
    """Where it is published."""
    return forms.URLField(
        label="网址",
        required=False,
        assume_scheme="https",
        max_length=200,
        error_messages={"invalid": "请填写完整的网址，如 https://rst.gxzf.gov.cn/。"},
    )


class DocumentForm(RowForm):
    """A document that notices, rules and forms refer to (GEN-14)."""

    model = PolicyDocument
    beside = ("upload",)
    title = forms.CharField(label="名称", max_length=200, required=False)
    doc_no = forms.CharField(label="文号", max_length=80, required=False)
    issuer = forms.CharField(label="发文单位", max_length=120, required=False)
    issued_on = widgets.DayField(label="发文日期", required=False)
    in_force_from = widgets.DayField(label="施行日期", required=False)
    in_force_to = widgets.DayField(label="失效日期", required=False)
    cited_articles = forms.CharField(label="引用条款", max_length=200, required=False)
    url = address_field()
    upload = forms.FileField(
        label="原文（PDF）",
        required=False,
        help_text="上传后在公开的“政策专栏”页面提供下载。",
        widget=forms.FileInput({"accept": ".pdf"}),
        error_messages={"empty": "文件是空的（0字节），请重新选择。"},
    )

    def __init__(self, *args: Any, user: User, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, row=row, **kwargs)
        if row and row.file_id:
            self.fields["upload"].help_text = f"已上传（{row.file.original_name}）；再选一份即替换。"

    def clean(self) -> dict[str, Any]:
        """It has a name or a number, and ends after it began."""
        said = super().clean() or {}
        if not said.get("title") and not said.get("doc_no") and not {"title", "doc_no"} & set(self.errors):
            self.add_error("title", "名称和文号至少填写一项。")
        self.refuse_backwards("in_force_from", "in_force_to", "失效日期不能早于施行日期。")
        return said


class ColumnForm(RowForm):
    """A platform on which a series publishes its policies (GEN-15)."""

    model = PolicyColumn
    series = forms.ModelChoiceField(
        label="系列", queryset=Series.objects.all(), required=False, empty_label="各系列通用"
    )
    name = forms.CharField(label="平台名称", max_length=120, error_messages=FILL)
    owner = forms.CharField(label="主办单位", max_length=120, error_messages=FILL)
    url = address_field()
    position = forms.IntegerField(label="排列次序", min_value=0, max_value=999, initial=10, help_text="小的在前。")
    is_shown = forms.BooleanField(label="对外显示", required=False, initial=True)


def put_document(row: PolicyDocument, form: DocumentForm, *, reason: str, seen: str, actor: User) -> PolicyDocument:
    """The entry, and the file that came with it: kept under its digest, everybody's to read (GEN-14).

    Raises ``AccountRefused``, also for a file that is not sound.
    """
    upload = form.cleaned_data.get("upload")
    try:
        stored = accept_upload(upload.read(), name=upload.name, by=actor.pk, allowed=FORMATS) if upload else None
    except UploadRefused as refusal:
        raise AccountRefused(Reason(refusal.reason.code, refusal.reason.text, field="upload")) from refusal
    said = form.entry | ({"file": stored} if stored else {})
    with audited():
        held = put_row(row, said, twin=DOCUMENTS.twin, reason=reason, actor=actor, seen=seen)
        if stored:
            use_file(stored, SUBJECT, held.pk)
    return held


def _original(row: PolicyDocument) -> Any:
    """The file where there is one, else the address."""
    url = reverse("notices:document_file", args=[row.pk]) if row.file_id else row.url
    return Link("下载" if row.file_id else "打开", url, str(row)) if url else ""


DOCUMENTS = Register(
    model=PolicyDocument,
    form=DocumentForm,
    at="notices:documents",
    words="政策文件",
    one="政策文件",
    lead="通知、规则和表格引用的文件：名称、文号、施行和失效日期，以及原文。",
    filled="发布通知前，把通知依据的文件逐份新增，或用表格导入；附上原文的，公开页面可以下载。",
    columns=(
        Column("文件", str),
        Column("发文单位", "issuer"),
        day_column("发文日期", "issued_on"),
        day_column("失效日期", "in_force_to"),
        Column("引用的通知", "cited", "num right"),
        Column("原文", _original),
    ),
    known_by=("title", "doc_no"),
    twin=Reason("policy.twin", "已有同名同文号的文件，请核对。", field="title"),
    by="doc_no",
    order="按文号排列",
    search=("title", "doc_no", "issuer"),
    search_words="名称、文号、发文单位",
    hints=("按名称和文号认定是哪一份；原文在页面上逐份上传。",),
    rows=lambda _user: PolicyDocument.objects.annotate(cited=models.Count("notices")),
    put=put_document,
)
COLUMNS = Register(
    model=PolicyColumn,
    form=ColumnForm,
    at="notices:columns",
    words="政策专栏",
    one="政策专栏",
    lead="各系列职称政策的发布平台，在公开的“政策专栏”页面列出，带二维码。",
    filled="新增或用表格导入各系列的政策发布平台；对外显示的，列在公开页面。",
    columns=(
        Column("平台名称", "name"),
        Column("系列", lambda row: row.series.name if row.series else "各系列"),
        Column("主办单位", "owner"),
        Column("网址", "url"),
        Column("对外显示", yes_no("is_shown")),
    ),
    known_by=("series", "name"),
    twin=Reason("column.twin", "本系列已有同名的专栏，请核对。", field="name"),
    search=("name", "owner"),
    search_words="平台名称、主办单位",
    related=("series",),
    buttons=(Button("查看公开页面", reverse_lazy("notices:policies")),),
)
EVERY = (DOCUMENTS, COLUMNS)
