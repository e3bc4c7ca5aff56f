"""所属行业: the list a unit is registered by, from a file with its source (CHAN-01)."""

from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "industries.yaml"
_LIST = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SOURCE: str = _LIST["source"]
INDUSTRIES: tuple[str, ...] = tuple(_LIST["industries"])


def industry_choices(kept: str = "") -> list[tuple[str, str]]:
    """What a form offers; words registered before there was a list stay possible for their unit."""
    own = (kept,) if kept and kept not in INDUSTRIES else ()
    return [("", "请选择"), *((each, each) for each in (*own, *INDUSTRIES))]
