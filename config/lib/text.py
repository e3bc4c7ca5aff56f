"""Texts that identify people and organisations: normalised, judged, masked.

A ``…_problem`` function returns the Chinese sentence the person will read, or None. Codes are NFKC (full-width digits
are digits), names are NFC (a character of a name is never replaced by a look-alike).
"""

import re
import unicodedata
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from config.lib import clock

_LONGEST_NUMBER = 18  # digits that every database's big integer holds

OLDEST_BIRTH_YEAR = 1900
NAME_LENGTH = 50
MIDDLE_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅●．˙"), "·")
# The first six digits are no test: county codes of the birth year, 92 % of Guangxi's present codes would fail
# (trust.md finding 5).
USCC_LENGTH = 18
MOBILE_LENGTH = 11

_ID_SHAPE = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?", re.ASCII)
_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3007"  # with 〇 and extensions A to H
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_NAME = re.compile(f"[{_IDEOGRAPH}{_LATIN}]([{_IDEOGRAPH}{_LATIN}·' .-]*[{_IDEOGRAPH}{_LATIN}.])?")
_INNER_MARKS = str.maketrans("“”", "‘’")
_UNFIT_FOR_FILES = re.compile(r'[\\/:*?"<>|]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # names Windows keeps for itself
_BETWEEN_HAN = re.compile(f"(?<=[{_IDEOGRAPH}])\\s+(?=[{_IDEOGRAPH}])")
_ID_IN_TEXT = re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)", re.ASCII)
# With its hyphen only: ten digits that begin with 0 are more often the number of a certificate.
_LANDLINE_IN_TEXT = re.compile(r"(?<![\d-])0\d{2,3}[-—–－][2-9]\d{6,7}(?![\d-])", re.ASCII)
_MOBILE_IN_TEXT = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII)


# ── resident identity numbers ──────────────────────────────────────────────────────────────────────────────────────
def whole_number(text: str | None) -> int | None:
    """The number that a key or a field writes in plain digits; None for anything else: “²” is a digit, no number."""
    told = text or ""
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= _LONGEST_NUMBER else None


def normalise_id_number(value: str) -> str:
    """Half-width, no blanks, capital X."""
    return _code(value)


def id_number_problem(value: str, *, today: date | None = None) -> str | None:
    """What is wrong with a resident identity number, residence permit or permanent-residence number."""
    number = normalise_id_number(value)
    if not _ID_SHAPE.fullmatch(number):
        return "身份证号码应为18位（末位可以是X），请核对。"
    if ric.calc_check_digit(number) != number[-1]:
        return "身份证号码校验位不正确，请逐位核对。"
    return _birth_problem(number, today or clock.local_date(clock.machine()))


def birth_date_of(value: str) -> date:
    """Birth date in a valid number. Raises ``ValueError`` for a date that does not exist."""
    digits = normalise_id_number(value)[6:14]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def sex_of(value: str) -> str:
    """男 or 女, from the 17th digit."""
    return "男" if int(normalise_id_number(value)[16]) % 2 else "女"


def _birth_problem(number: str, today: date) -> str | None:
    try:
        born = birth_date_of(number)
    except ValueError:
        return "身份证号码中的出生日期不存在，请核对。"
    if born.year < OLDEST_BIRTH_YEAR or born > today:
        return "身份证号码中的出生日期不合理，请核对。"
    return None


# ── telephones ─────────────────────────────────────────────────────────────────────────────────────────────────────
def normalise_phone(value: str) -> str:
    """Digits only for a mobile number, without +86; hyphens stay in a landline."""
    number = re.sub(r"[()—–－]", "-", _code(value))
    bare = number.replace("-", "")
    mobile = re.sub(r"^(\+|00)?86(?=1[3-9])", "", bare)
    return mobile if _MOBILE.fullmatch(mobile) else number.strip("-")


def phone_problem(value: str) -> str | None:
    """Mobile numbers of the mainland, because codes and notices go there by SMS."""
    return None if _MOBILE.fullmatch(normalise_phone(value)) else "请填写11位手机号码。"


def contact_phone_problem(value: str) -> str | None:
    """Mobile or landline, for somebody to call."""
    number = normalise_phone(value)
    good = _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number)
    return None if good else "请填写手机号码，或带区号的固定电话，如 0771-2345678。"


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def normalise_mail(value: str) -> str:
    """One spelling of an e-mail address: no blanks, no full-width signs; mailboxes do not tell capitals apart."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)).lower()


def normalise_name(value: str) -> str:
    """NFC, one kind of middle dot, no blanks between Chinese characters, single blanks elsewhere."""
    name = unicodedata.normalize("NFC", value).translate(MIDDLE_DOTS)
    name = re.sub(r"\s+", " ", name).strip()
    return re.sub(r"\s*·\s*", "·", _BETWEEN_HAN.sub("", name))


def name_problem(value: str) -> str | None:
    """Chinese characters with all extensions, ·, and Latin letters for those whose certificate has them."""
    name = normalise_name(value)
    if not name:
        return "请填写姓名。"
    if any(unicodedata.category(char) == "Co" for char in name):
        return "姓名中有自造字（无法在其他设备显示），请改用国家标准汉字输入；输入不了的请与客服联系。"
    if len(name) > NAME_LENGTH or not _NAME.fullmatch(name):
        return "姓名只能包含汉字、间隔号“·”和字母，请按身份证填写。"
    return None


def control_characters_in(value: str) -> bool:
    """C0/C1 (but tab and line ends), zero-width, bidirectional and unpaired characters: unwanted in texts (IN11)."""
    return any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} and char not in "\t\n\r\u200d" for char in value)


# ── organisations ──────────────────────────────────────────────────────────────────────────────────────────────────
def normalise_uscc(value: str) -> str:
    """统一社会信用代码 in half-width capitals without blanks."""
    return _code(value)


def uscc_problem(value: str) -> str | None:
    """Form and check digit of a 统一社会信用代码."""
    code = normalise_uscc(value)
    if len(code) != USCC_LENGTH or not code.isascii():
        return "统一社会信用代码应为18位，请核对。"
    try:
        uscc.validate(code)
    except ValidationError:
        return "统一社会信用代码校验位不正确，请核对营业执照或法人证书。"
    return None


# ── masks: lists, exports, public pages and logs ───────────────────────────────────────────────────────────────────
def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, 阿依古丽·买买提 → 阿******提."""
    if len(name) <= 1:
        return "*" * len(name)
    last = name[-1] if name[2:] else "*"
    return f"{name[0]}{'*' * (len(name) - 2)}{last}"


def mask_id_number(number: str) -> str:
    """450***********1238; anything shorter than 12 shows nothing."""
    return _mask(number, head=3, tail=4, shortest=12)


def mask_phone(number: str) -> str:
    """138****1234; a short number shows its last two digits."""
    if len(number) >= MOBILE_LENGTH:
        return _mask(number, head=3, tail=4, shortest=MOBILE_LENGTH)
    return _mask(number, head=0, tail=2, shortest=5)


def mask_mail(address: str) -> str:
    """l***@example.cn."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}" if name else ""


def mask_numbers_in(text: str) -> str:
    """Masks every ID and mobile number inside a text; for logs and provider answers."""
    text = _ID_IN_TEXT.sub(lambda found: mask_id_number(found[0]), text)
    return _MOBILE_IN_TEXT.sub(lambda found: mask_phone(found[0]), text)


def mask_landlines_in(text: str) -> str:
    """Masks telephones with an area code inside a text that the public reads."""
    return _LANDLINE_IN_TEXT.sub(lambda found: mask_phone(found[0]), text)


# ── sentences ──────────────────────────────────────────────────────────────────────────────────────────────────────
def unended(text: str) -> str:
    """A text that something follows: without the stop or colon it may end with."""
    return text.rstrip().rstrip("。．.；;，,、：:").rstrip()


# ── dates in words ─────────────────────────────────────────────────────────────────────────────────────────────────
def chinese_date(day: date) -> str:
    """2024年8月15日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(day: date) -> str:
    """2024年8月."""
    return f"{day.year}年{day.month}月"


def _mask(text: str, *, head: int, tail: int, shortest: int) -> str:
    if len(text) < shortest:
        return "*" * len(text)
    return f"{text[:head]}{'*' * (len(text) - head - tail)}{text[-tail:]}"


def _code(value: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)).upper()


def quoted(name: str) -> str:
    """In quotation marks; a name that begins with one has its own, marks inside become inner ones (GB/T 15834)."""
    return name if name.startswith("“") else f"“{name.translate(_INNER_MARKS)}”"


# ── names of files ─────────────────────────────────────────────────────────────────────────────────────────────────
def file_name(text: str, *, longest: int = 200) -> str:
    """A name every file system takes. What Windows refuses becomes “_”; marks such as “ ” ‘ ’《》· stay as typed."""
    visible = "".join(char for char in text if char.isprintable())
    bare = _UNFIT_FOR_FILES.sub("_", visible)[:longest].strip().rstrip(". ")
    return f"_{bare}" if _DEVICE.match(bare) else bare


def one_full_stop(text: str) -> str:
    """A sentence that took in another with its own full stop ends once."""
    return text.replace("。。", "。")
