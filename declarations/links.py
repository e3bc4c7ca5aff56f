"""Where on the applicant's pages a part key lies."""

from django.urls import reverse

from config.lib.text import whole_number
from declarations.eligibility.findings import Finding
from declarations.eligibility.slots import home_of_slot
from declarations.models import Declaration
from declarations.parts import SLOT, Section

ONE_FORM = {
    Section.BASIC: "declarations:basic",
    Section.OPTIONS: "declarations:options",
    Section.INSURANCE: "declarations:insurance",
    Section.REPRESENTATIVE: "declarations:representative",
    Section.MATERIALS: "declarations:materials",
}


def section_url(declaration: Declaration, section: Section) -> str:
    """The page of a section."""
    if section in ONE_FORM:
        return reverse(ONE_FORM[section], args=[declaration.ref])
    return reverse("declarations:rows", args=[declaration.ref, section.value])


def part_url(declaration: Declaration, key: str) -> str:
    """The page of a part key: section, entry or file slot; the hub for a key of the unit."""
    head, _, rest = key.partition(":")
    if head == SLOT:
        return f"{section_url(declaration, home_of_slot(rest))}#slot-{rest}"
    if head not in Section.values:
        return reverse("declarations:hub", args=[declaration.ref])
    section = Section(head)
    number = whole_number(rest)
    if number is not None and section not in ONE_FORM:
        return reverse("declarations:entry", args=[declaration.ref, head, number])
    return section_url(declaration, section)


def finding_url(declaration: Declaration, finding: Finding) -> str:
    """Where to mend what a finding says."""
    url = part_url(declaration, finding.part)
    if finding.slot and "#" not in url:
        return f"{url}#slot-{finding.slot}"
    return f"{url}#id_{finding.field}" if finding.field and "#" not in url else url
