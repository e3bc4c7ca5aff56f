"""The figures of one notice as a desk sees it: a constant number of statements, each of them an aggregate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from config.lib import clock
from config.lib.clock import local_date
from declarations.models import DeclarationQuerySet
from notices.models import Gate, Notice
from notices.rules import terms_of
from notices.selectors import WindowRow, current_edition, window_rows
from review.approvals.models import CorrectionItem
from review.process.desks import queue_rows
from review.process.figures.groups import PROBLEMS, RESULTS, STEPS, problem_of

MOST = 20  # units of the heat table: those with most cases; the page says that there are more
DARKEST = 4  # of the shades of the heat table
ALL = "合计"  # the line of all specialties together


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the list that holds exactly what it counts."""

    count: int
    url: str
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its name, its figures, all of them together."""

    label: str
    figures: tuple[Figure, ...]
    total: Figure | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which somebody handed in, or a window closed."""

    on: date
    figure: Figure
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page shows of one notice."""

    steps: tuple[Row, ...]
    results: tuple[Row, ...]
    days: tuple[Day, ...]
    problems: tuple[Row, ...]
    problem_heads: tuple[str, ...]
    more_units: int

    @property
    def total(self) -> int:
        """Handed in, whatever became of it: what the steps and the days are about."""
        return self.steps[0].figures[0].count

    @property
    def seen(self) -> int:
        """Everything in the desk's list: what the results are about."""
        last = self.results[-1].total if self.results else None
        return last.count if last else 0

    @property
    def never_submitted(self) -> int:
        """Lapsed or withdrawn as a draft: in the list, and on no step."""
        return self.seen - self.total


class Links:
    """Addresses of the lists of one desk and notice."""

    def __init__(self, role: str, notice: Notice) -> None:
        self._told = {"role": role, "queue": "all", "notice": notice.code}

    def figure(self, count: int, shade: int = 0, **more: object) -> Figure:
        query = {name: value for name, value in more.items() if value != ""}
        return Figure(count, f"{reverse('process:desk')}?{urlencode(self._told | query)}", shade)


def notices_at(user: User, role: str) -> list[Notice]:
    """Notices with cases at this desk, the newest first. Two statements."""
    under = queue_rows(user, role, "all").order_by().values("edition__notice")
    return list(Notice.objects.filter(pk__in=under).only("code", "title", "year").order_by("-year", "pk"))


def figures_of(user: User, role: str, notice: Notice) -> Figures:
    """All of them; six statements, and one more where a level has a time of its own."""
    rows = queue_rows(user, role, "all").filter(edition__notice=notice).order_by()
    links = Links(role, notice)
    problems, more = _problems(rows, links)
    return Figures(
        tuple(_steps(rows, links)),
        tuple(_results(rows, links)),
        tuple(_days(rows, links, notice)),
        problems,
        tuple(PROBLEMS.values()),
        more,
    )


def _steps(rows: DeclarationQuerySet, links: Links) -> Iterable[Row]:
    found = rows.aggregate(**{code: Count("pk", filter=where) for code, (_, where) in STEPS.items()})
    for code, (label, _) in STEPS.items():
        yield Row(label, (links.figure(found[code], step=code),))


def _results(rows: DeclarationQuerySet, links: Links) -> Iterable[Row]:
    """By specialty × result, and all specialties in the last line."""
    told = {code: Count("pk", filter=Q(state__in=states)) for code, (_, states) in RESULTS.items()}
    lines = list(rows.values("specialty", "specialty_name").annotate(total=Count("pk"), **told))
    by_code: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    names: dict[str, str] = {}
    for line in lines:  # the same code may have been worded anew by an amendment
        names[line["specialty"]] = line["specialty_name"]
        for code in (*RESULTS, "total"):
            by_code[line["specialty"]][code] += line[code]
            by_code[""][code] += line[code]
    for specialty in (*sorted(names, key=names.__getitem__), *([""] if len(names) > 1 else [])):
        counts = by_code[specialty]
        cells = tuple(links.figure(counts[code], specialty=specialty, result=code) for code in RESULTS)
        yield Row(names.get(specialty, ALL), cells, links.figure(counts["total"], specialty=specialty))


def _days(rows: DeclarationQuerySet, links: Links, notice: Notice) -> Iterable[Day]:
    """Handed in for the last time on a day, and the windows that close on it (TIME-01…04)."""
    handed_in = rows.filter(submitted_at__isnull=False).annotate(on=TruncDate("submitted_at"))
    counts = dict(handed_in.values_list("on").annotate(count=Count("pk")))
    ends: dict[date, list[str]] = defaultdict(list)
    for row in _windows(notice):
        if row.closes_at:
            ends[local_date(row.closes_at)].append(f"{row.label}截止")
    for on in sorted({*counts, *ends}):
        yield Day(on, links.figure(counts.get(on, 0), day=on.isoformat()), tuple(ends.get(on, ())))


def _windows(notice: Notice) -> Iterable[WindowRow]:
    """The windows of a notice that end, and those of one level that end otherwise than everybody's (TIME-06)."""
    gates = Gate.objects.filter(notice=notice, closes_at__isnull=False)
    everybodys = {gate.window: gate.closes_at for gate in gates if not gate.level}
    own = [gate for gate in gates if gate.level and gate.closes_at != everybodys.get(gate.window)]
    now = clock.law()
    terms = terms_of(current_edition(notice.pk, now=now)) if own else None
    names = {level.code: level.name for level in terms.levels} if terms else {}
    return window_rows([gate for gate in gates if not gate.level or gate in own], now=now, levels=names)


def _problems(rows: DeclarationQuerySet, links: Links) -> tuple[tuple[Row, ...], int]:
    """Cases by unit × where desks above it found something to put right; a case may stand in several columns."""
    items = CorrectionItem.objects.filter(notice__stop__gt=0, notice__declaration__in=rows)
    unit = F("notice__declaration__unit")
    by = items.annotate(unit=unit, unit_name=F("notice__declaration__unit__name"), problem=problem_of())
    found = (
        by.order_by().values("unit", "unit_name", "problem").annotate(count=Count("notice__declaration", distinct=True))
    )
    names: dict[int, str] = {}
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for line in found:
        names[line["unit"]] = line["unit_name"]
        counts[line["unit"]][line["problem"]] = line["count"]
    worst = sorted(counts, key=lambda pk: (-sum(counts[pk].values()), names[pk]))
    most = max((count for each in counts.values() for count in each.values()), default=0)
    return tuple(_heat(links, pk, names[pk], counts[pk], most) for pk in worst[:MOST]), max(0, len(worst) - MOST)


def _heat(links: Links, unit: int, name: str, counts: Mapping[str, int], most: int) -> Row:
    cells = []
    for code in PROBLEMS:
        count = counts.get(code, 0)
        cells.append(links.figure(count, -(-count * DARKEST // most) if count else 0, unit=unit, problem=code))
    return Row(name, tuple(cells))
