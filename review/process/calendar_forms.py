"""Shapes of a change of the working calendar: a pasted notice or a sheet of days; and why one is refused."""

from typing import Any, cast

from django import forms

from config.lib.csvfile import SheetBroken
from records.exceptions import DaysRefused
from records.models.calendar_change import Day
from records.services.holiday_notices import HOLIDAYS, days_in_sheet, days_in_text, lacking_holidays
from records.states import DaySource
from review.process.calendars import FIRST_YEAR, LAST_YEAR

LARGEST = 2 * 2**20  # bytes; a year of days has some twenty thousand


class ChangeForm(forms.Form):
    """One notice: what it is called, and its days as text or as a sheet."""

    year = forms.IntegerField(
        label="年份",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        localize=False,
        error_messages={
            "required": "请填写年份。",
            "min_value": "年份不能早于 %(limit_value)s 年。",
            "max_value": "年份不能晚于 %(limit_value)s 年。",
        },
    )
    source = forms.ChoiceField(
        label="是什么安排？",
        choices=[
            (DaySource.OFFICIAL.value, "国务院办公厅的节假日安排（整年：没有列出的周末休息、平日上班）"),
            (DaySource.REGIONAL.value, "自治区规定（只改列出的日期，如三月三）"),
        ],
        widget=forms.RadioSelect,
        initial=DaySource.OFFICIAL,
    )
    title = forms.CharField(
        label="依据文件",
        max_length=200,
        help_text="如：国务院办公厅关于2027年部分节假日安排的通知。",
        error_messages={"required": "请填写依据文件的名称。"},
    )
    doc_no = forms.CharField(
        label="文号",
        max_length=80,
        help_text="如：国办发明电〔2026〕7号。",
        error_messages={"required": "请填写文号。"},
    )
    text = forms.CharField(
        label="通知正文",
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        help_text="粘贴“一、元旦：1月1日（周五）至3日（周日）放假，共3天。”等各条；星期和天数会一并核对。",
    )
    file = forms.FileField(
        label="或上传日期表",
        required=False,
        help_text="XLSX 或 CSV，三列：日期、类别（休息或上班）、名称。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
    )

    without = forms.MultipleChoiceField(
        label="没有列出的法定节日",
        required=False,
        choices=[(name, name) for name in HOLIDAYS],
        widget=forms.CheckboxSelectMultiple,
        help_text="通知中确实没有的，逐个勾选后再提交；漏了的，请补在正文或日期表中。没有列出的节日按平日上班计算。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["without"]

    def clean(self) -> dict[str, Any]:
        """The days it names; every doubt stands at the field it came from, and so does a holiday that lacks."""
        said = super().clean() or {}
        self.days: list[Day] = []
        ticked = said.get("without", [])
        self._read(said)
        official = said.get("source") == DaySource.OFFICIAL and self.days and not self.errors
        lacking = lacking_holidays(self.days) if official else ticked
        self._ask_about(lacking)
        if unsure := [name for name in lacking if name not in ticked]:
            self.add_error("without", f"没有读到{'、'.join(unsure)}：请核对正文，或确认今年的通知确实没有。")
        return said

    def _ask_about(self, names: list[str]) -> None:
        """The boxes of these holidays; where none lacks, nothing is asked."""
        if names:
            cast(forms.MultipleChoiceField, self.fields["without"]).choices = [(name, name) for name in names]
        else:
            del self.fields["without"]

    def _read(self, said: dict[str, Any]) -> None:
        if self.errors:
            return
        if bool(said["text"]) == bool(said["file"]):
            self.add_error("text", "请粘贴通知正文，或上传日期表，二者选一。")
            return
        came_from = "text" if said["text"] else "file"  # asked once: an error takes the field out of ``said``
        try:
            self.days = self._days(said)
        except DaysRefused as refusal:
            self.add_error(came_from, list(refusal.sentences))
        except SheetBroken as broken:
            self.add_error("file", str(broken))

    def _days(self, said: dict[str, Any]) -> list[Day]:
        if said["text"]:
            return days_in_text(said["text"], year=said["year"])
        if said["file"].size > LARGEST:
            raise SheetBroken("文件超过 2 MB，日期表用不了这么大，请核对。")
        return days_in_sheet(said["file"].read())


class RefusalForm(forms.Form):
    """Why a change is sent back."""

    reason = forms.CharField(
        label="退回原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="提出人会看到。",
        error_messages={"required": "请写明原因。"},
    )
