"""Words with named variables: a notice's own wording where it has one, ours where it has none (ADMIN-06)."""

import re
from collections.abc import Mapping
from string import Formatter

from config.lib.text import mask_id_number, one_full_stop
from messaging.exceptions import TextRefused

SIGNATURE = "职称评审"
# A text of Chinese is sent as UTF-16: 70 units fit into one, 67 into each part of a longer one (3GPP TS 23.040); 500
# is what the gateways in the country take. [non-seed]
ONE, PART, MOST = 70, 67, 500
_ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)", re.ASCII)

# Texts about no move of a declaration; those of moves stand beside the table (review/process/messages.py).
TEXTS = {
    "representative_event": "{name}老师：请于{time}在{place}以{manner}方式提交代表性成果。",
    "defense": "{name}老师：您的专业答辩定于{time}在{place}进行，准备≤{prepare}分钟、答辩≤{answer}分钟，请携带身份证。",
    "reminder": "{name}老师：您的职称申报（{state}）办理时限为{due}，请登录系统查看。",
    "reminder_desk": "有职称申报须在{due}前办理、报送，逾期按通知规定处理，请登录系统查看。",
    "pending_supplement": "{name}老师：请于{due}前按规定程序补充报送{item}。",
}


def variables_of(template: str) -> frozenset[str]:
    """The names in braces. Raises ``TextRefused`` for a brace that is not closed, or holds more than a plain name."""
    try:
        parts = [part for part in Formatter().parse(template) if part[1] is not None]
    except ValueError as unpaired:
        raise TextRefused(f"模板中的花括号不成对：{template}") from unpaired
    for _, name, form, conversion in parts:
        if not str(name).isidentifier() or form or conversion:  # {name:>999999999} fills the memory
            raise TextRefused(f"模板变量“{name}”不是名称，花括号里只写变量名。")
    return frozenset(str(name) for _, name, _, _ in parts)


def fill(template: str, values: Mapping[str, object]) -> str:
    """The text with its variables filled in. Raises ``TextRefused`` when one is missing: nobody is sent "{time}"."""
    if missing := sorted(variables_of(template) - set(values)):
        raise TextRefused(f"短信缺少内容：{'、'.join(missing)}。")
    return one_full_stop(template.format_map({name: str(value) for name, value in values.items()}))


def text_for(
    event: str, values: Mapping[str, object], *, templates: Mapping[str, str], signature: str = SIGNATURE
) -> str:
    """A signed text of an event: by the notice's template if it has one, by ours if not. Raises ``TextRefused``."""
    template = templates.get(event) or TEXTS.get(event)
    if template is None:
        raise TextRefused(f"没有“{event}”的短信模板。")
    return signed(fill(template, values), signature)


def signed(text: str, signature: str = SIGNATURE) -> str:
    """The signature goes first; a provider refuses a text without it."""
    return f"【{signature}】{text}"


def one_line(text: str) -> str:
    """What may stand in the head of a mail: a line end in a title would begin another field there."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def length_of(text: str) -> int:
    """How long a phone finds it: a rare character counts as two."""
    return len(text.encode("utf-16-be")) // 2


def segments_of(text: str) -> int:
    """How many texts it is charged as."""
    long = length_of(text)
    return 1 if long <= ONE else -(-long // PART)


def without_id_numbers(text: str) -> str:
    """Whatever was typed into a reason, no ID number leaves by SMS or mail (SYS-08); offices' telephone numbers may."""
    return _ID_NUMBER.sub(lambda found: mask_id_number(found[0]), text)
