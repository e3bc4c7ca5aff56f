"""Pictures of the README, taken of a served demo: ``pictures.py http://127.0.0.1:8000 docs/screenshots``."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PHONE, TABLET, DESK = (375, 812), (900, 880), (1440, 900)
MOST = 150 * 1024  # bytes a picture: the README is read over slow lines, too
REFUSED = 400
WAIT = 60  # seconds until the server answers


def main(site: str, folder: Path) -> None:
    """One picture a page, by the people of the demo."""
    wait_for(site)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, take in PICTURES.items():
            with take(chromium, site) as page:
                keep(page, folder / f"{name}.png")
        chromium.close()


# ── the pages ──────────────────────────────────────────────────────────────────────────────────────────────────────
@contextmanager
def portal(chromium: Browser, site: str) -> Iterator[Page]:
    """Nobody is signed in."""
    with opened(chromium, DESK) as page:
        page.goto(site)
        yield page


@contextmanager
def phone(chromium: Browser, site: str) -> Iterator[Page]:
    """An applicant who has something to put right."""
    with signed_in(chromium, site, "庞春梅", PHONE) as page:
        yield page


@contextmanager
def ballot(chromium: Browser, site: str) -> Iterator[Page]:
    """An expert who has not voted yet."""
    with signed_in(chromium, site, "周雕龙", TABLET) as page:
        page.get_by_role("link", name="去投票").first.click()
        page.get_by_role("link", name="开始投票").click()
        yield page


@contextmanager
def desk(chromium: Browser, site: str) -> Iterator[Page]:
    """What waits for the committee's office."""
    with signed_in(chromium, site, "黄启明", DESK) as page:
        page.goto(f"{site}/desk/")
        yield page


@contextmanager
def review(chromium: Browser, site: str) -> Iterator[Page]:
    """The first of them, beside its materials, whose pages the worker draws for who opens them."""
    with desk(chromium, site) as page:
        page.locator("table tbody a").first.click()
        page.get_by_role("link", name="审查材料").first.click()
        page.locator("zc-viewer img.page").first.wait_for(timeout=WAIT * 5000)
        yield page


PICTURES = {"portal": portal, "phone": phone, "ballot": ballot, "desk": desk, "review": review}


# ── how ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def wait_for(site: str) -> None:
    """Until the server answers."""
    for _ in range(WAIT * 2):
        try:
            urlopen(site, timeout=WAIT).close()  # noqa: S310  # nosec B310  # the script beside gives it
        except URLError:
            time.sleep(0.5)
        else:
            return
    sys.exit(f"{site} does not answer.")


@contextmanager
def opened(chromium: Browser, size: tuple[int, int]) -> Iterator[Page]:
    """A page of its own, of this size."""
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    failed: list[str] = []
    context.on("response", lambda told: failed.append(told.url) if told.status >= REFUSED else None)
    yield context.new_page()
    context.close()
    if failed:
        sys.exit(f"No picture of a page that fails: {failed}")


@contextmanager
def signed_in(chromium: Browser, site: str, person: str, size: tuple[int, int]) -> Iterator[Page]:
    """Through the door of the demo: one press a person."""
    with opened(chromium, size) as page:
        page.goto(f"{site}/accounts/sign-in/")
        page.get_by_role("button", name=person).first.click()
        page.wait_for_load_state("networkidle")
        yield page


def keep(page: Page, path: Path) -> None:
    """As few colours as keep it small; what is seen first of a page, no more."""
    page.wait_for_load_state("networkidle")
    taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
    for colours in (256, 128, 64):
        out = BytesIO()
        taken.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        if out.tell() <= MOST:
            break
    path.write_bytes(out.getvalue())
    sys.stdout.write(f"{path}: {out.tell() // 1024} KB, {colours} colours\n")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
