"""What was typed and never saved is not left out of a declaration without a word (ux §3.8; 100 % ⇔ no block, design §5)."""

from datetime import date

import pytest
from django.urls import reverse

from config.lib import clock
from declarations.models import Declaration, DraftPatch, EditPermit
from declarations.selectors import completeness_of, findings_of
from declarations.services import autosave, entries
from declarations.states import State

WORK = {"kind": "work", "title": "凤舞木棉", "clause": "fg-yj1", "achieved_on": date(2022, 5, 1), "role": "独立完成"}


def url(name, declaration, *rest):
    return reverse(f"declarations:{name}", args=[declaration.ref, *rest])


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


@pytest.fixture
def draft(world):
    return world.full()


def typed(draft, part, **values):
    """As the page's autosave does it, from the newest version."""
    version = draft.patches.filter(part=part).values_list("version", flat=True).first() or 0
    autosave.keep_patch(draft.pk, part, values, version=version, actor=draft.applicant)


def blocks(draft):
    return [each for each in findings_of(draft, now=clock.law()) if each.blocks]


def schooling(draft):
    return f"education:{draft.educations.get().pk}"


def test_an_edit_that_was_not_saved_holds_up_the_submission(draft):
    typed(draft, schooling(draft), certificate_no="1")

    told = blocks(draft)
    done = completeness_of(draft, now=clock.law())

    assert [(each.code, each.part) for each in told] == [("E226", schooling(draft))]
    assert told[0].text.startswith("学历“")
    assert done.percent < 100


def test_saved_or_thrown_away_it_holds_up_nothing(draft, lin):
    part = schooling(draft)
    typed(draft, part, certificate_no="1")

    answer = lin.post(url("discard", draft, part))

    assert answer.url == url("entry", draft, "education", int(part.split(":")[1]))
    assert blocks(draft) == []
    typed(draft, part, certificate_no="2")
    row = draft.educations.get()
    entries.change_entry(draft.pk, "education", row.pk, {"certificate_no": "2"}, actor=draft.applicant)
    assert blocks(draft) == []


def test_the_hub_and_the_check_page_lead_to_it(draft, lin):
    part = schooling(draft)
    typed(draft, part, certificate_no="1")
    where = url("entry", draft, "education", int(part.split(":")[1]))

    hub = lin.get(url("hub", draft)).content.decode()
    check = lin.get(url("check", draft)).content.decode()
    page = lin.get(where).content.decode()

    assert "有 1 处修改没有保存" in hub
    assert "都填好了" not in hub
    assert where in hub
    assert where in check
    assert "签名并提交" not in check
    assert "这里有尚未保存的修改" in page
    assert url("discard", draft, part) in page


def test_a_new_row_that_was_begun_waits_too_and_an_empty_form_does_not(draft, lin):
    typed(draft, "achievement:new", kind="work", title="")
    assert blocks(draft) == []

    typed(draft, "achievement:new", kind="work", title="百花")

    assert [each.part for each in blocks(draft)] == ["achievement:new"]
    assert url("discard", draft, "achievement:new") in lin.get(url("rows", draft, "achievement")).content.decode()


def test_what_was_typed_and_taken_back_waits_for_nothing(draft, lin):
    address = url("autosave", draft, schooling(draft))
    lin.post(address, {"certificate_no": "1", "_version": "0"})
    assert [each.code for each in blocks(draft)] == ["E226"]

    lin.post(address, {"certificate_no": "106071200306", "_version": "1", "_same": "1"})

    assert blocks(draft) == []


def test_what_was_typed_into_a_row_goes_with_it(draft):
    row = entries.add_entry(draft.pk, "achievement", WORK, actor=draft.applicant)
    typed(draft, f"achievement:{row.pk}", title="凤舞")
    entries.remove_entry(draft.pk, "achievement", row.pk, actor=draft.applicant)

    assert "E226" not in [each.code for each in blocks(draft)]


def test_nobody_is_held_up_by_what_they_cannot_reach(draft):
    """Handed in, or outside what a correction opened: the page is locked, so its patch counts for nothing."""
    typed(draft, schooling(draft), certificate_no="1")
    Declaration.objects.filter(pk=draft.pk).update(state=State.CORRECTION, due_at=None)
    EditPermit.objects.create(declaration=draft, part="insurance", opens_at=clock.law(), granted_at=clock.law())
    case = Declaration.objects.get(pk=draft.pk)

    assert "E226" not in [each.code for each in blocks(case)]
    EditPermit.objects.create(declaration=draft, part="education", opens_at=clock.law(), granted_at=clock.law())
    assert "E226" in [each.code for each in blocks(Declaration.objects.get(pk=draft.pk))]


def test_another_person_throws_nothing_away(draft, world, client):
    typed(draft, "basic", post="甲")
    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")

    assert client.post(url("discard", draft, "basic")).status_code == 404
    assert DraftPatch.objects.get(part="basic").values == {"post": "甲"}
