"""Verifying items from the archive one hosts (CHAN-24)."""

from collections.abc import Mapping

from accounts.models import User
from config.lib.reason import Reason
from declarations.states import State
from review.approvals.archives import held_items, is_at_archive
from review.approvals.content import digest_of
from review.approvals.models import ArchiveVerification
from review.approvals.services.working import refuse, working
from review.approvals.states import Authenticity

NOT_HERE = Reason("CHAN-24", "该申报不在存放档案的人才市场（人事代理机构）环节。")
GONE = Reason("CHAN-24", "核验的材料已有变化，请刷新页面。")


def verify_from_archive(
    declaration_id: int, *, actor: User, found: Mapping[str, tuple[str, str]]
) -> list[ArchiveVerification]:
    """Finding and note of each item by its part key, all at once; what is left out stays as it was said.

    Raises ``Refused``: not at that desk, an item that is not there (any more), a doubt without a word.
    """
    with working(declaration_id, actor=actor, event="verify_archive", states=(State.RELAY_REVIEW,)) as work:
        refuse(None if is_at_archive(work.declaration) else NOT_HERE)
        parts = {each.part.key: each.part for each in held_items(work.declaration)}
        refuse(GONE if set(found) - set(parts) else None)
        refuse(*(_without_a_word(key, finding, note) for key, (finding, note) in found.items()))
        stop = work.declaration.stops.get(index=work.declaration.stop)
        work.content = digest_of([(key, parts[key].digest, *said) for key, said in sorted(found.items())])
        return [
            ArchiveVerification.objects.update_or_create(
                declaration=work.declaration,
                part=key,
                defaults={
                    "organisation_id": stop.organisation_id,
                    "finding": finding,
                    "note": note.strip(),
                    "content_digest": parts[key].digest,
                    "by": actor,
                    "at": work.now,
                },
            )[0]
            for key, (finding, note) in found.items()
        ]


def _without_a_word(key: str, finding: str, note: str) -> Reason | None:
    if finding == Authenticity.TRUE or note.strip():
        return None
    return Reason("E301", "存疑或不予采用的，请写明情况。", field=f"note:{key}")
