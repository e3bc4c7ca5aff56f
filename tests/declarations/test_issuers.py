"""Who issued a proof: an enum on the upload, asked where the notice's row leaves a choice (A-33)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from declarations.models import Material
from declarations.pages.answers import answer_blocks
from notices.rules import dump_terms, parse_terms
from notices.rules.checking import problems
from notices.states import IssuerType
from review.approvals.selectors.viewing import sheets_of
from tests.declarations.dossiers import craft_arts
from tests.declarations.pictures import scan
from tests.declarations.world import attach


@pytest.fixture
def draft(world):
    return world.full()


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


def upload(client, draft, slot, **told):
    file = SimpleUploadedFile("证明.png", scan(f"{slot} {told}"), content_type="image/png")
    return client.post(reverse("declarations:upload", args=[draft.ref]), {"slot": slot, "file": file, **told})


def newest(draft):
    return Material.objects.filter(declaration=draft).latest("pk")


def test_a_row_that_one_kind_of_body_issues_is_recorded_without_asking(world, draft):
    """000 二(二)1(6): the record of payments is the insurance agency's."""
    attached = attach(draft.pk, world.lin, "social_insurance", piece="", issuer_type="health")

    assert attached.material.issuer_type == IssuerType.INSURANCE


def test_a_free_slot_asks_for_any_kind_and_reviewers_read_it(draft, lin):
    page = "".join(lin.get(reverse("declarations:materials", args=[draft.ref])).content.decode().split())
    assert [label for label in IssuerType.labels if f">{label}</option>" not in page] == []

    upload(lin, draft, "other", label="防疫证明", issuer_type="health", issuer="钦州市卫健委")

    kept = newest(draft)
    assert (kept.issuer_type, kept.issued_by) == ("health", "卫健部门（钦州市卫健委）出具")
    assert sheets_of([kept])[0].facts.endswith("卫健部门（钦州市卫健委）出具")
    assert any(kept in block.files for block in answer_blocks(draft, editable=False))
    assert "卫健部门（钦州市卫健委）出具" in lin.get(reverse("declarations:answers", args=[draft.ref])).content.decode()


def test_what_is_no_kind_is_not_kept(draft, lin):
    upload(lin, draft, "other", label="证明", issuer_type="nobody")

    assert (newest(draft).issuer_type, newest(draft).issued_by) == ("", "")


def test_a_notice_names_known_kinds_only():
    """ADMIN-03: a slip is told with its row; an edition without the key loads as before."""
    raw = dump_terms(craft_arts())
    row = raw["checklist"][1]
    row["issuers"] = ["nobody"]

    assert [each.code for each in problems(parse_terms(raw)) if each.field.endswith(".issuers")] == ["E705"]
    del row["issuers"]
    assert parse_terms(raw).checklist[1].issuers == ()
