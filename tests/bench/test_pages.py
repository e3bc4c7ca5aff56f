"""What the applicant's main pages weigh and how soon they stand, on the slow phone of ux.md §5.3. Printed, never asserted.

Served compressed as production serves: hashed files with their ``.gz`` beside them by WhiteNoise, pages by
``GZipMiddleware``. Each page is opened cold, in a browser session of its own.
"""

import os

import pytest
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from django.urls import reverse

from config.lib import clock
from tests.browser.harness import opened, session_cookie
from tests.browsing import PHONE
from tests.declarations.world import IN_STAGE_1, build_world

pytestmark = [pytest.mark.bench, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}  # 1.6 Mbit/s
SLOWER_CPU = 4
BUDGET = "budget: 80 KB, 12 requests, LCP 2.0 s, CLS 0.05, INP 200 ms"  # ux.md §5.3
WATCH = """
window.__felt = {lcp: 0, at: "", cls: 0, inp: 0};
const watch = (type, see, more) => new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({type, buffered: true, ...more});
watch("largest-contentful-paint", (each) => { __felt.lcp = each.startTime; __felt.at = each.element?.tagName || ""; });
watch("layout-shift", (each) => { if (!each.hadRecentInput) __felt.cls += each.value; });
watch("event", (each) => { if (each.interactionId) __felt.inp = Math.max(__felt.inp, each.duration); }, {durationThreshold: 16});
"""
# What a finger can do on any page without leaving it: open what is folded, tick, type.
TOUCHED = "main summary, main input[type=checkbox], main input[type=text], main input[type=tel], main textarea"
TOUCHES = 6


@pytest.fixture
def site(settings, tmp_path, transactional_db):
    """The address of a server as production has it, but for TLS."""
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = tmp_path, False
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    server = LiveServerThread("127.0.0.1", lambda application: application)  # static files are WhiteNoise's
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


def felt_on(browser, url, cookies):
    with opened(browser, width=PHONE) as page:
        page.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
        page.add_init_script(WATCH)
        line, came = page.context.new_cdp_session(page), []
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
        line.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
        page.goto(url, wait_until="load")
        page.wait_for_timeout(1500)
        stood = page.evaluate("__felt") | {"kb": sum(came) / 1024, "requests": len(came)}
        for each in page.locator(TOUCHED).all()[:TOUCHES]:
            if each.is_visible():
                each.tap(force=True)
                page.keyboard.type("a")
        page.wait_for_timeout(500)
        return stood | {"inp": page.evaluate("__felt.inp")}


def test_the_applicants_pages_on_a_slow_phone(site, browser, client):
    """ALL-9."""
    with clock.law_at(IN_STAGE_1):
        world = build_world()
        draft = world.full()
        client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
        names = ("hub", "basic", "materials", "check")
        pages = {"portal": reverse("process:portal"), "can I": reverse("can_i:check", args=[draft.edition.notice.code])}
        pages |= {name: reverse(f"declarations:{name}", args=[draft.ref]) for name in names}

        print(f"\n{BUDGET}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for name, path in pages.items():
            felt_on(browser, site + path, session_cookie(client))  # templates are compiled, the database is warm
            told = felt_on(browser, site + path, session_cookie(client))
            print(
                f"{name:10} {told['kb']:6.1f} KB {told['requests']:3} requests, LCP {told['lcp'] / 1000:.2f} s"
                f" ({told['at']}), CLS {told['cls']:.3f}, INP {told['inp']:.0f} ms"
            )
