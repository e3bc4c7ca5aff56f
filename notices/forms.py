"""Shapes of the desk: a copy, a file, days and words of last year, publishing; and an attachment as an upload."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from config.lib.files import PDF, SCANS, XLSX, UploadRefused, inspect_upload
from config.lib.seen import told_at
from config.lib.widgets import SegmentedRadio
from notices.desk import Old
from notices.drafting.cards import CARDS
from notices.drafting.cloning import NOT_SHIFTED
from notices.drafting.days import backward_in, free_among
from notices.drafting.fields import field_for
from notices.drafting.places import NAME, Step, place_of
from notices.drafting.words import Choices
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Attachment, Notice, NoticeEdition
from notices.rules import read_text
from notices.selectors import Draft

FORMATS = SCANS | {PDF, XLSX}
YAML_MB = 2  # the longest notice has 60 kB


class DeskForm(forms.Form):
    """Shape is judged here, truth by the command; what it refuses is shown here as well."""

    def show(self, refusal: NoticeRefused | TermsRefused) -> None:
        """Every refusal at its field where the form has it, else above the form."""
        if isinstance(refusal, TermsRefused):
            self._add((each.path, str(each)) for each in refusal.faults)
        else:
            self._add((each.field, told_at(self, each)) for each in refusal.reasons)

    def _add(self, said: Iterable[tuple[str, str]]) -> None:
        for field, text in said:
            self.add_error(field if field in self.fields else None, text)


class CloneForm(DeskForm):
    """Next year's notice from this year's."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    code = forms.SlugField(label="代码", max_length=60, help_text="网址中使用，建立后不变；小写字母、数字和连字符")
    cards = forms.MultipleChoiceField(
        label="复制哪些部分",
        choices=[(card.code, card.title) for card in CARDS],
        widget=forms.CheckboxSelectMultiple,
        help_text="没有勾选的部分从空白开始；通知不能缺少的内容总会带过来。",
    )

    def __init__(self, *args: Any, source: Notice, **kwargs: Any) -> None:
        year = source.year + 1
        code = source.code.replace(str(source.year), str(year))
        initial = {"year": year, "code": code, "cards": [card.code for card in CARDS]}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if Notice.objects.filter(code=code).exists():
            raise ValidationError(f"已有代码为 {code} 的通知。")
        year, named = self.cleaned_data.get("year"), re.match(r"(20\d\d)(?!\d)", code)
        if year and named and int(named[1]) != year:
            raise ValidationError(f"代码写的是 {named[1]} 年，年度是 {year}，请改成一致，例如 {year}{code[4:]}。")
        return code


class ImportForm(DeskForm):
    """YAML as a file or as text: every fault named with its line and key."""

    upload = forms.FileField(label="文件（YAML）", required=False)
    text = forms.CharField(
        label="或粘贴内容", required=False, widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"})
    )

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        self.stated: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        text = self._text_of(told)
        if text is None:
            return told
        try:
            self.stated = read_text(text)
        except TermsRefused as refusal:
            self.show(refusal)
        else:
            self._refuse_another_code()
        return told

    def _text_of(self, told: Mapping[str, Any]) -> str | None:
        upload: UploadedFile | None = told.get("upload")
        if upload is None:
            if not told.get("text"):
                self.add_error(None, "请选择文件或粘贴内容。")
            return told.get("text") or None
        if upload.size and upload.size > YAML_MB * 1024 * 1024:
            self.add_error("upload", f"文件超过{YAML_MB}MB，不是一份通知。")
            return None
        try:
            return upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("upload", "文件不是 UTF-8 编码的文字。")
            return None

    def _refuse_another_code(self) -> None:
        if self.code and self.stated["code"] != self.code:
            self.add_error(None, f"代码应为 {self.code}；另一份通知请新建。")


class NewRowForm(forms.Form):
    """What a new row of a table is called."""

    name = forms.CharField(label="名称", max_length=60)

    def __init__(self, data: Any = None, *, known: Choices = (), label: str = "环节") -> None:
        super().__init__(data)
        if known:
            self.fields["name"] = forms.ChoiceField(label=label, choices=known)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if not NAME.fullmatch(name):
            raise ValidationError("名称中不能有斜杠、点和方括号。")
        return name


class DatesForm(DeskForm):
    """All days and moments of a copy on one page; saving says that they were looked at."""

    def __init__(self, data: Any = None, *, old: Collection[Old], notice: Notice) -> None:
        super().__init__(data)
        self.notice = notice
        self.asked: dict[str, Old] = {}
        free = free_among([str(each.left.value) for each in old if each.left.steps[0] not in NOT_SHIFTED])
        for number, each in enumerate(old):
            name = f"date_{number}"
            place = place_of(each.left.url)
            self.fields[name] = field_for(place, {}, value=each.left.value)
            self.fields[name].label = each.label
            self.fields[name].required = True
            self.fields[name].help_text = _last_year(each, free)
            self.initial[name], self.asked[name] = each.left.value, each

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors:
            names = {each.left.steps: name for name, each in self.asked.items()}
            for places, text in list(backward_in(self.notice, self.values)):
                self.add_error(next((names[steps] for steps in places if steps in names), None), text)
        return told

    @property
    def values(self) -> dict[tuple[Step, ...], Any]:
        """Every moment at its place."""
        return {each.left.steps: self.cleaned_data[name] for name, each in self.asked.items()}


WEEKEND = ("星期六", "星期日")


def _last_year(old: Old, free: Mapping[date, str]) -> str:
    """What it said, with its day of the week; and whether this is a day of the law, which a copy never moves.

    Whether a day is free is asked of the working calendar: a Sunday may be worked and a Monday a holiday (24-1).
    """
    said = f"上一年度：{old.before}（{weekday(old.before)}）"
    if old.left.steps[0] in NOT_SHIFTED:
        return f"{said}。这是规定的日期，没有顺延，请按本年度的规定填写。"
    there, day = weekday(str(old.left.value)), date.fromisoformat(str(old.left.value)[:10])
    if day in free:
        return f"{said}，顺延为{there}（{f'{free[day]}放假，请核对' if free[day] else '周末，请核对是否放假'}）"
    return f"{said}，顺延为{there}{'（调休上班）' if there in WEEKEND else ''}"


def weekday(text: str) -> str:
    """星期五, of a day or moment as a notice writes it; empty for anything else."""
    try:
        return f"星期{'一二三四五六日'[date.fromisoformat(text[:10]).weekday()]}"
    except ValueError:
        return ""


class WordsForm(DeskForm):
    """For each text that says last year's: take the suggestion, keep it, or leave it for later."""

    CHOICES = (("new", "改为建议的内容"), ("keep", "保留原文"), ("later", "稍后处理"))

    def __init__(self, data: Any = None, *, old: Collection[Old]) -> None:
        super().__init__(data)
        self.asked: dict[str, Old] = {}
        for number, each in enumerate(old):
            name = f"word_{number}"
            field = forms.ChoiceField(label=each.label, choices=self.CHOICES, widget=SegmentedRadio, initial="later")
            self.fields[name], self.asked[name] = field, each

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not self.takes_all and all(told.get(name) == "later" for name in self.asked):
            raise ValidationError("请至少选择一处的处理办法。")
        return told

    @property
    def rows(self) -> list[tuple[Old, Any]]:
        """Each text with its choice."""
        return [(each, self[name]) for name, each in self.asked.items()]

    @property
    def values(self) -> dict[tuple[Step, ...], Any]:
        """What is put or kept, at its place."""
        told = {"new": "suggested", "keep": "value"}
        chosen = ((each.left, self._choice(name)) for name, each in self.asked.items())
        return {left.steps: getattr(left, told[how]) for left, how in chosen if how in told}

    @property
    def takes_all(self) -> bool:
        """Whether everything still left for later is to be changed as suggested."""
        return self.data.get("all") == "new"

    def _choice(self, name: str) -> str:
        how = str(self.cleaned_data[name])
        return "new" if self.takes_all and how == "later" else how


class PublishForm(DeskForm):
    """Publishes what was looked at: ``seen`` is its digest. Reminders pass with an explanation, which is kept."""

    seen = forms.CharField(widget=forms.HiddenInput)
    explained = forms.CharField(
        label="有提醒事项仍要发布的理由",
        max_length=NoticeEdition._meta.get_field("explanation").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明有提醒事项仍要发布的理由。"},
    )

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": draft.digest}, **kwargs)
        self.draft = draft
        if not draft.reminders:
            del self.fields["explained"]

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != self.draft.digest:
            raise ValidationError("草稿在您核对期间有改动，请重新核对后再发布。")
        return seen

    @property
    def told(self) -> dict[str, str]:
        """What publishing is told."""
        return {"seen": self.cleaned_data["seen"], "explained": self.cleaned_data.get("explained", "")}


class AttachmentForm(forms.ModelForm):
    upload = forms.FileField(label="文件（PDF、XLSX、JPG、PNG）")

    class Meta:
        model = Attachment
        fields = ["notice", "num"]

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        try:
            inspect_upload(upload.read(), allowed=FORMATS)
        except UploadRefused as refusal:
            raise ValidationError(refusal.reason.text) from refusal
        upload.seek(0)
        return upload
