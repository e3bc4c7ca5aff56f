"""What an authority decides without a vote: 认定, 重新确认, 核准确认.

000 一（二）6, 004 二, 五; PATH-14, PATH-23, PATH-30, PATH-31.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from declarations.eligibility.dossier import Dossier
from declarations.eligibility.facts import may_use_archive_agency
from declarations.eligibility.findings import Finding
from declarations.eligibility.kinds import is_determinable
from declarations.eligibility.registry import rule
from declarations.eligibility.saying import block, human
from declarations.eligibility.seniority import stands_at
from declarations.parts import Section
from notices.rules import Terms
from notices.states import DeclarationKind

OPTIONS, TITLES = Section.OPTIONS.value, Section.TITLES.value


@rule("PATH-30", "职称认定", at_start=True)
def a_first_title_by_determination(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """At most 中级, at the personnel authority or where the labour relation is (004 五); all year (PATH-31)."""
    request, law = dossier.request, terms.initial_determination
    if request.kind != DeclarationKind.INITIAL_DETERMINATION:
        return
    source = terms.rules.document
    say = partial(block, code="PATH-30", part=OPTIONS, title="认定", source=source)
    if law is None:
        yield say(text="本通知不办理职称认定。")
    elif not is_determinable(request.level, terms):
        text = f"认定只适用于{'、'.join(law.levels)}职称，{terms.level(request.level).name}请申报评审。"
        yield say(field="level", text=text)
    else:
        season = "" if law.time_limited else "，全年受理"
        text = f"由{_authority(dossier, terms)}认定，不经评委会评审{season}。"
        yield human(code="PATH-30", part=OPTIONS, title="认定", text=text, source=source)


def _authority(dossier: Dossier, terms: Terms) -> str:
    ways = "人事主管部门或劳动（人事）关系所在地人力资源社会保障部门"
    return f"{ways}（也可由人事档案托管机构办理）" if may_use_archive_agency(dossier, terms) else ways


@rule("PATH-14", "重新确认", at_start=True)
def an_outside_title_reconfirmed(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """重新确认 is its own business: the outside title of the same series and level (第三十六条)."""
    request, law = dossier.request, terms.rules.reconfirmation
    if request.kind != DeclarationKind.RECONFIRMATION:
        return
    say = partial(block, code="PATH-14", part=TITLES, title="重新确认", source=law or "")
    level, base = terms.level(request.level), dossier.base
    if law is None:
        yield say(part=OPTIONS, text="本通知不办理职称重新确认。")
    elif base is None:
        text = "请填写须重新确认的区外职称，并勾选为申报资格。"
        yield say(text=text, missing=True)
    elif base.kind != "title" or base.origin != "outside":
        yield say(part=base.key, field="origin", text="只有在区外（含中直、外省、部队）取得的职称需要重新确认。")
    elif base.series != terms.series:
        text = "重新确认须为本系列的职称；不再从事原系列工作的，请申报转评。"
        line = f"{base.name}：{base.series}；本系列：{terms.series}"
        yield say(part=base.key, field="series", text=text, arithmetic=(line,))
    elif not stands_at(base, level, terms):
        yield say(part=base.key, field="rank", text=f"所填职称与申请重新确认的级别（{level.name}）不一致。")
    else:
        text = "由单位核实、职改办确认，不经评委会评审。"
        yield human(code="PATH-14", part=base.key, title="重新确认", text=text, source=law)


@rule("PATH-23", "核准确认", at_start=True)
def a_passed_result_confirmed(dossier: Dossier, terms: Terms, today: date) -> Iterator[Finding]:
    """From a state organ, passed in review there but never confirmed: the old result is named and proved (004 二)."""
    request, word = dossier.request, terms.rules.unconfirmed_result
    if request.kind != DeclarationKind.CONFIRMATION_OF_APPROVAL:
        return
    source = terms.rules.document
    say = partial(block, code="PATH-23", part=OPTIONS, title="核准确认", source=source)
    if word is None:
        yield say(text="本通知不办理核准确认。")
        return
    asked = (
        ("former_committee", request.former_committee.strip(), "原评审机构"),
        ("former_no", request.former_no.strip(), "原评审结果文件"),
        ("former_on", request.former_on, "原评审通过时间"),
    )
    lacking = [(field, words) for field, there, words in asked if not there]
    for field, words in lacking:
        yield say(field=field, text=f"申请{word}的，请填写{words}。", missing=True)
    if request.former_on and request.former_on > today:
        yield say(field="former_on", text="原评审通过时间晚于今天，请核对。")
    elif not lacking:
        text = f"由确认机关按权限和程序{word}，不经评委会重新评审。"
        line = f"{request.former_committee}，{request.former_no}，{request.former_on}"
        yield human(code="PATH-23", part=OPTIONS, title=word, text=text, arithmetic=(line,), source=source)
