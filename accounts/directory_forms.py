"""Shapes of the directory: an organisation as its keeper edits it, and somebody seated at one of its desks."""

from dataclasses import fields
from typing import Any

from django import forms

from accounts.directory import KEPT_STATUS, kinds_for, superiors_for
from accounts.forms import OTHER_CHOICE, AccountForm, clean_contact, clean_name, clean_phone, clean_uscc, phone_field
from accounts.industries import industry_choices
from accounts.models import Organisation, User
from accounts.services.directory import KEPT, OrganisationData
from accounts.states import ROLES_OF, Affiliation, OrganisationKind, Role, UnitNature
from config.lib import widgets
from config.lib.seen import state_of
from config.lib.text import control_characters_in

SHORT = {"required": "请填写。"}
CHOOSE = {"required": "请选择。", "invalid_choice": "“%(value)s”不在清单中，请从清单中选择。"}


def line_field(label: str, longest: int, hint: str = "") -> forms.CharField:
    """An optional line of text."""
    too_long = {"max_length": f"不能超过 {longest} 字，现有 %(show_value)s 字。"}
    return forms.CharField(label=label, max_length=longest, required=False, help_text=hint, error_messages=too_long)


class OrganisationForm(AccountForm):
    """An entry of the directory; the same shape judges every line of a sheet."""

    name = forms.CharField(
        label="名称", max_length=120, help_text="全称，与法人证书、营业执照或机构批文一致。", error_messages=SHORT
    )
    kind = forms.ChoiceField(label="类别", choices=[*OTHER_CHOICE, *OrganisationKind.choices], error_messages=CHOOSE)
    uscc = forms.CharField(
        label="统一社会信用代码",
        max_length=40,
        required=False,
        help_text="18位。用人单位须填写，职改办没有的可以不填。",
        widget=widgets.text_input(autocomplete="off", spellcheck="false"),
    )
    parent = forms.ModelChoiceField(
        label="上级（主管部门或职改办）",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="没有上级",
        widget=widgets.SearchSelect,
        help_text="申报材料报送到这里。已经提交的申报按提交时的路线走，不受影响。",
    )
    legal_person = forms.TypedChoiceField(
        label="是否具有独立法人资格？",
        choices=[("yes", "是"), ("no", "否，是分支机构")],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
        help_text="没有独立法人资格的，不得作为申报单位（E108）；通知列明的例外分支机构除外。",
        error_messages=CHOOSE,
    )
    branch_type = line_field("分支机构类型", 40, "依法可以独立承担民事责任的分支机构填写，如：银行、保险公司。")
    legal_representative = line_field("法定代表人（负责人）", 60)
    affiliation = forms.ChoiceField(
        label="隶属关系",
        choices=[*OTHER_CHOICE, *Affiliation.choices],
        required=False,
        help_text="决定由哪一级评委会受理。用人单位须填写。",
        error_messages=CHOOSE,
    )
    nature = forms.ChoiceField(
        label="单位性质", choices=[*OTHER_CHOICE, *UnitNature.choices], required=False, error_messages=CHOOSE
    )
    industry = forms.ChoiceField(label="所属行业", required=False, widget=widgets.SearchSelect, error_messages=CHOOSE)
    place = line_field("所在地", 80, "写到县（市、区）。")
    zone = line_field("注册所在园区（开发区）", 60)
    address = line_field("通讯地址", 160)
    contact_phone = line_field("联系电话", 40, "手机，或带区号的座机。")
    status = forms.ChoiceField(
        label="状态",
        choices=[(each.value, each.label) for each in KEPT_STATUS],
        initial=KEPT_STATUS[0],
        widget=forms.RadioSelect,
        help_text="暂停后，其经办人不能再办理业务。",
        error_messages=CHOOSE,
    )
    reason = line_field("修改说明", 100, "依据或原因，如机构改革文号；记入历史。")

    def __init__(self, *args: Any, user: User, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=shown_of(organisation) if organisation else None, **kwargs)
        self.seen = state_of(organisation, KEPT)
        # Offered are the person's own; what else is said, by a sheet too, the service answers with a sentence.
        self.fields["kind"].widget.choices = [*OTHER_CHOICE, *kinds_for(user, organisation)]
        superiors = superiors_for(user, organisation)
        if organisation and organisation.parent_id:  # the own office's superior is another's to keep
            superiors |= Organisation.objects.filter(pk=organisation.parent_id)
        self.fields["parent"].queryset = superiors
        self.fields["industry"].choices = industry_choices(organisation.industry if organisation else "")

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if control_characters_in(name):
            raise forms.ValidationError("名称中有看不见的控制字符，请重新输入。")
        return name

    def clean_uscc(self) -> str | None:
        return clean_uscc(self.cleaned_data["uscc"]) if self.cleaned_data["uscc"] else None

    def clean_legal_representative(self) -> str:
        said = self.cleaned_data["legal_representative"]
        return clean_name(said) if said else ""

    def clean_contact_phone(self) -> str:
        said = self.cleaned_data["contact_phone"]
        return clean_contact(said) if said else ""

    def clean(self) -> dict[str, Any]:
        """What a unit must have, and that a body of its own is no branch (CHAN-07)."""
        said = super().clean() or {}
        if said.get("kind") in OrganisationKind.units:
            for name in ("uscc", "parent", "affiliation"):
                if name not in self.errors and not said.get(name):
                    self.add_error(name, "用人单位须填写。")
        if said.get("legal_person") and said.get("branch_type"):
            self.add_error("branch_type", "具有独立法人资格的不填分支机构类型。")
        return said

    @property
    def data_told(self) -> OrganisationData:
        """What a valid form says."""
        return OrganisationData(**{each.name: self.cleaned_data[each.name] for each in fields(OrganisationData)})


def shown_of(organisation: Organisation) -> dict[str, Any]:
    """An entry as its form shows it."""
    told = {each.name: getattr(organisation, each.name) for each in fields(OrganisationData)}
    return {**told, "parent": organisation.parent_id, "legal_person": "yes" if organisation.legal_person else "no"}


class SeatForm(AccountForm):
    """The system's administrator seats somebody who has an account: the first manager of a body (ROLE-11)."""

    phone = phone_field("手机号（须已注册）", autocomplete="off")
    role = forms.ChoiceField(label="角色", error_messages=CHOOSE)
    as_manager = forms.BooleanField(label="可以管理本组织的人员", required=False, initial=True)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = ROLES_OF[OrganisationKind(organisation.kind)]
        self.fields["role"].choices = [(role.value, Role(role).label) for role in roles]
        self.person: User | None = None

    def clean_phone(self) -> str:
        phone: str = clean_phone(self.cleaned_data["phone"])
        self.person = User.objects.by_phone(phone)
        if self.person is None:
            raise forms.ValidationError("这个手机号还没有注册。请对方先注册个人账户。")
        return phone
