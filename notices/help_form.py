"""Shapes of an article and of an announcement."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.states import Role
from config.lib.prose import is_of_this_house
from config.lib.widgets import MomentField
from notices.exceptions import NoticeRefused
from notices.models import HelpArticle
from notices.services.helping import is_fixed
from notices.states import Tone

# Whom a banner may be shown to; nobody ticked is everybody, visitors too.
READERS = (Role.APPLICANT, Role.UNIT, Role.DEPARTMENT, Role.LOCAL_OFFICE, Role.OFFICE, Role.CONFIRMER,
           Role.SECRETARY, Role.EXPERT, Role.FINANCE, Role.SUPERVISION, Role.ADMIN)  # fmt: skip


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]
    """An article; it is previewed before it is saved."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = HelpArticle
        fields = ["title", "slug", "role", "order", "lead", "text", "is_shown"]
        widgets = {"text": forms.Textarea(attrs={"rows": 18})}
        help_texts = {
            "slug": "小写字母、数字和连字符，建立后尽量不改",
            "text": "空一行分段；“## ”开头是小标题；“- ”“1. ”开头是列表；**加粗**；[文字](/网址/) 是链接。",
            "order": "同一组里从小到大",
        }

    def __init__(self, *args: Any, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": seen}, **kwargs)
        if self.instance.pk and is_fixed(self.instance):
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = "随系统附带的文章，各页的“帮助”通向它，网址名称不能改"

    def clean_slug(self) -> str:
        """Lower case; what is taken is refused by the command."""
        return str(self.cleaned_data["slug"]).lower()

    def validate_unique(self) -> None:
        """The command says it in its own words."""

    def show(self, refusal: NoticeRefused) -> None:
        """What the command refuses, at its field where the form has it."""
        for each in refusal.reasons:
            self.add_error(each.field if each.field in self.fields else None, each.text)


class AnnouncementForm(forms.Form):
    """A banner: words, how loud, for whom, from when to when."""

    text = forms.CharField(label="内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    tone = forms.ChoiceField(label="语气", choices=Tone.choices)
    roles = forms.MultipleChoiceField(
        label="给谁看",
        required=False,
        choices=[(role.value, role.label) for role in READERS],
        widget=forms.CheckboxSelectMultiple,
        help_text="都不勾选的，所有人可见，包括没有登录的人。",
    )
    starts_at = MomentField(label="开始显示")
    ends_at = MomentField(label="结束显示（到时自动消失）")
    url = forms.CharField(
        label="链接", required=False, max_length=200, help_text="本站地址，如 /notices/2024-craft-arts/"
    )
    button = forms.CharField(label="链接文字", required=False, max_length=20)

    def clean_url(self) -> str:
        """Only within the house: a banner leads nobody to a stranger."""
        url = str(self.cleaned_data["url"]).strip()
        if url and not is_of_this_house(url):
            raise ValidationError("请填本站地址，以“/”开头。")
        return url

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        starts, ends = told.get("starts_at"), told.get("ends_at")
        if isinstance(starts, datetime) and isinstance(ends, datetime) and ends <= starts:
            self.add_error("ends_at", "应晚于开始显示的时间。")
        if told.get("url") and not told.get("button"):
            told["button"] = "查看"
        return told

    def show(self, refusal: NoticeRefused) -> None:
        """What the command refuses, at its field where the form has it."""
        for each in refusal.reasons:
            self.add_error(each.field if each.field in self.fields else None, each.text)
