"""What applicants do: begin, fill in, hand in, put right, pay, leave."""

from typing import Any

from accounts.states import OrganisationKind
from declarations.exceptions import Refused
from declarations.models import Declaration
from declarations.parts import Section, entry_key
from declarations.services.entries import change_entry
from declarations.services.materials import replace_material
from declarations.states import Channel, LetterKind, Special
from fees.gateways import sandbox
from fees.models import Bill
from fees.services import open_payment, receive_notice, request_receipt
from review.approvals.models import CorrectionItem
from review.approvals.selectors import open_notice
from review.approvals.services import answer_item
from review.approvals.states import Addressee
from review.process.season import dossiers, texts
from review.process.season.cast import Person, email_of
from review.process.season.papers import sheet
from review.process.season.world import World
from review.process.services import begin_declaration, perform
from review.process.states import Action

STROKES = "M60 120L110 60L150 130L210 70M240 60L250 130L330 80L360 125"
CHECKED = ["学历", "资历", "专业技术工作经历", "业绩成果", "学术成果"]


def begin(world: World, person: Person) -> None:
    """Start a draft (T01)."""
    choice = _choice(world, person)
    declaration = begin_declaration(applicant=world.people[person.name], edition=world.edition, **choice)
    world.cases[person.name] = declaration.pk


def be_refused(world: World, person: Person) -> None:
    """Somebody this notice is not for tries all the same; the codes of the refusal are kept (E109)."""
    try:
        begin(world, person)
    except Refused as refusal:
        world.refusals[person.name] = [reason.code for reason in refusal.reasons]


def fill_in(world: World, person: Person) -> None:
    """The whole dossier."""
    dossiers.fill_in(world.case(person), person, world.people[person.name])


def fill_in_half(world: World, person: Person) -> None:
    """Somebody who never got further than the facts."""
    dossiers.fill_in_facts(world.case(person), person, world.people[person.name])


def submit(world: World, person: Person) -> None:
    """Five self-checks, the pledge, the name, a finger on the screen (T02)."""
    act(world, person, Action.SUBMIT, pledge=True, checked=CHECKED, signed_name=person.name, signature=STROKES)


def mend_achievement(world: World, person: Person) -> None:
    """The third achievement says what one did oneself; this is publicised anew in a correction (UNIT-13)."""
    work = world.case(person).achievements.order_by("rank").last()
    assert work
    role = f"{work.role}，独立完成设计稿、制作和后期整理，作品照片见附件（演示）"
    values = {"role": role}
    change_entry(world.cases[person.name], Section.ACHIEVEMENTS, work.pk, values, actor=world.people[person.name])


def mend_paper(world: World, person: Person) -> None:
    """The page that was missing takes the place of the wrong one."""
    declaration = world.case(person)
    paper = declaration.publications.order_by("rank").first()
    assert paper
    key = entry_key(Section.PUBLICATIONS, paper.pk)
    wrong = declaration.materials.get(part=key, piece="版权页", removed_at=None)
    page = sheet("版权页（演示）", [f"篇名：{paper.title}", "刊号：45-0000/J", "出版日期和期号齐全（更正后）"])
    replace_material(declaration.pk, wrong.pk, upload=page, name="版权页.jpg", actor=world.people[person.name])


def mend_slot(world: World, person: Person) -> None:
    """Better scans in the slots the open notice names."""
    declaration = world.case(person)
    for item in own_items(declaration, Addressee.APPLICANT):
        slot = item.part.partition(":")[2]
        for material in declaration.materials.filter(slot=slot, removed_at=None):
            page = sheet(f"{material.label}（演示）", [f"姓名：{person.name}", "两面齐全（更正后）"])
            replace_material(
                declaration.pk, material.pk, upload=page, name=f"{slot}.jpg", actor=world.people[person.name]
            )


def answer_all(world: World, person: Person) -> None:
    """Say of every item of one's own that it was done."""
    for item in own_items(world.case(person), Addressee.APPLICANT):
        answer_item(item.pk, actor=world.people[person.name], answer="已补充，见更新后的材料。")


def hand_back(world: World, person: Person) -> None:
    """The corrected file goes up again, its changes signed (T16a, 11-4)."""
    act(world, person, Action.RESUBMIT, confirm=True, signed_name=person.name, signature=STROKES)


def withdraw(world: World, person: Person) -> None:
    """Leave (T34)."""
    act(world, person, Action.WITHDRAW)


def pay(world: World, person: Person) -> None:
    """At the cashier; the provider's notice comes in by its own door (T21)."""
    bill = Bill.objects.get(declaration=world.cases[person.name])
    payment = open_payment(bill.pk, actor=world.people[person.name])
    assert sandbox.pay(payment.order_no), "the order was just opened"
    receive_notice(*sandbox.notice(payment.order_no))


def ask_for_receipt(world: World, person: Person) -> None:
    """An electronic receipt for the fee, to one's own name."""
    bill = Bill.objects.get(declaration=world.cases[person.name])
    told = {"title": person.name, "tax_no": "", "email": email_of(person)}
    request_receipt(bill.pk, **told, actor=world.people[person.name])


def act(world: World, person: Person, action: Action, **answers: Any) -> None:
    """A move of the applicant's own."""
    perform(world.cases[person.name], action, actor=world.people[person.name], **answers)


def own_items(declaration: Declaration, addressee: Addressee) -> list[CorrectionItem]:
    """What the open notice asks of this addressee and is not answered yet."""
    notice = open_notice(declaration)
    return list(notice.items.filter(addressee=addressee, answered_at=None)) if notice else []


def _choice(world: World, person: Person) -> dict[str, Any]:
    unit = world.organisations[person.unit]
    choice: dict[str, Any] = {"level": person.level, "specialty": person.specialty, "unit": unit}
    if person.fate == "one_person_agency":
        choice |= {"unit": world.organisations["agency"], "employer": unit, "channel": Channel.AGENCY}
    elif person.fate == "freelancer":
        choice |= {"channel": Channel.ASSOCIATION, "freelancer": True}
    elif person.fate == "commissioned":
        choice |= {"letter_kind": LetterKind.COMMISSIONED, "letter_issuer": texts.LETTER_ISSUER}
        choice |= {"outside_reason": texts.OUTSIDE_REASON}
    else:
        assert unit.kind == OrganisationKind.UNIT
    return choice | {"options": _options(person)}


def _options(person: Person) -> list[str]:
    if person.fate.startswith("exceptional"):
        return [Special.EXCEPTIONAL]
    return [Special.HIGH_SKILL] if person.fate == "high_skill" else []
