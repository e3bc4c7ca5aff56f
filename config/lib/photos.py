"""Several photos of one paper as one PDF, put together in a limited child (08-6)."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from config.lib.files import UploadRefused

PATIENCE = 45  # seconds
_CHILD = Path(__file__).with_name("photos_child.py")


def pdf_of_photos(photos: Sequence[Path], target: Path) -> int:
    """Write one A4 page a photo, in their order; how many pages. Raises ``UploadRefused`` when the child gives up."""
    job = json.dumps({"sources": [str(photo) for photo in photos], "target": str(target)})
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell; its environment has no secrets
            [sys.executable, "-I", str(_CHILD)],
            input=job.encode(),
            capture_output=True,
            timeout=PATIENCE,
            env={"LANG": "C.UTF-8"},
            check=True,
        )
        pages: int = json.loads(done.stdout)["pages"]
    except (subprocess.SubprocessError, ValueError, OSError) as stopped:
        raise UploadRefused("heavy") from stopped
    return pages
