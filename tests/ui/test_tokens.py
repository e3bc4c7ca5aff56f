"""Every pair of ink and ground that a piece puts together can be read, in every theme (UI-2, WCAG 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/ui/tokens.css").read_text()
TONES = ("info", "draft", "flow", "todo", "hold", "pub", "expert", "ok", "no", "bad")
GROUNDS = ("page", "surface", "hover", "picked", "surface-2")
WASHES = ("info-bg", "todo-wash", "ok-wash", "bad-wash", "pub-bg", "expert-bg")

TEXT = [
    *[("ink", ground) for ground in (*GROUNDS, *WASHES)],
    *[("ink-2", ground) for ground in (*GROUNDS, "foot", "todo-wash")],
    *[("ink-3", ground) for ground in ("page", "surface", "surface-2", "hover")],
    *[("link", ground) for ground in (*GROUNDS, "foot", *WASHES)],
    *[("danger", ground) for ground in ("page", "surface", "bad-wash")],
    *[("todo", ground) for ground in ("page", "surface", "todo-wash")],
    *[("ok", ground) for ground in ("page", "surface")],
    *[(f"{tone}-ink", f"{tone}-bg") for tone in TONES],
    ("brand-ink", "brand"),
    ("brand-ink", "brand-strong"),
    ("off-ink", "off-bg"),
    ("strip-ink", "strip"),
    ("header-ink", "strip"),
    ("header-ink", "header"),
    ("header-ink", "header-hover"),
    ("desk-ink", "desk"),
    ("desk-ink", "desk-bar"),
    ("desk-ink", "desk-hover"),
]
SHAPES = [
    *[("control-line", ground) for ground in ("page", "surface")],
    *[("brand", ground) for ground in ("page", "surface")],
    *[("focus", ground) for ground in ("page", "surface", "brand")],
    ("ok", "track"),
    ("brand", "track"),
    ("seal-ink", "seal"),
]
# The ring beside the outline, not the outline, separates the focus from a ground of the same lightness.
RINGED = {("focus", "brand")}


def block(selector):
    """The custom properties declared directly under a selector."""
    start = TOKENS.index(selector + " {")
    body = re.sub(r"/\*.*?\*/", "", TOKENS[start : TOKENS.index("\n}", start)], flags=re.DOTALL)
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


ROOT = block(":root")
THEMES = {
    "standard": ROOT,
    "contrast": {**ROOT, **block('html[data-theme="contrast"]')},
    "stage": {**ROOT, **block('html[data-shell="stage"]')},
}


def colour(theme, name):
    value = theme[name].strip()
    reference = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return colour(theme, reference[1]) if reference else value


def luminance(hexadecimal):
    channels = [int(hexadecimal[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_weak(theme, pairs, least):
    return {
        f"{ink} on {ground}": round(contrast(colour(theme, ink), colour(theme, ground)), 2)
        for ink, ground in pairs
        if contrast(colour(theme, ink), colour(theme, ground)) < least
    }


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme):
    assert too_weak(THEMES[theme], TEXT, 4.5) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_shapes_can_be_seen(theme):
    pairs = [pair for pair in SHAPES if pair not in RINGED]

    assert too_weak(THEMES[theme], pairs, 3) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_the_focus_ring_stands_out_from_a_button(theme):
    chosen = THEMES[theme]
    either = max(contrast(colour(chosen, ring), colour(chosen, "brand")) for ring in ("focus", "focus-ring"))

    assert either >= 3


def test_the_contrast_of_black_and_white_is_known():
    assert round(contrast("#000000", "#ffffff"), 1) == 21


@pytest.mark.parametrize("theme", ["contrast", "stage"])
def test_a_theme_overrides_known_tokens_only(theme):
    selector = {"contrast": 'html[data-theme="contrast"]', "stage": 'html[data-shell="stage"]'}[theme]

    assert set(block(selector)) - set(ROOT) == set()
