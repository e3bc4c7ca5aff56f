"""The experts of the pool from a sheet, line by line, each judged by the form of the desk (COMM-09)."""

from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from committees.directory import CHOICES, COLUMNS, NEEDED, expert_row, kept_experts, series_for
from committees.forms import ExpertForm, expert_shown
from committees.keeping import put_expert
from committees.models import Expert, Specialty
from config.lib.csvfile import Cells, Report, day_in, names_in
from config.lib.tables import CHANGED, NEW, SAME, Faults, coded, in_columns, read_sheet
from records.services.sheets import take_audited

KIND = "committees.experts"  # of sheets
REASON = "表格导入"
TITLES = {ours: theirs for theirs, ours in COLUMNS.items()}


def take_expert_sheet(data: bytes, _said: dict[str, Any], by: int) -> Report:
    """As a worker takes it (``records.services.sheets``). Raises ``SheetBroken``."""
    actor = User.objects.get(pk=by)
    lines = read_sheet(data, columns=tuple(COLUMNS), needed=NEEDED)
    same = in_columns(TITLES["name"], TITLES["unit_name"])
    return take_audited(lines, lambda cells: take_expert(cells, actor=actor), same=same)


def take_expert(cells: Cells, *, actor: User) -> str:
    """One line: known by name and place of work. Raises ``ValidationError`` with columns named."""
    said: dict[str, Any] = coded(cells, COLUMNS, CHOICES)
    faults, known = Faults(), None
    with faults.at("姓名"):
        known = _known(said, actor)
    if known and _says_what_stands(cells, known):
        return SAME
    faults.formulas(cells)
    told = {name: value for name, value in said.items() if TITLES[name] in cells}
    shown = {name: value for name, value in expert_shown(known).items() if value is not None} if known else {}
    form = ExpertForm({**shown, **_chosen(told, known, actor, faults)}, user=actor, expert=known)
    faults.form(form, TITLES)
    faults.refuse()
    many = {name: form.cleaned_data[name] for name in ("series", "specialties")}
    put_expert(form.entry(known), **many, within=series_for(actor), expert=known, reason=REASON, actor=actor)
    return CHANGED if known else NEW


def _known(said: dict[str, Any], actor: User) -> Expert | None:
    namesakes = kept_experts(actor).select_related("unit").prefetch_related("series", "specialties")
    found = [each for each in namesakes.filter(name=said["name"]) if each.place_of_work == said["unit_name"]]
    if len(found) > 1:
        raise ValidationError(["同一单位有多位同名专家，请在页面上分别修改。"])
    return found[0] if found else None


def _says_what_stands(cells: Cells, known: Expert) -> bool:
    stands = dict(zip(COLUMNS, expert_row(known), strict=True))
    return all(stands[column] == value for column, value in cells.items() if column in stands)


def _chosen(told: dict[str, Any], known: Expert | None, actor: User, faults: Faults) -> dict[str, Any]:
    """Names and codes of lists as the form takes them; what other offices keep of a known expert stays as it is."""
    own = series_for(actor)
    if "series" in told:
        names = dict(own.values_list("name", "pk"))
        beyond = {each.name for each in known.series.all()} - set(names) if known else set()
        told["series"] = _ones(
            names, [each for each in names_in(told["series"]) if each not in beyond], "series", faults
        )
    if "specialties" in told:
        codes = dict(Specialty.objects.filter(series__in=own).values_list("code", "pk"))
        beyond = {each.code for each in known.specialties.all()} - set(codes) if known else set()
        named = [code for code in names_in(told["specialties"]) if code not in beyond]
        told["specialties"] = _ones(codes, named, "specialties", faults)
    if told.get("listed_on"):
        with faults.at(TITLES["listed_on"]):
            told["listed_on"] = day_in(told["listed_on"])
    if "status" in told and not told["status"]:
        told["status"] = known.status if known else "candidate"  # an empty cell says nothing
    return told


def _ones(known: dict[str, int], words: list[str], name: str, faults: Faults) -> list[int]:
    if unknown := [word for word in words if word not in known]:
        faults.say(TITLES[name], f"没有“{'”“'.join(unknown)}”，或不在您维护的系列中。")
    return [known[word] for word in words if word in known]
