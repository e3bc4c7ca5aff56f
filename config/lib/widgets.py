"""Form controls of the house: plain controls the server renders, which ``ui.js`` makes pleasant."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config.lib import clock
from config.lib.pinyin import initials

_SIGNATURE = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+){1,400}")
_LONGEST_SIGNATURE = 60_000
YEARS = (1900, 2100)  # of days people tell of themselves and of their papers


# ── choices ────────────────────────────────────────────────────────────────────────────────────────────────────────
class SegmentedRadio(forms.RadioSelect):
    """合格 / 需补正 / 不采信 side by side."""

    piece = "seg"


class OpenChoices(forms.RadioSelect):
    """Choices of which some cannot be taken now: these stay visible, disabled, with the reason below their words."""

    closed: Mapping[str, str] = MappingProxyType({})  # value → why; set by the form

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        if why := self.closed.get(str(value)):
            option["attrs"]["disabled"] = True
            option["label"] = format_html("{}<small>{}</small>", label, why)
        return option


class BallotCards(forms.RadioSelect):
    """Equal cards, none preselected."""

    piece = "vote"


class SearchSelect(forms.Select):
    """A select that becomes a search list (text or pinyin initials); without JavaScript it stays a select."""

    template_name = "ui/widgets/search_select.html"

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"]["data-initials"] = initials(str(label))
        return option


# ── text ───────────────────────────────────────────────────────────────────────────────────────────────────────────
class LongText(forms.Textarea):
    """A text with a counter: 已写 1236 字，还需 764 字. White space is not counted; see ``written``."""

    template_name = "ui/widgets/long_text.html"

    def __init__(self, *, least: int = 0, most: int = 0, rows: int = 6, attrs: dict[str, Any] | None = None) -> None:
        self.least, self.most = least, most
        super().__init__({"rows": rows, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "least": self.least, "most": self.most}


def written(text: str) -> int:
    """How many characters a counted text has, as ``LongText`` shows it."""
    return len(re.sub(r"\s", "", text))


def text_input(**attrs: Any) -> forms.TextInput:
    """A one-line control; underscores become dashes: ``text_input(inputmode="decimal", data_sensitive="")``."""
    return forms.TextInput({name.replace("_", "-"): value for name, value in attrs.items()})


def id_number_input() -> forms.TextInput:
    """An ID number: read in groups of 6-8-4, never kept in the browser."""
    return text_input(autocomplete="off", data_group="6-8-4", data_sensitive="", spellcheck="false")


def phone_input() -> forms.TextInput:
    """A mobile number with the digits' keyboard."""
    return text_input(type="tel", autocomplete="tel", inputmode="numeric")


def code_input() -> forms.TextInput:
    """A one-time code; the phone may fill it in by itself."""
    return text_input(autocomplete="one-time-code", inputmode="numeric", maxlength="6", data_no_autosave="")


class PasswordBox(forms.PasswordInput):
    """A password with 显示密码; pasting and password managers are welcome."""

    template_name = "ui/widgets/password.html"


# ── dates ──────────────────────────────────────────────────────────────────────────────────────────────────────────
class DayInput(forms.DateInput):
    """The browser's own date control."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of the years people live in; with ``past`` one that has come."""

    widget = DayInput
    default_error_messages = {
        "far": "年份应在%(first)s年至%(last)s年之间，请核对。",
        "future": "时间不能在今天之后。",
    }

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        refuse_far(value, str(self.error_messages["far"]))
        if self.past and value > clock.local_date(clock.law()):
            raise ValidationError(self.error_messages["future"], code="future")


def refuse_far(day: date, words: str) -> None:
    """Raises ``ValidationError`` for a year nobody means."""
    first, last = YEARS
    if not first <= day.year <= last:
        raise ValidationError(words, code="far", params={"first": first, "last": last})


class MomentInput(forms.DateTimeInput):
    """The browser's own control for a day and an hour."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A day and an hour of the years people live in: what is reckoned from it stays a date."""

    widget = MomentInput
    default_error_messages = {"far": DayField.default_error_messages["far"]}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None:
            refuse_far(value, str(self.error_messages["far"]))


class MonthSelect(forms.Widget):
    """Year and month as two selects: no browser draws ``type=month`` everywhere."""

    template_name = "ui/widgets/month.html"
    use_fieldset = True

    def __init__(self, *, years: Iterable[int], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.years = list(years)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        year, _, month = str(value or "").partition("-")
        context = super().get_context(name, value, attrs)
        chosen = {"year": year, "month": month[:2].lstrip("0")}
        return {**context, **chosen, "years": self.years, "months": range(1, 13)}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        year, month = data.get(f"{name}_year", ""), data.get(f"{name}_month", "")
        return f"{year}-{month.zfill(2)}" if year or month else data.get(name, "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key in data for key in (name, f"{name}_year", f"{name}_month"))

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_year" if id_ else id_


class MonthField(forms.Field):
    """A month as the first of its days."""

    default_error_messages = {
        "invalid": "请选择年份和月份。",
        "far": DayField.default_error_messages["far"],
    }

    def __init__(self, *, first_year: int = 1955, last_year: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", MonthSelect(years=range(last_year, first_year - 1, -1)))
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None:
            refuse_far(value, str(self.error_messages["far"]))

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value.replace(day=1)
        try:
            year, month = (int(part) for part in str(value).split("-"))
            return date(year, month, 1)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


# ── signature ──────────────────────────────────────────────────────────────────────────────────────────────────────
class SignaturePad(forms.HiddenInput):
    """Finger or mouse writes; the strokes travel as an SVG path of whole numbers in a 600 by 180 box."""

    template_name = "ui/widgets/signature.html"
    input_type = "hidden"
    use_fieldset = True

    @property
    def is_hidden(self) -> bool:
        return False


class SignatureField(forms.CharField):
    """The strokes of a signature, checked to be strokes and nothing else."""

    widget = SignaturePad
    default_error_messages = {"invalid": "签名没有读出来，请清除后重新签名。", "required": "请签名。"}

    def clean(self, value: Any) -> str:
        strokes = str(super().clean(value))
        if strokes and (len(strokes) > _LONGEST_SIGNATURE or not _SIGNATURE.fullmatch(strokes)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return strokes


def signature_svg(strokes: str, name: str) -> SafeString:
    """A stored signature as a picture, for pages and documents."""
    return format_html(
        '<svg class="sign" viewBox="0 0 600 180" role="img" aria-label="{}的签名"><path d="{}"/></svg>', name, strokes
    )
