"""The terms of a notice by its code, for commands: in force, else the draft, else the file of ``notices/data``."""

from django.conf import settings

from config.lib import clock
from notices.models import Notice, NoticeEdition
from notices.rules import Terms, complete_terms, terms_of
from notices.services import read_notice_file

FILES = settings.BASE_DIR / "notices" / "data"


def terms_by_code(code: str) -> Terms:
    """Raises ``KeyError`` for a code nobody knows, ``TermsRefused`` for a file that is no notice."""
    in_force = NoticeEdition.objects.in_force(clock.law()).filter(notice__code=code).order_by("-number").first()
    if in_force:
        return terms_of(in_force)
    draft = Notice.objects.filter(code=code).values_list("draft", flat=True).first()
    if draft:
        return complete_terms(draft)
    known = {path.stem: path for path in FILES.glob("*.yaml")}
    return read_notice_file(known[code])
