"""Copies marked 与原件一致 (MAT-07)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.states import Role
from declarations.states import State
from review.approvals import guards, services
from review.approvals.content import parts_of_dossier
from review.approvals.exceptions import Refused
from review.approvals.states import Authenticity
from tests.approvals.world import codes, filled, said, verified
from tests.declarations.pictures import scan

SIGNED = {"signer": "吴某", "signed_on": date(2024, 8, 2)}
PART = "slot:id_document"


@pytest.fixture
def case(world):
    """The identity paper is a copy; everything is verified but it."""
    made = filled(world.declaration(State.UNIT_CHECK))
    made.materials.filter(slot="id_document").update(is_copy=True)
    verified(made, world.people[Role.UNIT])
    return made


def attest(case, zhou, **told):
    word = services.CopyWord(**(SIGNED | {"scan": scan("与原件一致"), "name": "scan.png"} | told))
    return services.verify_part(case.pk, actor=zhou, part=PART, original_seen=False, copy=word)


def test_a_copy_holds_the_case_until_the_unit_attests_it(case, zhou):
    assert codes(guards.everything_verified, case) == ["E301"]
    assert said(guards.copies_attested, case) == [
        f"{part.label}是复印件，须注明“与原件一致”，由审核人签名、注明日期并盖章。"
        for part in parts_of_dossier(case)
        if part.key == PART
    ]

    found = attest(case, zhou)

    assert (found.copy_signer, found.copy_signed_on, found.attests_copy) == ("吴某", date(2024, 8, 2), True)
    assert codes(guards.everything_verified, case) == []
    assert codes(guards.copies_attested, case) == []


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"signer": "  "}, "copy_signer"),
        ({"signed_on": None}, "copy_signer"),
        ({"scan": None}, "copy_scan"),
        ({"signed_on": date(2199, 1, 1)}, "copy_signed_on"),
    ],
)
def test_signer_date_and_sealed_sheet_are_all_wanted(case, zhou, told, field):
    with pytest.raises(Refused) as refusal:
        attest(case, zhou, **told)

    assert [reason.field for reason in refusal.value.reasons] == [field]


def test_the_sheet_kept_before_stays(case, zhou):
    first = attest(case, zhou).copy_scan

    assert attest(case, zhou, scan=None, signer="郑某").copy_scan == first


def test_a_doubtful_copy_needs_words_and_no_seal(case, zhou):
    services.verify_part(
        case.pk, actor=zhou, part=PART, original_seen=False, finding=Authenticity.DOUBTFUL, note="字迹不清"
    )

    assert codes(guards.everything_verified, case) == []
    assert codes(guards.copies_attested, case) == []


def test_a_paper_marked_as_a_copy_afterwards_asks_again(case, zhou):
    attest(case, zhou)
    case.materials.filter(slot="performance_proof").update(is_copy=True)

    assert codes(guards.copies_attested, case) == ["MAT-07"]


def test_ticking_all_leaves_copies_to_be_attested_one_by_one(case, zhou):
    case.verifications.all().delete()
    for part in parts_of_dossier(case):
        services.open_part(case.pk, actor=zhou, part=part.key)

    services.verify_all_opened(case.pk, actor=zhou)

    assert not case.verifications.filter(part=PART).exists()
    assert case.verifications.filter(part="resume").exists()


def test_the_page_asks_for_the_word_on_a_copy_and_takes_it(case, zhou, client):
    client.force_login(zhou)
    page = client.get(reverse("approvals:work", args=[case.ref]), {"part": PART}).content.decode()
    assert "其中有复印件" in page
    assert ('name="copy_signer"' in page, 'name="original_seen"' in page) == (True, False)

    told = {"part": PART, "finding": "true", "note": "", "copy_signer": "吴某", "copy_signed_on": "2024-08-02"}
    refused = client.post(reverse("approvals:verify", args=[case.ref]), told)
    assert "请上传注明“与原件一致”并盖章的复印件扫描件" in refused.content.decode()
    upload = SimpleUploadedFile("seal.png", scan("与原件一致"), content_type="image/png")
    assert client.post(reverse("approvals:verify", args=[case.ref]), told | {"copy_scan": upload}).status_code == 302
    assert case.verifications.get(part=PART).attests_copy


def test_the_applicant_marks_a_copy_and_takes_it_back(world, client, lin):
    case = filled(world.declaration(State.DRAFT))
    material = case.materials.get(slot="id_document")
    client.force_login(lin, backend="accounts.backends.PhoneBackend")
    address = reverse("declarations:change_file", args=[case.ref, material.pk, "copy"])

    for marked in (True, False):
        client.post(address, {"from": "file"})
        material.refresh_from_db()
        assert material.is_copy is marked
