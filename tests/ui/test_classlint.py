"""Templates use pieces only: classes are defined, icons exist, nothing is inline or from elsewhere (UI-2)."""

import re
from pathlib import Path

import pytest

from config.lib.uiicons import icon_svg

ROOT = Path(__file__).parents[2]
SCREENS = sorted(path for path in (ROOT / "templates").rglob("*.html") if "pdf" not in path.relative_to(ROOT).parts)
STYLES = sorted((ROOT / "static/ui").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/ui").glob("*.js"))
OURS = [path for path in SCREENS if path.relative_to(ROOT).parts[1] != "admin"]  # the stock admin brings its own styles
BUILT_BY_TAGS = ("config/lib/uitags.py", "config/lib/widgets.py", "config/lib/uiicons.py", "static/ui/ui.js")
TOO_NEW = r"@layer|@container|color-mix|oklch|:has\(|^\s*&|\bsubgrid\b|\d[dsl]v[hw]\b|@import"
# What Chromium 90 and Safari 15.0 do not know and a script would stop at (ux.md §3.12, ALL-10).
TOO_NEW_SCRIPT = (
    r"\.at\(|\bstructuredClone\b|\.findLast|\bhasOwn\(|\brandomUUID\b|AbortSignal\.(?:timeout|any)|\bcheckVisibility\b"
    r"|\.toSorted|\.toReversed|\.toSpliced|\bshowPopover\b|\binert\b|\bcanParse\b|\bshowPicker\b|\bgroupBy\b"
    r"|\bstatic\s*\{|\bwithResolvers\b|\bscheduler\b|startViewTransition|\(\?<[=!]"
)
NAME = r"[a-zA-Z_][\w-]*"


def defined():
    rules = re.sub(r"/\*.*?\*/", "", "".join(path.read_text() for path in STYLES), flags=re.DOTALL)
    return set(re.findall(rf"\.({NAME})", rules))


def used(markup):
    """Class names written out; what a template computes is left to the tags that compute it."""
    plain = re.sub(r"\{%.*?%\}|[\w-]*\{\{.*?\}\}[\w-]*|[\w-]*\{\}[\w-]*", " ", markup, flags=re.DOTALL)
    return {name for found in re.findall(r"""class[=:] ?["']([^"']*)["']""", plain) for name in found.split()}


def undefined(markup):
    return used(markup) - defined()


@pytest.mark.parametrize("screen", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_class_of_a_template_is_defined(screen):
    assert undefined(screen.read_text()) == set()


@pytest.mark.parametrize("source", BUILT_BY_TAGS)
def test_every_class_made_by_code_is_defined(source):
    assert undefined((ROOT / source).read_text()) == set()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_brings_nothing_inline_and_nothing_from_elsewhere(screen):
    markup = screen.read_text()

    assert re.findall(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b", markup) == []
    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", markup) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", markup) == []


def test_every_icon_of_a_template_exists():
    names = {name for screen in SCREENS for name in re.findall(r"\{% icon \"([\w-]+)\"", screen.read_text())}

    assert all("<svg" in icon_svg(name) for name in names)


def test_the_lint_notices_what_it_looks_for():
    assert undefined('<p class="muted no-such-class {{ tone }} color-{{ number }}">') == {"no-such-class"}


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_styles_stay_above_the_browser_floor(style):
    rules = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)

    assert re.findall(TOO_NEW, rules, re.MULTILINE) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_stay_above_the_browser_floor(script):
    """ALL-10: by hand once a release in Chromium 90; here nothing that it cannot run."""
    assert re.findall(TOO_NEW_SCRIPT, script.read_text()) == []
    assert len(re.findall(TOO_NEW_SCRIPT, "a.at(-1); structuredClone(a); class B { static { } }; /(?<=a)b/")) == 4


@pytest.mark.parametrize("style", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_are_born_in_the_tokens(style):
    """White paper, black ink on it and veils are no matter of theme."""
    literal = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", style.read_text()))

    assert literal <= {"#ffffff", "#000000", "#161d26", "#b8c2ce"}
