"""职称电子证书 (FORM-33, CERT-01), and the letter that goes back with a commissioned result (CERT-05)."""

from django.conf import settings
from django.urls import reverse

from committees.states import Rank
from config.lib import clock
from config.lib.pdf import FORM
from config.lib.qr import qr_svg_file
from config.lib.text import chinese_date
from declarations.documents.common import photo_of
from declarations.eligibility.kinds import is_reviewed
from declarations.models import Declaration
from notices.rules import terms_of
from records.services.documents import Form
from review.meetings.models import Result
from review.outcomes.lines import way_of
from review.outcomes.models import Certificate


def certificate_url(certificate: Certificate) -> str:
    """The public address behind the certificate's QR; 128 bits nobody guesses (AZ8)."""
    return settings.SITE_URL.rstrip("/") + reverse("outcomes:verified", args=[certificate.token])


def certificate_sheet(declaration_id: int) -> Form:
    """FORM-33. Its QR leads to the certificate's state of today, so that a revoked one is found out."""
    needed = (f"declaration__{name}" for name in ("edition__notice__office", "committee__office", "authority"))
    held = Certificate.objects.select_related(*needed).get(declaration=declaration_id)
    case = held.declaration
    terms = terms_of(case.edition)
    context = {
        "certificate": held,
        "basic": case.basic,
        "rank": Rank(held.rank).label,
        "committee": case.committee.name if case.committee else "",
        "granted": chinese_date(held.granted_on),
        "issued": chinese_date(clock.local_date(held.issued_at)),
        "title_word": terms.term("title"),
        "way": way_of(case),
        "voted": is_reviewed(case.kind),
        "decided_by": case.office.name,
        "url": certificate_url(held),
    }
    images = photo_of(case.basic.photo) | {"certificate.svg": qr_svg_file(certificate_url(held))}
    data = {"number": held.number, "token": held.token, "holder": held.holder, "title": held.title}
    return Form(
        template="pdf/certificate.html",
        context=context,
        title=f"{terms.term('title')}电子证书",
        number=held.number,
        images=images,
        data=data,
        verifiable=False,  # one QR on the page, and it is the certificate's own
        stylesheets=(*FORM, "pdf/certificate.css"),
    )


def commission_letter(declaration_id: int) -> Form:
    """委托评审结果反馈函: who commissioned the review issues the certificate itself (CHAN-23)."""
    case = Declaration.objects.with_context().select_related("committee__office").get(pk=declaration_id)
    terms, approval = terms_of(case.edition), case.approval_entry.approval
    counted = Result.objects.filter(ballot__entry__declaration=case).select_related("ballot__box__meeting")
    result = counted.order_by("-ballot__box__tallied_at").first()
    context = {
        "case": case,
        "basic": case.basic,
        "employer": (case.employer or case.unit).name,
        "to": case.letter_issuer or (case.employer or case.unit).name,
        "result": result,
        "held": chinese_date(clock.local_date(result.ballot.box.meeting.held_at)) if result else "",
        "approval": approval,
        "day": chinese_date(approval.dated),
        "effective": chinese_date(approval.effective_on),
        "title_word": terms.term("title"),
        "office": str(case.office),
    }
    return Form(
        template="pdf/commission_letter.html",
        context=context,
        title=f"委托{terms.term('title')}评审结果反馈函",
        number="",
        notice_title=terms.title,
        application_no=case.number or "",
    )
