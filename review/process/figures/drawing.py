"""Charts as SVG: drawn by pygal, stripped of its own style and script, so that page, theme and CSP rule them."""

import sys
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pygal
from django.utils.safestring import SafeString, mark_safe
from pygal.etree import etree
from pygal.style import Style

from review.process.figures.counting import ALL, Day, Figure, Figures, Row

# pygal leaves a finder for map plugins behind which Python 3.11 warns of at every later import; no maps are drawn here.
sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, pygal.PluginImportFixer)]
etree.to_etree()  # the same tree whether or not lxml is there
TICKS, FEW_TICKS = 5, 3
WIDE, PHONE = 720, 340  # on a screen of 375 a unit of the drawing is a pixel: words keep the size of the page's
LINE, AXIS = 36, 40
NOTHING: dict[str, Any] = {"value": 0, "formatter": lambda _: ""}  # a cut of no width has no number
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


def funnel(figures: Figures, *, narrow: bool = False) -> SafeString:
    """How far cases came; a bar leads to its list."""
    rows = [(row.label, row.figures[0]) for row in figures.steps]
    return _lying(rows, "漏斗图：各环节累计到达的份数", width=PHONE if narrow else WIDE)


def by_day(days: Sequence[Day], *, narrow: bool = False) -> SafeString:
    """Handed in by day; a day on which a window closes has a mark of its own. On a phone a day is a line."""
    told, rows = "每日提交份数，▲ 为截止日", [(f"{day.on:%m-%d}{' ▲' if day.ends else ''}", day.figure) for day in days]
    if narrow:
        return _lying(rows, told, width=PHONE)
    chart = pygal.Bar(**PLAIN, width=WIDE, height=260, x_label_rotation=60)
    return _plain(_filled(chart, rows, TICKS), told)


def by_result(rows: Sequence[Row], names: Sequence[str], *, narrow: bool = False) -> SafeString:
    """What became of each specialty's cases, one bar cut by result; every cut leads to its list (S18)."""
    lines = [row for row in rows if row.label != ALL][::-1]  # it begins at the bottom
    size = {"width": PHONE if narrow else WIDE, "height": AXIS + LINE * len(lines)}
    chart = pygal.HorizontalStackedBar(**PLAIN | size)
    scale = _scale(max((row.total.count for row in lines if row.total), default=0), FEW_TICKS if narrow else TICKS)
    chart.y_labels, chart.range = scale, (0, scale[-1])
    # On a phone the bars need the place; the table below has what a bracket adds.
    chart.x_labels = [row.label.partition("（")[0] if narrow else row.label for row in lines]
    for place, name in enumerate(names):
        cuts = (row.figures[place] for row in lines)
        chart.add(name, [_bar(each.count, each.url) if each.count else NOTHING for each in cuts])
    return _plain(chart, "堆叠条形图：各专业的办理结果")


def _lying(rows: Sequence[tuple[str, Figure]], told: str, *, width: int) -> SafeString:
    """A line a figure: as long as there are figures, and no wider than told."""
    chart = pygal.HorizontalBar(**PLAIN, width=width, height=AXIS + LINE * len(rows))
    return _plain(_filled(chart, rows[::-1], TICKS if width == WIDE else FEW_TICKS), told)  # it begins at the bottom


def _filled(chart: Any, rows: Sequence[tuple[str, Figure]], ticks: int) -> Any:
    scale = _scale(max((figure.count for _, figure in rows), default=0), ticks)
    chart.y_labels, chart.range = scale, (0, scale[-1])
    chart.x_labels = [label for label, _ in rows]
    chart.add("", [_bar(figure.count, figure.url) for _, figure in rows])
    return chart


def _scale(most: int, ticks: int) -> list[int]:
    """Whole numbers from nothing to the most, one more than ticks at the most: there is no half declaration."""
    step = max(1, -(-most // ticks))
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
    # Numbers of ours, names of the notice and addresses, all escaped; no words of a person are drawn.
    return mark_safe(ET.tostring(root, encoding="unicode"))  # noqa: S308
