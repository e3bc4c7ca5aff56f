"""Form fields made from the types of the schema. Each takes and gives plain JSON, as the file would say it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, get_args, get_origin

from django import forms
from django.core.exceptions import ValidationError

from config.lib.text import whole_number
from config.lib.widgets import DayInput, MomentInput
from notices.drafting.places import Place
from notices.drafting.whenwords import groups_of, read_when, vocabulary, when_lines
from notices.drafting.words import RECHECKS, Choices, codes_for, options_of
from notices.rules.people import EXCLUSIONS
from notices.rules.reading import LAW_ZONE
from notices.rules.schema import label_of

LONG = 60  # characters; longer texts get several lines
WHEN_HELP = "每行一种情形，符合任一行即要求；同一行中用“，且”连接。空白表示所有人。例：未通过数据共享获取，且民营企业"
SPARE = 3  # empty rows of a table that may grow
CITED = re.compile(r"[（(][^（）()]*[A-Z]{1,6}-?\d+[^（）()]*[）)]|（[A-Z]\d+）")
LETTERS = re.compile(r"[a-z_]{3,}")  # options as the file writes them; the form offers them in words
APART = re.compile(r"[、,，;；\s]+")
IN_LIST = re.compile(r"\s*[;；]\s*")


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea({"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines()]
        return [line for line in lines if line]


class NumbersField(forms.CharField):
    """A list of whole numbers: 5、7."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[int]:
        words = [word for word in APART.split(str(super().clean(value) or "")) if word]
        numbers = [number for word in words if (number := whole_number(word)) is not None]
        if len(numbers) != len(words):
            raise ValidationError("请填写整数，多个数之间用顿号隔开。")
        return numbers


class FractionField(forms.CharField):
    """两个整数之比，如 2/3: a decimal would be a third that is not a third."""

    def clean(self, value: Any) -> str | None:
        text = str(super().clean(value) or "").replace(" ", "").replace("／", "/")
        if not text:
            return None
        try:
            ratio = Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise ValidationError("请写成分数，如 2/3。") from None
        if not 0 < ratio <= 1 or "." in text:
            raise ValidationError("请写成不大于1的分数，如 2/3。")
        return text


class PlainDecimalField(forms.DecimalField):
    def clean(self, value: Any) -> str | None:
        number = super().clean(value)
        return None if number is None else str(number)


class DayField(forms.DateField):
    widget = DayInput

    def clean(self, value: Any) -> str | None:
        day = super().clean(value)
        return day.isoformat() if day else None


class MomentField(forms.Field):
    """A moment of the law's zone, to the second; a bare day is asked for its hour."""

    widget = MomentInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["step"] = "1"

    def prepare_value(self, value: Any) -> Any:
        return str(value)[:19] if value else value

    def clean(self, value: Any) -> str | None:
        text = str(value or "").strip().replace(" ", "T")
        self.validate(text)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ValidationError("请填写完整的日期和时间，如 2026-07-01 08:00。") from None
        if len(text) <= len("2026-07-01"):
            raise ValidationError("请写明几点，如 08:00 或 18:00。")
        return moment.replace(tzinfo=LAW_ZONE).isoformat()


class PairWidget(forms.MultiWidget):
    use_fieldset = True

    def __init__(self, *two: forms.Widget) -> None:
        for widget, words in zip(two, ("起", "止"), strict=True):
            widget.attrs["aria-label"] = words
        super().__init__(two)

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None, None]


class PairField(forms.MultiValueField):
    """Two values that belong together: from and to, width and height."""

    def __init__(self, one: forms.Field, other: forms.Field, **kwargs: Any) -> None:
        super().__init__([one, other], widget=PairWidget(one.widget, other.widget), **kwargs)

    def compress(self, data_list: list[Any]) -> list[Any] | None:
        return list(data_list) if data_list and None not in data_list else None


class InOrderWidget(forms.MultiWidget):
    template_name = "ui/widgets/in_order.html"
    use_fieldset = True

    def __init__(self, choices: Choices) -> None:
        self.places = len(choices)
        each = [forms.Select({"aria-label": f"第{n}步"}, (("", "—"), *choices)) for n in range(1, self.places + 1)]
        super().__init__(each)

    def decompress(self, value: Any) -> list[Any]:
        told = list(value or [])
        return told + [""] * (self.places - len(told))


class InOrderField(forms.Field):
    """Steps in their order: one select a place."""

    def __init__(self, choices: Choices, **kwargs: Any) -> None:
        super().__init__(widget=InOrderWidget(choices), **kwargs)
        self.allowed = dict(choices)

    def clean(self, value: Any) -> list[str]:
        told = [each for each in value or [] if each]
        if not set(told) <= set(self.allowed):
            raise ValidationError("请从列表中选择。")
        if len(set(told)) < len(told):
            raise ValidationError("同一步骤只能出现一次。")
        if self.required and not told:
            raise ValidationError("请至少选择一步。")
        return told


class TableInput(forms.Widget):
    """Rows of a name and a value; where the names are given, only the values are asked."""

    template_name = "ui/widgets/table.html"
    use_fieldset = True

    def __init__(self, names: Choices = (), values: Choices = ()) -> None:
        super().__init__()
        self.names, self.values = names, values

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        told = dict(value or {})
        names = dict(self.names)
        open_names = [each for each in told if each not in names]
        rows = [(key, words, told.get(key, "")) for key, words in self.names] + [
            (key, "", told[key]) for key in open_names
        ]
        spare = 0 if self.names else SPARE
        context = super().get_context(name, value, attrs)
        return {**context, "rows": rows + [("", "", "")] * spare, "values": self.values}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        names, values = data.getlist(f"{name}_name"), data.getlist(f"{name}_value")
        return [(key.strip(), value.strip()) for key, value in zip(names, values, strict=False)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_name" not in data

    def id_for_label(self, id_: str) -> str:
        return id_


class TableField(forms.Field):
    """Name → text, whole number or list of texts. A row without a value is left out."""

    def __init__(self, *, holds: Any = str, names: Choices = (), values: Choices = (), **kwargs: Any) -> None:
        super().__init__(widget=TableInput(names, values), **kwargs)
        self.holds, self.allowed = holds, dict(values)

    def prepare_value(self, value: Any) -> Any:
        rows = dict(value) if isinstance(value, list | dict) else {}
        return {name: "；".join(each) if isinstance(each, list) else each for name, each in rows.items()}

    def clean(self, value: Any) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, text in value or []:
            if not text:
                continue
            if not name:
                raise ValidationError(f"“{text}”没有写名称。")
            if name in told:
                raise ValidationError(f"“{name}”写了两次。")
            told[name] = self._value(name, text)
        if self.required and not told:
            raise ValidationError("请至少填写一行。")
        return told

    def _value(self, name: str, text: str) -> Any:
        if self.allowed and text not in self.allowed:
            raise ValidationError(f"“{name}”请从列表中选择。")
        if self.holds is str:
            return text
        if self.holds is not int:
            return [word for word in IN_LIST.split(text) if word]
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise ValidationError(f"“{name}”应为整数，现为“{text}”。")
        return int(text)


class CodeField(forms.TypedChoiceField):
    """One of the codes this notice has."""


class WhenInput(forms.Textarea):
    """A text with the words that may be used folded below it."""

    template_name = "ui/widgets/when.html"

    def __init__(self, groups: Mapping[str, str]) -> None:
        super().__init__({"rows": 3})
        self.groups = groups

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"vocabulary": vocabulary(self.groups)}


class WhenField(forms.CharField):
    """The facts a checklist row waits for, in Chinese: a line an alternative, 且 between facts."""

    def __init__(self, groups: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(widget=WhenInput(groups), **kwargs)
        self.groups = groups

    def prepare_value(self, value: Any) -> Any:
        return when_lines(value, self.groups) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        try:
            return read_when(str(super().clean(value) or ""), self.groups)
        except ValueError as fault:
            raise ValidationError(str(fault)) from None


# ── from the schema ────────────────────────────────────────────────────────────────────────────────────────────────
def field_for(place: Place, whole: Mapping[str, Any], *, directory: Choices = (), value: Any = None) -> forms.Field:
    """The field of one value. ``directory``: the names allowed by the site's own lists; ``value``: what stands now."""
    words = _words_of(place)
    field = _special(place, whole, words) or _chosen(place, whole, directory, value, words)
    return field or _typed(place, value, words)


def _words_of(place: Place) -> dict[str, Any]:
    meaning = place.key.meaning if place.key else ""
    label = label_of(".".join(step for step in place.steps if isinstance(step, str))).split(" · ")[-1]
    rest = CITED.sub("", meaning).removeprefix(label).strip("；：（）,，")
    told = "" if LETTERS.search(rest) else rest
    return {"label": label, "help_text": told, "required": _is_required(place)}


def _is_required(place: Place) -> bool:
    if place.optional or place.kind is bool:
        return False
    if get_origin(place.kind) in (tuple, frozenset, Mapping):
        return bool(place.key and place.key.required)
    return bool(place.key and (place.key.required or place.kind is not str))


def _special(place: Place, whole: Mapping[str, Any], words: dict[str, Any]) -> forms.Field | None:
    name, top = place.steps[-1], place.steps[0]
    if name == "recheck_at_confirmation":
        names = tuple(each for each in options_of(Literal[EXCLUSIONS]))  # type: ignore[valid-type]
        return TableField(names=names, values=RECHECKS, **words)
    if name == "when" and top == "checklist":
        return WhenField(groups_of(whole), **words | {"help_text": WHEN_HELP})
    if name == "steps" and top == "unit_flow":
        return InOrderField(options_of(get_args(place.kind)[0]), **words)
    return None


def _chosen(
    place: Place, whole: Mapping[str, Any], directory: Choices, value: Any, words: dict[str, Any]
) -> forms.Field | None:
    """A field whose values are given: options of the schema, codes of this notice, names of the directory."""
    many = get_origin(place.kind) in (tuple, frozenset)
    inner = get_args(place.kind)[0] if many else place.kind
    choices = options_of(inner) or directory or codes_for(place, whole)
    if not choices or (inner is int and get_origin(place.kind) is Mapping):
        return None
    if get_origin(place.kind) is Mapping:
        return TableField(holds=get_args(place.kind)[1], names=choices, **words)
    said = value if many and isinstance(value, list) else [value]
    strangers = [str(each) for each in said if each not in (None, "") and str(each) not in dict(choices)]
    choices = (*choices, *((each, f"{each}（列表中没有）") for each in strangers))
    if many:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **words)
    blank = () if words["required"] and value else (("", "—"),)
    coerce = int if inner is int else str
    empty = None if place.optional else ""
    return CodeField(choices=(*blank, *choices), coerce=coerce, empty_value=empty, **words)


def _typed(place: Place, value: Any, words: dict[str, Any]) -> forms.Field:
    kind, origin, args = place.kind, get_origin(place.kind), get_args(place.kind)
    if origin is Annotated:
        return MomentField(**words)
    if origin is Mapping:
        return TableField(holds=args[1], **words)
    if origin in (tuple, frozenset):
        return _list_field(args, words)
    if kind is str:
        return _text_field(place, value, words)
    return SINGLE[kind](**words)


def _list_field(args: tuple[Any, ...], words: dict[str, Any]) -> forms.Field:
    if len(args) > 1 and args[-1] is not Ellipsis:
        one, other = (SINGLE[each](required=False) for each in args)
        return PairField(one, other, **words)
    return NumbersField(**words) if args[0] is int else LinesField(**words)


def _text_field(place: Place, value: Any, words: dict[str, Any]) -> forms.Field:
    long = place.steps[-1] in {"text", "rule", "note"} or len(str(value or "")) > LONG or "\n" in str(value or "")
    widget = forms.Textarea(attrs={"rows": 6 if long else 2}) if long else forms.TextInput
    return forms.CharField(empty_value=None if place.optional else "", widget=widget, **words)


def _switch(**words: Any) -> forms.Field:
    return forms.BooleanField(**words)


SINGLE: Mapping[Any, Any] = {
    bool: _switch,
    int: forms.IntegerField,
    date: DayField,
    Decimal: PlainDecimalField,
    Fraction: FractionField,
    str: forms.CharField,
}
