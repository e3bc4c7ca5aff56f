"""What a notice may not say on this site: authority, catalogue and calendar stand in tables (ADMIN-03).

``notices.rules.checking`` judges the text alone; both together are ``all_problems``.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from committees.models import Committee, CommitteeTerm, ConditionSet, Specialty
from committees.states import CommitteeStatus, ConditionState, Rank
from config.lib import clock
from config.lib.reason import Reason, Severity
from notices.conditions import first_day, numbered_of, versions_among
from notices.models import Notice
from notices.rules import CommitteeTerms, Terms, problems
from notices.rules.printed import forgotten_days, windows_gone
from notices.states import NoticeState, Window
from records.services.calendar import last_official_day


@dataclass(frozen=True, slots=True)
class Tables:
    """What the site's tables say of some notices: read once for all of them."""

    committees: dict[str, Committee]
    specialties: list[Specialty]
    conditions: list[ConditionSet]  # with a number
    official_until: date | None
    published: list[Notice]


def tables_for(texts: Collection[Terms]) -> Tables:
    """A constant number of statements, whatever the number of notices."""
    series = {terms.series for terms in texts}
    held = Prefetch("terms", CommitteeTerm.objects.order_by("starts_on"), to_attr="held")
    named = Committee.objects.filter(name__in={each.name for terms in texts for each in terms.committees})
    codes = {each.code for terms in texts for each in terms.specialties}
    entries = Specialty.objects.filter(series__name__in=series, code__in=codes).select_related("series")
    published = Notice.objects.filter(state=NoticeState.PUBLISHED, series__name__in=series)
    published = published.filter(year__in={terms.year for terms in texts}).select_related("series")
    return Tables(
        {each.name: each for each in named.select_related("series", "office").prefetch_related(held)},
        list(entries.order_by("code")),
        numbered_of(series),
        last_official_day(),
        list(published.only("title", "code", "year", "office_id", "series__name").order_by("pk")),
    )


def all_problems(notice: Notice, terms: Terms, tables: Tables | None = None) -> list[Reason]:
    """Everything that stands against publishing this text: blocks first. As many queries for any notice."""
    found = [*problems(terms), *site_problems(notice, terms, tables)]
    return sorted(found, key=lambda reason: reason.severity != Severity.BLOCK)


def to_look_at(notice: Notice, terms: Terms) -> list[Reason]:
    """What a first edition easily leaves as it was, and what is over by the law's clock; it keeps nothing back."""
    return [] if notice.is_amending else [*forgotten_days(terms), *windows_gone(terms, clock.law())]


def site_problems(notice: Notice, terms: Terms, tables: Tables | None = None) -> list[Reason]:
    """What the tables say against it; ``tables``: read before, for several notices."""
    tables = tables or tables_for([terms])
    return [
        *_committees(terms, tables),
        *_catalogue(terms, tables),
        *_conditions(terms, tables),
        *_calendar(terms, tables),
        *_announced_twice(notice, terms, tables),
    ]


# ── committees (COMM-01, COMM-12) ──────────────────────────────────────────────────────────────────────────────────
def _committees(terms: Terms, tables: Tables) -> Iterator[Reason]:
    day = meeting_day(terms)
    for number, each in enumerate(terms.committees):
        if known := tables.committees.get(each.name):
            yield from _committee(known, each, terms, day, f"committees[{number}]")


def _committee(known: Committee, said: CommitteeTerms, terms: Terms, day: date | None, path: str) -> Iterator[Reason]:
    if known.office.name != said.office:  # nobody takes another office's committee by naming it (SYS-02)
        yield Reason("E734", f"“{known.name}”由“{known.office.name}”管理，不能写成“{said.office}”的评委会。", path)
    if known.status not in CommitteeStatus.working:
        yield Reason("E734", f"“{known.name}”现为“{known.get_status_display()}”，不能受理。", path)
    if day and known.valid_to and known.valid_to < day:
        yield Reason("E734", f"“{known.name}”的评审权限到{known.valid_to}为止，早于评审日期{day}。", path)
    if day and known.valid_from and known.valid_from > day:
        yield Reason("E734", f"“{known.name}”的评审权限自{known.valid_from}起，晚于评审日期{day}。", path)
    beyond = [each.name for each in terms.specialties if known.specialties and each.code not in known.specialties]
    if beyond and not _others_take(terms, said):
        text = f"“{known.name}”只评审指定的专业，不含{beyond[0]}等{len(beyond)}个；选了这些专业的申报无法评审。"
        yield Reason("W128", text, path, Severity.WARN)
    if known.approval_doc_no:  # approved for what the directory says, and for nothing else
        yield from _beyond_approval(known, said, terms, path)
    if day and known.held and not any(_covers(term, day) for term in known.held):
        text = f"“{known.name}”在评审日期{day}没有任期内的委员，请在评委会目录中登记新一届。"
        yield Reason("W123", text, path, Severity.WARN)


def _beyond_approval(known: Committee, said: CommitteeTerms, terms: Terms, path: str) -> Iterator[Reason]:
    if known.series.name != terms.series:
        yield Reason("E734", f"“{known.name}”核准的是{known.series.name}系列，不是{terms.series}系列。", path)
    wanted = {level.rank for level in terms.levels if level.code in said.levels}
    if beyond := [Rank(rank).label for rank in Rank.order if rank in wanted - set(known.ranks)]:
        text = f"“{known.name}”的核准备案（{known.approval_doc_no}）不含{'、'.join(beyond)}的评审权限。"
        yield Reason("E734", text, f"{path}.levels")


def _others_take(terms: Terms, said: CommitteeTerms) -> bool:
    """Whether every level of this committee is another one's too: then the others may take the specialties."""
    alike = [each for each in terms.committees if each.name != said.name and each.kind == said.kind]
    others = {level for each in alike for level in each.levels}
    return set(said.levels) <= others


def _covers(term: CommitteeTerm, day: date) -> bool:
    return term.starts_on <= day and (term.ends_on is None or day <= term.ends_on)


def meeting_day(terms: Terms) -> date | None:
    """The last day of the time set for meetings, in which everything is decided; None where the notice sets none."""
    span = terms.windows().get(Window.REVIEW)
    if span is None:
        return None
    return clock.local_date(span.closes_at or span.opens_at)


# ── catalogue (GEN-09, GEN-17) ─────────────────────────────────────────────────────────────────────────────────────
def _catalogue(terms: Terms, tables: Tables) -> Iterator[Reason]:
    """An entry that has ended by the year's first day is not opened again by a notice, and none is renamed by one."""
    said = {each.code: (number, each.name) for number, each in enumerate(terms.specialties)}
    for each in tables.specialties:
        if each.series.name != terms.series or each.code not in said:
            continue
        number, name = said[each.code]
        if each.valid_to and each.valid_to < date(terms.year, 1, 1):
            text = f"专业“{each.name}”已于{each.valid_to}停用，请删去或先在专业目录中启用。"
            yield Reason("E735", text, f"specialties[{number}]")
        if each.name != name:
            text = f"专业目录中代码“{each.code}”是“{each.name}”，通知写作“{name}”；不同的专业请用新的代码。"
            yield Reason("W126", text, f"specialties[{number}].name", Severity.WARN)


# ── conditions (GEN-08) ────────────────────────────────────────────────────────────────────────────────────────────
def _conditions(terms: Terms, tables: Tables) -> Iterator[Reason]:
    """A registered version is cited while it is in force; a number nobody registered is asked about once others are."""
    versions, begins, ends = versions_among(tables.conditions, terms), first_day(terms), meeting_day(terms)
    for place, said in enumerate(terms.condition_sets):
        path = f"condition_sets[{place}].doc_no"
        if place not in versions:
            continue
        held = versions[place]
        if held.state_on(begins) != ConditionState.IN_FORCE:
            text = f"“{held}”（{said.doc_no}）在申报开始的{begins}{_not_in_force(held, begins)}，请引用当时生效的版本。"
            yield Reason("E749", text, path)
        elif ends and held.state_on(ends) != ConditionState.IN_FORCE:
            text = f"“{held}”施行到{held.effective_to}为止，早于评审日期{ends}；已提交的申报仍按提交时的版本办理。"
            yield Reason("W129", text, path, Severity.WARN)
    unknown = sorted({said.doc_no for place, said in enumerate(terms.condition_sets) if place not in versions})
    if unknown and any(each.series.name == terms.series for each in tables.conditions):
        text = f"评审条件目录中没有文号为“{'”“'.join(unknown)}”的版本，请核对文号或先在目录中登记。"
        yield Reason("W130", text, "condition_sets", Severity.WARN)


def _not_in_force(held: ConditionSet, day: date) -> str:
    return "已经废止" if held.state_on(day) == ConditionState.REPEALED else "尚未施行"


# ── calendar (ADMIN-10) ────────────────────────────────────────────────────────────────────────────────────────────
def _calendar(terms: Terms, tables: Tables) -> Iterator[Reason]:
    ends = [clock.local_date(span.closes_at) for span in terms.windows().values() if span.closes_at]
    known = tables.official_until
    if ends and (known is None or known < max(ends)):
        until = f"只到{known}" if known else "还是空的"
        text = f"公布的工作日历{until}，通知办到{max(ends)}；其后的工作日先按推算，放假安排公布后请及时更新。"
        yield Reason("W127", text, "stages", Severity.WARN)


# ── other notices ──────────────────────────────────────────────────────────────────────────────────────────────────
def _announced_twice(notice: Notice, terms: Terms, tables: Tables) -> Iterator[Reason]:
    """Another notice of the same office, series and year: asked before the first edition, not at every amendment."""
    if notice.is_amending:
        return
    alike = [each for each in tables.published if (each.year, each.series.name) == (terms.year, terms.series)]
    others = [each for each in alike if each.office_id == notice.office_id and each.pk != notice.pk]
    if titles := [each.title for each in others if each.code != terms.code][:2]:
        text = f"本单位同一年度已发布《{'》《'.join(titles)}》，请确认不是重复发文。"
        yield Reason("W124", text, "year", Severity.WARN)
