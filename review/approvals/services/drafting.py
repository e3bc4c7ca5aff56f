"""What a reviewer typed and has not signed, kept as it is (17-7, ux §3.8): each person their own, nobody else's."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from declarations.exceptions import Stale
from declarations.models import Declaration
from records.services.audit import audited
from review.approvals.content import parts_of_dossier
from review.approvals.models import SheetDraft
from review.approvals.rules import NOT_YOURS, works_at
from review.approvals.services.working import refuse

LONGEST = 5_000  # characters of one value
MOST = 600  # values of one form: a notice of a hundred items has five fields each
PLACES = ("review", "notice", "defence", "deliberation", "check", "recommend")
PART = re.compile(r"part-[0-9a-f]{12}")  # one part of the dossier, as the unit verifies it (UNIT-03)
GONE = Reason("E318", "该项材料已不存在，请刷新页面。")
Values = Mapping[str, list[str]]


def keep_draft(declaration_id: int, place: str, values: Values, *, version: int, actor: User) -> SheetDraft:
    """Keep the raw values of one sheet. Raises ``Stale``: another tab of theirs saved; ``Refused``: not their desk."""
    assert is_place(place), "a sheet of this floor"
    with audited():
        declaration = _locked(declaration_id, actor)
        draft = draft_of(declaration, actor, place) or _new(declaration, actor, place)
        if draft.version != version:
            raise Stale(draft.version, _single(draft.values))
        kept = [(name[:100], [_clean(each) for each in given]) for name, given in values.items()]
        draft.values, draft.version, draft.at = _within(kept), draft.version + 1, clock.law()
        draft.save()
    return draft


def is_place(place: str) -> bool:
    """Whether a sheet of that name is kept."""
    return place in PLACES or bool(PART.fullmatch(place))


def place_of_part(key: str) -> str:
    """Each part of the dossier is a sheet of its own: two tabs may lie open at different parts."""
    return f"part-{sha256(key.encode()).hexdigest()[:12]}"


def discard_draft(declaration_id: int, place: str, *, actor: User, version: int | None = None) -> None:
    """Throw away what was typed: what was signed stands again. Raises ``Refused``: not their desk."""
    with audited():
        settle_draft(_locked(declaration_id, actor), actor, place, version=version)


def settle_draft(declaration: Declaration, actor: User, place: str, *, version: int | None = None) -> None:
    """Signed, sent or thrown away. What another tab of theirs typed since stays, and its version goes on counting."""
    draft = draft_of(declaration, actor, place)
    if draft is None or (version is not None and draft.version != version):
        return
    draft.values, draft.version, draft.at = {}, draft.version + 1, clock.law()
    draft.save()


def draft_of(declaration: Declaration, person: User, place: str) -> SheetDraft | None:
    """A person's own draft of this desk's sheet on this walk."""
    here = {"stop": declaration.stop, "round_trip": declaration.round_trip}
    return SheetDraft.objects.filter(declaration=declaration, person=person, place=place, **here).first()


def _new(declaration: Declaration, actor: User, place: str) -> SheetDraft:
    here = {"stop": declaration.stop, "round_trip": declaration.round_trip}
    if place not in PLACES:  # nobody keeps sheets of parts that are not there
        refuse(None if place in {place_of_part(part.key) for part in parts_of_dossier(declaration)} else GONE)
    return SheetDraft(declaration=declaration, person=actor, place=place, at=clock.law(), **here)


def _locked(declaration_id: int, actor: User) -> Declaration:
    declaration = Declaration.objects.lock(declaration_id)
    refuse(None if works_at(actor, declaration) else NOT_YOURS)
    return declaration


def _within(kept: list[tuple[str, list[str]]]) -> dict[str, list[str]]:
    found, left = {}, MOST
    for name, given in kept:
        found[name] = given[:left]
        left -= len(found[name])
    return {name: given for name, given in found.items() if given}


def _clean(text: str) -> str:
    """Without the one character no database keeps."""
    return text.replace("\0", "")[:LONGEST]


def _single(values: Values) -> dict[str, Any]:
    """As the page's script reads what stands elsewhere: one value a name, where it is one."""
    return {name: given[0] for name, given in values.items() if len(given) == 1}
