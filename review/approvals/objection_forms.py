"""The two pages of an objection from anybody, to a unit's sheet or to a result: who, then what (S15)."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from config.lib.crypto import SealBroken, seal, unseal
from config.lib.text import control_characters_in, name_problem, normalise_name, normalise_phone, phone_problem
from config.lib.uiwhen import ask_when
from config.lib.widgets import code_input, phone_input
from review.approvals.desk_form import DeskForm

COLUMN = "outcomes.objection.way"  # the name is of old: a page opened before an upgrade must still be read after it
NAMED, ANONYMOUS = "named", "anonymous"


@dataclass(frozen=True, slots=True)
class Way:
    """What the first page of an objection asked. It travels sealed in the second page and is kept nowhere (S15)."""

    subject: str  # the declaration it is about
    binding: str  # random: what the code is bound to, and what tells a second click from a second objection
    name: str = ""
    phone: str = ""
    evidence: int | None = None  # a file that was taken in already, should the code be mistyped

    @property
    def named(self) -> bool:
        return bool(self.phone)

    def sealed(self) -> str:
        return seal(json.dumps(asdict(self)), column=COLUMN)

    def with_evidence(self, pk: int) -> "Way":
        return replace(self, evidence=pk)

    @classmethod
    def opened(cls, token: str, *, subject: str) -> Self | None:
        """None for a token that is not ours, or of another page."""
        try:
            way = cls(**json.loads(unseal(token, column=COLUMN)))
        except (SealBroken, ValueError, TypeError):
            return None
        return way if way.subject == subject else None


class WayForm(DeskForm):
    """First page: with one's name or without; ``seen_by`` says who may read the name."""

    way = forms.ChoiceField(
        label="怎样提出",
        choices=[(NAMED, "实名（办结后短信告知您）"), (ANONYMOUS, "匿名（凭查询码查看答复）")],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="您的姓名", max_length=60, required=False)
    phone = forms.CharField(
        label="您的手机号",
        max_length=20,
        required=False,
        widget=phone_input(),
        help_text="用于核实和告知结果",
    )

    def __init__(self, *args: Any, seen_by: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = f"仅{seen_by}可见"
        ask_when(self, "way", (NAMED,), "实名须填", "name", "phone")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("way") == NAMED:
            self._want("name", normalise_name, name_problem)
            self._want("phone", normalise_phone, phone_problem)
        return given

    def as_way(self, subject: str) -> Way:
        """What is sealed into the second page."""
        given, binding = self.cleaned_data, secrets.token_hex(16)
        named = given["way"] == NAMED
        return Way(subject, binding, given["name"], given["phone"]) if named else Way(subject, binding)

    def _want(self, name: str, normalise: Callable[[str], str], problem: Callable[[str], str]) -> None:
        value = normalise(self.cleaned_data.get(name) or "")
        self.cleaned_data[name] = value
        if wrong := problem(value):
            self.add_error(name, wrong)


class ObjectionForm(DeskForm):
    """Second page: what is wrong, with one file; the code of the phone for those who gave their name."""

    field_order = ["ticket", "text", "evidence", "code"]
    ticket = forms.CharField(max_length=4000, widget=forms.HiddenInput)
    text = forms.CharField(
        label="异议内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="写明事实、时间和依据，例如哪一项业绩不属实、为什么。不要写与评审无关的个人隐私。",
    )
    evidence = forms.FileField(
        label="证据材料", required=False, help_text="一个文件，PDF、JPG 或 PNG，不超过 10 MB；多页请合并为一个 PDF"
    )

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if way.named:
            self.fields["code"] = forms.CharField(label="短信验证码", max_length=6, widget=code_input())
        self.order_fields(self.field_order)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if control_characters_in(text):
            raise ValidationError("内容中有无法显示的字符，请删除后重新填写。")
        return text
