"""Charts as SVG: drawn by pygal, stripped of its own style and script, so that page, theme and CSP rule them."""

import sys
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pygal
from django.utils.safestring import SafeString, mark_safe
from pygal.etree import etree
from pygal.style import Style

from review.process.figures.counting import Day, Figures

# pygal leaves a finder for map plugins behind which Python 3.11 warns of at every later import; no maps are drawn here.
sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, pygal.PluginImportFixer)]
etree.to_etree()  # the same tree whether or not lxml is there
TICKS = 5
STRANGE = ("style", "script")  # the page's own rule it
PLAIN: dict[str, Any] = {
    "css": [],
    "js": [],
    "show_legend": False,
    "explicit_size": False,
    "disable_xml_declaration": True,
    "print_values": True,
    "truncate_label": -1,
    "margin": 4,
    # It measures words as Latin ones; ours are nearly twice as wide. What is seen is the page's own size.
    "style": Style(label_font_size=25, major_label_font_size=25),
}


def funnel(figures: Figures) -> SafeString:
    """How far cases came; a bar leads to its list."""
    chart = pygal.HorizontalBar(**PLAIN, width=720, height=300, range=(0, max(1, figures.total)))
    chart.y_labels = _scale(figures.total)
    rows = list(reversed(figures.steps))  # a horizontal chart begins at the bottom
    chart.x_labels = [row.label for row in rows]
    chart.add("", [_bar(row.figures[0].count, row.figures[0].url) for row in rows])
    return _plain(chart, "漏斗图：各环节累计到达的份数")


def by_day(days: Sequence[Day]) -> SafeString:
    """Handed in by day; a day on which a window closes has a mark of its own."""
    chart = pygal.Bar(**PLAIN, width=720, height=260, x_label_rotation=60)
    chart.y_labels = _scale(max((day.figure.count for day in days), default=0))
    chart.x_labels = [f"{day.on:%m-%d}{' ▲' if day.ends else ''}" for day in days]
    chart.add("", [_bar(day.figure.count, day.figure.url) for day in days])
    return _plain(chart, "每日提交份数，▲ 为截止日")


def _scale(most: int) -> list[int]:
    """Whole numbers from nothing to the most, six at the most: there is no half declaration."""
    step = max(1, -(-most // TICKS))
    return list(range(0, max(most, 1) + step, step))


def _bar(count: int, url: str) -> dict[str, Any]:
    return {"value": count, "xlink": {"href": url, "target": "_self"}}


def _plain(chart: Any, label: str) -> SafeString:
    root = chart.render_tree()
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in STRANGE or callable(child.tag):  # a comment's tag is a function
                parent.remove(child)
        parent.attrib.pop("style", None)
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("class", "drawn")
    # Numbers of ours and addresses pygal has escaped; no words of a person are drawn.
    return mark_safe(ET.tostring(root, encoding="unicode"))  # noqa: S308
