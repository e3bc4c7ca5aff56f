"""Ways to bring a file that one browser alone cannot show: desk and phone, photos in order, a video over a bad network.

08-6, 08-7, 08-10, MAT-38, MAT-55; every page at the width of a phone and of a desk.
"""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from accounts.states import Role
from config.lib import clock
from declarations.models import Achievement, Material, PhoneLink, VideoUpload
from declarations.services.phone import token_of
from declarations.services.video import video_places
from declarations.states import State
from records.services.outbox import drain_outbox
from review.approvals.services import hand_in_supplement
from tests.browser.harness import inspect, opened, session_cookie
from tests.browsing import DESK, PHONE
from tests.declarations.pictures import scan
from tests.lib.corpus import box, movie
from tests.process.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "accounts.backends.PhoneBackend"
MOVIE = movie() + box(b"free", b"\0" * 9000)


def png(words):
    return {"name": f"{words}.png", "mimeType": "image/png", "buffer": scan(words)}


@pytest.fixture
def lin(browser, live_server, client, world):
    """Opens an address in Lin's browser, at a width."""
    client.force_login(world.lin, backend=BACKEND)
    return lambda address, **how: opened(browser, live_server.url + address, cookies=session_cookie(client), **how)


@pytest.fixture
def draft(world):
    return world.draft()


def test_what_the_phone_takes_appears_at_the_desk_by_itself(lin, browser, live_server, draft):
    with lin(reverse("declarations:materials", args=[draft.ref])) as desk:
        desk.locator("#slot-self_assessment").get_by_role("button", name="用手机拍").click()
        desk.get_by_role("heading", name="已传来的文件（0）").wait_for()
        camera = reverse("declarations:camera", args=[token_of(PhoneLink.objects.get())])

        with opened(browser, live_server.url + camera, width=PHONE) as phone:
            phone.set_input_files("#shot", png("自评表"))
            phone.get_by_text("已传到电脑").wait_for()
            found = inspect(phone).problems

        desk.get_by_role("heading", name="已传来的文件（1）").wait_for()
        assert (found, inspect(desk).problems) == ([], [])


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_photos_are_put_in_order_and_together_without_a_script(lin, draft, width):
    address = f"{reverse('declarations:photos', args=[draft.ref])}?slot=self_assessment"
    with lin(address, width=width, scripts=False) as page:
        page.set_input_files("input[type=file]", [png("一"), png("二")])
        page.get_by_role("button", name="添加照片").click()
        page.get_by_role("button", name="上移 二.png").click()
        page.get_by_role("button", name="按这个顺序合成一份 PDF").click()
        page.get_by_text("正在合成").wait_for()
        drain_outbox()

        page.get_by_text("已合成一份 2 页的 PDF").wait_for()

    photos = Material.objects.get(slot="self_assessment").photos.all()
    assert [photo.file.original_name for photo in photos] == ["二.png", "一.png"]


def with_award_work(draft):
    Achievement.objects.create(
        declaration=draft, rank=1, title="坭兴陶《铜鼓》", achieved_on=date(2022, 5, 1), role="独立完成", kind="award_work",
        is_representative=True, works=["一", "二", "三"], designated_work=1,
    )  # fmt: skip
    (place,) = video_places(type(draft).objects.with_context().get(pk=draft.pk))
    return place


def test_a_video_goes_on_after_the_network_was_gone(lin, draft, monkeypatch):
    monkeypatch.setattr("declarations.views.applicant_video.PIECE", 2000)
    with_award_work(draft)
    lost = []

    def failing(route):
        if route.request.method == "PUT" and route.request.headers.get("upload-offset") == "4000" and len(lost) < 5:
            lost.append(1)
            route.abort()
        else:
            route.continue_()

    with lin(reverse("declarations:video", args=[draft.ref])) as page:
        page.context.set_default_timeout(30_000)
        page.route("**/video/**", failing)
        page.set_input_files("input[type=file]", {"name": "制作.mp4", "mimeType": "video/mp4", "buffer": MOVIE})
        page.get_by_text(f"网络不通，正在重试，已传 {4000 * 100 // len(MOVIE)}%").first.wait_for()  # at once
        page.get_by_text("网络中断，已传的部分保留").first.wait_for()
        assert VideoUpload.objects.get().received == 4000

        page.get_by_role("button", name="继续上传").click()

        page.wait_for_selector("video[controls]")
    assert Material.objects.get(slot="award_works").file.path.read_bytes() == MOVIE


def test_a_line_that_is_cut_in_the_middle_of_a_piece_is_told_at_once(lin, draft, monkeypatch):
    """MAT-55: nothing answers any more, so no request fails; what stands already is kept and counted."""
    monkeypatch.setattr("declarations.views.applicant_video.PIECE", 2000)
    with_award_work(draft)
    held = []

    def silent(route):
        if route.request.method == "PUT" and route.request.headers["upload-offset"] == "4000" and not held:
            held.append(route)  # never answered
        else:
            route.continue_()

    with lin(reverse("declarations:video", args=[draft.ref])) as page:
        page.route("**/video/**", silent)
        page.set_input_files("input[type=file]", {"name": "制作.mp4", "mimeType": "video/mp4", "buffer": MOVIE})
        while not held:
            page.wait_for_timeout(50)

        page.evaluate("dispatchEvent(new Event('offline'))")

        page.get_by_text("网络不通，正在重试，已传").wait_for(timeout=900)
        page.wait_for_selector("video[controls]")


# The browser films two seconds of its own canvas, black at first: a real H.264 film, of which none is kept in the tree.
RECORD = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
  document.body.append(canvas);
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(15), { mimeType: "video/mp4;codecs=avc1.42E01E" });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start();
  const begun = performance.now();
  while (performance.now() - begun < 2000) {
    pen.fillStyle = performance.now() - begun < 200 ? "#000" : "#fc8";
    pen.fillRect(0, 0, 640, 360);
    pen.clearRect(0, 0, 20, 20 + Math.random() * 20);
    await new Promise((next) => setTimeout(next, 60));
  }
  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
  canvas.remove();
  return Array.from(new Uint8Array(await new Blob(parts).arrayBuffer()));
}"""


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_film_plays_with_its_controls_and_a_still(lin, draft, width):
    """MAT-55, 08-10: a moment with a picture stands for it until it is played from its beginning."""
    with_award_work(draft)

    with lin(reverse("declarations:video", args=[draft.ref]), width=width) as page:
        film = bytes(page.evaluate(RECORD))
        page.set_input_files("input[type=file]", {"name": "制作.mp4", "mimeType": "video/mp4", "buffer": film})
        page.wait_for_selector("video[controls]")
        page.wait_for_function("() => document.querySelector('video').readyState >= 2")
        page.wait_for_function("() => document.querySelector('video').currentTime > 0.05")  # the still
        size = page.evaluate(
            "[document.querySelector('video').videoWidth, document.querySelector('video').videoHeight]"
        )
        page.evaluate("() => { const film = document.querySelector('video'); film.muted = true; return film.play(); }")
        page.wait_for_function("() => document.querySelector('video').currentTime > 0.5")
        found = inspect(page).problems

    assert (size, found) == ([640, 360], [])


def test_photos_of_a_plain_chooser_are_made_smaller_before_they_are_sent(lin, draft):
    """08-2: twenty photos of a phone are not twenty times eight megabytes."""
    large = BytesIO()
    Image.effect_noise((3600, 2700), 80).convert("RGB").save(large, "JPEG", quality=95)
    photo = {"name": "“铜鼓”.正面.jpeg", "mimeType": "image/jpeg", "buffer": large.getvalue()}

    with lin(f"{reverse('declarations:photos', args=[draft.ref])}?slot=self_assessment") as page:
        page.set_input_files("input[type=file]", [photo, png("小")])
        page.wait_for_function("() => document.querySelector('[data-shrink]').files[0].name.endsWith('.jpg')")
        sent = page.evaluate("[...document.querySelector('[data-shrink]').files].map((each) => [each.name, each.size])")
        page.get_by_role("button", name="添加照片").click()
        page.get_by_text("已添加 2 张照片").wait_for()

    assert [name for name, _ in sent] == ["“铜鼓”.正面.jpg", "小.png"]
    assert sent[0][1] < len(large.getvalue()) / 2


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["photos", "video", "phone", "camera"])
def test_the_pages_hold_at_every_width(lin, draft, client, name, width):
    with_award_work(draft)
    client.post(reverse("declarations:phone_open", args=[draft.ref]), {"slot": "self_assessment"})
    link = PhoneLink.objects.get()
    address = {
        "photos": f"{reverse('declarations:photos', args=[draft.ref])}?slot=self_assessment",
        "video": reverse("declarations:video", args=[draft.ref]),
        "phone": reverse("declarations:phone", args=[draft.ref, link.ref]),
        "camera": reverse("declarations:camera", args=[token_of(link)]),
    }[name]

    with lin(address, width=width) as page:
        assert inspect(page).problems == []


@pytest.fixture
def pending(transactional_db):
    """A paid declaration with a project declared on its 立项材料, and whom it concerns."""
    with clock.law_at(clock.law().replace(year=2024, month=10, day=20)):
        world = build_world()
        case = world.declaration(State.REPORTED)
        case.stops.update(reached_at=clock.law())
        case.applicant.name = "覃秀兰"
        case.applicant.save(update_fields=["name"])
        Achievement.objects.create(
            declaration=case, rank=1, title="坭兴陶窑变工艺课题", achieved_on=date(2024, 6, 1), role="主持",
            kind="project", pending_kind="课题结题",
        )  # fmt: skip
        yield world, case


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_proof_is_handed_in_and_confirmed(browser, live_server, client, pending, width):
    world, case = pending
    client.force_login(case.applicant, backend=BACKEND)
    own = live_server.url + reverse("approvals:supplement", args=[case.ref])
    with opened(browser, own, width=width, cookies=session_cookie(client)) as page:
        before = inspect(page).problems
        page.get_by_label("结题或发表情况").fill("2024年10月15日通过结题验收。")
        page.set_input_files("input[type=file]", png("结题证书"))
        page.get_by_role("button", name="交出结题证明").click()
        page.get_by_text("古龙窑确认中").wait_for()
        assert (before, inspect(page).problems) == ([], [])

    client.force_login(world.people[Role.UNIT], backend=BACKEND)
    for name, args in (("supplements", []), ("judge_supplements", [case.ref])):
        address = live_server.url + reverse(f"approvals:{name}", args=args)
        with opened(browser, address, width=width, cookies=session_cookie(client)) as page:
            assert inspect(page).problems == []
    with opened(browser, address, width=width, cookies=session_cookie(client)) as page:
        page.get_by_role("button", name="确认并上报").click()
        page.get_by_text("现在由钦州市文旅局确认").wait_for()


def test_the_office_reads_confirm_and_take_in(browser, live_server, client, pending):
    world, case = pending
    part = f"achievement:{Achievement.objects.get().pk}"
    supplement = hand_in_supplement(
        case.pk, actor=case.applicant, part=part, said="已结题。", uploads=[(scan("结题证书"), "结题证书.png")]
    )
    supplement.stop = 3
    supplement.save(update_fields=["stop"])
    client.force_login(world.people[Role.OFFICE], backend=BACKEND)

    address = live_server.url + reverse("approvals:judge_supplements", args=[case.ref])
    with opened(browser, address, cookies=session_cookie(client)) as page:
        page.get_by_role("button", name="确认采用").click()
        page.get_by_text("已采用").wait_for()

    assert Achievement.objects.get().supplemented_at is not None
