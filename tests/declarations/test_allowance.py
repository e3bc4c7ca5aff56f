"""How much one declaration may hold, whatever the notice allows a single file (IN7)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.lib import clock
from declarations.exceptions import Refused
from declarations.models import Material
from declarations.services import allowance, materials
from declarations.services.allowance import overfull, room_left
from declarations.services.photos import add_photos
from declarations.services.video import begin_video, video_places
from records.models import StoredFile
from tests.declarations.pictures import scan
from tests.declarations.world import IN_STAGE_1, build_world
from tests.process.world import in_threads, on_postgresql

WHERE = {"slot": "id_document", "part": "", "piece": ""}


@pytest.fixture
def draft(world):
    return world.draft()


@pytest.fixture
def most(settings, monkeypatch):
    """Say how many bytes a declaration may hold."""

    def to(size):
        settings.DECLARATION_MB = 1
        monkeypatch.setattr(allowance, "MIB", size)

    return to


def attached(draft, word="身份证", **told):
    given = {"slot": "id_document", "upload": scan(word), "name": "x.png", "actor": draft.applicant, **told}
    return materials.attach_material(draft.pk, **given).material


def test_everything_that_lies_in_it_is_counted_in_one_sum(draft, django_assert_num_queries):
    """IN7: slots, photos of pages and the portrait; what was removed is history."""
    one, two = attached(draft, "一"), attached(draft, "二")
    (page,) = add_photos(draft.pk, **WHERE, uploads=[(scan("三"), "三.png")], actor=draft.applicant).pages
    materials.remove_material(draft.pk, two.pk, actor=draft.applicant)

    with django_assert_num_queries(1):
        lies, ever = allowance._held(draft)

    assert (lies, ever - lies) == (one.file.size + page.file.size, two.file.size)


def test_what_does_not_fit_any_more_is_told_at_the_field(draft, most):
    """IN7, 08-3: before its bytes are kept; a removed file makes room again."""
    first = attached(draft, "一")
    most(first.file.size * 3 // 2)
    files = StoredFile.objects.count()

    with pytest.raises(Refused, match="的上限，请先删除") as refusal:
        attached(draft, "二")
    with pytest.raises(Refused, match="上限"):
        add_photos(draft.pk, **WHERE, uploads=[(scan("三"), "三.png")], actor=draft.applicant)
    assert refusal.value.reasons[0].field == "file"
    assert StoredFile.objects.count() == files
    materials.remove_material(draft.pk, first.pk, actor=draft.applicant)

    assert attached(draft, "二")


def test_the_page_says_it_at_the_field(draft, most, client):
    client.force_login(draft.applicant, backend="accounts.backends.PhoneBackend")
    most(10)
    upload = SimpleUploadedFile("x.png", scan("一"), content_type="image/png")

    shown = client.post(
        reverse("declarations:upload", args=[draft.ref]), {**WHERE, "file": upload}, follow=True
    ).content.decode()

    assert "本申报的文件已有0MB" in shown
    assert not Material.objects.exists()


def test_a_better_scan_takes_the_place_of_the_one_before(draft, most, monkeypatch):
    """Replaced files leave the sum, and stay in the history, which has an end too."""
    first = attached(draft, "一")
    most(first.file.size * 3 // 2)
    materials.replace_material(draft.pk, first.pk, upload=scan("换一"), name="x.png", actor=draft.applicant)

    assert overfull(draft, 0) == []
    monkeypatch.setattr(allowance, "HISTORY", 1)
    assert ["历次上传" in reason.text for reason in overfull(draft, 0)] == [True]


def test_a_video_has_room_of_its_own_and_an_end_of_it_before_it_is_sent(world, most):
    """IN7, MAT-55: one as large as everything else may be; all that was ever sent has an end."""
    draft = world.full()
    draft.achievements.filter(is_representative=True).update(kind="award_work")
    (place,) = video_places(draft)
    lies, ever = allowance._held(draft)
    most(max(lies, 2000))
    given = {"slot": place.code, "part": place.part, "name": "a.mp4", "actor": draft.applicant}
    left = max(lies, 2000) * allowance.HISTORY - ever

    with pytest.raises(Refused, match="历次上传"):
        begin_video(draft.pk, size=left + 1, **given)
    begin_video(draft.pk, size=left, **given)


def test_many_kept_files_are_laid_down_while_they_fit(draft, most):
    """IN7: a package, or the library; the rest is told line by line."""
    files = [attached(draft, word).file for word in "一二"]
    for each in Material.objects.all():
        materials.remove_material(draft.pk, each.pk, actor=draft.applicant)
    most(files[0].size + 10)

    answers = materials.attach_kept(
        draft.pk, [materials.Placed(file=file, slot="id_document") for file in files], actor=draft.applicant
    )

    assert [why and why.code for why in answers] == [None, "file.total"]
    assert room_left(draft) == 10


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_take_the_last_room(transactional_db, most):
    with clock.law_at(IN_STAGE_1):
        draft = build_world().draft()
        size = max(len(scan(word)) for word in "一二")
        most(size + 200)

        answers = in_threads([lambda word=word: attached(draft, word) for word in "一二"])

    assert sorted(type(answer).__name__ for answer in answers) == ["Material", "Refused"]
    assert overfull(draft, size)
