"""What a finding sends people to is there: a slot of this very declaration."""

from dataclasses import replace

import pytest

from accounts.states import UnitNature
from declarations.eligibility.slots import slot_for, slots_of
from declarations.packages.dossier_file import precheck
from declarations.parts import Section, slot_key
from declarations.sample import STAFF, sample
from notices.states import DeclarationKind
from tests.declarations.test_samples import EVERY, one_a_group

CRAFTS_OF_2017 = "2017-craft-arts"


def cases():
    """Each notice, path and kind of person once."""
    seen = set()
    for at, asked in EVERY:
        case = (asked.terms.code, asked.path, asked.person)
        if case not in seen and one_a_group(asked):
            seen.add(case)
            yield at, asked


def of_2017(person=STAFF):
    return next((at, asked) for at, asked in cases() if asked.terms.code == CRAFTS_OF_2017 and asked.person == person)


def lacking(dossier):
    """With nothing proved, and every fact told that asks for a proof of its own."""
    person = replace(dossier.person, epidemic_service=True, name_differs=True)
    unit = replace(dossier.unit, has_licence=False)
    return replace(dossier, person=person, unit=unit, papers=(), paid_months=())


def of_nature(dossier, nature):
    bodies = {
        name: replace(body, nature=nature)
        for name in ("unit", "employer", "personnel_unit")
        if (body := getattr(dossier, name)) is not None
    }
    return replace(dossier, person=replace(dossier.person, unit_nature=nature), **bodies)


@pytest.mark.parametrize("nature", UnitNature.values)
def test_every_finding_names_a_slot_that_this_declaration_has(nature):
    """MAT-03, MAT-31, MAT-33: nobody is sent to a place that is not on the page."""
    nowhere = set()
    for at, asked in cases():
        dossier = of_nature(lacking(sample(asked)), nature)
        there = {slot.code for slot in slots_of(dossier, asked.terms)}
        for finding in precheck(dossier, asked.terms, at=at).findings:
            named = {finding.slot, finding.part.partition("slot:")[2]} - {""}
            nowhere |= {(asked.terms.code, finding.code, each) for each in named - there}
    assert nowhere == set()


def test_people_of_a_social_organisation_have_the_slots_they_are_asked_for():
    """MAT-33: 002 二（二）3, 4 asks them for the record and the unit's nature; both can be proved."""
    at, asked = of_2017()
    dossier = of_nature(lacking(sample(asked)), UnitNature.SOCIAL_GROUP)

    [told] = {each.part for each in precheck(dossier, asked.terms, at=at).findings if each.slot == "unit_nature"}

    assert told == slot_key("unit_nature")
    assert {"unit_nature", "social_insurance"} <= {slot.code for slot in slots_of(dossier, asked.terms)}


CHANGES = [DeclarationKind.CONVERSION, *DeclarationKind.unvoted]


@pytest.mark.parametrize("kind", CHANGES)
def test_the_stamped_form_of_a_change_has_its_own_hard_slot(kind):
    """MAT-03, FORM-43: what is printed, signed and stamped comes back as a scan and is missed."""
    found = [(at, asked) for at, asked in cases() if asked.path == kind and asked.person == STAFF]
    assert found or kind not in {asked.path for _, asked in EVERY}
    for at, asked in found:
        dossier = sample(asked)
        slot = slot_for(dossier, asked.terms, "change_form")
        assert (slot.hard, slot.home) == (True, Section.OPTIONS)
        assert slot.label.startswith(f"{DeclarationKind(kind).label}申报表")
        without = replace(dossier, papers=tuple(each for each in dossier.papers if each.slot != "change_form"))
        blocks = [each for each in precheck(without, asked.terms, at=at).findings if each.blocks]
        assert [(each.code, each.slot) for each in blocks] == [("E201", "change_form")]


def test_who_declares_the_ordinary_way_needs_no_form_of_a_change():
    _, asked = of_2017()
    assert asked.path == "ordinary"
    assert slot_for(sample(asked), asked.terms, "change_form") is None
