"""Looks at one page with a person's eyes and an inspector's list: axe, CSP, console, overflow, targets, layout shift.

No ``bypass_csp``: axe goes in through ``page.evaluate`` and works under the strict policy (ux.md §5.2). Journeys of
other apps use ``opened`` and ``inspect`` as they are.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_core_python.sync_playwright import Axe

from tests.browser.traffic import wait_until_answered
from tests.browsing import AXE_OPTIONS, DESK, PHONE, WIDER_THAN_THE_WINDOW

WIDTHS = (320, PHONE, 768, 1366, DESK)
THEMES = {"standard": {}, "contrast": {"ui_theme": "contrast"}, "largest": {"ui_size": "xl"}}
HEIGHTS = {PHONE: 812, 320: 700}
MOST_SHIFT = 0.05

WATCH = """
window.__seen = {shift: 0, moved: [], csp: []};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.__seen.shift += entry.value;
    const names = entry.sources.map((each) => each.node?.outerHTML?.slice(0, 60) || "?");
    window.__seen.moved.push(`${entry.value.toFixed(3)} ${names.slice(0, 2).join(" | ")}`);
  }
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", (event) =>
  window.__seen.csp.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .filter((each) => {
    const box = each.getBoundingClientRect();
    const style = getComputedStyle(each);
    const hidden = !box.width || !box.height || style.visibility === "hidden" || each.closest(".vh, .skip, label");
    const inSentence = style.display === "inline";
    return !hidden && !inSentence && !each.matches(".vh, .skip") && (box.width < 24 || box.height < 24);
  }).map((each) => each.outerHTML.slice(0, 100))"""


WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  const clipped = (each) => {
    for (let up = each.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > edge + 1 && !each.matches(".vh, .skip") && !clipped(each))
    .map((each) => each.outerHTML.slice(0, 80)).slice(0, 4);
}"""


UNSIZED = """() => [...document.images].filter((each) => !each.hasAttribute("width") || !each.hasAttribute("height"))
  .map((each) => each.outerHTML.slice(0, 80))"""


DEAD = """() => [...document.querySelectorAll("a[href='']")].map((each) => each.outerHTML.slice(0, 80))"""


@dataclass(frozen=True)
class Report:
    """What one look found; ``problems`` is empty for a page that may be merged."""

    url: str
    width: int
    axe: list[str]
    csp: list[str]
    console: list[str]
    overflow: int
    wide: list[str]
    small_targets: list[str]
    dead_links: list[str]
    unsized: list[str]  # images whose room is not kept: the page jumps when they come
    shift: float
    moved: list[str]
    problems: list[str] = field(init=False)

    def __post_init__(self) -> None:
        wide = [f"{self.overflow}px wider than the window: {self.wide}"] if self.overflow > 0 else []
        moved = [f"layout shift {self.shift:.3f}: {self.moved}"] if self.shift > MOST_SHIFT else []
        dead = [f"leads nowhere: {each}" for each in self.dead_links]
        jumping = [f"an image without width and height: {each}" for each in self.unsized]
        small = [f"smaller than 24px: {each}" for each in self.small_targets]
        found = [
            *self.axe,
            *(f"CSP {each}" for each in self.csp),
            *self.console,
            *wide,
            *small,
            *dead,
            *jumping,
            *moved,
        ]
        object.__setattr__(self, "problems", found)


@contextmanager
def opened(browser, url="", *, width=DESK, cookies: Mapping[str, str] | None = None, scripts=True) -> Iterator:
    """A page in a session of its own at this width; a phone touches. ``cookies`` sign a person in or set a theme."""
    phone = width < 600
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        is_mobile=phone,
        has_touch=phone,
        locale="zh-CN",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    if cookies:
        context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    page = context.new_page()
    if scripts:
        page.add_init_script(WATCH)
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    if url:
        page.goto(url)
    try:
        yield page
    finally:
        context.close()
        wait_until_answered()


def inspect(page) -> Report:
    """Everything at once, of the page as it stands now."""
    page.wait_for_load_state("load")
    seen = page.evaluate("window.__seen")
    return Report(
        url=page.url,
        width=page.viewport_size["width"],
        axe=axe_of(page),
        csp=seen["csp"],
        console=list(page.complaints),
        overflow=page.evaluate(WIDER_THAN_THE_WINDOW),
        wide=page.evaluate(WIDE),
        small_targets=page.evaluate(SMALL),
        dead_links=page.evaluate(DEAD),
        unsized=page.evaluate(UNSIZED),
        shift=seen["shift"],
        moved=seen["moved"],
    )


def axe_of(page) -> list[str]:
    """The violations axe sees, a line each."""
    found = Axe().run(page, options=AXE_OPTIONS)["violations"]
    told = [(each, [node["target"][0] for node in each["nodes"]]) for each in found]
    shown = [
        (each, [at for at in where if each["id"] != "color-contrast" or _is_painted(page, at)]) for each, where in told
    ]
    return [f"axe {each['id']}: {each['help']} → {where[:4]}" for each, where in shown if where]


def _is_painted(page, selector) -> bool:
    """What a closed ``details`` holds has a place and no colour: axe judges it against whatever lies there."""
    return page.evaluate("(at) => document.querySelector(at)?.checkVisibility() ?? true", selector)


def session_cookie(client) -> dict[str, str]:
    """The cookie of a signed-in Django test client, for ``opened(cookies=…)``."""
    return {name: morsel.value for name, morsel in client.cookies.items()}
