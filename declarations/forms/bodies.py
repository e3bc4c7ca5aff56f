"""A unit is looked for, not picked from a list of the region: text and a search list, or the text alone (S04, 06-6)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse

from accounts.models import Organisation
from accounts.models.organisation import OrganisationQuerySet
from accounts.selectors import units_among
from config.lib.text import whole_number

NAMED = 5  # in the sentence where a word fits several
Given = tuple[str, str | None]


class BodySearch(forms.Widget):
    """A text with a search list beside it; what was found travels hidden. Without a script the text is enough."""

    template_name = "ui/widgets/body_search.html"
    bodies: OrganisationQuerySet

    def __init__(self, kinds: str) -> None:
        self.kinds = kinds
        super().__init__({"autocomplete": "off", "placeholder": "名称、拼音首字母或信用代码"})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        found, text = value if isinstance(value, tuple) else (getattr(value, "pk", value), None)
        if text is None:
            body = _by_key(self.bodies, found)
            found, text = (body.pk, body.name) if body else ("", "")
        context = super().get_context(name, text, attrs)
        context["widget"] |= {"found": found, "url": reverse("accounts:units_among", args=[self.kinds])}
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Given:
        return data.get(name, ""), data.get(f"{name}_text")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data


class BodyField(forms.Field):
    """One active body of these kinds (``accounts.selectors.AMONG``), but for those left out."""

    widget: BodySearch
    default_error_messages = {
        "unknown": "没有找到“%(text)s”，请核对名称；单位须已在本系统注册。",
        "several": "有多个单位符合“%(text)s”：%(names)s。请填写全称或统一社会信用代码。",
    }

    def __init__(self, *, kinds: str, but: tuple[int | None, ...] = (), **kwargs: Any) -> None:
        super().__init__(widget=BodySearch(kinds), **kwargs)
        self.bodies = self.widget.bodies = units_among(kinds).exclude(pk__in=[each for each in but if each])

    def to_python(self, value: Given | None) -> Organisation | None:
        """What was chosen, unless the text says another name now; then what the text finds."""
        found, text = value or ("", "")
        chosen = _by_key(self.bodies, found)
        if text is None or (chosen and chosen.name == text.strip()):
            if chosen or not found:
                return chosen
            raise self._refusal("unknown", text=found)
        return self._found(text.strip()) if text.strip() else None

    def _found(self, text: str) -> Organisation:
        like = list(self.bodies.named_like(text).order_by("name")[: NAMED + 1])
        exact = list(self.bodies.filter(name=text)[:2]) or like
        if len(exact) == 1:
            return exact[0]
        names = "、".join(each.name for each in like[:NAMED]) + ("等" if len(like) > NAMED else "")
        raise self._refusal("several" if like else "unknown", text=text[:60], names=names)

    def _refusal(self, code: str, **said: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code, params=said)


def _by_key(bodies: OrganisationQuerySet, key: Any) -> Organisation | None:
    number = whole_number(str(key or ""))
    return bodies.filter(pk=number).first() if number is not None else None
