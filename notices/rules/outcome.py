"""From the committee to the certificate; words, people to ask, attachments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from notices.rules.people import RouteStop
from notices.rules.reading import EMPTY, key
from notices.states import DeclarationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertTraining:
    course: str = key("评审专家须学习的课程（COMM-03）")
    required_for: tuple[str, ...] = key("哪些级别代码的评审须完成", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeDefense:
    """专业答辩 (COMM-04): minutes."""

    levels: tuple[str, ...] = key("须答辩的级别代码", ())
    prepare_max: int = key("准备上限（分钟）", 10)
    answer_max: int = key("答辩及提问上限（分钟）", 15)
    total_max: int = key("合计上限（分钟）", 25)
    sms: bool = key("时间地点短信通知本人", default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voting:
    """G-01: the notices are silent; fractions because 2/3 is not 0.67."""

    quorum: Fraction = key("到会人数不少于组成人数的", Fraction(2, 3))
    passing: Fraction = key("同意票不少于到会人数的", Fraction(2, 3), name="pass")

    def has_quorum(self, *, present: int, members: int) -> bool:
        """Whole numbers only: 3·present ≥ 2·members for two thirds."""
        return self.quorum.denominator * present >= self.quorum.numerator * members

    def passes(self, *, agree: int, present: int) -> bool:
        """Whole numbers only: 3·agree ≥ 2·present for two thirds."""
        return self.passing.denominator * agree >= self.passing.numerator * present


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReview:
    enabled: bool = key("异地交叉评审（COMM-08）", default=False)
    partner: str | None = key("对方评委会", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    by: str = key("复核单位", "")
    sample: str = key("抽取办法", "")
    triggers: tuple[str, ...] = key("重点情形（COMM-10）", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    second_publicity_site: str = key("二次公示网站", "")
    second_publicity_working_days: int = key("二次公示工作日数；0＝不公示（G-02）", 5)
    senior_report_to: str = key("高级结果报送", "")
    doc: str = key("依据", "")
    review_request_working_days: int = key("复查申请期限（工作日）；0＝不开（G-26）", 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    mode: Literal["electronic", "none"] = key("电子证书", "electronic")
    channels: tuple[str, ...] = key("下载渠道", ())
    review_form_download: bool = key("可自行下载评审表", default=False)
    national_upload: bool = key("归集到全国平台", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRatio:
    mode: Literal["warn", "none"] = key("岗位空缺提醒（W106）", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class InitialDetermination:
    levels: tuple[str, ...] = key("可认定级别", ())
    time_limited: bool = key("有时间限制", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """By whom one kind is decided without a vote, and through whom it goes there."""

    by: Literal["committee_office", "personnel_authority"] = key(
        "由谁办理：评委会所在职改办；或按劳动（人事）管理权限，人事主管部门或劳动（人事）关系所在地职改办",
        "committee_office",
    )
    route: tuple[RouteStop, ...] = key("办理路线，依次；空＝与评审相同", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Determining:
    """What no committee votes on (PATH-14, PATH-23, PATH-30); an edition without it keeps the office of the notice."""

    initial_determination: Deciding = key("认定", Deciding())
    reconfirmation: Deciding = key("重新确认", Deciding())
    confirmation_of_approval: Deciding = key("核准确认", Deciding())

    def of(self, kind: str) -> Deciding | None:
        """None for a kind a committee votes on."""
        return getattr(self, kind) if kind in DeclarationKind.unvoted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    before_hours: tuple[int, ...] = key("截止前几小时提醒（TIME-18）", (72, 24, 2))

    def spans(self, now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
        """Each reminder with the deadlines it speaks of: after the first moment, up to the second; none twice."""
        after = now
        for hours in sorted(self.before_hours):
            until = now + timedelta(hours=hours)
            yield f"before_{hours}h", after, until
            after = until


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    signature: str = key("短信签名", "职称评审")
    templates: Mapping[str, str] = key("事件 → 文字，变量写作 {name}（ADMIN-06）", EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    subjects: tuple[Literal["person", "unit", "committee_body", "expert", "office_staff"], ...] = key(
        "诚信档案对象", ("person",)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CityOffice:
    name: str = key("市职改办")
    phone: str = key("电话", "")


def _address(site: str) -> str:
    return site if site.startswith(("http://", "https://")) else f"http://{site}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    office: str = key("职改办", "")
    address: str = key("地址", "")
    postcode: str = key("邮编", "")
    person: str = key("联系人", "")
    phones: tuple[str, ...] = key("电话", ())
    email: str = key("邮箱", "")
    site: str = key("网站", "")
    site_name: str = key("网站名称", "")
    deliver_to: str = key("材料送达", "")
    system: str = key("申报系统", "")
    platform_support: str = key("平台技术支持", "")
    progress: str = key("进度查询", "")
    city_office: CityOffice | None = key("市职改办", None)
    qq_group: str = key("QQ群", "")
    qq_rule: str = key("入群要求", "")

    @property
    def site_url(self) -> str:
        """The site as an address: notices print it without a scheme, too."""
        return _address(self.site)

    @property
    def system_url(self) -> str:
        """The same for the system that declarations are made in."""
        return _address(self.system)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What people keep asking about this notice, and its answer (design §4)."""

    question: str = key("问题")
    answer: str = key("回答")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyColumn:
    name: str = key("平台名称")
    owner: str = key("主办单位")
    url: str | None = key("网址", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentTerms:
    num: int = key("附件号")
    title: str = key("标题")
    form: str = key("表单编号（FORM-xx）", "")
    file: str = key("文件的摘要（上传时由系统填写）", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminology:
    title: Literal["职称", "专业技术资格"] = key("用语（GEN-16）", "职称")
