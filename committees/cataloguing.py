"""The catalogue of specialties by validity: added, ended and, once used, not rewritten (GEN-09, ADMIN-05)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from accounts.longlists import Lines
from accounts.models import Actor, User
from committees.catalogue_forms import SpecialtyForm
from committees.exceptions import CommitteeRefused
from committees.models import Series, Specialty
from config.lib import clock
from config.lib.csvfile import Cells, Report, day_in
from config.lib.histories import sign
from config.lib.keyset import KeysetPage, counted, keyset_page, turned_to
from config.lib.reason import Reason
from config.lib.seen import STALE, is_stale
from config.lib.tables import CHANGED, NEW, SAME, Faults, in_columns, read_sheet
from config.lib.text import whole_number
from records.models import Fact
from records.services.audit import audited, note
from records.services.sheets import take_audited

KIND = "committees.catalogue"  # of sheets
COLUMNS = {
    "系列": "series",
    "代码": "code",
    "行业": "industry",
    "专业": "name",
    "启用日期": "valid_from",
    "停用日期": "valid_to",
    "批准文号": "approval_doc_no",
}
NEEDED = ("系列", "代码", "专业")
WORDS = ("series", "code", "industry", "name")  # what a declaration was filed under
TWIN = Reason("specialty.twin", "本系列已有这个代码，请换一个或修改原有的专业。", field="code")
USED = Reason(
    "specialty.used", "已有申报使用这个专业，系列、代码、行业和名称不能再改；请停用后另设新的专业。", field="name"
)
BACKWARDS = Reason("specialty.days", "停用日期不能早于启用日期。", field="valid_to")

_uses: list[Callable[[Specialty], bool]] = []


def register_use(source: Callable[[Specialty], bool]) -> None:
    """A floor above tells whether something was filed under a specialty."""
    if source not in _uses:
        _uses.append(source)


def is_used(specialty: Specialty) -> bool:
    """Whether anything was filed under it."""
    return any(source(specialty) for source in _uses)


def specialties_like(query: Any) -> QuerySet[Specialty]:
    """By words and series, in force or not."""
    found = Specialty.objects.select_related("series")
    if words := query.get("q", "").strip()[:60]:
        found = found.filter(Q(name__contains=words) | Q(code=words) | Q(industry__contains=words))
    if (number := whole_number(query.get("series"))) is not None:
        found = found.filter(series=number)
    if query.get("state") == "now":
        today = clock.local_date(clock.law())
        begun = Q(valid_from=None) | Q(valid_from__lte=today)
        found = found.filter(begun, Q(valid_to=None) | Q(valid_to__gte=today))
    return found


def catalogue_page(query: Any) -> KeysetPage:
    """One page, A to Z."""
    found = specialties_like(query)
    return counted(keyset_page(found, "name", **turned_to(query)), found)


def put_specialty(
    said: Mapping[str, Any], *, specialty: Specialty | None, reason: str = "", seen: str = "", actor: Actor
) -> Specialty:
    """Enter a specialty, end it, or correct one that nobody used yet. Raises ``CommitteeRefused``.

    ``seen`` is ``state_of`` the row when a form showed it; a sheet has none.
    """
    try:
        return _put(said, specialty, reason, seen, actor)
    except IntegrityError as twin:  # entered by another in the same moment
        raise CommitteeRefused(TWIN) from twin


def _put(said: Mapping[str, Any], specialty: Specialty | None, reason: str, seen: str, actor: Actor) -> Specialty:
    with audited():
        known = Specialty.objects.select_for_update(of=("self",)).get(pk=specialty.pk) if specialty else None
        if known and is_stale(known, said, seen):
            raise CommitteeRefused(STALE)
        row = known or Specialty()
        changed = [name for name, value in said.items() if known is None or getattr(known, name) != value]
        if not changed:
            return row
        _refuse(known, said, changed)
        for name in changed:
            setattr(row, name, said[name])
        sign(row, actor, reason)
        row.save(update_fields=changed if known else None)
        note(Fact(f"specialty.{'change' if known else 'enter'}", row.pk, actor.pk, clock.law()))
    return row


def _refuse(known: Specialty | None, said: Mapping[str, Any], changed: Sequence[str]) -> None:
    reasons = []
    twins = Specialty.objects.filter(series=said["series"], code=said["code"])
    if twins.exclude(pk=known.pk if known else None).exists():
        reasons.append(TWIN)
    if known and set(changed) & set(WORDS) and is_used(known):
        reasons.append(USED)
    if said["valid_from"] and said["valid_to"] and said["valid_to"] < said["valid_from"]:
        reasons.append(BACKWARDS)
    if reasons:
        raise CommitteeRefused(*reasons)


# ── the sheet ──────────────────────────────────────────────────────────────────────────────────────────────────────
def catalogue_rows(query: Any) -> Lines:
    """The catalogue as it is narrowed, as lines of the sheet that is also read."""
    found = specialties_like(query).order_by("series__name", "industry", "name")
    return Lines(found, partial(map, specialty_row))


def specialty_row(specialty: Specialty) -> Sequence[str]:
    """One line, in the order of ``COLUMNS``."""
    days = [day.isoformat() if day else "" for day in (specialty.valid_from, specialty.valid_to)]
    words = (specialty.series.name, specialty.code, specialty.industry, specialty.name)
    return (*words, *days, specialty.approval_doc_no)


def take_catalogue_sheet(data: bytes, _said: dict[str, Any], by: int) -> Report:
    """As a worker takes it (``records.services.sheets``). Raises ``SheetBroken``."""
    actor = User.objects.get(pk=by)
    lines = read_sheet(data, columns=tuple(COLUMNS), needed=NEEDED)
    return take_audited(lines, lambda cells: take_specialty(cells, actor=actor), same=in_columns("系列", "代码"))


def take_specialty(cells: Cells, *, actor: Actor) -> str:
    """One line: known by series and code. Raises ``ValidationError`` with columns named."""
    faults = Faults()
    series = Series.objects.filter(name=cells.get("系列", "")).first()
    known = Specialty.objects.select_related("series").filter(series=series, code=cells.get("代码", "")).first()
    if known and dict(zip(COLUMNS, specialty_row(known), strict=True)).items() >= cells.items():
        return SAME
    faults.formulas(cells)
    if series is None:
        faults.say("系列", f"没有“{cells.get('系列', '')}”。")
    form = SpecialtyForm(_filled(cells, known, series, faults), specialty=known)
    titles = {ours: theirs for theirs, ours in COLUMNS.items()}
    faults.form(form, titles)
    faults.refuse()
    try:
        put_specialty(form.entry, specialty=known, reason="表格导入", actor=actor)
    except CommitteeRefused as refusal:
        for each in refusal.reasons:
            faults.say(titles.get(each.field, ""), each.text)
        faults.refuse()
        raise
    return CHANGED if known else NEW


def _filled(cells: Cells, known: Specialty | None, series: Series | None, faults: Faults) -> dict[str, Any]:
    """The form as the line fills it in; a column that a CSV does not have leaves what is there."""
    shown = {ours: getattr(known, ours) for ours in COLUMNS.values()} if known else {}
    told: dict[str, Any] = {ours: cells[theirs] for theirs, ours in COLUMNS.items() if theirs in cells}
    for name in ("valid_from", "valid_to"):
        with faults.at("启用日期" if name == "valid_from" else "停用日期"):
            told |= {name: day_in(told[name])} if name in told else {}
    return {**shown, **told, "series": series.pk if series else ""}
