"""A file for a slot, as a plain form or from ``zc-upload``."""

from pathlib import Path
from typing import Any

from django import forms

from declarations.portraits import MOST_OFF


class UploadForm(forms.Form):
    """The file itself is judged by ``config.lib.files``, not by its name."""

    slot = forms.CharField(max_length=40)
    part = forms.CharField(max_length=60, required=False)
    piece = forms.CharField(max_length=40, required=False)
    label = forms.CharField(max_length=120, required=False)
    issuer = forms.CharField(max_length=120, required=False)
    issuer_type = forms.CharField(max_length=12, required=False)  # one of the slot's own; anything else is not kept
    is_copy = forms.BooleanField(required=False)
    file = forms.FileField(
        error_messages={
            "required": "请先选择文件。",
            "empty": "文件是空的（0字节），请重新选择。",
            "invalid": "没有收到文件，请重新选择。",
        },
        max_length=300,
    )


class PhotoForm(forms.Form):
    """The portrait: one picture."""

    file = forms.FileField(
        error_messages={"required": "请先选择照片。", "empty": "文件是空的（0字节），请重新选择。"}, max_length=300
    )


class CropForm(forms.Form):
    """How much is taken off each side of the portrait, in percent; numbers, so that a keyboard is enough (MAT-12)."""

    use_required_attribute = False
    seen = forms.UUIDField(widget=forms.HiddenInput)
    left, right, top, bottom = (
        forms.IntegerField(
            label=f"从{side}裁去（%）",
            min_value=0,
            max_value=MOST_OFF,
            initial=0,
            required=False,
            widget=forms.NumberInput({"inputmode": "numeric", "step": 1}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"请填写 0 到 {MOST_OFF} 的整数。"),
        )
        for side in ("左边", "右边", "上边", "下边")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for first, second in (("left", "right"), ("top", "bottom")):
            if (cleaned.get(first) or 0) + (cleaned.get(second) or 0) > MOST_OFF:
                self.add_error(second, f"相对的两边一共最多裁去 {MOST_OFF}%。")
        return cleaned

    @property
    def sides(self) -> dict[str, int]:
        """Percent off each side."""
        return {name: self.cleaned_data.get(name) or 0 for name in ("left", "right", "top", "bottom")}


class PackageForm(forms.Form):
    """A 电子档案包; the worker judges what is in it."""

    file = forms.FileField(
        error_messages={"required": "请先选择电子档案包（.zip）。", "empty": "文件是空的（0字节），请重新选择。"},
        max_length=300,
    )


def uploaded(form: forms.Form) -> dict[str, Any]:
    """What a service wants of a valid upload: bytes, or the path of what is too large for memory."""
    file = form.cleaned_data["file"]
    path = getattr(file, "temporary_file_path", None)
    return {"upload": file.read() if path is None else Path(path()), "name": file.name}
