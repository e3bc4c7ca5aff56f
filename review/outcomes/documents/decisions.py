"""结果确认文件 (FORM-31) and 批复 (FORM-32): a head, a text, the list of people by level."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from config.lib.pdf import FORM
from config.lib.text import chinese_date
from declarations.eligibility.kinds import is_reviewed
from declarations.models import Declaration
from notices.rules import terms_of
from notices.selectors import current_edition
from records.services.documents import Form
from review.meetings.models import Result
from review.outcomes.lines import PublicLine, approved_lines, confirmed_entries, line_of, way_of
from review.outcomes.models import Approval, Confirmation, ConfirmationEntry

RED_HEAD = (*FORM, "pdf/red_head.css")


def confirmation_sheet(confirmation_id: int) -> Form:
    """FORM-31: list, counts, authority, number, and the head of the audit chain when it was drawn up."""
    made = Confirmation.objects.select_related("authority", "notice__office").get(pk=confirmation_id)
    terms = terms_of(current_edition(made.notice_id, now=made.at))
    entries = confirmed_entries(made)
    confirmed = [each for each in entries if each.confirmed]
    held = {made.notice.office_id, *(each.declaration.authority_id for each in entries)}
    context = {
        "made": made,
        "own": made.authority_id in held,  # not senior: who held the case confirms it (T31, PATH-30)
        "terms": terms,
        "title_word": terms.term("title"),
        "what": what_of(each.declaration for each in entries),
        "voted": any(is_reviewed(each.declaration.kind) for each in entries) or not entries,
        "day": chinese_date(made.dated),
        "rows": list(zip(map(line_of_entry, confirmed), votes_of(confirmed), strict=True)),
        "refused": [(line_of_entry(each), each.reason) for each in entries if not each.confirmed],
        "counts": counts_of(map(line_of_entry, confirmed)),
        "total": len(confirmed),
    }
    return Form(
        template="pdf/confirmation.html",
        context=context,
        title=f"关于确认{terms.year}年度{terms.series}系列{terms.term('title')}{context['what']}结果的通知",
        number=made.doc_no,
        notice_title=terms.title,
        stylesheets=RED_HEAD,
    )


def approval_sheet(approval_id: int) -> Form:
    """FORM-32: the issuing body's 批复 with its list, published on the column."""
    made = Approval.objects.select_related("notice__office").get(pk=approval_id)
    terms = terms_of(current_edition(made.notice_id, now=made.at))
    lines = approved_lines(made)
    cases = [each.declaration for each in made.entries.select_related("declaration__authority")]
    office = next((each.authority for each in cases if each.authority), made.notice.office)
    context = {
        "made": made,
        "terms": terms,
        "title_word": terms.term("title"),
        "what": what_of(cases),
        "voted": any(is_reviewed(each.kind) for each in cases) or not cases,
        "office": office.name,
        "day": chinese_date(made.dated),
        "effective": chinese_date(made.effective_on),
        "groups": [(title, list(group)) for title, group in groupby(lines, key=lambda line: line.title)],
        "counts": counts_of(lines),
        "first": lines[0].name if lines else "",
        "total": len(lines),
        "confirmations": _confirmations_before(made),
    }
    return Form(
        template="pdf/approval.html",
        context=context,
        title=made.title,
        number=made.doc_no,
        notice_title=terms.title,
        stylesheets=RED_HEAD,
    )


def what_of(cases: Iterable[Declaration]) -> str:
    """评审, 认定, or both: how the people of one document came to their titles (GEN-07)."""
    return "、".join(dict.fromkeys(way_of(each) for each in cases)) or "评审"


def line_of_entry(entry: ConfirmationEntry) -> PublicLine:
    """The line of a person in a document."""
    return line_of(entry.declaration)


def votes_of(entries: Iterable[ConfirmationEntry]) -> list[str]:
    """同意 14 / 21 of each, in the order given; one statement."""
    listed = [each.declaration_id for each in entries]
    counted = Result.objects.filter(ballot__entry__declaration__in=listed).order_by("ballot__box__tallied_at")
    found = {}  # a second vote stands for the first
    for declaration, agree, present in counted.values_list("ballot__entry__declaration", "agree", "present"):
        found[declaration] = f"{agree} / {present}"
    return [found.get(declaration, "") for declaration in listed]


def counts_of(lines: Iterable[PublicLine]) -> list[tuple[str, int]]:
    """How many of each title, in the order of the list."""
    return list(Counter(line.title for line in lines).items())


def _confirmations_before(made: Approval) -> list[str]:
    rows = Confirmation.objects.filter(entries__confirmed=True, entries__declaration__approval_entry__approval=made)
    return list(rows.order_by("dated", "pk").values_list("doc_no", flat=True).distinct())
