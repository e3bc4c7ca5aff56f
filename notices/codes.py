"""The register of this floor's codes (E7xx refuse, W1xx ask): what kind of sentence each stands for, said once.

A code means one thing for good: people cite it, tests break it. ``tests/notices/test_codes.py`` keeps it complete.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Where a sentence comes from."""

    TEXT = "通知内容"  # judged by the text alone (notices.rules.checking)
    SITE = "与目录、日历不符"  # judged by the tables of the site (notices.drafting.site)
    DRAFT = "编辑草稿"
    PUBLISH = "发布"
    AMEND = "修订"
    FILES = "附件与文件"
    WORDS = "帮助、公告、模板"


CODES: dict[str, tuple[Kind, str]] = {
    "E701": (Kind.TEXT, "时间先后颠倒：开始不早于截止，复审早于补正截止"),
    "E702": (Kind.TEXT, "后一阶段先截止"),
    "E703": (Kind.TEXT, "级别没有收费标准，或为负数"),
    "E704": (Kind.TEXT, "引用了没有的代码、评委会、附件、依据"),
    "E705": (Kind.TEXT, "适用情形、出具单位、行业无法识别"),
    "E706": (Kind.TEXT, "代码重复"),
    "E707": (Kind.TEXT, "缴费、补正没有写明起止时间"),
    "E708": (Kind.TEXT, "级别没有评委会或专业"),
    "E709": (Kind.TEXT, "没有全区统一的资历截止日"),
    "E710": (Kind.TEXT, "短信文字中的变量无法识别或缺少"),
    "E711": (Kind.FILES, "文件与已发布的通知不同"),
    "E712": (Kind.AMEND, "没有要延长的办理时间"),
    "E713": (Kind.DRAFT, "通知不在可以这样办理的状态"),
    "E714": (Kind.AMEND, "没有写修订原因或依据"),
    "E715": (Kind.AMEND, "改了发布后不能改的内容"),
    "E716": (Kind.AMEND, "没有修改任何内容"),
    "E719": (Kind.PUBLISH, "核对期间有改动"),
    "E720": (Kind.TEXT, "退休年龄表不合理"),
    "E722": (Kind.PUBLISH, "最后修改人自己发布"),
    "E723": (Kind.DRAFT, "同一处刚被别人改过"),
    "E724": (Kind.DRAFT, "代码已有"),
    "E725": (Kind.DRAFT, "没有可以撤销的修改"),
    "E726": (Kind.DRAFT, "复制的年度不晚于原年度"),
    "E727": (Kind.DRAFT, "系列、职改办不在目录中"),
    "E728": (Kind.DRAFT, "评委会不属于本单位"),
    "E729": (Kind.PUBLISH, "还有上一年度的内容"),
    "E730": (Kind.TEXT, "要求满足的条数多于条文数"),
    "E732": (Kind.AMEND, "生效时间早于现在"),
    "E733": (Kind.AMEND, "现在没有修订稿"),
    "E734": (Kind.SITE, "评委会没有这项评审权限"),
    "E735": (Kind.SITE, "专业已停用"),
    "E736": (Kind.TEXT, "短信超过字数"),
    "E737": (Kind.WORDS, "试发过多"),
    "E738": (Kind.FILES, "附件仍被引用，不能删去"),
    "E739": (Kind.FILES, "发布后更换附件须走修订"),
    "E741": (Kind.WORDS, "帮助文章刚被别人改过"),
    "E742": (Kind.WORDS, "帮助文章没有可以撤销的修改"),
    "E743": (Kind.WORDS, "帮助文章的网址名称已有"),
    "E744": (Kind.WORDS, "公告已经结束"),
    "E745": (Kind.WORDS, "公告结束时间早于现在"),
    "E746": (Kind.WORDS, "网址名称由系统使用"),
    "E747": (Kind.WORDS, "随系统附带的文章不能改网址名称"),
    "E748": (Kind.AMEND, "另一版等待生效"),
    "E749": (Kind.SITE, "引用的评审条件版本当时不施行"),
    "W110": (Kind.TEXT, "发文主体没有法人资格"),
    "W111": (Kind.TEXT, "级别没有评审条件"),
    "W118": (Kind.TEXT, "规则集不适用于该年度"),
    "W121": (Kind.TEXT, "没有联系电话"),
    "W122": (Kind.TEXT, "短信名称无法识别"),
    "W123": (Kind.SITE, "评审日期没有任期内的委员"),
    "W124": (Kind.SITE, "同一年度已有通知"),
    "W125": (Kind.TEXT, "办理时间在发文之前已截止"),
    "W126": (Kind.SITE, "专业名称与目录不同"),
    "W127": (Kind.SITE, "工作日历还没有公布到办理期间"),
    "W128": (Kind.SITE, "专业无评委会评审"),
    "W129": (Kind.SITE, "评审条件在评审前废止"),
    "W130": (Kind.SITE, "评审条件文号没有登记"),
    "W131": (Kind.TEXT, "通知全文写着别的截止日期"),
    "W132": (Kind.TEXT, "资历截止日与通常的不同"),
    "W133": (Kind.SITE, "发布时办理时间已经截止"),
}
