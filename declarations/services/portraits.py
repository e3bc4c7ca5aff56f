"""Cut the portrait that is there already (MAT-12): done by the limited child that inspects every picture."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from accounts.models import Actor
from config.lib.files import Limits, UploadRefused, media_types
from config.lib.reason import Reason
from declarations.exceptions import Refused
from declarations.models import Declaration
from declarations.portraits import Box
from declarations.services.changing import refuse
from declarations.services.materials import limits_of, save_photo
from notices.rules import terms_of
from records.models import StoredFile
from records.services.files import accept_upload, read_file

FORMATS = ("jpg", "png")
NO_PHOTO = Reason("MAT-12", "还没有上传证件照。", "photo")
OTHER_PHOTO = Reason("MAT-12", "照片已在别处更换，请核对后再裁剪。", "photo")
UNCHANGED = Reason("MAT-12", "照片已经是这个范围，没有裁剪。", "photo")

Cut = Callable[[int, int], Box]  # of width and height


def crop_photo(declaration_id: int, *, seen: UUID, cut: Cut, actor: Actor) -> tuple[str, ...]:
    """Keep a part of the portrait that was ``seen``; returns what looks doubtful. Raises ``Refused``."""
    declaration = Declaration.objects.select_related("edition", "basic__photo").get(pk=declaration_id)
    photo = declaration.basic.photo
    refuse(*([] if photo else [NO_PHOTO]))
    assert photo is not None
    refuse(*([] if photo.ref == seen else [OTHER_PHOTO]))
    box = cut(photo.width, photo.height)
    refuse(*([UNCHANGED] if (box.width, box.height) == (photo.width, photo.height) else []))
    limits = replace(limits_of(terms_of(declaration.edition)), cut=box.edges)
    return save_photo(declaration_id, upload=_part_of(photo, limits, actor), actor=actor)


def _part_of(photo: StoredFile, limits: Limits, actor: Actor) -> StoredFile:
    try:
        return accept_upload(
            read_file(photo), name=photo.original_name, by=actor.pk, allowed=media_types(FORMATS), limits=limits
        )
    except UploadRefused as refusal:
        raise Refused(refusal.reason) from refusal
