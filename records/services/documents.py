"""Official forms: an owner registers how a kind is made, workers make it, an immutable row keeps what was issued.

The builder reads its case and answers with a ``Form``; this floor adds verification code, QR, demo mark and issue time,
renders, keeps the PDF and writes the ``Document``. Asking twice for the same words issues no second paper.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import get_template
from django.utils import timezone

from config.lib import clock
from config.lib.files import PDF
from config.lib.pdf import FORM, html_to_pdf, page_count, style_sheet
from config.lib.qr import qr_svg_file
from records.models import Document, Fact
from records.models.document import new_code
from records.rules import has_gate
from records.selectors import about
from records.services import outbox
from records.services.audit import audited, note
from records.services.files import store_file, use_file

DOCUMENT = "records.document"
DOCUMENT_LEASE = timedelta(minutes=5)
VERIFY_PATH = "/verify/d/{code}/"


class Form(NamedTuple):
    """What a builder answers. ``data`` (JSON) is digested into the row; without it, the words of the page are."""

    template: str
    context: Mapping[str, Any]
    title: str
    number: str = ""  # 文号
    notice_title: str = ""
    application_no: str = ""
    images: Mapping[str, bytes] = {}
    data: Mapping[str, Any] | None = None
    verifiable: bool = True  # prints the code; False for sheets that are only filled in and signed
    stylesheets: tuple[str, ...] = FORM
    title_word: str = "职称"  # what the notice calls a title (GEN-16); templates say {{ title_word }}


Builder = Callable[[int], Form]
After = Callable[[Document], None]


@dataclass(frozen=True, slots=True)
class Printed:
    """What ``templates/pdf/base.html`` calls ``form``."""

    title: str
    number: str
    notice_title: str
    application_no: str
    code: str
    issued_at: datetime | None
    is_demo: bool = field(default_factory=lambda: settings.DEMO)
    is_specimen: bool = False  # of nobody: made to be looked at, before there is a case

    @property
    def verify_url(self) -> str:
        return verify_url(self.code)


class _Owner(NamedTuple):
    builder: Builder
    after: After | None


_owners: dict[str, _Owner] = {}


def register_form(kind: str, builder: Builder, *, after: After | None = None) -> None:
    """``builder(subject_id)`` makes the words of this kind; ``after(document)`` runs in the issuing transaction.

    The file opens through the gate registered under ``kind``, or else through that of its subject's kind.
    """
    owner = _Owner(builder, after)
    assert _owners.setdefault(kind, owner) == owner, f"{kind} has two builders"


def request_document(kind: str, subject_kind: str, subject_id: int, *, by: int | None) -> str:
    """Ask the workers for a form in the caller's transaction; returns the key of the request."""
    [key] = request_documents(kind, subject_kind, [subject_id], by=by)
    return key


def request_documents(kind: str, subject_kind: str, subject_ids: Iterable[int], *, by: int | None) -> list[str]:
    """The same form for each of many things, in one statement; returns the keys in their order."""
    assert kind in _owners, f"nobody registered {kind}"
    told = {"kind": kind, "subject_kind": subject_kind, "by": by}
    asked = [(uuid.uuid4().hex, each) for each in subject_ids]
    outbox.enqueue_each(
        DOCUMENT,
        [(about(kind, subject_kind, each), key, told | {"key": key, "subject_id": each}) for key, each in asked],
    )
    return [key for key, _ in asked]


def make_document(payload: dict[str, Any]) -> str:
    """Outbox handler: make the form of a request unless it is there already; returns the document's id."""
    already = Document.objects.filter(request_key=payload["key"]).first()
    document = already or _made(**payload)
    return str(document.pk)


def print_document(kind: str, subject_kind: str, subject_id: int, *, by: int | None) -> Document:
    """The same at once, for commands and for a person who waits."""
    return _made(uuid.uuid4().hex, kind, subject_kind, subject_id, by)


def preview(kind: str, subject_id: int) -> bytes:
    """The PDF a builder would make now, marked as a draft by having no code; nothing is kept."""
    return _pdf(_owners[kind].builder(subject_id), code="", issued_at=clock.law())


def specimen(form: Form) -> bytes:
    """The PDF of words that belong to no case, marked 样张; nothing is kept and nothing can be verified."""
    return _pdf(form, code="", issued_at=clock.law(), is_specimen=True)


def issue_document(
    kind: str,
    subject_kind: str,
    subject_id: int,
    *,
    title: str,
    data: Mapping[str, Any],
    pdf: bytes,
    by: int | None,
    number: str = "",
    code: str = "",
    request_key: str | None = None,
) -> Document:
    """Keep a finished PDF as an official document. ``data`` are its words; only their digest is kept."""
    with audited():
        now = clock.law()
        file = store_file(pdf, name=f"{title}.pdf", media_type=PDF, pages=page_count(pdf), by=None)
        document = Document.objects.create(
            kind=kind,
            subject_kind=subject_kind,
            subject_id=subject_id,
            title=title,
            number=number,
            file=file,
            data_digest=digest_of_data(data),
            sha256=file.sha256,
            code=code or new_code(),
            request_key=request_key,
            issued_at=now,
            issued_by_id=by,
        )
        use_file(file, kind if has_gate(kind) else subject_kind, subject_id)
        note(Fact("document.issued", document.pk, by, now, content=file.sha256))
        if (owner := _owners.get(kind)) and owner.after:
            owner.after(document)
    return document


def digest_of_data(data: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    told = json.dumps(dict(data), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def verify_url(code: str) -> str:
    """The public address printed as QR."""
    return settings.SITE_URL.rstrip("/") + VERIFY_PATH.format(code=code)


def _made(key: str, kind: str, subject_kind: str, subject_id: int, by: int | None) -> Document:
    form = Form(*_owners[kind].builder(subject_id))
    data = form.data if form.data is not None else {"page": _html(form, code="", issued_at=None)}
    of_this = Document.objects.filter(kind=kind, subject_kind=subject_kind, subject_id=subject_id)
    latest = of_this.order_by("-pk").first()
    if latest and (latest.data_digest, latest.title, latest.number) == (digest_of_data(data), form.title, form.number):
        return latest
    code = new_code()
    pdf = _pdf(form, code=code if form.verifiable else "", issued_at=clock.law())
    issue = partial(issue_document, kind, subject_kind, subject_id, title=form.title, number=form.number, by=by)
    return issue(data=data, pdf=pdf, code=code, request_key=key)


def _pdf(form: Form, *, code: str, issued_at: datetime, is_specimen: bool = False) -> bytes:
    images = dict(form.images) | ({"verify.svg": qr_svg_file(verify_url(code))} if code else {})
    sheets = [style_sheet(name) for name in form.stylesheets]
    html = _html(form, code=code, issued_at=issued_at, is_specimen=is_specimen)
    return html_to_pdf(html, images=images, stylesheets=sheets)


def _html(form: Form, *, code: str, issued_at: datetime | None, is_specimen: bool = False) -> str:
    moment = timezone.localtime(issued_at) if issued_at else None
    named = (form.title, form.number, form.notice_title, form.application_no)
    printed = Printed(*named, code, moment, is_specimen=is_specimen)
    return get_template(form.template).render({"title_word": form.title_word, **form.context, "form": printed})
