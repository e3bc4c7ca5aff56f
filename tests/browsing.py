"""Chromium as a person has it: pages that remember what went wrong while they were looked at."""

import shutil

from axe_core_python.sync_playwright import Axe

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = 375, 1440
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def chromium_path():
    """The browser of the system; no other is ever downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "These tests need Chromium (Debian: apt-get install chromium)."
    return found


def open_page(browser, *, width=DESK, base_url=None):
    """Open a page in a fresh session; whatever the console or the CSP complains of is kept in ``page.complaints``."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", base_url=base_url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def findings(page):
    """Everything a page may not have: axe violations, overflow, complaints of console and CSP."""
    violations = [
        f"axe {each['id']}: {each['help']} → {[node['target'] for node in each['nodes']]}"
        for each in Axe().run(page, options=AXE_OPTIONS)["violations"]
    ]
    overflow = page.evaluate(WIDER_THAN_THE_WINDOW)
    wide = [f"{overflow}px wider than the window"] if overflow > 0 else []
    return violations + wide + page.complaints
