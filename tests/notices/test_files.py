"""Files of the desk: hostile ones are refused with their place and write nothing, sound ones come back as they went."""

import re
from copy import deepcopy
from datetime import timedelta, timezone

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import SYSTEM, User
from accounts.services.memberships import give_membership
from accounts.states import Role
from notices.drafting.places import with_value
from notices.models import Notice
from notices.rules import complete_terms, dump_terms, read_text, stated_in
from records.models import AuditEntry
from tests.notices.conftest import _file
from tests.notices.hostile import CHANGED, TEXTS, files

BEIJING = timezone(timedelta(hours=8))
SOUND = _file
HOSTILE = files(SOUND)
# What is no mapping, or lacks something whole, has no line.
NO_PLACE = {"nothing", "a single word", "a list", "a number", "three thousand lists", "no committee at all"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_place_and_nothing_is_written(db, tmp_path, name):
    text, said = HOSTILE[name]
    file = tmp_path / "2024-craft-arts.yaml"
    file.write_text(text)
    entries = AuditEntry.objects.count()

    with pytest.raises(CommandError) as refused:
        call_command("loadnotice", str(file))

    told = str(refused.value)
    assert said in told
    assert re.search("[一-龥]", told)  # a sentence, not what a parser says
    assert "第" in told or name in NO_PLACE
    assert (Notice.objects.count(), AuditEntry.objects.count()) == (0, entries)


def test_there_are_fifty_of_them():
    assert len(CHANGED) + len(TEXTS) == 50


@pytest.fixture
def admin(draft, client):
    person = User.objects.create_user("拟稿人")
    give_membership(person=person, organisation=draft.office, role=Role.ADMIN, actor=SYSTEM)
    client.force_login(person, backend="accounts.backends.PhoneBackend")
    return client


@pytest.mark.parametrize("name", ["an unknown key", "a python object", "an open bracket", "a fee in words", "nothing"])
def test_the_desk_says_the_same_and_keeps_the_text(admin, draft, name):
    text, said = HOSTILE[name]

    page = admin.post(reverse("notices:import_over", args=[draft.code]), {"text": text})

    assert page.status_code == 422
    assert said in page.content.decode()
    draft.refresh_from_db()
    assert draft.draft == stated_in(SOUND)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00x", b"PK\x03\x04" + b"\0" * 60, b"%PDF-1.7", b"\x89PNG\r\n"])
def test_a_file_that_is_no_text_is_refused(admin, draft, content):
    sent = {"upload": SimpleUploadedFile("notice.yaml", content)}
    page = admin.post(reverse("notices:import_over", args=[draft.code]), sent)

    assert page.status_code == 422
    draft.refresh_from_db()
    assert draft.draft == stated_in(SOUND)


# ── what goes out comes back ───────────────────────────────────────────────────────────────────────────────────────
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).map(str.strip).filter(bool)
MOMENT = st.datetimes(timezones=st.just(BEIJING)).map(
    lambda moment: moment.replace(year=2024, microsecond=0).isoformat()
)
CHANGES = {
    ("title",): TEXT,
    ("doc_no",): TEXT,
    ("body", 0, "text"): TEXT,
    ("contacts", "address"): TEXT,
    ("addressees",): st.lists(TEXT, max_size=4),
    ("limits", "performance"): st.integers(0, 99),
    ("fees", "amounts"): st.dictionaries(st.sampled_from(["zg", "fg", "zj", "zl"]), st.integers(0, 9999)),
    ("stages", "personal_unit", "start"): MOMENT,
    ("correction", "end"): MOMENT,
    ("is_public",): st.booleans(),
    ("messages", "signature"): TEXT,
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(changed=st.dictionaries(st.sampled_from(list(CHANGES)), st.none(), min_size=1), data=st.data())
def test_what_is_exported_is_imported_as_it_was(changed, data):
    """ADMIN-01: export → import → equal, whatever was changed on the way."""
    stated = stated_in(deepcopy(SOUND))
    whole = dump_terms(complete_terms(stated))
    for steps in changed:
        stated = with_value(stated, whole, steps, data.draw(CHANGES[steps]))
    stated = stated_in(stated)

    text = yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=150)

    again = read_text(text)
    assert again == stated
    assert complete_terms(again) == complete_terms(stated)
