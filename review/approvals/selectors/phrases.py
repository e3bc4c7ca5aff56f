"""常用语: the house's, the desk's, one's own (17-4)."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from accounts.models import Membership, Organisation, User
from accounts.states import DESK_ROLE
from review.approvals.models import Phrase

# As clerks write them (spec/demo.md §6); a click puts one into the row.
HOUSE = (
    {"label": "缺页", "text": "缺少必要的页，请补齐封面、目录、版权页和全文。"},
    {"label": "不清晰", "text": "扫描件模糊，看不清文字和印章，请用原件重新拍照上传。"},
    {"label": "未盖章签名", "text": "未加盖单位公章、负责人未手写签名。"},
    {"label": "缺佐证", "text": "仅有获奖证书，缺作品照片及本人所起作用说明。"},
    {"label": "公示不足", "text": "公示截止日计算有误，不足规定的工作日。"},
    {"label": "社保", "text": "申报单位养老保险缴费不足规定月数，请附情况说明及证明。"},
)


def phrases_for(person: User) -> list[Mapping[str, str]]:
    """Everything a click can put into a remark, the person's own first. One statement."""
    own = phrases_of(person)
    mine = [each for each in own if each.organisation_id is None]
    told = [*mine, *(each for each in own if each.organisation_id is not None)]
    return [*({"label": each.label, "text": each.text} for each in told), *HOUSE]


def phrases_of(person: User) -> QuerySet[Phrase]:
    """Their own, and what their desks share."""
    desks = desks_of(person).values("pk")
    reach = Q(organisation=None, owner=person) | Q(organisation__in=desks)
    return Phrase.objects.filter(reach).select_related("organisation", "owner")


def desks_of(person: User) -> QuerySet[Organisation]:
    """The organisations at whose desks this person works."""
    held = Membership.objects.of(person).filter(role__in=DESK_ROLE.values())
    return Organisation.objects.filter(pk__in=held.values("organisation"))
