"""A notice's own texts: written, taken back, and tried out on oneself (ADMIN-06)."""

from uuid import uuid4

from accounts.models import User
from config.lib import clock
from config.lib.limiting import Limit
from config.lib.reason import Reason
from messaging.services import send_sms, tell
from messaging.wording import signed
from notices.exceptions import NoticeRefused
from notices.models import Notice
from notices.rules.saying import BY_EVENT
from notices.services.drafting import Edit, edit_draft
from records.models import Fact
from records.services.audit import audited, note

PLACE = ("messages", "templates")
TEST = "【测试】"
TESTS = Limit("notices.test_text", most=10)  # an hour and person: texts cost money [non-seed]
TOO_MANY = Reason("E737", f"一小时内最多试发{TESTS.most}条，请稍后再试。")


def put_text(notice_id: int, event: str, text: str, *, seen: str, actor: User) -> Notice:
    """The notice words this text itself. Raises as ``edit_draft``."""
    edits = [Edit((*PLACE, event), text)]
    return edit_draft(notice_id, edits, at=PLACE, seen=seen, said=f"修改短信：{BY_EVENT[event].title}", actor=actor)


def drop_text(notice_id: int, event: str, *, seen: str, actor: User) -> Notice:
    """The house's wording again. Raises as ``edit_draft``, and ``LookupError`` where the notice had none of its own."""
    edits = [Edit((*PLACE, event), how="remove")]
    said = f"短信改用系统文字：{BY_EVENT[event].title}"
    return edit_draft(notice_id, edits, at=PLACE, seen=seen, said=said, actor=actor)


def send_test(notice: Notice, event: str, text: str, *, signature: str, actor: User) -> bool:
    """A filled-in text to the actor's own inbox and phone, and to nobody else; whether there was a phone.

    Raises ``NoticeRefused`` after too many within the hour.
    """
    if not TESTS.takes(str(actor.pk)):
        raise NoticeRefused(TOO_MANY)
    occasion, title = f"test:{event}:{uuid4()}", f"{TEST}{BY_EVENT[event].title}"
    with audited():
        now = clock.law()
        tell([actor], event="notice_test", title=title, text=text, key=occasion, now=now)
        if actor.phone:
            send_sms(
                actor.phone,
                event="notice_test",
                text=signed(f"{TEST}{text}", signature),
                key=occasion,
                person_id=actor.pk,
                office_id=notice.office_id,
            )
        note(Fact("notice.test_text", notice.pk, actor.pk, now, event))
    return bool(actor.phone)
