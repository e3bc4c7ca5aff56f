"""A file for a slot, as a plain form or from ``zc-upload``."""

from pathlib import Path
from typing import Any

from django import forms


class UploadForm(forms.Form):
    """The file itself is judged by ``config.lib.files``, not by its name."""

    slot = forms.CharField(max_length=40)
    part = forms.CharField(max_length=60, required=False)
    piece = forms.CharField(max_length=40, required=False)
    label = forms.CharField(max_length=120, required=False)
    issuer = forms.CharField(max_length=120, required=False)
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
    """The portrait."""

    file = forms.FileField(
        error_messages={"required": "请先选择照片。", "empty": "文件是空的（0字节），请重新选择。"}, max_length=300
    )


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
