"""Calling people to a defence or to hand in a work, and what happened there (COMM-04, COMM-05, COMM-17)."""

from typing import Any

from django import forms

from review.meetings.forms.common import RefusableForm, moment_field, tick_boxes
from review.meetings.forms.rounds import entry_words
from review.meetings.models import RoundEntry


class CallForm(RefusableForm):
    """Several entries of a list at once."""

    def __init__(self, *args: Any, entries: list[RoundEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"] = tick_boxes("通知哪些申报人", [(each.pk, entry_words(each)) for each in entries])
        self.order_fields(["entries"])


class DefencesForm(CallForm):
    starts_at = moment_field("第一位的答辩时间")
    minutes = forms.IntegerField(label="每位间隔（分钟）", min_value=5, max_value=120, initial=30)
    place = forms.CharField(label="答辩地点", max_length=120)


class WorksForm(CallForm):
    due_at = moment_field("提交时间")
    place = forms.CharField(label="提交地点", max_length=120)
    manner = forms.CharField(label="提交方式", max_length=80, initial="现场提交实物")


class DefenceRecordForm(RefusableForm):
    absent = forms.BooleanField(label="未到场答辩", required=False)
    prepare_used = forms.IntegerField(label="准备用时（分钟）", min_value=0, max_value=120, initial=0)
    answer_used = forms.IntegerField(label="答辩及提问用时（分钟）", min_value=0, max_value=120, initial=0)
    questions = forms.CharField(
        label="专家提问", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    opinion = forms.CharField(
        label="答辩意见", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    score = forms.DecimalField(
        label="答辩评分", min_value=0, max_value=100, max_digits=5, decimal_places=1, required=False
    )


class ReceiptForm(RefusableForm):
    """What was handed in; kept by the words the page shows."""

    WORDS = {"works": "实物作品", "certificates": "获奖证书", "video": "制作视频", "remark": "备注"}

    works = forms.IntegerField(label="收到实物作品（件）", min_value=0, max_value=50, initial=0)
    certificates = forms.IntegerField(label="收到获奖证书（份）", min_value=0, max_value=50, initial=0)
    video = forms.BooleanField(label="收到制作过程视频", required=False)
    remark = forms.CharField(label="备注", max_length=200, required=False)

    def received(self) -> dict[str, Any]:
        """As it is kept: only what there is."""
        given = {word: self.cleaned_data[name] for name, word in self.WORDS.items()}
        return {word: 1 if value is True else value for word, value in given.items() if value}

    @classmethod
    def known(cls, received: dict[str, Any]) -> dict[str, Any]:
        """What was registered before, by field."""
        return {name: received[word] for name, word in cls.WORDS.items() if word in received}

    @classmethod
    def told(cls, received: dict[str, Any]) -> list[tuple[str, Any]]:
        """The same by its words, in the form's order: a database may forget the order of keys."""
        return [(word, received[word]) for word in cls.WORDS.values() if word in received]
