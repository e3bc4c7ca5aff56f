"""Sign-ins that the demo season leaves for the sign-in page: one a role, named as people. Nothing outside of DEMO."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class SignIn:
    """One button: this person, in this role. ``note`` says what there is to see."""

    username: str
    name: str
    role: str
    label: str
    note: str = ""


def sign_ins() -> list[SignIn]:
    """What stands in the file of the season; empty outside of the demo and before there is one."""
    if not settings.DEMO or not _file().is_file():
        return []
    return [SignIn(**each) for each in json.loads(_file().read_text(encoding="utf-8"))]


def write_sign_ins(people: Iterable[SignIn]) -> None:
    """For the builder of the demo: replaces the list."""
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_text(json.dumps([asdict(each) for each in people], ensure_ascii=False, indent=1), encoding="utf-8")


def _file() -> Path:
    return Path(settings.VAR_DIR) / "demo" / "sign-ins.json"
