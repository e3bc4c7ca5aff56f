"""Several files somebody hands to a case beside its slots: a supplement's proof, the answer to a doubt."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from accounts.models import User
from config.lib.files import MIB, Limits, media_types
from config.lib.reason import Reason
from declarations.eligibility.slots import FORMATS
from declarations.models import Declaration
from notices.rules import terms_of
from records.models import StoredFile
from records.services.files import accept_each
from review.approvals.services.working import refuse

MOST_FILES = 10
MANY = Reason("file.many", f"一次最多{MOST_FILES}个文件，请合并后再传。", "files")

Given = tuple[bytes | Path, str]


def too_many(uploads: Sequence[Given]) -> Reason | None:
    """More than can be handed in at once."""
    return MANY if len(uploads) > MOST_FILES else None


def keep_given(declaration_id: int, uploads: Sequence[Given], actor: User) -> list[StoredFile]:
    """Inspected before the case is locked; raises ``Refused``, naming every file that cannot be kept."""
    most = terms_of(Declaration.objects.select_related("edition").get(pk=declaration_id).edition).uploads
    limits = Limits(image_bytes=most.image_mb * MIB, pdf_bytes=most.pdf_mb * MIB)
    files, refused = accept_each(uploads, by=actor.pk, allowed=media_types(FORMATS), limits=limits)
    refuse(*(replace(reason, field="files") for reason in refused))
    return files
