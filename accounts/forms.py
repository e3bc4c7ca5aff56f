"""Shapes of what people type about themselves and their units; whether it is true, the services say."""

from collections.abc import Iterable

from django import forms

from accounts.industries import SOURCE, industry_choices
from accounts.models import Membership, Organisation, User
from accounts.rules import superiors_below
from accounts.selectors import superiors
from accounts.states import ROLES_OF, Affiliation, OrganisationKind, Role, UnitNature
from config.lib import text, widgets
from config.lib.files import SCANS
from config.lib.reason import Reason
from config.lib.seen import told_at

NAME_HINT = "与身份证一致。可以输入生僻字和间隔号“·”；证件上有字母的照填。"
OTHER_CHOICE = [("", "请选择")]
SCAN_TYPES = ",".join(sorted(SCANS))


class AccountForm(forms.Form):
    """A form to which a service may answer with reasons."""

    def show(self, reasons: Iterable[Reason]) -> None:
        """Every refusal at its field where the form has it, else above the form."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, told_at(self, reason))


def normalised(normalise, problem):
    """A cleaner: one canonical form out, or the sentence of what is wrong with it."""

    def clean(value: str) -> str:
        if sentence := problem(value):
            raise forms.ValidationError(sentence)
        return normalise(value)

    return clean


clean_phone = normalised(text.normalise_phone, text.phone_problem)
clean_name = normalised(text.normalise_name, text.name_problem)
clean_id_number = normalised(text.normalise_id_number, text.id_number_problem)
clean_uscc = normalised(text.normalise_uscc, text.uscc_problem)
clean_contact = normalised(text.normalise_phone, text.contact_phone_problem)


def phone_field(label: str = "手机号码", **attrs: str) -> forms.CharField:
    widget = widgets.phone_input()
    widget.attrs.update(attrs)
    return forms.CharField(label=label, max_length=30, widget=widget, error_messages={"required": "请填写手机号码。"})


# ── signing in, registering ────────────────────────────────────────────────────────────────────────────────────────
class PhoneForm(AccountForm):
    phone = phone_field()

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class MailForm(AccountForm):
    address = forms.EmailField(
        label="电子邮箱",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": "请填写电子邮箱。"},
    )

    def clean_address(self) -> str:
        return text.normalise_mail(self.cleaned_data["address"])


class CodeForm(AccountForm):
    code = forms.CharField(
        label="短信验证码",
        max_length=12,
        widget=widgets.code_input(),
        help_text="6位数字，5分钟内有效。可以粘贴。",
        error_messages={"required": "请填写短信中的6位验证码。"},
    )

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        if len(code) != 6 or not code.isdecimal():  # noqa: PLR2004 - as the sentence says
            raise forms.ValidationError("验证码是6位数字，请核对短信。")
        return code


class PasswordSignInForm(AccountForm):
    username = phone_field(autocomplete="username")
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=widgets.PasswordBox(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写密码。"},
    )

    def clean_username(self) -> str:
        return text.normalise_phone(self.cleaned_data["username"])


def new_password_field(*, kept: bool = False) -> forms.CharField:
    """``kept``: what was typed comes back when another field is wrong (the page is never stored)."""
    return forms.CharField(
        label="设置密码",
        strip=False,
        max_length=128,
        widget=widgets.PasswordBox(attrs={"autocomplete": "new-password"}, render_value=kept),
        help_text="至少10位，不要用生日、手机号等容易猜到的内容；可以用一句话。",
        error_messages={"required": "请设置密码。"},
    )


class PersonForm(AccountForm):
    name = forms.CharField(
        label="姓名",
        max_length=200,
        help_text=NAME_HINT,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "请填写姓名。"},
    )
    id_number = forms.CharField(
        label="身份证号码",
        max_length=40,
        widget=widgets.id_number_input(),
        help_text="18位，可以带空格；港澳台居民填写居住证号码。",
        error_messages={"required": "请填写身份证号码。"},
    )
    password = new_password_field(kept=True)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_id_number(self) -> str:
        return clean_id_number(self.cleaned_data["id_number"])


class NewPasswordForm(AccountForm):
    password = new_password_field()


class LostPhoneForm(PersonForm):
    password = None
    reason = forms.CharField(
        label="原手机号不能使用的原因",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "请说明原因，核验人会看到。"},
    )


# ── units ──────────────────────────────────────────────────────────────────────────────────────────────────────────
class UnitForm(AccountForm):
    """Registration of a unit; ``has_licence`` when a good licence came with an earlier try."""

    name = forms.CharField(label="单位名称", max_length=120, help_text="与营业执照或法人证书一致，写全称。")
    kind = forms.ChoiceField(
        label="单位类别",
        choices=[(kind.value, kind.label) for kind in OrganisationKind if kind.value in OrganisationKind.units],
        initial=OrganisationKind.UNIT,
        widget=forms.RadioSelect,
    )
    uscc = forms.CharField(
        label="统一社会信用代码",
        max_length=40,
        help_text="18位，在营业执照或法人证书的右上角。",
        widget=widgets.text_input(autocomplete="off", spellcheck="false"),
    )
    licence = forms.FileField(
        label="营业执照或法人证书",
        help_text="PDF、JPG 或 PNG 扫描件或照片，10MB 以内。",
        widget=forms.ClearableFileInput({"accept": SCAN_TYPES}),
        error_messages={"required": "请上传营业执照或法人证书。", "empty": "文件是空的（0字节），请重新选择。"},
    )
    legal_representative = forms.CharField(label="法定代表人（负责人）", max_length=60)
    legal_person = forms.TypedChoiceField(
        label="单位是否具有独立法人资格？",
        choices=[("yes", "是"), ("no", "否，是分支机构")],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=forms.RadioSelect,
        help_text="没有独立法人资格的分支机构一般不能作为申报单位。",
    )
    branch_type = forms.CharField(
        label="分支机构类型",
        max_length=40,
        required=False,
        help_text="仅依法可以独立承担民事责任的银行、保险公司等分支机构填写。",
    )
    affiliation = forms.ChoiceField(
        label="隶属关系", choices=[*OTHER_CHOICE, *Affiliation.choices], help_text="决定由哪一级评委会受理。"
    )
    parent = forms.ModelChoiceField(
        label="主管部门或所在地职改办",
        queryset=Organisation.objects.none(),
        empty_label="请选择",
        widget=widgets.SearchSelect,
        help_text="有主管部门的选主管部门；没有的，选单位所在县（市、区）或市职改办。注册由其审核。",
    )
    nature = forms.ChoiceField(label="单位性质", choices=[*OTHER_CHOICE, *UnitNature.choices])
    industry = forms.ChoiceField(
        label="所属行业",
        choices=industry_choices(),
        widget=widgets.SearchSelect,
        help_text=f"按{SOURCE}选择；申报时，相应的专业排在前面。",
    )
    place = forms.CharField(label="所在地", max_length=80, help_text="写到县（市、区），如：百色市靖西市。")
    zone = forms.CharField(
        label="注册所在园区（开发区）",
        max_length=60,
        required=False,
        help_text="注册在园区、开发区、新区的填写，如：柳东新区（柳州高新区）；不在的不填。",
    )
    address = forms.CharField(label="通讯地址", max_length=160, required=False)
    contact_phone = forms.CharField(
        label="单位联系电话", max_length=40, widget=forms.TextInput({"type": "tel"}), help_text="手机，或带区号的座机。"
    )

    def __init__(self, *args, has_licence: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = superiors()
        self.fields["licence"].required = not has_licence
        for field in self.fields.values():
            field.error_messages.setdefault("required", "请填写。")

    def clean_uscc(self) -> str:
        return clean_uscc(self.cleaned_data["uscc"])

    def clean_legal_representative(self) -> str:
        return clean_name(self.cleaned_data["legal_representative"])

    def clean_contact_phone(self) -> str:
        return clean_contact(self.cleaned_data["contact_phone"])


class ApprovalForm(AccountForm):
    parent = forms.ModelChoiceField(
        label="确认主管部门或职改办",
        queryset=Organisation.objects.none(),
        widget=widgets.SearchSelect,
        help_text="该单位的申报材料将报送到这里：您所在的部门、职改办或其下级。选错了主管部门、不归您管的，请退回修改。",
    )

    def __init__(self, *args, approver: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = superiors_below(approver)


class ReasonForm(AccountForm):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="对方会看到，请写明怎样修改。",
        error_messages={"required": "请写明原因。"},
    )


# ── people of a unit ───────────────────────────────────────────────────────────────────────────────────────────────
class InvitationForm(AccountForm):
    phone = phone_field("对方手机号", autocomplete="off")
    role = forms.ChoiceField(label="角色")
    as_manager = forms.BooleanField(label="同时可以管理本组织的人员", required=False)

    def __init__(self, *args, organisation: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        roles = ROLES_OF[OrganisationKind(organisation.kind)]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        if len(roles) == 1:  # nothing to choose
            self.fields["role"].widget = forms.HiddenInput()
            self.fields["role"].initial = Role(roles[0]).value

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class SuccessorForm(AccountForm):
    phone = phone_field("接任人手机号", autocomplete="off")

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class EmploymentForm(AccountForm):
    since = forms.DateField(label="到本单位时间", required=False, widget=widgets.DayInput)


class DeskForm(forms.ModelForm):
    """The directory's way to seat somebody (Django admin)."""

    class Meta:
        model = Membership
        fields = ("user", "organisation", "role", "is_manager")

    def clean(self):
        said = super().clean()
        same = {name: said.get(name) for name in ("user", "organisation", "role")}
        held = Membership.objects.filter(**same, ended_at=None).first() if all(same.values()) else None
        if held and (held.is_manager or not said["is_manager"]):
            raise forms.ValidationError("此人已经担任这个角色。")
        return said
