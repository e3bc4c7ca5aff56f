"""The cards of the wall: every top key of the file lies on one of them, in the order in which a notice is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from config.lib.reason import Reason, Severity


@dataclass(frozen=True, slots=True)
class Card:
    """One card: what it is called, the top keys it holds, and what it is for."""

    code: str
    title: str
    keys: tuple[str, ...]
    lead: str
    icon: str


CARDS = (
    Card(
        "basics",
        "基本信息",
        ("code", "title", "series", "year", "issuer", "issuer_legal_person", "issued_on", "is_public", "ruleset",
         "terminology", "labels", "filing_mode", "body"),
        "标题、系列、年度、发文单位和通知全文",
        "file-text",
    ),
    Card("basis", "文号与依据", ("doc_no", "cc", "addressees", "legal_bases"), "文号、主送、抄送和依据文件", "stamp"),
    Card("windows", "时间窗口", ("stages", "reminders"), "各阶段起止时间和到期提醒", "calendar-days"),
    Card("levels", "级别与评委会", ("levels", "committees", "one_per_year"), "受理的级别、由谁评审", "users"),
    Card("specialties", "专业", ("specialties", "industries"), "本年度开评的专业", "layers"),
    Card(
        "conditions",
        "条件",
        ("condition_sets", "achievement_menus", "achievement_window", "seniority", "education", "base_qualification",
         "qualification_equivalence", "exams", "ce", "social_insurance", "eligibility", "retirement_ages"),
        "评审条件、资历、学历、继续教育和不得申报情形",
        "list-checks",
    ),
    Card(
        "materials",
        "材料清单",
        ("checklist", "photo", "id_mismatch", "uploads", "representative", "self_assessment", "summary",
         "expert_appraisal", "decision_info", "journal_risk", "pending_supplement"),
        "要交哪些材料、各材料的要求",
        "folder-open",
    ),
    Card("limits", "条目上限", ("limits",), "业绩、学术成果各填多少条", "hash"),
    Card(
        "ways",
        "特殊通道",
        ("special_options", "exception", "direct", "special_direct", "conversion", "cross_series_up", "targeted_eval",
         "initial_determination", "determining", "outside_units"),
        "破格、直接申报、转评、认定、双定向等",
        "split",
    ),
    Card("fees", "费用", ("fees", "invoice"), "收费标准、缴费时间和票据", "receipt"),
    Card(
        "unit",
        "单位流程与公示",
        ("unit_rules", "unit_flow", "deliberation", "post_ratio"),
        "单位审核、审议、公示、推荐",
        "building-2",
    ),
    Card("route", "审核链路", ("route", "batch_documents", "late_policy"), "逐级报送的顺序和逾期后果", "route"),
    Card("correction", "补正", ("correction", "quality_thresholds"), "一次性告知、补正期限", "file-pen"),
    Card(
        "review",
        "评审与表决",
        ("expert_training", "committee_defense", "voting", "cross_review", "recheck", "result", "certificate",
         "integrity"),
        "答辩、表决、复核、公示和证书",
        "gavel",
    ),
    Card("messages", "模板与短信", ("messages", "texts"), "短信模板、承诺书文字", "message-square"),
    Card("attachments", "附件", ("attachments",), "随通知发布的附件", "paperclip"),
    Card("contacts", "联系方式", ("contacts", "faq"), "办公地址、电话、邮箱、常见问题", "phone"),
    Card("policies", "政策专栏", ("policy_columns",), "政策专栏平台一览", "external-link"),
)  # fmt: skip
BY_KEY: Mapping[str, Card] = {key: card for card in CARDS for key in card.keys}


def card_of(code: str) -> Card:
    """Raises ``LookupError`` for a card there is not."""
    found = next((card for card in CARDS if card.code == code), None)
    if found is None:
        raise LookupError(code)
    return found


def card_for(path: str) -> Card | None:
    """The card on which a finding's path lies; ``windows.fees`` stands for the window of that name."""
    top = path.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]
    return BY_KEY.get(WINDOW_CARDS.get(path, "stages") if top == "windows" else top)


# Windows that other sections date (``Terms.windows``).
WINDOW_CARDS = {
    "windows.correction": "correction",
    "windows.recheck": "correction",
    "windows.fees": "fees",
    "windows.pending_supplement": "pending_supplement",
    "windows.special_direct": "special_direct",
    "windows.invoice": "invoice",
}


@dataclass(frozen=True, slots=True)
class CardStand:
    """A card on the wall: what still stands against it."""

    card: Card
    faults: tuple[Reason, ...]
    reminders: tuple[Reason, ...]
    leftovers: int  # values that still say last year's
    is_empty: bool = False  # nothing on it is filled in

    @property
    def is_done(self) -> bool:
        """已完成: nothing refuses it and nothing waits to be looked at."""
        return not self.faults and not self.leftovers

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, in sentences."""
        old = (f"有{self.leftovers}处仍是上一年度的内容",) if self.leftovers else ()
        return (*(each.text for each in self.faults), *old)


def wall(
    reasons: Iterable[Reason], leftovers: Iterable[str], whole: Mapping[str, Any] | None = None
) -> tuple[CardStand, ...]:
    """Every card with the findings and the leftovers that lie on it; what lies on none is on the first.

    ``whole``: the text, for the cards on which nothing stands.
    """
    told, old = list(reasons), [card_for(path) or CARDS[0] for path in leftovers]
    return tuple(
        CardStand(
            card,
            tuple(each for each in _on(card, told) if each.severity == Severity.BLOCK),
            tuple(each for each in _on(card, told) if each.severity != Severity.BLOCK),
            old.count(card),
            whole is not None and not any(whole.get(key) for key in card.keys),
        )
        for card in CARDS
    )


def _on(card: Card, reasons: list[Reason]) -> list[Reason]:
    return [each for each in reasons if (card_for(each.field) or CARDS[0]) == card]
