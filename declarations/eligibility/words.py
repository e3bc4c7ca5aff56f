"""The closed lists of words of a dossier, and the days it may name.

The forms offer nothing else; a file that says another word, or a day of the year 9999, is refused by its place.
"""

from datetime import date
from typing import Annotated

from accounts.states import Affiliation, OrganisationKind, UnitNature
from committees.states import Rank
from declarations.parts import Section
from declarations.states import (
    Channel,
    ItemKind,
    JournalClass,
    LetterKind,
    PendingKind,
    ReportKind,
    Special,
    TalentBasis,
)
from notices.rules.reading import DayOf, OneOf
from notices.states import DeclarationKind

SCHOOLING = ("初中及以下", "高中", "中专", "大专", "本科", "第二学士", "硕士", "博士")  # rising

Day = Annotated[date, DayOf(1900, 2100)]
Sex = Annotated[str, OneOf("", "男", "女")]
RetirementCategory = Annotated[str, OneOf("", "male", "female55", "female50", "female_senior60")]
Discipline = Annotated[str, OneOf("", "警告", "记过", "降低岗位等级", "开除")]
Nature = Annotated[str, OneOf("", *UnitNature.values)]
BodyKind = Annotated[str, OneOf(*OrganisationKind.values)]
BodyAffiliation = Annotated[str, OneOf("", *Affiliation.values)]
Kind = Annotated[str, OneOf(*DeclarationKind.values)]
Option = Annotated[str, OneOf(*Special.values)]
ChannelWord = Annotated[str, OneOf(*Channel.values)]
Letter = Annotated[str, OneOf("", *LetterKind.values)]
Basis = Annotated[str, OneOf("", *TalentBasis.values)]
Level = Annotated[str, OneOf(*SCHOOLING)]
TitleKind = Annotated[str, OneOf("title", "qualification", "skill")]
TitleRank = Annotated[str, OneOf("", *Rank.values)]
Origin = Annotated[str, OneOf("local", "region", "outside")]
Category = Annotated[str, OneOf("公需", "专业", "行业")]
ItemSection = Annotated[str, OneOf(Section.EXPERIENCE.value, Section.ACHIEVEMENTS.value, Section.PUBLICATIONS.value)]
Item = Annotated[str, OneOf("", *ItemKind.values)]
Pending = Annotated[str, OneOf("", *PendingKind.values)]
Journal = Annotated[str, OneOf("", *JournalClass.values)]
Index = Annotated[str, OneOf("", "EI", "SCI")]
Report = Annotated[str, OneOf("", *ReportKind.values)]
SharedSection = Annotated[
    str,
    OneOf(Section.EDUCATION.value, Section.TITLES.value, Section.TRAINING.value, Section.INSURANCE.value),
]
