"""The unit's sealed sheets by phone: the road of the applicant's uploads, for one slot of one case (08-7, 14-5)."""

from accounts.models import SignedIn, User
from declarations.models import PhoneLink
from declarations.services.materials import Attached, Upload
from declarations.services.phone import NO_SESSION, Taker, start_phone_link
from declarations.states import State
from records.models import StoredFile
from review.approvals.services.papers import admit_unit_scan, lay_unit_scan, row_of
from review.approvals.services.working import refuse, working

UNIT = "unit_scan"  # the place of a link that is the unit's, and not the applicant's


def open_unit_phone(declaration_id: int, *, slot: str, actor: User, sign_in: SignedIn | None) -> PhoneLink:
    """A camera page for one sheet of the unit's. Raises ``Refused``: not their desk, not asked for, no session."""
    row = row_of(declaration_id, slot)
    with working(declaration_id, actor=actor, event="phone", states=(*State.at_unit, State.CORRECTION)) as work:
        refuse(None if sign_in and sign_in.user_id == actor.pk else NO_SESSION)
        assert sign_in is not None, "refused above"
        return start_phone_link(work.declaration, slot=slot, part=UNIT, label=row.label, actor=actor, sign_in=sign_in)


def _admit(link: PhoneLink, upload: Upload, name: str) -> StoredFile:
    assert not isinstance(upload, StoredFile), "a phone sends what it took; nothing is admitted before"
    return admit_unit_scan(link.declaration_id, actor=link.user, slot=link.slot, upload=upload, name=name)


def _lay(link: PhoneLink, file: StoredFile) -> Attached:
    return Attached(lay_unit_scan(link.declaration_id, actor=link.user, slot=link.slot, file=file), ())


UNIT_PHOTOS = Taker(_admit, _lay)  # as the scan of the clerk who showed the code; every rule of a scan holds
