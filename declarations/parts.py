"""Part keys: the one way to say *where* in a declaration something is.

A key names a section (``education``), one entry of it (``achievement:12``), a file slot (``slot:self_assessment``)
or a step of the unit (``unit:deliberation``). Verifications, permits, correction items, materials and findings speak of
places by these keys only.
"""

from django.db.models import TextChoices


class Section(TextChoices):
    """The sections of the dossier, in the order of the form."""

    BASIC = "basic", "基本信息"
    OPTIONS = "options", "特殊选项"
    EDUCATION = "education", "学历"
    TITLES = "titles", "现职称与资格证书"
    TRAINING = "training", "继续教育"
    INSURANCE = "insurance", "社会保险"
    RESUME = "resume", "工作简历"
    EXPERIENCE = "experience", "专业技术工作经历"
    ACHIEVEMENTS = "achievement", "业绩成果"
    PUBLICATIONS = "publication", "学术成果"
    REPRESENTATIVE = "representative", "代表性成果"
    MATERIALS = "materials", "其他证明材料"


class UnitStep(TextChoices):
    """What the unit itself may have to correct (T16b)."""

    CHECK = "unit:check", "原件核验"
    DEFENCE = "unit:defence", "单位答辩意见"
    DELIBERATION = "unit:deliberation", "审议推荐意见"
    PUBLICITY = "unit:publicity", "单位公示"
    RECOMMENDATION = "unit:recommendation", "单位推荐意见"
    PLEDGE = "unit:pledge", "单位承诺书"


# Sections of several entries: the key of one entry is "<section>:<id>".
ENTRIES = (
    Section.EDUCATION,
    Section.TITLES,
    Section.TRAINING,
    Section.INSURANCE,
    Section.RESUME,
    Section.EXPERIENCE,
    Section.ACHIEVEMENTS,
    Section.PUBLICATIONS,
)

# The rows of a section, by the name its declaration has for them.
RELATED = {
    Section.EDUCATION: "educations",
    Section.TITLES: "titles",
    Section.TRAINING: "trainings",
    Section.INSURANCE: "insurance_months",
    Section.RESUME: "resume",
    Section.EXPERIENCE: "experiences",
    Section.ACHIEVEMENTS: "achievements",
    Section.PUBLICATIONS: "publications",
}

SLOT = "slot"
NEW = ":new"  # how the key of a row ends that is typed and not there yet


def entry_key(section: str, pk: int) -> str:
    """The key of one entry: ``achievement:12``."""
    return f"{section}:{pk}"


def slot_key(code: str) -> str:
    """The key of a file slot of the whole declaration: ``slot:self_assessment``."""
    return f"{SLOT}:{code}"


def section_of(key: str) -> str:
    """The section a key lies in; file slots lie in 其他证明材料."""
    head = key.partition(":")[0]
    return Section.MATERIALS if head == SLOT else head


def covers(permit: str, key: str) -> bool:
    """Whether a permit for ``permit`` opens ``key``: itself, or an entry of the section it names."""
    return permit == key or (":" not in permit and section_of(key) == permit)
