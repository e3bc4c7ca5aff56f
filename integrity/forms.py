"""Forms of the admin: an ID number is asked for, only its index is kept."""

from django import forms

from accounts.models import User
from config.lib.text import id_number_problem, uscc_problem
from integrity.exceptions import IntegrityRefused
from integrity.models import IntegrityRecord, Suspicion
from integrity.services import PEOPLE, identifier_of, refuse_the_tied
from integrity.states import RecordState, SuspicionState
from integrity.suspicions import refuse_finding

DECIDED = ("basis", "decision_no", "decided_on", "starts_on", "ends_on")
DATES = ("decided_on", "starts_on", "ends_on")


class ActedForm(forms.ModelForm):
    """A form of the admin that knows who fills it in, and refuses on it what the service would refuse behind it."""

    actor: User

    def _say(self, refusal: IntegrityRefused) -> None:
        for reason in refusal.reasons:
            self.add_error(reason.field if reason.field in self.fields else None, reason.text)


class RecordForm(ActedForm):
    """Entering a finding."""

    number = forms.CharField(
        label="身份证号码或统一社会信用代码",
        max_length=40,
        help_text="个人、专家、工作人员填身份证号码，单位填统一社会信用代码。身份证号码不保存，只保存不可还原的索引。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    class Meta:
        model = IntegrityRecord
        fields = ("subject_kind", "number", "name", "act", "facts", "basis", "decision_no", *DATES)

    def clean(self):
        said = super().clean()
        kind, number = said.get("subject_kind"), said.get("number")
        if kind and number and (problem := (id_number_problem if kind in PEOPLE else uscc_problem)(number)):
            self.add_error("number", problem)
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", "记录期止不能早于记录期起。")
        if not self.errors:
            self._refuse(said)
        return said

    def _refuse(self, said) -> None:
        try:
            refuse_the_tied(self.actor, identifier_of(said["subject_kind"], said["number"]), field="number")
        except IntegrityRefused as refusal:
            self._say(refusal)
        if not self.errors and self._is_known(said):
            self.add_error("decision_no", "同一认定文书已经为此人（单位）录入过记录。")

    def _is_known(self, said) -> bool:
        who = {"subject_kind": said["subject_kind"], "identifier": identifier_of(said["subject_kind"], said["number"])}
        same = IntegrityRecord.objects.filter(**who, decision_no=said["decision_no"])
        return same.exclude(state=RecordState.REVOKED).exists()


class SuspicionForm(ActedForm):
    """What the authority heard and found; a decision's document where something was established."""

    outcome = forms.ChoiceField(
        label="认定结果",
        choices=[(each.value, each.label) for each in (SuspicionState.DISMISSED, SuspicionState.ESTABLISHED)],
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(
        label="处理依据", max_length=200, required=False, help_text="如《科研失信行为调查处理规则》第…条。"
    )
    decision_no = forms.CharField(label="认定文书", max_length=120, required=False)
    decided_on = forms.DateField(label="认定日期", required=False)
    starts_on = forms.DateField(label="记录期起", required=False)
    ends_on = forms.DateField(label="记录期止", required=False)

    class Meta:
        model = Suspicion
        fields = ("defence", "finding")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("defence", "finding"):
            if name in self.fields:
                self.fields[name].required = True

    def clean(self):
        said = super().clean()
        try:
            refuse_finding(self.instance, self.actor)
        except IntegrityRefused as refusal:
            self._say(refusal)
        if said.get("outcome") != SuspicionState.ESTABLISHED:
            return said
        for name in DECIDED:
            if not said.get(name):
                self.add_error(name, "认定成立的，须填写这一项。")
        if not self.errors and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", "记录期止不能早于记录期起。")
        return said
