"""Forms about the truth of materials: doubt of the office, proof of the applicant, finding, filing (OFFICE-10)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from config.lib.widgets import DayInput, LongText, SegmentedRadio
from declarations.forms.many import ManyFilesField
from review.approvals.desk_form import DeskForm

TRUE, FALSE = "true", "false"


class DoubtForm(DeskForm):
    """What is doubted and what is to be proved, until when."""

    place = forms.ChoiceField(label="所在材料", required=False)
    doubt = forms.CharField(
        label="疑点和需要举证的内容",
        max_length=1000,
        help_text="申报人会原样看到，请写明哪里存疑、需要提供什么证明。",
        widget=LongText(most=1000, rows=4),
    )
    due_on = forms.DateField(
        label="举证时限",
        widget=DayInput,
        help_text="最早明天，当天 24 时前。",
        error_messages={"required": "请填写举证时限。"},
    )

    def __init__(self, data: Any = None, *, places: Iterable[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["place"].choices = [("", "整份申报"), *((each, each) for each in dict.fromkeys(places))]


class ProofForm(DeskForm):
    """The applicant's word and proof."""

    answer = forms.CharField(label="情况说明", max_length=2000, widget=LongText(most=2000, rows=6))
    files = ManyFilesField(
        label="证明文件", required=False, help_text="PDF、JPG 或 PNG，可以一次选择多个；手机可以直接拍照。"
    )


class FindingForm(DeskForm):
    """What the office finds, with its reasons."""

    verdict = forms.ChoiceField(
        label="认定结论",
        choices=[(TRUE, "举证成立"), (FALSE, "认定为虚假")],
        widget=SegmentedRadio,
        error_messages={"required": "请选择认定结论。"},
    )
    finding = forms.CharField(label="认定理由", max_length=1000, widget=LongText(most=1000, rows=4))

    def __init__(self, data: Any = None, *, waits: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if waits:
            self.fields["verdict"].help_text = "申报人还没有举证，举证时限到了才能认定为虚假。"


class FalsityFilingForm(DeskForm):
    """When and under which number the finding was filed with the region's office."""

    filed_on = forms.DateField(label="报备日期", widget=DayInput, error_messages={"required": "请填写报备日期。"})
    filing_no = forms.CharField(label="报备文号", max_length=60, required=False)
