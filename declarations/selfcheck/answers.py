"""The answer sheet of 我能报吗 (S04): what was told on the page, and the certificate it speaks of."""

from dataclasses import dataclass, replace
from datetime import date

from committees.states import Rank
from declarations.eligibility.dossier import Title
from declarations.eligibility.seniority import level_below
from declarations.states import Channel, Special
from notices.rules import Terms
from notices.states import DeclarationKind

FREELANCER, NOTHING_HELD = "freelancer", "none"
CERTIFICATES = {"skill": "职业技能等级证书", "qualification": "专业技术人员职业资格证书"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was told on the page; dates of which only a month was asked are its first day."""

    level: str
    specialty: str = ""
    kind: str = DeclarationKind.ORDINARY.value
    sex: str = ""
    born_on: date | None = None
    education: str = ""
    graduated_on: date | None = None
    degree_code: str = ""
    degree_field: str = ""
    held: str = NOTHING_HELD  # level:zj, rank:fugao, skill:技师（二级）, qualification:初级_二级
    series: str = ""
    granted_on: date | None = None
    origin: str = "local"
    lower_on: date | None = None  # of a 转评: when the next lower title was granted (PATH-09)
    specialty_since: date | None = None
    new_work_since: date | None = None
    nature: str = ""
    affiliation: str = ""
    city: str = ""
    zone: str = ""
    employed_since: date | None = None
    archive_agency: str = ""
    archive_since: date | None = None
    situations: frozenset[str] = frozenset()
    until: date | None = None  # of a sanction
    transition_until: date | None = None
    retired_on: date | None = None
    extension_until: date | None = None
    # What only one kind or one way asks.
    way: str = ""  # exceptional, or direct:BASIS in the notice's words
    talent_basis: str = ""
    giant_until: date | None = None
    project_level: str = ""
    project_name: str = ""
    project_year: int | None = None
    former_committee: str = ""
    former_no: str = ""
    former_on: date | None = None

    @property
    def freelancer(self) -> bool:
        return self.nature == FREELANCER

    @property
    def channel(self) -> str:
        """A freelancer's way follows from the archive (CHAN-10)."""
        if not self.freelancer:
            return Channel.UNIT.value
        return Channel.AGENCY.value if "archive_hosted" in self.situations else Channel.ASSOCIATION.value

    @property
    def option(self) -> str:
        """The special option asked for: exceptional, direct, or nothing."""
        return self.way.partition(":")[0]

    @property
    def direct_basis(self) -> str:
        """By what they would be declared directly, in the notice's words (PATH-02, PATH-22)."""
        return self.way.partition(":")[2]

    def options(self, terms: Terms) -> frozenset[str]:
        """Options to tick: the one asked for, and 高技能人才 where a skill certificate is what they declare on."""
        title = self.title(terms)
        skilled = title is not None and title.kind == "skill" and terms.option(Special.HIGH_SKILL) is not None
        asked = {self.option} if self.option else set()
        return frozenset(asked | ({Special.HIGH_SKILL.value} if skilled else set()))

    def relaxes(self, terms: Terms) -> tuple[str, ...]:
        """What 破格 would relax: which of it is needed shows with the dossier (PATH-15)."""
        asked = self.option == Special.EXCEPTIONAL and terms.exception is not None
        return tuple(terms.exception.relaxes) if asked and terms.exception else ()

    def title(self, terms: Terms) -> Title | None:
        """The one certificate they declare on; None for nobody's."""
        kind, _, what = self.held.partition(":")
        if kind == NOTHING_HELD or self.granted_on is None:
            return None
        if kind in CERTIFICATES:
            told = {"kind": kind, "name": CERTIFICATES[kind], "grade": what}
        else:
            told = dict(zip(("name", "rank"), _named(kind, what, self.series, terms), strict=True))
            told |= {"series": self.series or terms.series}
        return Title(**told, origin=self.origin, granted_on=self.granted_on, is_base=True)

    def titles(self, terms: Terms) -> tuple[Title, ...]:
        """What they declare on; of a 转评 the next lower title, beside the one that is converted (PATH-09)."""
        title = self.title(terms)
        held = (title,) if title else ()
        below = level_below(self.level, terms) if self.kind == DeclarationKind.CONVERSION else None
        if below is None or self.lower_on is None:
            return held
        name, rank = _named("level", below.code, self.series, terms)
        series = self.series or terms.series
        lower = Title(name=name, rank=rank, series=series, granted_on=self.lower_on, is_base=True)
        return (*(replace(each, is_base=False) for each in held), lower)


def _named(kind: str, what: str, series: str, terms: Terms) -> tuple[str, str]:
    """Name and rank of a title; the lower of two steps of 初级 is told by its last character (G-28)."""
    own = not series or series == terms.series
    if kind == "rank":
        return f"{'' if own else series}{Rank(what).label}职称", what
    level = terms.level(what)
    if own:
        return level.name, level.rank
    return f"{series}{'系列技术员' if level.name.endswith('员') else f'系列{Rank(level.rank).label}职称'}", level.rank
