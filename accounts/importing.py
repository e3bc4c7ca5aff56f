"""The directory's organisations from a sheet, line by line, each judged by the form its keeper fills in."""

from typing import Any

from django.core.exceptions import ValidationError

from accounts.directory import CHOICES, COLUMNS, NEEDED, kept_by, sheet_row
from accounts.directory_forms import OrganisationForm, shown_of
from accounts.exceptions import AccountRefused
from accounts.models import Organisation, User
from accounts.services.directory import change_organisation, changed_in, enter_organisation
from config.lib.csvfile import Cells, Report
from config.lib.tables import CHANGED, NEW, SAME, Faults, coded, read_sheet
from config.lib.text import normalise_uscc
from records.services.sheets import take_audited

KIND = "accounts.organisations"  # of sheets
REASON = "表格导入"
TITLES = {ours: theirs for theirs, ours in COLUMNS.items()}


def import_organisations(data: bytes, *, actor: User) -> Report:
    """Enter and change every organisation of a sheet, all or none. Raises ``SheetBroken``."""
    lines = read_sheet(data, columns=tuple(COLUMNS), needed=NEEDED)
    return take_audited(
        lines, lambda cells: take_organisation(cells, actor=actor), same=lambda cells: _taken(cells, actor)
    )


def take_organisation_sheet(data: bytes, _said: dict[str, Any], by: int) -> Report:
    """As a worker takes it (``records.services.sheets``)."""
    return import_organisations(data, actor=User.objects.get(pk=by))


def take_organisation(cells: Cells, *, actor: User) -> str:
    """One line: known by its credit code, else by its name. Raises ``ValidationError`` with columns named."""
    said = coded(cells, COLUMNS, CHOICES)
    faults, known = Faults(), None
    with faults.at("名称"):
        known = _known(said, actor)
    if known and _says_what_stands(cells, known):
        return SAME
    faults.formulas(cells, numbers=("联系电话",))
    form = OrganisationForm(_filled(said, known, cells, actor, faults), user=actor, organisation=known)
    faults.form(form, TITLES)
    faults.refuse()
    try:
        return _put(known, form, actor)
    except AccountRefused as refusal:
        for each in refusal.reasons:
            faults.say(TITLES.get(each.field, ""), each.text)
        faults.refuse()
        raise


def _says_what_stands(cells: Cells, known: Organisation) -> bool:
    """A line that went out and comes back untouched is in nobody's way, whatever it lacks by the rules of today."""
    stands = dict(zip(COLUMNS, sheet_row(known), strict=True))
    return all(stands[column] == value for column, value in cells.items() if column in stands)


def _put(known: Organisation | None, form: OrganisationForm, actor: User) -> str:
    data = form.data_told
    if known is None:
        enter_organisation(data, reason=REASON, actor=actor)
        return NEW
    if not changed_in(known, data):
        return SAME
    change_organisation(known.pk, data, reason=REASON, actor=actor)
    return CHANGED


def _known(said: dict[str, str], actor: User) -> Organisation | None:
    kept = kept_by(actor).select_related("parent")
    if said["uscc"] and (found := kept.filter(uscc=normalise_uscc(said["uscc"])).first()):
        return found
    namesakes = list(kept.filter(name=said["name"])[:2])
    if said["uscc"]:
        namesakes = [each for each in namesakes if not each.uscc]
    elif len(namesakes) > 1:
        raise ValidationError("有多个同名组织，请填写统一社会信用代码。")
    return namesakes[0] if namesakes else None


def _taken(cells: Cells, actor: User) -> int | None:
    """The organisation that a line was about: one line may know it by its code and another by its name."""
    known = _known(coded(cells, COLUMNS, CHOICES), actor)
    return known and known.pk


def _filled(
    said: dict[str, str], known: Organisation | None, cells: Cells, actor: User, faults: Faults
) -> dict[str, Any]:
    """The form as the line fills it in; a column that a CSV does not have leaves what is there."""
    shown = {name: value for name, value in shown_of(known).items() if value is not None} if known else {}
    told = {name: value for name, value in said.items() if TITLES[name] in cells}
    parent = shown.get("parent")
    if "parent" in told:
        with faults.at("上级"):
            parent = _parent(told.pop("parent"), actor, known)
    usual = {"legal_person": "yes", "status": "active"}
    filled = {**shown, **told, **{name: told.get(name) or shown.get(name) or word for name, word in usual.items()}}
    return {**filled, "parent": parent or "", "reason": REASON}


def _parent(name: str, actor: User, known: Organisation | None) -> int | None:
    if not name:
        return None
    if known and known.parent and known.parent.name == name:  # another office's to keep, and not moved
        return known.parent.pk
    found = list(kept_by(actor).active().filter(name=name).values_list("pk", flat=True)[:2])
    if not found:
        raise ValidationError(f"没有找到“{name}”。")
    if len(found) > 1:
        raise ValidationError(f"有多个名为“{name}”的组织，请先改名区分。")
    return found[0]
