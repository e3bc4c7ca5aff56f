"""What is asked of whoever publishes an amendment, and of whoever lets cases in hand follow it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.lib.widgets import MomentInput, SegmentedRadio
from notices.exceptions import NoticeRefused
from notices.forms import PublishForm
from notices.models import NoticeEdition
from review.process.following import numbers_behind

APART = re.compile(r"[\s,，;；、]+")
SHOWN = 5  # unknown numbers named in one sentence


class AmendForm(PublishForm):
    """Why, by what right and since when (GEN-10)."""

    reason = forms.CharField(label="修订原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label="修订依据", max_length=300, help_text="文号或批准文件")
    effective_at = forms.DateTimeField(
        label="生效时间",
        required=False,
        widget=MomentInput,
        help_text="不填即发布时生效；办理时间的变动总是自发布时起执行",
    )
    field_order = ("reason", "basis", "effective_at", "explained")

    @property
    def told(self) -> dict[str, Any]:
        """What publishing is told."""
        own = {name: self.cleaned_data[name] for name in ("reason", "basis", "effective_at")}
        return super().told | own


class EndForm(forms.Form):
    """Why a round ends; kept in the notice's history."""

    reason = forms.CharField(label="原因", max_length=90, widget=forms.Textarea(attrs={"rows": 2}))

    def show(self, refusal: NoticeRefused) -> None:
        """What the command refuses."""
        for each in refusal.reasons:
            self.add_error(None, each.text)


class FollowForm(forms.Form):
    """Which cases in hand follow an amendment of the law itself, because its basis says so (GEN-10)."""

    which = forms.ChoiceField(
        label="哪些申报适用修订后的规定",
        choices=[("chosen", "指定的申报"), ("all", "全部未作出决定的申报")],
        widget=SegmentedRadio,
    )
    numbers = forms.CharField(
        label="申报编号",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个，或用逗号隔开；选择“全部”时不用填",
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, edition: NoticeEdition) -> None:
        super().__init__(data)
        self.edition = edition

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("which") == "chosen":
            told["chosen"] = self._chosen(told.get("numbers", ""))
        return told

    def _chosen(self, text: str) -> set[str]:
        given = {each for each in APART.split(text) if each}
        if not given:
            self.add_error("numbers", "请填写申报编号。")
            return given
        if unknown := sorted(given - numbers_behind(self.edition, given)):
            more = f"等{len(unknown)}个" if len(unknown) > SHOWN else ""
            text = f"{'、'.join(unknown[:SHOWN])}{more}不是本通知下仍按旧版办理、未作出决定的申报。"
            self.add_error("numbers", ValidationError(text))
        return given

    @property
    def numbers_asked(self) -> set[str] | None:
        """None: all of them."""
        return self.cleaned_data["chosen"] if self.cleaned_data["which"] == "chosen" else None

    @property
    def key(self) -> str:
        """What is asked, so that a page confirms what it showed and nothing else."""
        asked = self.numbers_asked
        return "all" if asked is None else ",".join(sorted(asked))

    @property
    def is_confirmed(self) -> bool:
        """The very thing that was shown."""
        return bool(self.cleaned_data["confirmed"] == self.key)
