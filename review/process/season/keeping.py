"""What a season leaves in its folder: the summary, and the official papers under names people can read."""

import os
import re
import shutil
from pathlib import Path

from django.conf import settings

from records.models import Document

UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def keep_papers() -> int:
    """Every official paper beside the summary, a second name of the kept file where that is possible; how many."""
    folder = Path(settings.VAR_DIR) / "documents"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    issued = Document.objects.select_related("file").order_by("pk")
    for number, document in enumerate(issued, 1):
        _link(document.file.path, folder / UNSAFE.sub("_", f"{number:04d} {document.kind} {document.title}.pdf"))
    return len(issued)


def keep_summary(text: str) -> Path:
    """``summary.json`` of this run."""
    path = Path(settings.VAR_DIR) / "summary.json"
    path.write_text(text + "\n", encoding="utf-8")
    return path


def _link(kept: Path, name: Path) -> None:
    try:
        os.link(kept, name)
    except OSError:  # another file system, or one without links
        shutil.copyfile(kept, name)
