"""States of texts, what a provider may answer, and the words for them."""

from dataclasses import dataclass
from enum import StrEnum, nonmember

from django.db.models import TextChoices


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: a word, a tone of the palette, an icon."""

    label: str
    tone: str
    icon: str


class SmsState(TextChoices):
    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "发送失败"
    EXPIRED = "expired", "已过期未发"
    UNKNOWN = "unknown", "结果待查"

    left = nonmember(("sent", "delivered"))  # the provider has it
    open = nonmember(("queued", "unknown"))
    dead = nonmember(("failed", "expired"))  # a person must look

    @property
    def look(self) -> Look:
        return Look(self.label, *_LOOKS[self])


_LOOKS = {
    SmsState.QUEUED: ("hold", "clock"),
    SmsState.SENT: ("flow", "send"),
    SmsState.DELIVERED: ("ok", "check"),
    SmsState.FAILED: ("bad", "circle-alert"),
    SmsState.EXPIRED: ("no", "clock-alert"),
    SmsState.UNKNOWN: ("todo", "circle-question-mark"),
}


class TryOutcome(TextChoices):
    """What one call to one provider came to."""

    OPEN = "open", "正在发送"
    SENT = "sent", "通道已接收"
    REFUSED = "refused", "通道拒绝"
    DOWN = "down", "通道不可用，未发出"
    UNKNOWN = "unknown", "结果不明"
    ABSENT = "absent", "经查询未发出"

    troubled = nonmember(("down", "unknown"))  # counts against the channel
    doubtful = nonmember(("open", "unknown"))  # asked about before anything else
    charged = nonmember(("open", "sent", "unknown"))  # may have cost something

    @property
    def look(self) -> Look:
        return Look(self.label, *_TRY_LOOKS[self])


_TRY_LOOKS = {
    TryOutcome.OPEN: ("hold", "clock"),
    TryOutcome.SENT: ("flow", "send"),
    TryOutcome.REFUSED: ("bad", "circle-alert"),
    TryOutcome.DOWN: ("no", "clock-alert"),
    TryOutcome.UNKNOWN: ("todo", "circle-question-mark"),
    TryOutcome.ABSENT: ("no", "clock-alert"),
}


class MailState(TextChoices):
    """What became of a mail; a server that took it is the last thing anybody hears."""

    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    UNKNOWN = "unknown", "结果不明"
    DROPPED = "dropped", "未发送"

    ended = nonmember(("sent", "failed", "unknown", "dropped"))
    dead = nonmember(("failed", "unknown"))  # a person must look

    @property
    def look(self) -> Look:
        return Look(self.label, *_MAIL_LOOKS[self])


_MAIL_LOOKS = {
    MailState.QUEUED: ("hold", "clock"),
    MailState.SENT: ("ok", "check"),
    MailState.FAILED: ("bad", "circle-alert"),
    MailState.UNKNOWN: ("todo", "circle-question-mark"),
    MailState.DROPPED: ("no", "x"),
}


class MailTryOutcome(TextChoices):
    """What one conversation with the mail server came to."""

    OPEN = "open", "正在发送"
    SENT = "sent", "服务器已接收"
    REFUSED = "refused", "服务器拒绝"
    DOWN = "down", "暂时不能发送"
    UNKNOWN = "unknown", "结果不明"

    @property
    def look(self) -> Look:
        return Look(self.label, *_TRY_LOOKS[TryOutcome(self)])


class Fate(StrEnum):
    """What a provider knows about a reference."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    REFUSED = "refused"
    ABSENT = "absent"  # it has never heard of it
    UNCLEAR = "unclear"


class Tab(TextChoices):
    """The two halves of an inbox (27-1)."""

    TASKS = "todo", "需要处理"
    NOTES = "notes", "通知"


class MassState(TextChoices):
    """A message to many."""

    DRAFT = "draft", "草稿"
    QUEUED = "queued", "正在发送"
    SENT = "sent", "已发送"

    @property
    def look(self) -> Look:
        return Look(self.label, *{"draft": ("draft", "pencil"), "queued": ("hold", "clock")}.get(self, ("ok", "check")))
