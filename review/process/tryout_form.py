"""Which sample a notice is tried out with, at which moment, and what is changed in it."""

from datetime import datetime
from typing import Any

from django import forms

from accounts.states import Affiliation
from config.lib import clock
from config.lib.widgets import DayField, MomentField
from declarations.eligibility.words import SCHOOLING
from declarations.packages.dossier_file import moment_inside
from declarations.sample import PATHS, PEOPLE, STAFF, NoSuchOffering, Offering, kind_of, offering
from declarations.sample.trying import UNTITLED, Facts
from declarations.states import Channel
from notices.rules import Terms
from review.process.rehearsal.telling import PATH_WORDS

AS_IT_IS = ("", "照样例")
MOST = 12  # entries of a list: more than any notice takes


class TryOutForm(forms.Form):
    """Told by the address, so that a try-out can be sent to a colleague; nothing of it is stored."""

    level = forms.ChoiceField(label="级别")
    specialty = forms.ChoiceField(label="专业")
    path = forms.ChoiceField(label="申报途径")
    person = forms.ChoiceField(label="申报人是谁")
    at = MomentField(label="假定现在是", required=False, help_text="不填按申报时间内的时刻核对。")
    born_on = DayField(label="出生日期", required=False)
    education = forms.ChoiceField(label="学历", required=False)
    graduated_on = DayField(label="毕业时间", required=False)
    title = forms.ChoiceField(label="现职称", required=False)
    granted_on = DayField(label="现职称取得时间", required=False)
    achievements = forms.IntegerField(label="业绩成果项数", required=False, min_value=0, max_value=MOST)
    publications = forms.IntegerField(label="学术成果项数", required=False, min_value=0, max_value=MOST)
    paid_months = forms.IntegerField(label="养老保险缴费月数", required=False, min_value=0, max_value=MOST)
    courses = forms.ChoiceField(label="继续教育", required=False, choices=[AS_IT_IS, ("1", "合格"), ("0", "不合格")])
    channel = forms.ChoiceField(label="申报渠道", required=False, choices=[AS_IT_IS, *Channel.choices])
    affiliation = forms.ChoiceField(label="单位隶属关系", required=False, choices=[AS_IT_IS, *Affiliation.choices])
    papers = forms.ChoiceField(
        label="证明材料", required=False, choices=[("1", "每处都已上传"), ("0", "一份都没有上传")]
    )
    WHO = ("level", "specialty", "path", "person", "at")

    def __init__(self, data: Any = None, *, terms: Terms) -> None:
        super().__init__(data)
        self.terms = terms
        self.asked: Offering | None = None
        offered = {
            "level": [(each.code, each.name) for each in terms.levels],
            "specialty": [("", "不限，取第一个"), *((each.code, each.name) for each in terms.specialties)],
            "path": [(each, PATH_WORDS.get(each, each)) for each in PATHS],
            "person": [(code, who.label) for code, who in PEOPLE.items()],
            "education": [AS_IT_IS, *((each, each) for each in SCHOOLING)],
            "title": [AS_IT_IS, (UNTITLED, "没有职称"), *((each.code, each.name) for each in terms.levels)],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices
        self.fields["specialty"].required = False

    @classmethod
    def at_first(cls, terms: Terms) -> "TryOutForm":
        """As it is met: somebody of a state unit who comes the ordinary way at the first level."""
        return cls({"level": terms.levels[0].code, "path": PATHS[0], "person": STAFF, "papers": "1"}, terms=terms)

    @property
    def who(self) -> list[forms.BoundField]:
        """Which sample, and when."""
        return [self[name] for name in self.WHO]

    @property
    def facts_asked(self) -> list[forms.BoundField]:
        """What may be changed in it."""
        return [field for field in self if field.name not in self.WHO]

    @property
    def is_changed(self) -> bool:
        """Whether anything was."""
        return (
            any(field.value() for field in self.facts_asked if field.name != "papers") or self["papers"].value() == "0"
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        told["at"] = told["at"] or moment_inside(self.terms, clock.law(), kind_of(told["path"]))
        names = {name: told[name] for name in ("level", "specialty", "path", "person")}
        try:
            self.asked = offering(self.terms, today=clock.local_date(told["at"]), **names)
        except NoSuchOffering as refusal:
            self.add_error("path", str(refusal))
        return told

    @property
    def judged_at(self) -> datetime:
        """The moment it is judged at."""
        moment: datetime = self.cleaned_data["at"]
        return moment

    @property
    def facts(self) -> Facts:
        """What was changed."""
        told = self.cleaned_data
        names = ("born_on", "education", "graduated_on", "title", "granted_on", "channel", "affiliation")
        counts = ("achievements", "publications", "paid_months")
        return Facts(
            **{name: told[name] for name in (*names, *counts)},
            courses={"1": True, "0": False}.get(told["courses"]),
            papers=told["papers"] != "0",
        )
