"""Committees and versions of 评审条件 from a sheet, line by line, each judged as at the desk (ADMIN-09, GEN-08)."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.registers.sheets import cell_of, columns_of, data_of, refuse_faults
from committees.catalogue_forms import VersionForm
from committees.conditions import edit_conditions, enter_issued, propose_conditions
from committees.directory import kept_committees, own_offices
from committees.exceptions import CommitteeRefused
from committees.forms import AUTHORITY, AuthorityForm
from committees.keeping import put_committee
from committees.models import Committee, ConditionSet
from config.lib.csvfile import Cells, Report
from config.lib.tables import CHANGED, NEW, SAME, Faults, in_columns, read_sheet
from records.services.sheets import take_audited

COMMITTEES, CONDITIONS = "committees.committees", "committees.conditions"  # kinds of sheets
REASON = "表格导入"
COMMITTEE_COLUMNS = tuple(title for title, name in columns_of(AuthorityForm.base_fields).items() if name in AUTHORITY)
COMMITTEE_NEEDED = ("名称", "所在职改办", "系列", "评审权限（级别）", "核准备案文号")
CONDITION_COLUMNS = tuple(columns_of(VersionForm.base_fields))
CONDITION_NEEDED = ("系列", "名称", "提出部门")


# ── committees ─────────────────────────────────────────────────────────────────────────────────────────────────────
def committee_rows(user: User, found: Any) -> list[Sequence[str]]:
    """Committees as lines of the sheet that is also read; specialties by their codes."""
    fields = AuthorityForm(user=user).fields
    return [_committee_row(fields, each) for each in found]


def _committee_row(fields: Any, committee: Committee) -> list[str]:
    told = {name: cell_of(fields[name], getattr(committee, name)) for name in AUTHORITY}
    return list((told | {"specialties": "；".join(committee.specialties)}).values())


def take_committee_sheet(data: bytes, _said: dict[str, Any], by: int) -> Report:
    """As a worker takes it (``records.services.sheets``). Raises ``SheetBroken``."""
    actor = User.objects.get(pk=by)
    lines = read_sheet(data, columns=COMMITTEE_COLUMNS, needed=COMMITTEE_NEEDED)
    return take_audited(lines, lambda cells: take_committee(cells, actor=actor), same=in_columns("名称"))


def take_committee(cells: Cells, *, actor: User) -> str:
    """One line: known by its name, within the own offices. Raises ``ValidationError`` with columns named."""
    own = kept_committees(actor).filter(office__in=own_offices(actor))
    known = own.filter(name=cells.get("名称", "")).first()
    fields = AuthorityForm(user=actor, committee=known).fields
    if known and _says(COMMITTEE_COLUMNS, _committee_row(fields, known), cells):
        return SAME
    faults = Faults()
    faults.formulas(cells)
    shown = AuthorityForm(user=actor, committee=known).initial if known else {"kind": "ordinary", "status": "active"}
    stands = {name: value.pk if hasattr(value, "pk") else value for name, value in shown.items() if value is not None}
    told = data_of({name: fields[name] for name in AUTHORITY}, cells, faults)
    filled = {name: value for name, value in told.items() if value != "" or name not in {"kind", "status"}}
    form = AuthorityForm({**stands, **filled}, user=actor, committee=known)
    refuse_faults(form, faults)
    try:
        put_committee(form.authority, committee=known, reason=REASON, actor=actor)
    except CommitteeRefused as refusal:
        form.show(refusal.reasons)
        refuse_faults(form)
    return CHANGED if known else NEW


# ── conditions ─────────────────────────────────────────────────────────────────────────────────────────────────────
def condition_rows(found: Any) -> list[Sequence[str]]:
    """Versions as lines of the sheet that is also read."""
    fields = VersionForm().fields
    names = columns_of(fields).values()
    return [[cell_of(fields[name], getattr(each, name)) for name in names] for each in found]


def take_condition_sheet(data: bytes, _said: dict[str, Any], by: int) -> Report:
    """As a worker takes it (``records.services.sheets``). Raises ``SheetBroken``."""
    actor = User.objects.get(pk=by)
    lines = read_sheet(data, columns=CONDITION_COLUMNS, needed=CONDITION_NEEDED)
    same = in_columns("系列", "名称", "版本")
    return take_audited(lines, lambda cells: take_condition(cells, actor=actor), same=same)


def take_condition(cells: Cells, *, actor: User) -> str:
    """One line: known by series, name and version; one with a number was issued before. Raises ``ValidationError``."""
    faults = Faults()
    faults.formulas(cells)
    form = VersionForm(data_of(VersionForm.base_fields, cells, faults))
    refuse_faults(form, faults)
    said = form.cleaned_data
    known = ConditionSet.objects.filter(series=said["series"], name=said["name"], version=said["version"] or 0).first()
    if known and _says(CONDITION_COLUMNS, list(condition_rows([known])[0]), cells):
        return SAME
    try:
        _put_condition(known, said, actor)
    except CommitteeRefused as refusal:
        form.show(refusal.reasons)
        refuse_faults(form)
    return CHANGED if known else NEW


def _put_condition(known: ConditionSet | None, said: dict[str, Any], actor: User) -> None:
    if known:
        if said["doc_no"] and known.is_editable:
            raise ValidationError(["“文号”：这一版正在修订，请在页面上按程序登记印发。"])
        edit_conditions(known.pk, proposed_by=said["proposed_by"], need=said["need"], uploads={}, actor=actor)
    elif said["doc_no"]:
        enter_issued(said, actor=actor)
    else:
        words = {name: said[name] for name in ("series", "name", "proposed_by", "need")}
        propose_conditions(**words, actor=actor)


def _says(columns: Sequence[str], row: Sequence[str], cells: Cells) -> bool:
    """A line that went out and comes back untouched."""
    stands = dict(zip(columns, row, strict=True))
    return all(stands[column] == value for column, value in cells.items() if column in stands)
