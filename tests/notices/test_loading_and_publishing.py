"""A file becomes a draft, a draft an edition, an edition another one; nothing published ever changes."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from accounts.models import SYSTEM, Organisation
from accounts.states import OrganisationKind
from committees.models import Committee, Series, Specialty
from config.lib import clock
from notices.exceptions import NoticeRefused, TermsRefused
from notices.models import Gate, Notice, NoticeEdition, PolicyDocument
from notices.rules import dump_terms, parse_terms, terms_of
from notices.selectors import current_edition
from notices.services import (
    amend_notice,
    close_notice,
    extend_window,
    load_notice,
    publish_notice,
    read_notice_file,
    reopen_notice,
    set_gate,
)
from notices.states import NoticeState
from records.models import AuditEntry
from tests.notices.conftest import CRAFT_ARTS

HOUR = timedelta(hours=1)
WHY = {"reason": "平台故障", "basis": "桂职办〔2024〕9号"}


def at(text):
    return datetime.fromisoformat(f"{text}+08:00")


def refused(*args, **kwargs):
    with pytest.raises(NoticeRefused) as refusal:
        args[0](*args[1:], **kwargs)
    return [reason.code for reason in refusal.value.reasons]


def facts(event):
    return list(AuditEntry.objects.filter(event=event).order_by("number"))


# ── load ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_file_becomes_a_draft_with_all_it_names(draft):
    """GEN-14: what the notice rests on is in the register of documents."""
    assert (draft.state, draft.year, draft.series.name) == (NoticeState.DRAFT, 2024, "工艺美术")
    assert draft.office.name == "自治区工艺美术系列职改办"
    assert draft.office.kind == OrganisationKind.OFFICE
    assert Organisation.objects.get(name="自治区职改办").kind == OrganisationKind.REGION_OFFICE
    senior = Committee.objects.get(name="广西壮族自治区工艺美术系列正、副高级职称评审委员会")
    assert (senior.ranks, senior.scope, senior.min_members, senior.office) == (
        ["fugao", "zhenggao"],
        "全区",
        25,
        draft.office,
    )
    assert Committee.objects.get(kind="special_direct").office.name == "自治区职改办"
    assert Specialty.objects.filter(series=draft.series, sample=True).count() == 13
    assert draft.legal_bases.count() == 11
    assert PolicyDocument.objects.filter(doc_no="桂人社规〔2021〕11号", title="").exists()
    assert PolicyDocument.objects.filter(title="科研失信行为调查处理规则", doc_no="").exists()


def test_loading_again_changes_nothing(draft):
    before = [model.objects.count() for model in (Organisation, Committee, Specialty, Series, PolicyDocument, Notice)]
    histories = [model.history.count() for model in (Committee, Specialty, Series)]

    again = load_notice(CRAFT_ARTS, actor=SYSTEM)

    assert again.pk == draft.pk
    assert before == [
        model.objects.count() for model in (Organisation, Committee, Specialty, Series, PolicyDocument, Notice)
    ]
    assert histories == [model.history.count() for model in (Committee, Specialty, Series)]


def test_a_changed_file_changes_the_draft_and_its_history(draft, raw):
    raw["title"] = "关于做好2024年度职称评审工作的通知"
    raw["committees"][0]["min_members"] = 27

    load_notice(raw, actor=SYSTEM)

    draft.refresh_from_db()
    assert draft.title == "关于做好2024年度职称评审工作的通知"
    assert draft.history.count() == 2
    assert Committee.objects.get(name=raw["committees"][0]["name"]).min_members == 25  # kept at its own desk (COMM-01)


def test_loading_leaves_a_suspended_committee_suspended(draft):
    committee = Committee.objects.first()
    committee.status = "suspended"
    committee.save(update_fields=["status"])

    load_notice(CRAFT_ARTS, actor=SYSTEM)

    committee.refresh_from_db()
    assert committee.status == "suspended"


def test_a_file_may_bear_any_name(tmp_path, db):
    """What was exported is read again under the name a browser or a person gave it."""
    other = tmp_path / "2024-craft-arts (1).yaml"
    other.write_text(CRAFT_ARTS.read_text())

    assert load_notice(other, actor=SYSTEM).code == "2024-craft-arts"


@pytest.mark.parametrize("file", sorted(CRAFT_ARTS.parent.glob("*.yaml")), ids=lambda path: path.name)
def test_a_file_that_came_with_the_system_is_found_by_its_code(file):
    assert read_notice_file(file).code == file.stem


def test_a_file_that_is_not_yaml_is_refused(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("code: [")

    with pytest.raises(TermsRefused, match="不是正确的 YAML"):
        load_notice(broken, actor=SYSTEM)


def test_a_notice_needs_an_ordinary_committee(db, raw):
    raw["committees"] = raw["committees"][2:]

    with pytest.raises(TermsRefused, match="普通评委会"):
        load_notice(raw, actor=SYSTEM)
    assert Notice.objects.count() == Organisation.objects.count() == 0


# ── publish ──────────────────────────────────────────────────────────────────────────────────────────────
def test_publishing_freezes_the_whole_law_and_sets_the_gates(notice, terms):
    edition = notice.editions.get()

    assert (notice.state, edition.number, edition.effective_at) == (NoticeState.PUBLISHED, 1, edition.published_at)
    assert terms_of(edition) == terms
    assert edition.terms == dump_terms(terms)
    gates = {gate.window: (gate.opens_at, gate.closes_at) for gate in Gate.objects.filter(notice=notice)}
    assert gates == {name: (span.opens_at, span.closes_at) for name, span in terms.windows().items()}
    [fact] = facts("notice.publish")
    assert (fact.subject_id, fact.actor_id, fact.content) == (notice.pk, None, edition.digest)


def test_publishing_twice_is_refused(notice):
    assert refused(publish_notice, notice.pk, actor=SYSTEM) == ["E713"]


def test_a_notice_with_problems_is_not_published(db, raw):
    del raw["fees"]["amounts"]["yy"]
    draft = load_notice(raw, actor=SYSTEM)

    assert refused(publish_notice, draft.pk, actor=SYSTEM) == ["E703"]
    assert not NoticeEdition.objects.exists()
    assert not Gate.objects.exists()


def test_a_warning_passes_with_an_explanation_that_stays(db, raw):
    raw["condition_sets"] = raw["condition_sets"][:4]
    draft = load_notice(raw, actor=SYSTEM)

    assert refused(publish_notice, draft.pk, actor=SYSTEM, explained=" ") == ["W111"]
    edition = publish_notice(draft.pk, actor=SYSTEM, explained="工艺美术员条件另发")

    assert edition.explanation == "工艺美术员条件另发"


def test_loading_the_published_file_again_is_fine_another_one_is_an_amendment(notice, raw):
    assert load_notice(CRAFT_ARTS, actor=SYSTEM).state == NoticeState.PUBLISHED
    raw["fees"]["amounts"]["zg"] = 500

    assert refused(load_notice, raw, actor=SYSTEM) == ["E711"]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_an_edition(notice, change):
    editions = NoticeEdition.objects.filter(notice=notice)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        editions.update(digest="0") if change == "update" else editions._raw_delete(editions.db)


def test_a_process_keeps_a_bounded_number_of_terms(terms, monkeypatch):
    plain = dump_terms(terms)
    known = {}
    monkeypatch.setattr("notices.rules._known", known)

    for number in range(70):
        terms_of(SimpleNamespace(digest=str(number), terms=plain))

    assert len(known) <= 64


def test_terms_are_parsed_once_a_process(notice, django_assert_num_queries):
    terms_of(notice.editions.get())
    edition = NoticeEdition.objects.defer("terms").get(notice=notice)

    with django_assert_num_queries(0):
        assert terms_of(edition) is terms_of(edition)


# ── amend ────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_extension_is_a_new_edition_and_moves_the_gate_for_everybody(notice):
    edition = extend_window(
        notice.pk, "personal_unit", closes_at=at("2024-08-25T18:00"), told=["申报人", "单位"], actor=SYSTEM, **WHY
    )

    assert (edition.number, edition.reason, edition.basis, edition.told) == (
        2,
        "平台故障",
        "桂职办〔2024〕9号",
        ["申报人", "单位"],
    )
    assert edition.changes == [
        {
            "path": "stages.personal_unit.end",
            "before": "2024-08-23T18:00:00+08:00",
            "after": "2024-08-25T18:00:00+08:00",
        }
    ]
    gate = Gate.objects.get(notice=notice, window="personal_unit")
    assert (gate.opens_at, gate.closes_at) == (at("2024-07-02T08:00"), at("2024-08-25T18:00"))
    first = notice.editions.get(number=1)
    assert terms_of(first).stages["personal_unit"].end == at("2024-08-23T18:00")


def test_an_extension_leaves_the_other_gates_where_they_are(notice):
    def others():
        return list(Gate.objects.filter(notice=notice).exclude(window="fees").order_by("pk").values())

    before = others()

    extend_window(notice.pk, "fees", closes_at=at("2024-10-20T18:00"), actor=SYSTEM, **WHY)

    assert others() == before


def test_other_terms_are_amended_by_their_keys(notice):
    edition = amend_notice(notice.pk, changes={"title": "新标题", "contacts": {"phones": ["1"]}}, actor=SYSTEM, **WHY)

    notice.refresh_from_db()
    assert notice.title == "新标题"
    assert [change["path"] for change in edition.changes] == ["contacts.phones", "title"]
    assert terms_of(edition).contacts.email == "gxgxwzgb@163.com"


def test_an_amendment_comes_into_force_at_its_time(notice):
    now = clock.law()
    amend_notice(notice.pk, changes={"title": "新标题"}, effective_at=now + HOUR, actor=SYSTEM, **WHY)

    assert current_edition(notice.pk, now=now).number == 1
    assert current_edition(notice.pk, now=now + HOUR).number == 2


@pytest.mark.parametrize(
    ("changes", "why", "codes"),
    [
        ({"title": "甲"}, {"reason": "", "basis": " "}, ["E714", "E714"]),
        ({"code": "other", "year": 2025}, WHY, ["E715", "E715"]),
        ({"year": 2024}, WHY, ["E716"]),
        ({"fees": {"end": "2024-08-01"}}, WHY, ["E701"]),
    ],
)
def test_amendments_that_are_refused(notice, changes, why, codes):
    assert refused(amend_notice, notice.pk, changes=changes, actor=SYSTEM, **why) == codes
    assert notice.editions.count() == 1


def test_an_amendment_with_an_unknown_key_is_refused(notice):
    with pytest.raises(TermsRefused, match=r"stages\.personal_unit\.ends"):
        amend_notice(notice.pk, changes={"stages": {"personal_unit": {"ends": "2024-08-25"}}}, actor=SYSTEM, **WHY)


def test_a_draft_is_not_amended_and_an_unknown_window_not_extended(draft, notice):
    assert refused(extend_window, notice.pk, "harvest", closes_at=clock.law(), actor=SYSTEM, **WHY) == ["E712"]


def test_drafts_are_edited_not_amended(draft):
    assert refused(amend_notice, draft.pk, changes={"title": "甲"}, actor=SYSTEM, **WHY) == ["E713"]


def test_a_round_is_closed_and_reopened(notice):
    assert close_notice(notice.pk, actor=SYSTEM).state == NoticeState.CLOSED
    assert refused(extend_window, notice.pk, "fees", closes_at=clock.law(), actor=SYSTEM, **WHY) == ["E713"]
    assert reopen_notice(notice.pk, actor=SYSTEM).state == NoticeState.PUBLISHED


def test_a_window_announced_later_gets_its_gate_then(db, raw):
    raw["fees"] |= {"window": "announced", "start": None, "end": None}
    del raw["invoice"]
    draft = load_notice(raw, actor=SYSTEM)
    publish_notice(draft.pk, actor=SYSTEM)
    assert not Gate.objects.filter(window="fees").exists()

    gate = set_gate(draft.pk, "fees", opens_at=at("2024-10-01T08:00"), closes_at=at("2024-10-15T18:00"), actor=SYSTEM)

    assert gate.is_open(at("2024-10-15T18:00"))
    assert parse_terms(draft.draft).fees.window == "announced"
