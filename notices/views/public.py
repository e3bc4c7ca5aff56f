"""Pages everybody may read without signing in (GEN-01, ADMIN-02)."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.lib import clock
from config.lib.keyset import ordered_page, turned_to
from notices.models import Notice
from notices.policies import columns_by_series, documents_to_read, read_document
from notices.public_text import chapters_of, conditions_shown, specialties_shown
from notices.rules import terms_of
from notices.selectors import (
    amendments_of,
    attachment_files,
    attachment_rows,
    cards_for,
    checklist_groups,
    current_edition,
    for_cards,
    notice_card,
    notice_cards,
    read_public_notice,
    window_rows,
)
from records.models import StoredFile

PAGE = 20
LATEST = ("-year", "-issued_on", "code")


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    now = clock.law()
    page = ordered_page(for_cards(Notice.objects.public()), *LATEST, size=PAGE, **turned_to(request.GET))
    cards, year = cards_for(page.rows, now=now), clock.local_date(now).year
    context = {
        "cards": [card for card in cards if card.notice.year >= year],
        "earlier": [card for card in cards if card.notice.year < year],
        "page": page,
        "crumbs": [("首页", "/"), ("年度通知", "")],
    }
    return render(request, "notices/list.html", context)


@require_safe
def notice_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The notice with its windows, offers, questions and contacts (GEN-11, GEN-12, GEN-13)."""
    notice, now = read_public_notice(code), clock.law()
    edition = current_edition(notice.pk, now=now)
    terms = terms_of(edition)
    context = {
        "notice": notice,
        "terms": terms,
        "card": notice_card(notice, terms, now=now),
        "windows": window_rows(notice.gates.all(), now=now, levels={each.code: each.name for each in terms.levels}),
        "body": chapters_of(terms),
        "specialties": specialties_shown(terms),
        "conditions": conditions_shown(edition, terms),
        "checklist": checklist_groups(terms),
        "fees": [(level, terms.fees.amounts.get(level.code)) for level in terms.levels],
        "committees": [(each, [terms.level(code) for code in each.levels]) for each in terms.committees],
        "attachments": attachment_rows(notice, terms),
        "amendments": amendments_of(notice)[:3],
        "legal_bases": notice.legal_bases.all(),
        "crumbs": [("首页", "/"), ("年度通知", reverse("notices:list")), (terms.series, "")],
    }
    return render(request, "notices/detail.html", context)


@require_safe
def attachment(request: HttpRequest, code: str, num: int) -> FileResponse:
    """The file of an attachment, always as a download; nobody needs an account for it."""
    notice = read_public_notice(code)
    held = attachment_files(notice, terms_of(current_edition(notice.pk, now=clock.law()))).get(num)
    if held is None or held.is_withheld:
        raise Http404
    return _download(held)


@require_safe
def document_file(request: HttpRequest, pk: int) -> FileResponse:
    """The words of a policy document, as a download (GEN-14)."""
    document = read_document(pk)
    assert document.file is not None, "read_document gives documents with a file only"
    return _download(document.file)


def _download(held: StoredFile) -> FileResponse:
    stream = held.path.open("rb")
    return FileResponse(stream, content_type=held.media_type, as_attachment=True, filename=held.original_name)


@require_safe
def notice_editions(request: HttpRequest, code: str) -> HttpResponse:
    notice = read_public_notice(code)
    context = {
        "notice": notice,
        "amendments": amendments_of(notice),
        "crumbs": [
            ("首页", "/"),
            ("年度通知", reverse("notices:list")),
            (notice.title, notice.get_absolute_url()),
            ("修订记录", ""),
        ],
    }
    return render(request, "notices/editions.html", context)


@require_safe
def policy_columns(request: HttpRequest) -> HttpResponse:
    """政策专栏平台一览 (GEN-15): the registry by series, then what the notices that are public now name."""
    cards = notice_cards(Notice.objects.public(), now=clock.law())
    context = {
        "registry": columns_by_series(),
        "documents": documents_to_read(),
        "cards": [card for card in cards if card.terms.policy_columns],
        "crumbs": [("首页", "/"), ("政策专栏", "")],
    }
    return render(request, "notices/policies.html", context)
