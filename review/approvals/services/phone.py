"""The unit's sealed sheets and the photo of its board by phone: the road of the applicant's uploads (08-7, 14-5)."""

from accounts.models import SignedIn, User
from declarations.models import PhoneLink
from declarations.services.materials import Attached, Upload
from declarations.services.phone import NO_SESSION, Taken, Taker, start_phone_link, taken_as
from declarations.states import State
from records.models import StoredFile
from review.approvals.models import Publicity
from review.approvals.services.papers import accept_scan, admit_unit_scan, lay_board_photo, lay_unit_scan, row_of
from review.approvals.services.working import refuse, working

# The places of a link that is the unit's, and not the applicant's.
UNIT, BOARD = "unit_scan", "unit_board"


def open_unit_phone(declaration_id: int, *, slot: str, actor: User, sign_in: SignedIn | None) -> PhoneLink:
    """A camera page for one sheet of the unit's. Raises ``Refused``: not their desk, not asked for, no session."""
    row = row_of(declaration_id, slot)
    with working(declaration_id, actor=actor, event="phone", states=(*State.at_unit, State.CORRECTION)) as work:
        refuse(None if sign_in and sign_in.user_id == actor.pk else NO_SESSION)
        assert sign_in is not None, "refused above"
        return start_phone_link(work.declaration, slot=slot, part=UNIT, label=row.label, actor=actor, sign_in=sign_in)


def open_board_phone(publicity_id: int, *, actor: User, sign_in: SignedIn | None) -> PhoneLink:
    """The same for the photo of the sheet on the board (UNIT-14). Raises ``Refused``: not their desk, no session."""
    sheet = Publicity.objects.get(pk=publicity_id)
    with working(sheet.declaration_id, actor=actor, event="phone", states=State.at_unit) as work:
        refuse(None if sign_in and sign_in.user_id == actor.pk else NO_SESSION)
        assert sign_in is not None, "refused above"
        where = {"slot": str(sheet.pk), "part": BOARD, "label": sheet.photo_words}
        return start_phone_link(work.declaration, **where, actor=actor, sign_in=sign_in)


def _admit(link: PhoneLink, upload: Upload, name: str) -> StoredFile:
    assert not isinstance(upload, StoredFile), "a phone sends what it took; nothing is admitted before"
    return admit_unit_scan(link.declaration_id, actor=link.user, slot=link.slot, upload=upload, name=name)


def _lay(link: PhoneLink, file: StoredFile) -> Taken:
    material = lay_unit_scan(link.declaration_id, actor=link.user, slot=link.slot, file=file)
    return taken_as(Attached(material, ()))


def _admit_board(link: PhoneLink, upload: Upload, name: str) -> StoredFile:
    assert not isinstance(upload, StoredFile), "a phone sends what it took; nothing is admitted before"
    return accept_scan(link.declaration_id, upload, name, link.user)


def _lay_board(link: PhoneLink, file: StoredFile) -> Taken:
    lay_board_photo(int(link.slot), actor=link.user, file=file)
    return Taken(link.label, file)


UNIT_PHOTOS = Taker(_admit, _lay)  # as the scan of the clerk who showed the code; every rule of a scan holds
BOARD_PHOTOS = Taker(_admit_board, _lay_board)
