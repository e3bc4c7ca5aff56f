"""What is there of an award work before the secretariat asks for it: names, the designated one, the video (MAT-55)."""

from dataclasses import dataclass

from config.lib.files import MP4
from declarations.models import Achievement, Declaration, Material
from declarations.states import ItemKind
from notices.rules import terms_of


@dataclass(frozen=True, slots=True)
class AwardWork:
    """The award work named as representative; ``lacks`` is the catalogue's sentence about what is missing (E219)."""

    title: str
    names: list[tuple[str, bool]]  # each with whether it is the designated one
    files: list[Material]
    lacks: str

    @property
    def videos(self) -> list[Material]:
        return [file for file in self.files if file.file.media_type == MP4]


def award_work_of(declaration: Declaration) -> AwardWork | None:
    """None where the representative is no award work, or the notice asks nothing of this level. Two statements."""
    representative = terms_of(declaration.edition).representative
    law = representative.award_work if representative else None
    if law is None or declaration.level not in law.levels:
        return None
    chosen = Achievement.objects.filter(
        declaration=declaration, is_representative=True, kind=ItemKind.AWARD_WORK
    ).first()
    if chosen is None:
        return None
    part = f"achievement:{chosen.pk}"
    files = list(declaration.materials.filter(part=part, slot="award_works", removed_at=None).select_related("file"))
    names = [(name, number == chosen.designated_work) for number, name in enumerate(chosen.works, 1) if name.strip()]
    has_video = any(file.file.media_type == MP4 for file in files)
    whole = len(names) >= law.works and any(chosen for _, chosen in names) and (has_video or not law.video)
    text = f"请在会务组通知的时间前备齐{law.works}件实物作品及获奖证书并上传制作视频（已登记{len(names)}件）。"
    return AwardWork(chosen.title, names, files, "" if whole else text)
