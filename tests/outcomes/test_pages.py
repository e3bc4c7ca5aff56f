"""Pages of results: who may see them, what the public sees, what they cost."""

import re
import subprocess

import pytest
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from declarations.states import State
from records.rules import may_read_file
from records.services.documents import print_document
from records.services.files import read_file
from review.outcomes.effects import issue_certificate
from review.outcomes.models import Certificate, Objection
from review.outcomes.services.objections import raise_objection
from tests.helpers import no_writes, statements
from tests.outcomes.world import at

PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)|450\*+\d{4}|1970-01-01|1970年1月1日")


def page(client, name, *args, **query):
    with no_writes():
        return client.get(reverse(f"outcomes:{name}", args=args), query)


# ── the public ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_column_lists_running_publicities_and_approvals(client, results):
    """COMM-06, COMM-07."""
    case, certified = results.one(), results.one(State.CERTIFIED)
    shown = results.publicised(case)
    made, empty = results.approval(certified), results.approval(doc_no="空")

    listed = page(client, "column").content.decode()
    with clock.law_at(at("2024-11-05T00:00")):
        afterwards = page(client, "column").content.decode()

    assert reverse("outcomes:publicity", args=[shown.ref]) in listed
    assert reverse("outcomes:publicity", args=[shown.ref]) not in afterwards
    assert made.doc_no in listed
    assert empty.doc_no not in listed


def test_a_list_is_public_to_its_last_day_and_then_gone(client, results):
    """COMM-06."""
    one, other = results.one(name="覃𬭚"), results.one(name="农䶮")
    shown = results.publicised(one, other)

    open_page = page(client, "publicity", shown.ref)
    found = page(client, "publicity", shown.ref, q="䶮").content.decode()
    snapshot = page(client, "snapshot", shown.ref)
    with clock.law_at(at("2024-11-04T23:59")):
        on_the_last_day = page(client, "publicity", shown.ref).status_code
    with clock.law_at(at("2024-11-05T00:00")):
        over, gone = page(client, "publicity", shown.ref), page(client, "snapshot", shown.ref)

    told = open_page.content.decode()
    for words in ("覃𬭚", "农䶮", "古龙窑", "2024-10-29 至 2024-11-04", "还剩 7 天", shown.digest, str(shown.ref)):
        assert words in told
    assert ("农䶮" in found, "覃𬭚" in found) == (True, False)
    assert snapshot.json() == shown.snapshot
    assert open_page["X-Robots-Tag"] == "noindex, noarchive"
    assert (on_the_last_day, over.status_code, gone.status_code) == (200, 410, 410)
    assert not {"覃𬭚", "农䶮", "古龙窑"} & set(re.findall(r"覃𬭚|农䶮|古龙窑", over.content.decode()))


def test_a_list_carries_a_plain_proof_and_no_raw_numbers(client, results):
    """The whole digest is there for whoever unfolds it; the list's reference is an address and no more."""
    shown = results.publicised(results.one())

    pages = [page(client, "publicity", shown.ref).content.decode()]
    with clock.law_at(at("2024-11-05T00:00")):
        pages.append(page(client, "publicity", shown.ref).content.decode())

    for told in pages:
        seen = re.sub(r"<[^>]+>", "", re.sub(r"</summary>.*?</details>", "", told, flags=re.DOTALL))
        assert (shown.digest in told, shown.digest in seen, str(shown.ref) in seen) == (True, False, False)
        assert f"核验编号 {shown.digest[:8].upper()}" in seen


def test_after_the_list_the_result_document_stands_in_its_place(client, results):
    case = results.one()
    shown = results.publicised(case)
    made = results.approval(case)

    with clock.law_at(at("2024-12-20T10:00")):
        over = page(client, "publicity", shown.ref)

    assert over.status_code == 410
    assert reverse("outcomes:approval", args=[made.ref]) in over.content.decode()


def test_an_approval_names_people_whose_titles_stand_and_its_paper_is_everybodys(client, results):
    stands, fell = results.one(State.CERTIFIED, name="黄垚"), results.one(State.REVOKED, name="韦翀")
    made = results.approval(stands, fell)
    print_document("FORM-32", "approval", made.pk, by=None)

    shown = page(client, "approval", made.ref).content.decode()
    paper = page(client, "approval_paper", made.ref)

    assert ("黄垚" in shown, "韦翀" in shown) == (True, False)
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")


def test_no_public_page_shows_an_id_number_a_phone_or_a_birth_date(client, results):
    listed, certified = results.one(), results.one(State.CERTIFIED)
    shown, made = results.publicised(listed), results.approval(certified)
    issue_certificate(certified, None, actor=None, now=clock.law())
    certificate = Certificate.objects.get()
    objection = raise_objection(listed, text="异议", name="梁某某", phone="19000002222")
    answers = [
        page(client, "column"),
        page(client, "publicity", shown.ref),
        page(client, "snapshot", shown.ref),
        page(client, "approval", made.ref),
        page(client, "object", shown.ref, listed.ref),
        page(client, "verified", certificate.token),
        page(client, "progress"),
        page(client, "verify"),
        client.post(reverse("outcomes:verify"), {"number": certificate.number, "name": certificate.holder}),
        client.post(reverse("outcomes:track"), {"code": objection.tracking_code}),
    ]

    found = {
        answer.request["PATH_INFO"]: [each[0] for each in PERSONAL.finditer(answer.content.decode())]
        for answer in answers
    }

    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert {path: hits for path, hits in found.items() if hits} == {}
    assert not any("梁某某" in answer.content.decode() for answer in answers)


def test_no_public_paper_holds_an_id_number_a_phone_or_a_birth_date(client, results):
    """What hangs on walls and is downloaded by anybody, read as a PDF reader reads it."""
    listed, certified = results.one(), results.one(State.CERTIFIED)
    shown, made = results.publicised(listed), results.approval(certified)

    papers = [
        print_document("FORM-34", "result_publicity", shown.pk, by=None),
        print_document("FORM-32", "approval", made.pk, by=None),
    ]

    for document, name in zip(papers, (listed.basic.name, certified.basic.name), strict=True):
        told = ["pdftotext", "-layout", "-", "-"]
        words = subprocess.run(told, input=read_file(document.file), capture_output=True, check=True).stdout.decode()
        assert name in words
        assert [each[0] for each in PERSONAL.finditer(words)] == []


# ── the applicant ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_certificate_is_its_holders_alone(client, results, world):
    case = results.one(State.CERTIFIED)
    results.approval(case)
    issue_certificate(case, None, actor=None, now=clock.law())
    print_document("FORM-33", "declaration", case.pk, by=None)

    seen = {}
    for who in (case.applicant, world.people[Role.UNIT], world.people[Role.OFFICE]):
        client.force_login(who)
        seen[who.username] = page(client, "certificate", case.ref).status_code
    client.force_login(case.applicant)
    shown = page(client, "certificate", case.ref).content.decode()

    assert list(seen.values()) == [200, 404, 404]
    for told in (Certificate.objects.get().number, "广西人社APP", "职称电子证书（PDF"):
        assert told in shown


def test_the_holder_may_ask_for_a_paper_that_is_missing_but_no_other(client, results):
    """CERT-02."""
    case = results.one(State.CERTIFIED)
    results.approval(case)
    issue_certificate(case, None, actor=None, now=clock.law())
    client.force_login(case.applicant)

    from records.models import Outbox

    for kind in ("FORM-20", "FORM-20", "FORM-31"):
        client.post(reverse("outcomes:make_paper", args=[case.ref, kind]))

    papers = Outbox.objects.filter(kind="records.document", about__endswith=f":declaration:{case.pk}")
    asked = papers.values_list("about", flat=True)
    assert list(asked) == [f"FORM-20:declaration:{case.pk}"]


def test_review_form_and_certificate_are_read_by_their_person_and_the_office(results, world):
    """CERT-02."""
    case = results.one(State.CERTIFIED)
    results.approval(case)
    issue_certificate(case, None, actor=None, now=clock.law())

    files = [print_document(kind, "declaration", case.pk, by=None).file for kind in ("FORM-20", "FORM-33")]

    assert all(may_read_file(case.applicant, file) for file in files)
    readers = [{role for role, user in world.people.items() if may_read_file(user, file)} for file in files]
    assert readers == [{Role.OFFICE, Role.SUPERVISION}] * 2


# ── desks ──────────────────────────────────────────────────────────────────────────────────────────────────────────
DESKS = ("desk", "objections", "reviews")


@pytest.mark.parametrize("name", DESKS)
def test_desks_name_the_role_they_need(client, world, name):
    statuses = {}
    for role in (Role.OFFICE, Role.SUPERVISION, Role.CONFIRMER, Role.UNIT, Role.APPLICANT):
        client.force_login(world.people[role])
        statuses[role] = page(client, name).status_code

    assert statuses == {
        Role.OFFICE: 200, Role.SUPERVISION: 200, Role.CONFIRMER: 200, Role.UNIT: 403, Role.APPLICANT: 403,
    }  # fmt: skip


def test_pages_of_a_notice_are_for_those_who_decide_its_results(client, results, world):
    made, approved = results.confirmation(), results.approval()
    code = results.notice.code
    places = {
        "overview": [code], "publish": [code], "new_confirmation": [code], "new_approval": [code],
        "confirmation": [made.ref], "office_approval": [approved.ref],
    }  # fmt: skip

    seen = {}
    for role in (Role.OFFICE, Role.CONFIRMER, Role.SUPERVISION, Role.UNIT):
        client.force_login(world.people[role])
        seen[role] = [page(client, name, *args).status_code for name, args in places.items()]

    assert seen == {
        Role.OFFICE: [200, 200, 200, 200, 200, 200],
        Role.CONFIRMER: [200, 403, 200, 403, 200, 200],
        Role.SUPERVISION: [200, 403, 403, 403, 200, 200],
        Role.UNIT: [404] * 6,
    }


def test_the_overview_offers_what_can_be_done(client, results, world):
    results.one(State.RECHECK)
    results.one(State.SECOND_PUBLICITY)
    results.one(State.CONFIRM_PENDING, junior=True)
    client.force_login(world.people[Role.OFFICE])

    shown = page(client, "overview", results.notice.code).content.decode()

    for name in ("outcomes:publish", "process:confirm_results"):
        assert reverse(name, args=[results.notice.code]) in shown
    assert "复核通过" in shown


# ── what they cost ─────────────────────────────────────────────────────────────────────────────────────────────────
PAGES = [
    ("outcomes:column", None, 3),
    ("outcomes:desk", Role.OFFICE, 5),
    ("outcomes:overview", Role.OFFICE, 14),
    ("outcomes:publish", Role.OFFICE, 8),
    ("outcomes:objections", Role.SUPERVISION, 1),
    ("process:confirm_results", Role.CONFIRMER, 4),
    ("outcomes:publicity", None, 2),
    ("outcomes:approval", None, 3),
]


def queries_of(client, url):
    client.get(url)  # session, editions and terms are known from here on
    with statements() as made:
        assert client.get(url).status_code == 200
    return len(made)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "role", "cost"), PAGES)
def test_a_page_costs_the_same_for_any_number_of_people(client, results, world, name, role, cost, count):
    listed = results.several(count)
    shown = results.publicised(*listed)
    for each in listed:
        told = {"tracking_code": f"{each.pk:016}", "received_at": clock.law()}
        Objection.objects.create(declaration=each, text="异议", named=False, **told)
    for state in (State.SECOND_PUBLICITY, State.CONFIRM_PENDING):
        results.several(count, state)
    made = results.approval(*results.several(count, State.CERTIFIED))
    results.confirmation(*results.several(count, State.CONFIRMED))
    if role:
        client.force_login(world.people[role])
    args = {"outcomes:publicity": [shown.ref], "outcomes:approval": [made.ref]}.get(name, [results.notice.code])
    url = reverse(name, args=[] if name in {"outcomes:column", "outcomes:desk", "outcomes:objections"} else args)

    own = queries_of(client, url) - (queries_of(client, reverse("outcomes:verify")) if role else 0)  # less the frame's

    assert own == cost
