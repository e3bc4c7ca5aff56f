"""What a browser may send to autosave and undo: forms of this declaration, and nothing that is read as a row (IN7)."""

from datetime import date

import pytest
from django.core import serializers
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership
from config.lib.text import whole_number
from declarations.models import DraftPatch, RemovedEntry
from declarations.services import entries
from tests.declarations.world import attach

WORK = {"kind": "work", "title": "凤舞木棉", "clause": "fg-yj1", "achieved_on": date(2022, 5, 1), "role": "独立完成"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def url(name, declaration, *rest):
    return reverse(f"declarations:{name}", args=[declaration.ref, *rest])


@pytest.mark.parametrize(
    "part",
    [
        "removed:titles:999",
        "junk-123",
        "titles:999",
        "titles:x",
        "titles:²",
        "basic:1",
        "unit:check",
        "slot:photo",
        "x" * 200,
    ],
)
def test_what_is_no_form_of_this_declaration_is_not_kept(world, lin, part):
    draft = world.draft()

    answer = lin.post(url("autosave", draft, part), {"_version": "0", "title": "甲"})

    assert (answer.status_code, DraftPatch.objects.count()) == (422, 0)


def test_another_declarations_row_is_no_form_of_this_one(world, lin):
    other = entries.add_entry(world.draft().pk, "achievement", WORK, actor=world.lin)
    draft = world.draft()

    assert lin.post(url("autosave", draft, f"achievement:{other.pk}"), {"_version": "0"}).status_code == 422


def test_nothing_typed_is_ever_read_as_a_row(world, lin):
    """A person once became office staff by an undo of a row nobody had removed."""
    draft = world.draft()
    desk = Membership(user=world.lin, organisation=world.edition.notice.office, role="office")
    row = serializers.serialize("json", [desk])
    before = Membership.objects.count()

    lin.post(url("autosave", draft, "removed:titles:999"), {"_version": "0", "row": row, "files": "0"})
    DraftPatch.objects.create(
        declaration=draft, part="removed:titles:999", values={"row": row, "files": []}, at=draft.created_at
    )
    lin.post(url("restore", draft, "titles", 999))

    assert Membership.objects.count() == before
    assert not draft.titles.filter(pk=999).exists()


def test_what_comes_back_is_a_row_of_its_own_section_and_declaration(world, lin):
    """Whatever the stored text says: the model is the section's, the owner is the declaration."""
    draft, other = world.draft(), world.draft()
    row = entries.add_entry(draft.pk, "achievement", WORK, actor=world.lin)
    key = entries.remove_entry(draft.pk, "achievement", row.pk, actor=world.lin)
    kept = RemovedEntry.objects.get()
    kept.values |= {"declaration": other.pk, "id": 1, "model": "accounts.user"}
    kept.save()

    back = entries.restore_entry(draft.pk, key, actor=world.lin)

    assert (back.declaration_id, back.pk, back.title) == (draft.pk, row.pk, row.title)
    assert not RemovedEntry.objects.exists()


def test_files_come_back_only_where_they_have_room(world, settings):
    """IN7: removed, filled again, restored – the limit of a declaration holds."""
    draft = world.draft()
    row = entries.add_entry(draft.pk, "achievement", WORK, actor=world.lin)
    attach(draft.pk, world.lin, "performance_proof", f"achievement:{row.pk}")
    key = entries.remove_entry(draft.pk, "achievement", row.pk, actor=world.lin)
    settings.DECLARATION_MB = 0

    with pytest.raises(entries.Refused) as refusal:
        entries.restore_entry(draft.pk, key, actor=world.lin)

    assert [each.code for each in refusal.value.reasons] == ["file.total"]


def test_a_character_no_database_keeps_stops_nothing(world, lin):
    draft = world.draft()

    saved = lin.post(url("autosave", draft, "basic"), {"_version": "0", "post": "甲\0乙", "a\0b": "丙"})
    removed = lin.post(url("insurance_remove", draft), {"first": "2024-01-01", "last": "2024-02-01", "payer": "\0"})
    starred = lin.post(url("representative", draft), {"item": "experience:²"})

    assert saved.status_code == 200
    assert DraftPatch.objects.get().values == {"post": "甲乙", "ab": "丙"}
    assert removed.status_code in {200, 302}
    assert "已不存在" in starred.content.decode()


@given(st.text(max_size=30))
def test_a_number_is_what_plain_digits_write(text):
    number = whole_number(text)

    assert number is None or (str(number) == (text.lstrip("0") or "0") and number < 2**63)
