"""What is wrong with a field, in the words shown beside it and in the summary (ALL-5)."""

from django.forms import BoundField, Field


def problems(bound: BoundField) -> list[str]:
    """The sentences of a field's errors; what is missing is asked for unless the field has words of its own."""
    return [
        _ask_for(bound) if error.code == "required" and _says_nothing(bound) else message
        for error in bound.errors.as_data()
        for message in error.messages
    ]


def plain_label(bound: BoundField) -> str:
    """A label that goes on: without its question mark or colon."""
    return str(bound.label).rstrip("？?：:。")


def summed_up(bound: BoundField) -> list[str]:
    """The same sentences for the summary: each begins with its label, once."""
    label = plain_label(bound)
    return [said if said.startswith(label) else f"{label}：{said}" for said in problems(bound)]


def _says_nothing(bound: BoundField) -> bool:
    return bound.field.error_messages["required"] == Field.default_error_messages["required"]


def _ask_for(bound: BoundField) -> str:
    kind = getattr(bound.field.widget, "input_type", "")
    if kind == "checkbox" and not bound.use_fieldset:
        return "请先勾选这一项。"
    if kind == "file":
        return "请上传文件。"
    return "请选择。" if kind in {"select", "radio", "checkbox"} or bound.use_fieldset else "请填写这一项。"
