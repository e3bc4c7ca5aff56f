"""Posts of units from a sheet, one level of one year a line (PATH-33, ADMIN-08)."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.http import HttpRequest

from accounts.directory import kept_by
from accounts.longlists import Lines
from accounts.models import Organisation, User
from accounts.registers.sheets import cell_of, columns_of, data_of, refuse_faults
from accounts.sheetway import SheetWay
from config.lib.csvfile import Cells, Report
from config.lib.tables import CHANGED, NEW, SAME, Faults, in_columns, read_sheet
from records.services.sheets import take_audited
from review.approvals.models import PostLevel
from review.approvals.post_forms import PostLevelForm
from review.approvals.services.posting import put_posts

KIND = "approvals.posts"  # of sheets
UNIT = "单位"
COLUMNS = (UNIT, *columns_of(PostLevelForm.base_fields))


def posts_like(user: User, words: str = "") -> QuerySet[PostLevel]:
    """Of the units of this person's part, whose name has these words."""
    held = PostLevel.objects.filter(unit__in=kept_by(user).order_by().values("pk")).select_related("unit")
    held = held.annotate(unit_name=F("unit__name"))
    return held.filter(unit__name__contains=words) if words else held


def post_rows(user: User, words: str = "") -> Lines:
    """The same as lines of the sheet that is also read."""
    return Lines(posts_like(user, words).order_by("unit__name", "-year", "rank"), partial(map, _row))


def take_post_sheet(data: bytes, _said: dict[str, Any], by: int) -> Report:
    """As a worker takes it (``records.services.sheets``). Raises ``SheetBroken``."""
    actor = User.objects.get(pk=by)
    lines = read_sheet(data, columns=COLUMNS, needed=COLUMNS)
    fields = PostLevelForm.base_fields
    same = in_columns(UNIT, *(title for title, name in columns_of(fields).items() if name in {"year", "rank"}))
    return take_audited(lines, lambda cells: take_posts(cells, actor=actor), same=same)


def take_posts(cells: Cells, *, actor: User) -> str:
    """One line: known by unit, year and level. Raises ``ValidationError`` with columns named."""
    faults, unit = Faults(), None
    faults.formulas(cells)
    with faults.at(UNIT):
        unit = _unit(cells[UNIT], actor)
    form = PostLevelForm(data_of(PostLevelForm.base_fields, cells, faults))
    refuse_faults(form, faults)
    assert unit, "a line without its unit was refused"
    said = form.cleaned_data
    known = PostLevel.objects.filter(unit=unit, year=said["year"], rank=said["rank"]).first()
    if known and (known.approved, known.filled) == (said["approved"], said["filled"]):
        return SAME
    put_posts(unit, **said, actor=actor)
    return CHANGED if known else NEW


def _unit(name: str, actor: User) -> Organisation:
    found = list(kept_by(actor).units().filter(name=name)[:2])
    if len(found) != 1:
        told = f"有多个名为“{name}”的单位，请在页面上填写。" if found else f"没有“{name}”，或不在您维护的范围内。"
        raise ValidationError(told)
    return found[0]


def _row(held: PostLevel) -> list[str]:
    fields = PostLevelForm.base_fields
    return [held.unit.name, *(cell_of(fields[name], getattr(held, name)) for name in columns_of(fields).values())]


def _out(request: HttpRequest) -> Lines:
    return post_rows(request.user, request.GET.get("q", "").strip()[:60])


SHEET = SheetWay(
    at="approvals:all_posts",
    kind=KIND,
    words="岗位与空缺",
    columns=COLUMNS,
    needed=COLUMNS,
    rows=_out,
    hints=("单位写目录里的全称；同一单位、年度和级别再次导入，即为更正。", "级别写正高级、副高级、中级、初级。"),
)
