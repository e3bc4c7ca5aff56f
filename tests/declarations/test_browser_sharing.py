"""Shared data, flagged journals and ways to verify, looked at on a phone and on a desk (MAT-10, RISK-01, RISK-05)."""

import os

import pytest
from django.core.cache import cache
from django.urls import reverse

from config.lib import clock
from declarations.services import entries
from declarations.services.shared import ask_for_shared, raise_dispute
from integrity.models import RiskJournal
from records.services.outbox import drain_outbox
from tests.browser.harness import inspect, opened, session_cookie
from tests.browsing import DESK, PHONE
from tests.declarations.test_services import PAPER
from tests.declarations.test_shared_data import COURSE, PAID, SCHOOL, register
from tests.declarations.world import IN_STAGE_1, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INFO = {
    "kind": "decision_info", "title": "关于壮锦保护的建议", "venue": "信息专报", "adoption": {
        "publication": "中央", "adoption": "综合", "instruction": "none", "issuer": "自治区党委信息综合值班室",
        "also": [{"publication": "自治区", "adoption": "单篇", "instruction": "none"}],
    },
}  # fmt: skip


@pytest.fixture
def draft(transactional_db, client):
    """Lin's draft: schooling shared, insurance objected to, training being fetched, a flagged paper, an information."""
    cache.clear()
    with clock.law_at(IN_STAGE_1):
        world = build_world()
        made = world.draft()
        RiskJournal.objects.create(name="南国工艺", reason="涉嫌非法出版物", source="新闻出版署", edition="2024年第1批")
        entries.add_entry(made.pk, "publication", PAPER, actor=world.lin)
        entries.add_entry(made.pk, "publication", PAPER | INFO, actor=world.lin)
        register("education", SCHOOL, SCHOOL | {"level": "本科", "graduated_on": "2010-06-30"})
        register("insurance", PAID)
        register("training", COURSE)
        for section in ("education", "insurance"):
            ask_for_shared(made.pk, section, actor=world.lin)
        drain_outbox()
        months = made.insurance_months.first()
        raise_dispute(made.pk, "insurance", months.pk, reason="该单位不是本人单位", actor=world.lin)
        ask_for_shared(made.pk, "training", actor=world.lin)
        client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
        yield made


def addresses(draft):
    """Names for the pictures, and where they are."""
    school, paper, info = draft.educations.first(), *draft.publications.order_by("pk")
    at = {name: reverse(f"declarations:{name}", args=[draft.ref]) for name in ("insurance", "answers")}
    rows = {
        name: reverse("declarations:rows", args=[draft.ref, name]) for name in ("education", "training", "publication")
    }
    own = {
        "shared-row": reverse("declarations:entry", args=[draft.ref, "education", school.pk]),
        "dispute": reverse("declarations:shared_dispute", args=[draft.ref, "education", school.pk]),
        "flagged": reverse("declarations:entry", args=[draft.ref, "publication", paper.pk]),
        "information": reverse("declarations:entry", args=[draft.ref, "publication", info.pk]),
        "verifying": reverse("integrity:verifying"),
    }
    return at | rows | own


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_of_shared_data_and_journals_passes_the_inspector(browser, live_server, client, draft, width):
    for name, url in addresses(draft).items():
        with opened(browser, live_server.url, width=width, cookies=session_cookie(client)) as seen:
            seen.goto(live_server.url + url)
            assert inspect(seen).problems == [], name
            if folder := os.environ.get("JOURNEY_SHOTS"):
                seen.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def test_the_page_shows_what_came_without_being_asked_again(browser, live_server, client, draft):
    """The panel asks the server; when the worker is done, the whole page comes anew."""
    with opened(browser, live_server.url, width=DESK, cookies=session_cookie(client)) as seen:
        seen.goto(live_server.url + reverse("declarations:rows", args=[draft.ref, "training"]))
        assert seen.get_by_text("正在获取").is_visible()

        drain_outbox()

        seen.get_by_text("2024 公需科目").wait_for()
        assert seen.get_by_text("取得 1 条").is_visible()
