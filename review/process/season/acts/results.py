"""After the vote: recheck, second publicity, an objection, confirmation, approval."""

from collections.abc import Iterable
from datetime import date

from accounts.models import User
from config.lib import clock
from declarations.states import State
from records.services.documents import request_document
from review.outcomes.models import Objection, ReviewRequest
from review.outcomes.services.decisions import draw_up_approval, draw_up_confirmation
from review.outcomes.services.objections import raise_objection
from review.outcomes.services.publicity import publicise_results
from review.outcomes.services.reviews import ask_review, refuse_review
from review.outcomes.states import ReviewMatter
from review.process.season import texts
from review.process.season.cast import Person
from review.process.season.world import World
from review.process.services import perform
from review.process.states import Action

ISSUER = "广西壮族自治区工业和信息化厅（演示）"


def standing(world: World, people: Iterable[Person], state: str) -> list[Person]:
    """Whose case stands in this state now."""
    return [person for person in people if person.name in world.cases and world.case(person).state == state]


def recheck(world: World, people: list[Person]) -> None:
    """Nothing is found (T28)."""
    for person in standing(world, people, State.RECHECK):
        opinion = "复核未发现硬件条件缺失、程序不规范或材料不实。"
        perform(world.cases[person.name], Action.PASS_RECHECK, actor=world.clerks["office"], opinion=opinion)


def publicise(world: World, people: list[Person]) -> None:
    """The list goes up (COMM-06)."""
    cases = [world.case(person) for person in standing(world, people, State.SECOND_PUBLICITY)]
    series = world.organisations["series"]
    contact = f"{series.name} {series.contact_phone}"
    publicise_results(world.notice, declarations=cases, contact=contact, actor=world.clerks["office"])


def object_to(world: World, person: Person) -> None:
    """Somebody objects; supervision freezes the result (T30)."""
    text = texts.OBJECTION.format(**texts.words(person))
    raise_objection(world.case(person), text=text, name="李实名（演示）", phone="19000009999")


def freeze(world: World, person: Person) -> None:
    """The objection is taken up."""
    objection = Objection.objects.get(declaration=world.cases[person.name])
    reason = "异议具名且有具体内容，予以受理核查。"
    told = {"objection": objection.tracking_code, "reason": reason}
    perform(world.cases[person.name], Action.FREEZE, actor=world.clerks["supervision"], **told)


def dismiss(world: World, person: Person) -> None:
    """Not founded: the result goes on where it stood."""
    reason = texts.DISMISSED.format(**texts.words(person))
    perform(world.cases[person.name], Action.DISMISS, actor=world.clerks["supervision"], reason=reason)


def ask_for_review(world: World, person: Person) -> None:
    """A failed applicant asks whether the count was right (G-26, FORM-49)."""
    told = {"matters": [ReviewMatter.TALLY], "facts": "请核对本人表决票数的统计。", "signed_name": person.name}
    ask_review(world.case(person), **told, actor=world.people[person.name])


def answer_review(world: World, person: Person) -> None:
    """The office looked: the result stands."""
    asked = ReviewRequest.objects.get(declaration=world.cases[person.name])
    told = {"checked": "核对了封存的表决结果统计表和公布的选票清单。", "answer": "统计无误，维持原结果。"}
    refuse_review(asked.pk, **told, actor=world.clerks["office"])


def confirm(world: World, people: list[Person], *, senior: bool) -> None:
    """Senior results by the region's office, the others by the committee's own (T31)."""
    key, desk = ("confirmer", "region") if senior else ("office", "series")
    number = "桂职办（演示）" if senior else "桂工信职改（演示）"
    document = draw_up_confirmation(
        world.notice,
        authority=world.organisations[desk],
        doc_no=f"{number}〔{world.notice.year}〕{'18' if senior else '26'}号",
        dated=_today(),
        actor=world.clerks[key],
    )
    for person in _of_rank(standing(world, people, State.CONFIRM_PENDING), senior=senior):
        _decide(world, person, Action.CONFIRM, world.clerks[key], document.pk)
    request_document("FORM-31", "confirmation", document.pk, by=world.clerks[key].pk)


def approve(world: World, people: list[Person], *, senior: bool) -> None:
    """批复 (T32); what was commissioned goes back instead."""
    office, year = world.clerks["office"], world.notice.year
    approval = draw_up_approval(
        world.notice,
        issuer=ISSUER,
        doc_no=f"桂工信人（演示）〔{year}〕{'51' if senior else '52'}号",
        dated=_today(),
        effective_on=_today(),
        title=f"关于{year}年度工艺美术系列{'正、副高级' if senior else '中、初级'}职称评审结果的批复（演示）",
        actor=office,
    )
    for person in _of_rank(standing(world, people, State.CONFIRMED), senior=senior):
        _decide(world, person, Action.APPROVE, office, approval.pk)
    request_document("FORM-32", "approval", approval.pk, by=office.pk)


def _decide(world: World, person: Person, action: Action, actor: User, document: int) -> None:
    perform(world.cases[person.name], action, actor=actor, document=document)


def _of_rank(people: list[Person], *, senior: bool) -> list[Person]:
    return [person for person in people if person.is_senior == senior]


def _today() -> date:
    return clock.local_date(clock.law())
