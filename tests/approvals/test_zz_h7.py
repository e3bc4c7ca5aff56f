import pytest
from django.urls import reverse
from declarations.models import Declaration, BasicInfo
from review.approvals import services
from tests.approvals.test_correction_pages import *  # noqa
from tests.browser.harness import inspect, opened, session_cookie
pytestmark = [pytest.mark.django_db(transaction=True)]

def test_shots(browser, live_server, client, lin, asked, case, world):
    case = asked("achievement", "insurance", "slot:id_document")
    case.achievements.update(role="第一作者")
    client.force_login(lin, backend="accounts.backends.PhoneBackend")
    d = lambda n, *a: reverse(f"declarations:{n}", args=[case.ref, *a])
    pages = {"hub": d("hub"), "insurance": d("insurance"), "basic": d("basic"), "rows": d("rows", "achievement"),
      "entry": d("entry", "achievement", case.achievements.get().pk), "edu": d("entry", "education", case.educations.get().pk), "list": reverse("approvals:correction", args=[case.ref])}
    shoot(browser, live_server, client, pages, "c_")
    for item in case.corrections.get().items.all():
        services.answer_item(item.pk, actor=lin, answer="见修改" if item.part == "achievement" else "缴费无误")
    shoot(browser, live_server, client, {"resubmit": reverse("process:act", args=[case.ref, "resubmit"])}, "c_")
    draft = world.declaration(State.DRAFT, level="fg")
    draft = Declaration.objects.with_context().get(pk=draft.pk)
    d = lambda n, *a: reverse(f"declarations:{n}", args=[draft.ref, *a])
    shoot(browser, live_server, client, {"hub": d("hub"), "basic": d("basic"), "options": d("options"), "title": d("add", "titles"), "edu": d("rows", "education"), "eduadd": d("add", "education"), "paper": d("add", "publication") + "?kind=paper"}, "d_")

def shoot(browser, live_server, client, pages, prefix):
    for width in (375, 1440):
        for name, address in pages.items():
            with opened(browser, live_server.url + address, width=width, cookies=session_cookie(client)) as page:
                page.wait_for_load_state("load")
                page.screenshot(path=f"/tmp/h7s/{prefix}{name}_{width}.png", full_page=True)
                print(prefix, name, width, inspect(page).problems)
