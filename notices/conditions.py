"""The versions of 评审条件 that a notice cites: registered ones are known by their number (GEN-08, ADMIN-05)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from committees.models import ConditionSet
from committees.states import ConditionState
from config.lib.clock import local_date
from notices.models import EditionConditions, NoticeEdition
from notices.rules import Terms
from notices.rules.offer import ConditionSet as CitedSet


def cited_versions(terms: Terms) -> dict[int, ConditionSet]:
    """By the place in ``terms.condition_sets``: the registered version it means. One statement.

    Several versions under one number: the one the notice names, else that in force when applications begin, else the
    latest. What the directory does not know stands with its number alone.
    """
    return versions_among(numbered_of([terms.series]), terms)


def numbered_of(series: Collection[str]) -> list[ConditionSet]:
    """Every version of these series that has a number, the oldest first. One statement."""
    numbered = ConditionSet.objects.filter(series__name__in=series, state__in=ConditionState.numbered)
    return list(numbered.select_related("series").order_by("version", "pk"))


def versions_among(numbered: Iterable[ConditionSet], terms: Terms) -> dict[int, ConditionSet]:
    """``cited_versions`` out of versions that were read before."""
    by_number: dict[str, list[ConditionSet]] = {}
    for each in numbered:
        if each.series.name == terms.series:
            by_number.setdefault(each.doc_no, []).append(each)
    day = first_day(terms)
    places = enumerate(terms.condition_sets)
    return {place: _meant(by_number[said.doc_no], said, day) for place, said in places if said.doc_no in by_number}


def _meant(known: list[ConditionSet], said: CitedSet, day: date) -> ConditionSet:
    named = [each for each in known if said.version in {str(each.version), f"第{each.version}版"}]
    in_force = [each for each in known if each.state_on(day) == ConditionState.IN_FORCE]
    return (named or in_force or known)[-1]


def first_day(terms: Terms) -> date:
    """When applications begin: the version of that day is the one they are filed under."""
    starts = [stage.start for stage in terms.stages.values() if stage.start]
    return local_date(min(starts)) if starts else terms.issued_on


def cite_conditions(edition: NoticeEdition, terms: Terms) -> None:
    """Keep, for good, on which versions an edition stands; called where it is frozen."""
    EditionConditions.objects.bulk_create(
        EditionConditions(edition=edition, place=place, conditions=version)
        for place, version in cited_versions(terms).items()
    )


def versions_of(edition: NoticeEdition) -> dict[int, ConditionSet]:
    """What was kept, by place. One statement."""
    held = EditionConditions.objects.filter(edition=edition).select_related("conditions__text")
    return {each.place: each.conditions for each in held}


def conditions_for(terms: Terms, level: str, versions: Mapping[int, ConditionSet]) -> list[dict[str, str]]:
    """As a declaration of this level keeps what it was filed under: number, version and since when."""
    return [
        {
            "doc_no": said.doc_no,
            "version": str(versions[place].version) if place in versions else said.version,
            "name": versions[place].name if place in versions else "",
            "effective_from": str(versions[place].effective_from or "") if place in versions else "",
        }
        for place, said in enumerate(terms.condition_sets)
        if said.covers(level)
    ]
