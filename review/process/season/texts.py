"""The sentences of clerks and experts, as they write them (demo.md §6)."""

from review.process.season.cast import Person, craft_of

RETURNS = {
    "works": "第3项业绩仅有获奖证书，缺作品照片及本人所起作用说明，请补充。",
    "paper": "《{paper}》论文缺版权页。",
    "insurance": "2024年2月—7月在申报单位养老保险仅4个月，请附情况说明及原单位证明。",
    "seal": "审议推荐意见未加盖单位公章、小组组长未签字（请单位补正）。",
    "publicity": "公示截止日应为8月15日，现为8月14日，不足5个工作日。",
}
OBJECTION = "作品《{work}》系师徒合作，未注明合作者。"
DISMISSED = "经核查，作品《{work}》创作档案、设计稿和师傅书面说明齐全，系本人独立完成，异议不成立。"
PUBLICITY_PLACE = "{unit}公示栏"
DEFENCE_PLACE = "南宁市青秀区演示路1号三楼答辩室（演示）"
MEETING_PLACE = "南宁市青秀区演示路1号会议中心（演示）"
OUTSIDE_REASON = "本系统未组建工艺美术系列评委会，确需委托广西代为评审（演示）。"
LETTER_ISSUER = "中直单位组织人事部门"

_RECOMMENDATION = {
    "思想品德": "{name}拥护党的路线方针政策，遵纪守法，作风朴实，在本单位职业道德考核中为优良。",
    "工作成绩": "近年完成{project}等工作，作品《{work}》获奖并被收藏，完成年度任务较好。",
    "专业水平": "熟练掌握{craft}全套技艺，能够独立解决生产制作中的难题，在同行中有一定影响。",
    "业务能力": "具备{product}的设计、制作和带教能力，能承担较复杂的创作任务。",
    "工作态度": "工作认真负责，服从安排，注重资料整理和技艺传授，按时完成各项任务。",
}
_DELIBERATION = {
    "德才表现": "{name}品行端正，爱岗敬业，能将{craft}技艺传授给青年职工。",
    "学术技术水平": "对{craft}工艺有系统研究，论文（总结）内容真实，与本职工作结合紧密。",
    "业绩成果": "提交的业绩成果经核对原件属实，作品《{work}》达到评审条件要求。",
    "考评情况": "近三年年度考核均为合格以上，单位答辩回答切题。",
}
_DEFENCE = "申报人结合作品《{work}》说明创作过程，对“{question}”回答清楚，技艺掌握全面，同意进入审议。"
_OPINIONS = (
    "材料真实完整，工作绩效突出，作品《{work}》有创新，能解决实际问题，建议通过。",
    "技艺水平达到申报级别要求，学术成果与本专业一致，代表性成果有地方特色。",
    "业绩较为集中，创新点明确，带徒传艺成效好，建议评委会通过。",
)
_WEAK = "作品较好，但业绩分量和学术成果与申报级别要求仍有差距，请评委会综合考虑。"


def recommendation(person: Person, aspects: tuple[str, ...]) -> dict[str, str]:
    """One text an aspect of the unit's recommendation (UNIT-15)."""
    return _said(_RECOMMENDATION, person, aspects)


def deliberation(person: Person, aspects: tuple[str, ...]) -> dict[str, str]:
    """One text an aspect of the group's opinion (UNIT-08)."""
    return _said(_DELIBERATION, person, aspects)


def defence(person: Person) -> str:
    """What the unit's defence came to (UNIT-06)."""
    return _DEFENCE.format(**words(person))


def opinion(person: Person, reader: int, *, good: bool) -> str:
    """An expert's remark on a dossier."""
    return _OPINIONS[reader % len(_OPINIONS)].format(**words(person)) if good else _WEAK


def words(person: Person) -> dict[str, str]:
    """What fills the gaps of a sentence about this person."""
    craft = craft_of(person.specialty)
    works = craft.works[person.number % 2 :] + craft.works[: person.number % 2]
    return {
        "name": person.name,
        "craft": craft.craft,
        "work": works[0],
        "project": craft.project,
        "product": craft.product,
        "paper": craft.papers[0],
        "question": craft.question,
    }


def _said(table: dict[str, str], person: Person, aspects: tuple[str, ...]) -> dict[str, str]:
    usual = "{name}在该方面表现良好，符合申报要求（演示）。"
    return {aspect: table.get(aspect, usual).format(**words(person)) for aspect in aspects}
