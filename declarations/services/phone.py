"""电脑填、手机拍: a QR on the desk's page opens a camera page for one slot on the phone (08-7).

Bound to the session that asked and to one slot; fifteen minutes by the server's clock. Whoever holds the address may
put files into this one slot of this one draft, and see nothing but their names: like handing over the phone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import SignedIn, User
from accounts.services.sessions import is_open
from config.lib import clock
from config.lib.reason import Reason
from declarations.editing import why_locked, why_not_by
from declarations.eligibility.slots import Slot
from declarations.exceptions import Refused
from declarations.models import Declaration, Material, PhoneLink
from declarations.pages.slot_files import is_free, keys_of_place, place_for
from declarations.services.allowance import overfull, size_of
from declarations.services.changing import refuse
from declarations.services.materials import NOT_NEEDED, UNNAMED, Attached, Upload, admit, attach_material, label_of
from records.models import Fact, StoredFile
from records.services.audit import audited, note

LIFE = timedelta(minutes=15)
OVER = Reason("E915", "二维码已失效，请回到电脑上重新生成。")
ENDED = Reason("E915.ended", "拍照已结束。标着“已传到电脑”的照片都已收到；还要拍的，请在电脑上重新生成二维码。")
NO_SESSION = Reason("E915", "请在电脑上重新登录后再生成二维码。")
_signer = Signer(salt="declarations.phone")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that came: what it is called, what its owner should look at; its place, where that is a slot."""

    label: str
    file: StoredFile
    doubts: tuple[str, ...] = ()
    material: Material | None = None


@dataclass(frozen=True, slots=True)
class Taker:
    """How an owner above takes a file: looked at before anything is locked, then laid in its place under the lock."""

    admit: Callable[[PhoneLink, Upload, str], StoredFile]
    attach: Callable[[PhoneLink, StoredFile], Taken]


_takers: dict[str, Taker] = {}  # by ``part`` of the link


def open_phone_link(
    declaration_id: int,
    *,
    slot: str,
    part: str = "",
    piece: str = "",
    label: str = "",
    actor: User,
    sign_in: SignedIn | None,
) -> PhoneLink:
    """A camera page for this place of one's own draft; the one opened before from this session ends.

    A free slot asks first what the paper is: ``label`` (MAT-11). Raises ``Refused``: locked, not asked for, unnamed.
    """
    with audited():
        declaration = Declaration.objects.lock(declaration_id)
        refuse(*([] if sign_in and sign_in.user_id == actor.pk else [NO_SESSION]))
        assert sign_in is not None
        place = place_for(declaration, slot, part, piece)
        refuse(*([NOT_NEEDED] if place is None else []))
        assert place is not None
        closed = why_locked(declaration, keys_of_place(slot, part), now=clock.law())
        reasons = (why_not_by(declaration, actor), closed)
        refuse(*(reason for reason in reasons if reason))
        name = _name_for(declaration, place, piece, label)
        where = {"slot": slot, "part": part, "piece": piece}
        return start_phone_link(declaration, **where, label=name, actor=actor, sign_in=sign_in)


def start_phone_link(
    declaration: Declaration, *, slot: str, part: str, piece: str = "", label: str, actor: User, sign_in: SignedIn
) -> PhoneLink:
    """The link itself, for a floor that has looked whether it may be; the one open in this session ends."""
    now = clock.machine()
    PhoneLink.objects.filter(sign_in=sign_in, ended_at=None).update(ended_at=now)
    link = PhoneLink.objects.create(
        declaration=declaration,
        user=actor,
        sign_in=sign_in,
        slot=slot,
        part=part,
        piece=piece,
        label=label,
        made_at=now,
        expires_at=now + LIFE,
    )
    note(Fact("declaration.phone_open", link.pk, actor.pk, clock.law()))
    return link


def register_phone_taker(part: str, taker: Taker) -> None:
    """An owner above takes what comes through the links of its places: the unit its sealed sheets (14-5)."""
    _takers[part] = taker


def _name_for(declaration: Declaration, place: Slot, piece: str, own: str) -> str:
    """The name the slot gives, or the words of who brings something else (MAT-11)."""
    if not is_free(place.code):
        return label_of(declaration, place, piece)
    refuse(*([] if own.strip() else [UNNAMED]))
    return own.strip()[:120]


def end_phone_link(link_id: int, *, actor: User) -> None:
    """The desk closes the page on the phone."""
    with audited():
        if PhoneLink.objects.filter(pk=link_id, user=actor, ended_at=None).update(ended_at=clock.machine()):
            note(Fact("declaration.phone_end", link_id, actor.pk, clock.law()))


def take_photo(link_id: int, *, upload: Upload, name: str) -> Taken:
    """A file from the phone into the link's slot, as its owner's. Raises ``Refused``: over, or what a slot refuses."""
    link = PhoneLink.objects.select_related("user", "sign_in", "declaration").get(pk=link_id)
    refuse(*([] if is_live(link) else [OVER]))
    taker = _takers.get(link.part, _OWN)
    file = taker.admit(link, upload, name)  # a heavy one must not hold the case: its road asks for no sign-in
    with audited():
        Declaration.objects.lock(link.declaration_id)  # before what belongs to it
        held = PhoneLink.objects.select_for_update(of=("self",)).select_related("user", "sign_in").get(pk=link_id)
        refuse(*([] if is_live(held) else [OVER]))  # looking at a file takes a while: the desk may have ended it
        taken = taker.attach(held, file)
        if taken.material:
            taken.material.came_by = held
            taken.material.save(update_fields=["came_by"])
        note(Fact("declaration.phone_file", link.pk, link.user_id, clock.law(), taken.file.sha256))
    return taken


def taken_as(attached: Attached) -> Taken:
    """A file that lies in a slot now."""
    return Taken(attached.material.label, attached.material.file, attached.doubts, attached.material)


def _admit_own(link: PhoneLink, upload: Upload, name: str) -> StoredFile:
    refuse(*overfull(link.declaration, size_of(upload)))
    return admit(link.declaration_id, link.slot, link.part, upload=upload, name=name, actor=link.user)


def _attach_own(link: PhoneLink, file: StoredFile) -> Taken:
    where: Any = {"slot": link.slot, "part": link.part, "piece": link.piece}
    where |= {"label": link.label} if is_free(link.slot) else {}
    return taken_as(attach_material(link.declaration_id, **where, upload=file, actor=link.user))


_OWN = Taker(_admit_own, _attach_own)  # the applicant's slots


def is_live(link: PhoneLink) -> bool:
    """In its fifteen minutes, not ended, its owner active and still signed in where it was opened."""
    in_time = link.ended_at is None and clock.machine() < link.expires_at
    return in_time and link.user.is_active and is_open(link.sign_in)


def sign_in_of(actor: User, session_key: str | None) -> SignedIn | None:
    """The sign-in a code would be bound to; None without one of their own."""
    return SignedIn.objects.filter(session_key=session_key, user=actor).first()


def own_link(declaration: Declaration, actor: User, ref: UUID, **place: Any) -> PhoneLink | None:
    """The code this person opened for this case (and ``part``); nobody else finds it."""
    links = PhoneLink.objects.filter(ref=ref, declaration=declaration, user=actor, **place)
    return links.select_related("declaration", "user", "sign_in").first()


def address_of(link: PhoneLink) -> str:
    """What the QR leads to."""
    return settings.SITE_URL.rstrip("/") + reverse("declarations:camera", args=[token_of(link)])


def token_of(link: PhoneLink) -> str:
    """What stands in the address behind the QR."""
    return _signer.sign(link.ref.hex)


def link_of(token: str) -> PhoneLink:
    """The link of an address. Raises ``Refused`` for one that nobody signed or that is over, the same words for both.

    Who is told at the desk that the photos are there reads on the phone that it is done, not that something failed.
    """
    try:
        ref = UUID(_signer.unsign(token))
    except (BadSignature, ValueError) as forged:
        raise Refused(OVER) from forged
    link = PhoneLink.objects.filter(ref=ref).select_related("declaration", "user", "sign_in").first()
    if link and link.ended_at and clock.machine() < link.expires_at:
        raise Refused(ENDED)
    if link is None or not is_live(link):
        raise Refused(OVER)
    return link
