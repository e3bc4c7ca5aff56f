"""The order of importance, and the one representative work (MAT-39…41, MAT-53)."""

from collections.abc import Sequence

from accounts.models import Actor
from config.lib.text import whole_number
from declarations.exceptions import Refused
from declarations.models import Achievement, Declaration, Experience, Publication
from declarations.models.item import Item
from declarations.parts import Section, section_of
from declarations.services.autosave import GONE
from declarations.services.changing import changing
from declarations.services.entries import rows_of

LISTS: dict[str, type[Item]] = {
    Section.EXPERIENCE: Experience,
    Section.ACHIEVEMENTS: Achievement,
    Section.PUBLICATIONS: Publication,
}


def move_item(declaration_id: int, section: str, pk: int, *, up: bool, actor: Actor) -> None:
    """One place up or down; at the end of the list nothing happens."""
    with changing(declaration_id, section, actor=actor, event="order") as declaration:
        order = _order(section, declaration)
        if pk not in order:
            raise Refused(GONE)
        place = order.index(pk)
        other = place - 1 if up else place + 1
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
        _write(section, declaration, order)


def place_item(declaration_id: int, section: str, pk: int, *, place: int, actor: Actor) -> None:
    """To the place of that number, counted from 1; a number beyond the list is its end (07-2)."""
    with changing(declaration_id, section, actor=actor, event="order") as declaration:
        order = _order(section, declaration)
        if pk not in order:
            raise Refused(GONE)
        order.remove(pk)
        order.insert(max(place, 1) - 1, pk)
        _write(section, declaration, order)


def order_items(declaration_id: int, section: str, keys: Sequence[int], *, actor: Actor) -> None:
    """The whole order at once; rows not named keep their order behind the others."""
    with changing(declaration_id, section, actor=actor, event="order") as declaration:
        known = _order(section, declaration)
        named = [pk for pk in dict.fromkeys(keys) if pk in known]
        _write(section, declaration, [*named, *(pk for pk in known if pk not in named)])


def star_item(declaration_id: int, key: str, *, actor: Actor) -> None:
    """Mark the one representative work; the star moves there from wherever it was."""
    section, _, pk = key.partition(":")
    number = whole_number(pk) if section in LISTS else None
    with changing(declaration_id, Section.REPRESENTATIVE, section_of(key), actor=actor, event="star") as declaration:
        chosen = rows_of(LISTS[section], declaration).filter(pk=number) if number is not None else None
        if chosen is None or not chosen.exists():
            raise Refused(GONE)
        for model in LISTS.values():
            rows_of(model, declaration).filter(is_representative=True).update(is_representative=False)
        chosen.update(is_representative=True)


def _order(section: str, declaration: Declaration) -> list[int]:
    return list(rows_of(LISTS[section], declaration).order_by("rank", "pk").values_list("pk", flat=True))


def _write(section: str, declaration: Declaration, order: Sequence[int]) -> None:
    rows = rows_of(LISTS[section], declaration).in_bulk(order)
    for rank, pk in enumerate(order, 1):
        if rows[pk].rank != rank:
            rows[pk].rank = rank
            rows[pk].save(update_fields=["rank"])
