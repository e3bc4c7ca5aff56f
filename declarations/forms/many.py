"""Several files of one choice: photos of one paper, the sheets of one proof."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

NOTHING = {
    "required": "请先选择文件。",
    "empty": "文件是空的（0字节），请重新选择。",
    "invalid": "没有收到文件，请重新选择。",
}


class ManyFiles(forms.FileInput):
    """A chooser that takes more than one file; works without a script."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Cleans to the list of what was chosen, in the order in which it was chosen."""

    widget = ManyFiles

    def __init__(self, **told: Any) -> None:
        super().__init__(error_messages=NOTHING, max_length=300, **told)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        one = super().clean
        chosen = data if isinstance(data, list | tuple) else [data]
        return [one(each, initial) for each in chosen] if chosen else [one(None, initial)]


def all_uploaded(files: Iterable[UploadedFile]) -> list[tuple[bytes | Path, str]]:
    """What a service wants: each file's bytes, or the path of what is too large for memory, with its name."""
    told: list[tuple[bytes | Path, str]] = []
    for file in files:
        path = getattr(file, "temporary_file_path", None)
        told.append((file.read() if path is None else Path(path()), file.name or ""))
    return told


class CameraForm(forms.Form):
    """What the camera page of a phone sends: one photo by its script, without it as many as were chosen (08-7)."""

    file = ManyFilesField()


class PhotosForm(forms.Form):
    """Photos of one paper, as many as were chosen at once."""

    use_required_attribute = False
    files = ManyFilesField(
        label="拍照或选择照片",
        help_text="可以一次选择多张，按选择的先后排页。",
        widget=ManyFiles(attrs={"accept": "image/jpeg, image/png", "data-shrink": True}),
    )
