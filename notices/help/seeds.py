"""The articles that come with the house, one file each; and which page each belongs to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from accounts.states import Role
from notices.states import HelpRole

FOLDER = Path(__file__).with_name("articles")
APART = "\n---\n"
# Whose articles somebody reads who acts in a role.
GROUPS: Mapping[str, HelpRole] = {
    Role.APPLICANT: HelpRole.APPLICANT,
    Role.UNIT: HelpRole.UNIT,
    Role.RELAY: HelpRole.UNIT,
    Role.EXPERT: HelpRole.EXPERT,
    Role.SECRETARY: HelpRole.SECRETARY,
    Role.FINANCE: HelpRole.FINANCE,
    Role.ADMIN: HelpRole.ADMIN,
}


@dataclass(frozen=True, slots=True)
class Seed:
    """One file: an article, and the names of the addresses whose 帮助 leads to it (``name`` or ``name@group``)."""

    slug: str
    title: str
    role: HelpRole
    order: int
    lead: str
    pages: tuple[str, ...]
    text: str
    digest: str


@lru_cache(maxsize=1)
def seeds() -> tuple[Seed, ...]:
    """Every file, in the order of the index."""
    found = [_seed(path) for path in sorted(FOLDER.glob("*.md"))]
    return tuple(sorted(found, key=lambda seed: (list(HelpRole).index(seed.role), seed.order)))


@lru_cache(maxsize=1)
def pages() -> Mapping[str, str]:
    """Name of an address → article."""
    return MappingProxyType({page: seed.slug for seed in seeds() for page in seed.pages})


def group_of(role: str) -> str:
    """The group of articles for a role; chain offices and those who confirm read one, a visitor the public's."""
    return GROUPS.get(role, HelpRole.OFFICE) if role else HelpRole.PUBLIC


def article_for(view_name: str, role: str) -> str:
    """The article of a page as this role sees it; "" leads to the index."""
    known = pages()
    return known.get(f"{view_name}@{group_of(role)}") or known.get(view_name, "")


def _seed(path: Path) -> Seed:
    raw = path.read_text(encoding="utf-8")
    head, _, text = raw.partition(APART)
    told = yaml.safe_load(head)
    return Seed(
        slug=path.stem,
        title=told["title"],
        role=HelpRole(told["role"]),
        order=told["order"],
        lead=told["lead"],
        pages=tuple(told["pages"]),
        text=text.strip(),
        digest=hashlib.sha256(raw.encode()).hexdigest(),
    )
