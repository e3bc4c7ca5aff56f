"""The shape of what units and offices enter; whether it may be is for the services to say."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from committees.states import Rank
from config.lib.text import normalise_name, normalise_phone
from config.lib.widgets import DayInput, LongText, SegmentedRadio, phone_input
from declarations.forms.many import ManyFilesField
from declarations.models import Declaration
from integrity.states import Act
from notices.rules import terms_of
from review.approvals.content import Part
from review.approvals.desk_form import Clash, DeskForm, SeenForm
from review.approvals.models import DeliberationGroup, PublicityObjection, UnitDefence, Verification
from review.approvals.models import StopReview as Review
from review.approvals.services.publicity import NO_REPLY
from review.approvals.states import Authenticity, CheckRow

EXPERTS = 5  # rows of the defence panel
EXPERT = ("name", "title", "unit")
YES, NO = "1", "0"
COPY_FIELDS = ("copy_signer", "copy_signed_on", "copy_scan")
SUSPECTED = [(each.value, each.label) for each in Act if each != Act.DISCIPLINE]  # of an applicant
FINDINGS = [(each.value, each.label) for each in Authenticity]


class VerifyForm(SeenForm):
    """What the unit found on one part (UNIT-03); a flagged journal also asks how (RISK-03)."""

    saved = ("original_seen", "finding", "method", "note", "copy_signer", "copy_signed_on")
    original_seen = forms.BooleanField(label="原件已核对", required=False)
    finding = forms.ChoiceField(label="核验结果", choices=FINDINGS, widget=SegmentedRadio)
    method = forms.CharField(label="核验方法", max_length=200, required=False)
    note = forms.CharField(label="备注", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    copy_signer = forms.CharField(
        label="复印件：签名的审核人",
        max_length=60,
        required=False,
        help_text="确实没有原件的，复印件上注明“与原件一致”，审核人签名、注明日期并盖单位公章。",
    )
    copy_signed_on = forms.DateField(label="复印件：签名日期", required=False, widget=DayInput)
    copy_scan = forms.FileField(label="复印件：盖章页扫描件", required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        part: Part,
        verification: Verification | None = None,
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        """``kept``: what this person typed before and did not save."""
        super().__init__(data, files, row=verification, initial={**self.told(verification), **(kept or {})})
        if not part.flag:
            del self.fields["method"]
        if part.has_copies:
            del self.fields["original_seen"]
        else:
            for name in COPY_FIELDS:
                del self.fields[name]

    def said(self) -> dict[str, Any]:
        """As the service takes it: the word on a copy in one piece (MAT-07)."""
        given = dict(self.cleaned_data)
        copy = {name: given.pop(name) for name in COPY_FIELDS if name in given}
        return {"original_seen": False, **given, "copy": copy or None}


class DefenceForm(SeenForm):
    """单位答辩意见 (FORM-19)."""

    saved = ("held_on", "place", "questions", "opinion")
    held_on = forms.DateField(label="答辩日期", widget=DayInput)
    place = forms.CharField(label="答辩地点", max_length=120, required=False)
    questions = forms.CharField(label="提问及回答情况", max_length=3000, widget=LongText(most=3000, rows=6))
    opinion = forms.CharField(label="答辩意见", max_length=2000, widget=LongText(most=2000, rows=6))

    def __init__(
        self, data: Any = None, *, defence: UnitDefence | None = None, kept: Mapping[str, list[str]] | None = None
    ) -> None:
        """``kept``: what this person typed before and did not save."""
        over = {name: given[0] for name, given in (kept or {}).items() if given}
        super().__init__(data, row=defence, initial={**self.told(defence), **over})
        self.panel = _panel(kept) if kept else defence.panel if defence else []

    def overtaken(self, theirs: UnitDefence | None) -> None:
        """The panel is no field of its own, and differs like one."""
        super().overtaken(theirs)
        there, here = (_people(panel) for panel in (theirs.panel if theirs else [], self.panel_given()))
        if there != here:
            self.clashes.append(Clash("答辩专家", there, here))

    @property
    def experts(self) -> list[dict[str, str]]:
        """Rows of the panel as entered, with empty ones below; nothing depends on a script."""
        rows = self.panel_given() if self.is_bound else self.panel
        empty = {"name": "", "title": "", "unit": ""}
        return [*rows, *[empty] * max(1, EXPERTS - len(rows))]

    def panel_given(self) -> list[dict[str, str]]:
        given = {f"expert_{name}": self.data.getlist(f"expert_{name}") for name in EXPERT}
        return [row for row in _panel(given) if row["name"]]


class GroupForm(DeskForm):
    name = forms.CharField(label="小组名称", max_length=80, initial="职称审议推荐小组")
    host = forms.CharField(
        label="受委托单位", max_length=120, required=False, help_text="委托外单位审议的，填写受委托单位名称。"
    )


class MemberForm(DeskForm):
    """One person of the deliberation group (UNIT-07)."""

    name = forms.CharField(label="姓名", max_length=60)
    unit_name = forms.CharField(label="所在单位", max_length=120)
    post = forms.CharField(label="职务", max_length=60, required=False)
    title = forms.CharField(label="职称", max_length=60, required=False)
    rank = forms.ChoiceField(label="职称层级", choices=[("", "无"), *Rank.choices], required=False)
    professional = forms.BooleanField(label="专业技术人才", required=False, initial=True)
    is_leader = forms.BooleanField(label="组长", required=False)
    external = forms.BooleanField(label="外单位专家", required=False)

    def clean_name(self) -> str:
        return normalise_name(self.cleaned_data["name"])


class DeliberationForm(SeenForm):
    """审议推荐意见: one text an aspect the notice names (UNIT-09)."""

    group = forms.ModelChoiceField(label="审议推荐小组", queryset=DeliberationGroup.objects.none(), empty_label=None)
    held_on = forms.DateField(label="会议日期", widget=DayInput)
    place = forms.CharField(label="会议地点", max_length=120)
    votes_present = forms.IntegerField(label="到会人数", min_value=1, max_value=99)
    votes_for = forms.IntegerField(label="同意票", min_value=0, max_value=99)
    votes_against = forms.IntegerField(label="不同意票", min_value=0, max_value=99, initial=0)
    agree = forms.TypedChoiceField(
        label="审议结论",
        choices=[(YES, "同意推荐"), (NO, "不同意推荐")],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        declaration: Declaration,
        groups: Any,
        done: Any = None,
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        """``kept``: what this person typed before and did not save."""
        self.aspects = terms_of(declaration.edition).deliberation.aspects
        super().__init__(data, row=done, initial=self.told(done) | dict(kept or {}))
        self.fields["group"].queryset = groups
        for number, aspect in enumerate(self.aspects):
            self.fields[f"aspect_{number}"] = forms.CharField(
                label=aspect, max_length=1000, widget=LongText(most=1000, rows=3)
            )
        self.order_fields(["group", "held_on", "place", *(f"aspect_{n}" for n in range(len(self.aspects)))])

    def texts(self) -> dict[str, str]:
        return {aspect: self.cleaned_data[f"aspect_{number}"] for number, aspect in enumerate(self.aspects)}

    def told(self, row: Any) -> dict[str, Any]:
        if row is None:
            return {}
        names = ("group", "held_on", "place", "votes_present", "votes_for", "votes_against")
        told = {name: getattr(row, name) for name in names} | {"agree": YES if row.agree else NO}
        return told | {f"aspect_{n}": row.aspects.get(aspect, "") for n, aspect in enumerate(self.aspects)}


class ObjectionForm(DeskForm):
    raised_by = forms.CharField(label="异议人", max_length=60, required=False, help_text="未署名的留空。")
    text = forms.CharField(label="异议内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ResolveForm(DeskForm):
    upheld = forms.TypedChoiceField(
        label="核查结果",
        choices=[(NO, "异议不成立"), (YES, "异议成立")],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
    )
    finding = forms.CharField(
        label="核查结论", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="单位留存，不公开。"
    )
    reply = forms.CharField(
        label="答复",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="现场登记的可以不填；不写其他人的隐私。",
    )

    def __init__(self, *args: Any, objection: PublicityObjection, **kwargs: Any) -> None:
        """Several stand on one page; what was raised online has to be answered (UNIT-13, E310)."""
        super().__init__(*args, auto_id=f"id_objection_{objection.pk}_%s", **kwargs)
        if objection.received_by_id is None:
            reply = self.fields["reply"]
            reply.required, reply.error_messages["required"] = True, NO_REPLY.text
            reply.help_text = "网上提出的必须答复，提出人凭查询码看到；不写其他人的隐私。"


class FileForm(DeskForm):
    file = forms.FileField(label="拍照或选择文件")


class SupplementForm(DeskForm):
    """The final proof of one pending item (MAT-38)."""

    part = forms.CharField(widget=forms.HiddenInput)
    said = forms.CharField(
        label="结题或发表情况",
        max_length=300,
        help_text="结题的写明结题时间和结论；发表的写明刊物、期号和出版日期。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    files = ManyFilesField(label="证明文件", help_text="PDF、JPG 或 PNG，可以一次选择多个；手机可以直接拍照。")


class SupplementWordForm(DeskForm):
    """A desk's word on a supplement; why is asked of what goes back."""

    remark = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        help_text="退回的必须写明原因。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(DeskForm):
    answer = forms.CharField(
        label="怎样处理的", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


VERDICTS = {False: ("合格", "不合格", "不合格的情况"), True: ("准予", "不准予", "理由")}


class ReviewForm(SeenForm):
    """One verdict a row of the desk's sheet (OFFICE-01), with a note where it does not hold."""

    opinion = forms.CharField(label="审核意见", max_length=1000, required=False, widget=LongText(most=1000, rows=3))

    def __init__(
        self,
        data: Any = None,
        *,
        rows: Iterable[CheckRow],
        review: Review | None = None,
        kept: Mapping[str, Any] | None = None,
    ) -> None:
        """``kept``: what this person typed before and did not sign."""
        self.asked = list(rows)
        super().__init__(data, row=review, initial=self.told(review) | dict(kept or {}))
        for row in self.asked:
            yes, no, note = VERDICTS[row in CheckRow.reasoned]
            self.fields[f"row_{row}"] = forms.ChoiceField(
                label=row.label,
                choices=[(YES, yes), (NO, no)],
                widget=SegmentedRadio,
                error_messages={"required": f"请选择{yes}或{no}。"},
            )
            self.fields[f"row_{row}_note"] = forms.CharField(label=note, max_length=300, required=False)
        self.order_fields(name for row in self.asked for name in (f"row_{row}", f"row_{row}_note"))

    def rows(self) -> list[tuple[Any, Any]]:
        """Verdict and note of each row, as bound fields."""
        return [(self[f"row_{row}"], self[f"row_{row}_note"]) for row in self.asked]

    def told(self, row: Review | None) -> dict[str, Any]:
        return _reviewed(row)

    def label_of(self, name: str) -> str:
        """Notes of different rows bear one label on the sheet; beside each other they name their row."""
        row = name.removeprefix("row_").removesuffix("_note")
        named = f"{CheckRow(row).label}：情况" if name.endswith("_note") else ""
        return named or super().label_of(name)

    def sheet(self) -> dict[str, Any]:
        """Opinion and verdicts as the service takes them, with the mark of what the page showed."""
        given, verdicts = self.cleaned_data, {YES: True, NO: False}
        rows = {
            row.value: {"ok": verdicts.get(given[f"row_{row}"]), "note": given[f"row_{row}_note"]} for row in self.asked
        }
        return {"opinion": given["opinion"], "rows": rows, "seen": given["seen"]}


class ExceptionForm(DeskForm):
    """破格审批 (OFFICE-12)."""

    agree = forms.TypedChoiceField(
        label="审核结论",
        choices=[(YES, "同意破格申报"), (NO, "不同意")],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
    )
    relaxes = forms.MultipleChoiceField(label="放宽的条件", widget=forms.CheckboxSelectMultiple, required=False)
    reason = forms.CharField(label="理由", max_length=1000, widget=LongText(most=1000, rows=3))

    def __init__(self, data: Any = None, *, relaxes: Iterable[str], decision: Any = None) -> None:
        told = {"agree": YES if decision.agree else NO, "relaxes": decision.relaxes} if decision else {}
        super().__init__(data, initial=told | ({"reason": decision.reason} if decision else {}))
        self.fields["relaxes"].choices = [(each, f"放宽{each}") for each in relaxes]


class FilingForm(DeskForm):
    """Since when the paper letter of an outside unit is on file (CHAN-13)."""

    filed_on = forms.DateField(label="备案日期", widget=DayInput, error_messages={"required": "请填写备案日期。"})
    number = forms.CharField(label="备案号", max_length=60, required=False)


class VerifierForm(DeskForm):
    """Who carries out the unit's step of a one-person unit (G-32)."""

    phone = forms.CharField(label="核验人手机号", max_length=20, widget=phone_input())
    reason = forms.CharField(label="指定理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])


class AskVerifierForm(DeskForm):
    """Why nobody here can carry out the unit's step, told to the office above (G-32)."""

    reason = forms.CharField(label="请求指定的说明", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CommissionForm(DeskForm):
    """Who carries out the unit's step by commission, and until when (CHAN-09, FORM-12)."""

    phone = forms.CharField(label="受委托人手机号", max_length=20, widget=phone_input())
    reason = forms.CharField(label="委托事由和委托函文号", max_length=100, widget=forms.Textarea(attrs={"rows": 2}))
    until = forms.DateField(label="有效期至", widget=DayInput)

    def clean_phone(self) -> str:
        return normalise_phone(self.cleaned_data["phone"])


def _panel(given: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """The columns of the panel as rows; a row nobody wrote in is none."""
    columns = [given.get(f"expert_{name}", []) for name in EXPERT]
    rows = [dict(zip(EXPERT, row, strict=True)) for row in zip(*columns, strict=False)]
    told = [{name: text.strip()[:120] for name, text in row.items()} for row in rows]
    return [row for row in told if any(row.values())]


def _people(panel: Iterable[Mapping[str, str]]) -> str:
    rows = (" ".join(filter(None, (each["name"], each["title"], each["unit"]))) for each in panel)
    return "、".join(rows)


def _reviewed(review: Review | None) -> dict[str, Any]:
    if review is None:
        return {}
    verdicts = {True: YES, False: NO}
    told = {"opinion": review.opinion}
    for row, judged in review.rows.items():
        told |= {f"row_{row}": verdicts.get(judged.get("ok"), ""), f"row_{row}_note": judged.get("note", "")}
    return told


class SuspectForm(DeskForm):
    """A suspicion of misconduct: what, where, by what evidence (MAT-05)."""

    act = forms.ChoiceField(label="涉嫌行为", choices=[("", "请选择"), *SUSPECTED])
    place = forms.ChoiceField(label="所在材料", required=False)
    facts = forms.CharField(label="事实和证据", max_length=2000, widget=LongText(most=2000, rows=6))

    def __init__(self, data: Any = None, *, places: Iterable[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["place"].choices = [("", "整份申报"), *((each, each) for each in dict.fromkeys(places))]
