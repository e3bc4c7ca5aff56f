"""Two clerks on one file: whose table it lies on, whose sheet stands, and that nothing typed is lost (16-4, 17-7)."""

import re
from datetime import date, timedelta
from io import BytesIO
from threading import Barrier, Thread
from zipfile import ZipFile

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.states import Role
from config.lib import clock
from declarations.models import Declaration
from declarations.services.snapshots import take_snapshot
from declarations.states import State
from records.models import AuditEntry
from records.selectors import audit_head
from review.approvals import services
from review.approvals.exceptions import Overtaken, Refused
from review.approvals.models import Claim, SheetDraft, StopReview, UnitDefence
from review.approvals.selectors.phrases import phrases_for
from review.approvals.services.deliberating import Votes
from review.approvals.versions import NOTHING, mark_of
from review.process.claiming import claim_next
from review.process.desks import Filters
from review.process.services import perform
from review.process.states import Action
from tests.approvals.test_review import GOOD
from tests.approvals.world import OPINIONS, deliberated, filled, group_of
from tests.helpers import no_writes
from tests.process.world import acting, person

ROWS = {f"row_{row}": "1" for row in GOOD}


def url(name, case, *args):
    return reverse(f"approvals:{name}", args=[case.ref, *args])


def at_office(world, name=""):
    """A file in the committee's office, as it lies there."""
    case = filled(world.declaration(State.OFFICE_REVIEW, applicant=person(name) if name else None))
    case.stops.update(reached_at=clock.law())
    return case


@pytest.fixture
def case(world):
    return at_office(world)


def colleague(clerk, role, name="同事"):
    second = person(name)
    desk = Membership.objects.get(user=clerk, role=role).organisation
    Membership.objects.create(user=second, organisation=desk, role=role)
    return second


@pytest.fixture
def second(ma):
    return colleague(ma, Role.OFFICE)


def text_of(response):
    return " ".join(response.content.decode().split()).replace(" >", ">")


def test_a_button_s_address_opened_by_itself_leads_back_to_its_case(client, case, ma):
    client.force_login(ma)

    answer = client.get(url("sign", case))

    assert answer.status_code == 405
    assert f'href="{case.get_absolute_url()}"' in answer.content.decode()


# ── whose table it lies on ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_case_is_taken_shown_kept_given_back_and_taken_over_with_a_reason(client, case, ma, second):
    """16-4: lock and owner shown; half an hour; by hand with a reason; the chain has each of it."""
    services.claim_case(case.pk, actor=ma)
    client.force_login(second)
    seen = text_of(client.get(url("review", case)))
    assert f"{ma.name}正在审查" in seen
    assert "您仍可办理" in seen

    with pytest.raises(Refused, match=f"{ma.name}正在审查本份"):
        services.claim_case(case.pk, actor=second)
    services.claim_case(case.pk, actor=second, reason="马某今日外出")
    taken = Claim.objects.get()
    assert (taken.person, taken.taken_from, taken.reason) == (second, ma, "马某今日外出")

    services.release_case(case.pk, actor=ma)  # not theirs any more: nothing happens
    assert Claim.objects.get().person == second
    services.release_case(case.pk, actor=second)
    assert not Claim.objects.exists()
    events = AuditEntry.objects.filter(event__startswith="approvals.", subject_id=case.pk).order_by("number")
    assert [each.event for each in events] == ["approvals.claimed", "approvals.taken_over", "approvals.released"]


def test_after_half_an_hour_a_case_is_anybodys(case, ma, second):
    """16-4."""
    services.claim_case(case.pk, actor=ma)
    Claim.objects.update(until=clock.machine() - timedelta(seconds=1))

    assert services.claim_case(case.pk, actor=second).taken_from is None


def test_a_claim_never_stands_in_the_way_of_a_decision(case, ma, second):
    """16-4: a courtesy, not a bar."""
    services.claim_case(case.pk, actor=ma)

    signed = services.review_stop(case.pk, actor=second, rows=GOOD, opinion="同意受理")

    assert signed.signer == second


@pytest.mark.parametrize("who", ["outsider", Role.DEPARTMENT, Role.APPLICANT])
def test_nobody_else_can_take_a_case(case, world, who):
    with pytest.raises(Refused):
        services.claim_case(case.pk, actor=world.people[who])
    assert not Claim.objects.exists()


def test_the_next_one_is_the_oldest_that_nobody_has(client, world, ma, second):
    """16-4: by the button of the list, whose filter the page carries on."""
    older, newer = at_office(world, "wei"), at_office(world, "lu")
    Declaration.objects.filter(pk=older.pk).update(state_since=clock.law() - timedelta(days=3))
    Declaration.objects.filter(pk=newer.pk).update(state_since=clock.law() - timedelta(days=1))
    services.claim_case(older.pk, actor=second)
    client.force_login(ma)

    got = client.post(
        reverse("process:next_case"), {"role": Role.OFFICE, "queue": "waiting", "q": newer.applicant.name}
    )

    assert got.url.startswith(url("review", newer) + "?role=office&queue=waiting&q=")
    assert Claim.objects.get(declaration=newer).person == ma
    none_left = client.post(reverse("process:next_case"), {"role": Role.OFFICE, "queue": "waiting"}, follow=True)
    assert "现在没有可以领取的申报" in none_left.content.decode()
    listed = text_of(client.get(reverse("process:desk"), {"role": Role.OFFICE, "queue": "waiting"}))
    assert f"{second.name}正在审查" in listed


def test_from_the_page_of_an_accepted_case_the_next_is_taken_and_the_bill_is_waited_for(client, world, ma, second):
    """16-4, FORM-27: from the list it came from; not while it is still this desk's, nor for a colleague."""
    done, other = at_office(world, "wei"), at_office(world, "lu")
    for each in (done, other):
        services.review_stop(each.pk, actor=ma, rows=GOOD, opinion="同意受理")
    as_second = Client()
    as_second.force_login(second)
    client.force_login(ma)
    listed = "?role=office&queue=waiting"
    assert "领取下一份" not in text_of(client.get(done.get_absolute_url() + listed))

    page = client.post(reverse("process:act", args=[done.ref, Action.ACCEPT]) + listed, {"meant": "1"}, follow=True)

    assert page.redirect_chain[-1][0] == done.get_absolute_url() + listed
    told = text_of(page)
    assert "领取下一份" in told
    assert f'hx-get="{reverse("records:progress", args=["FORM-27", "declaration", done.pk])}"' in told
    assert "领取下一份" not in text_of(as_second.get(done.get_absolute_url() + listed))
    got = client.post(reverse("process:next_case"), dict(page.context["claim"]))
    assert got.url.startswith(url("review", other) + listed)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads and row locks need PostgreSQL")
def test_of_two_who_reach_for_the_last_case_one_gets_it(shared_world):
    """16-4: a race has one winner."""
    case = at_office(shared_world)
    ma = shared_world.people[Role.OFFICE]
    clerks, got, together = [ma, colleague(ma, Role.OFFICE)], {}, Barrier(2)

    def reach(clerk):
        try:
            together.wait()
            got[clerk.pk] = claim_next(clerk, Role.OFFICE, Filters())
        finally:
            connections.close_all()

    threads = [Thread(target=reach, args=[clerk]) for clerk in clerks]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    winners = [pk for pk, found in got.items() if found == case]
    assert (len(got), winners) == (2, [Claim.objects.get().person_id])


def test_neighbours_keep_the_lists_filter_and_cost_the_same_for_any_list(client, world, ma, django_assert_num_queries):
    """17-8."""
    cases = [at_office(world, name) for name in ("wei", "lu", "qin")]
    for days, each in enumerate(cases):
        Declaration.objects.filter(pk=each.pk).update(state_since=clock.law() - timedelta(days=9 - days))
    client.force_login(ma)
    asked = {"role": Role.OFFICE, "queue": "waiting", "sort": "-arrived"}

    page = client.get(url("review", cases[1]), asked)

    beside = page.context["beside"]
    assert (beside.before.split("?")[0], beside.after.split("?")[0]) == (
        url("review", cases[2]),
        url("review", cases[0]),
    )
    assert beside.place == "2/3"
    assert all("sort=-arrived" in address for address in (beside.before, beside.after, beside.back))
    assert "?part=basic&amp;role=office&amp;queue=waiting&amp;sort=-arrived#" in page.content.decode()
    with django_assert_num_queries(75):
        client.get(url("review", cases[1]), asked)
    Declaration.objects.filter(pk=cases[0].pk).update(state=State.ACCEPTED)
    with django_assert_num_queries(75):
        client.get(url("review", cases[1]), asked)


# ── whose sheet stands ─────────────────────────────────────────────────────────────────────────────────────────────
def test_the_second_signature_meets_the_first_and_loses_nothing(client, case, ma, second):
    """17-7, lesson 5: 409, both values, the typed ones kept; saved again knowingly, they stand."""
    client.force_login(second)
    seen = client.get(url("review", case)).context["form"]["seen"].value()
    services.review_stop(case.pk, actor=ma, rows=GOOD, opinion="同意受理")
    given = {**ROWS, "row_form": "0", "row_form_note": "封面缺章", "opinion": "材料不规范", "seen": seen}

    refused = client.post(url("sign", case), given)

    page = text_of(refused)
    assert refused.status_code == 409
    assert f"{ma.name} 于" in page
    for both in ("同意受理", "材料不规范", "合格", "不合格", "封面缺章"):
        assert both in page
    assert StopReview.objects.get().signer == ma
    assert refused.context["form"]["row_form_note"].value() == "封面缺章"

    mark = refused.context["form"]["seen"].value()
    assert mark == mark_of(StopReview.objects.get())
    assert client.post(url("sign", case), given | {"seen": mark}).status_code == 302
    assert StopReview.objects.latest("pk").signer == second


def test_a_second_click_is_no_conflict(client, case, ma):
    """ALL-8: the same words stand there already."""
    client.force_login(ma)
    given = {**ROWS, "opinion": "同意受理", "seen": NOTHING}

    answers = [client.post(url("sign", case), given).status_code for _ in range(2)]

    assert (answers, StopReview.objects.count()) == ([302, 302], 1)


def test_a_colleagues_same_words_are_not_ones_own_signature(client, case, ma, second):
    """17-7: who signed is said; what the second clerk kept unsigned is settled with it."""
    client.force_login(second)
    given = {**ROWS, "opinion": "同意受理", "seen": NOTHING}
    client.post(url("keep_draft", case, "review"), given | {"_version": "0"})
    services.review_stop(case.pk, actor=ma, rows=GOOD, opinion="同意受理")

    page = client.post(url("sign", case), given | {"_version": "1"}, follow=True)

    assert "审核意见已签署。" not in text_of(page)
    assert f"{ma.name}已经保存了相同的内容" in text_of(page)
    assert StopReview.objects.get().signer == ma
    assert SheetDraft.objects.get().values == {}


def test_a_part_is_not_written_over_unread(client, world, zhou):
    """17-7, UNIT-03."""
    case = filled(world.declaration(State.UNIT_CHECK))
    other = colleague(zhou, Role.UNIT)
    services.verify_part(case.pk, actor=other, part="resume", original_seen=True, note="原件在档案室")
    client.force_login(zhou)
    told = {"part": "resume", "finding": "doubtful", "note": "日期对不上", "seen": NOTHING}

    refused = client.post(url("verify", case), told)

    assert refused.status_code == 409
    for both in ("属实", "存疑", "原件在档案室", "日期对不上"):
        assert both in refused.content.decode()
    assert case.verifications.get().by == other


def test_defence_and_deliberation_are_not_written_over_unread(client, world, zhou):
    """17-7, FORM-16, FORM-19."""
    case, other = world.declaration(State.UNIT_DEFENSE), colleague(zhou, Role.UNIT)
    told = {"held_on": date(2024, 7, 10), "place": "会议室", "questions": "窑变", "opinion": "回答准确。"}
    panel = [{"name": "甲", "title": "正高", "unit": "广西艺术学院"}]
    services.record_defence(case.pk, actor=other, panel=panel, **told, seen=NOTHING)
    client.force_login(zhou)
    given = {**told, "held_on": "2024-07-10", "opinion": "回答一般。", "seen": NOTHING}
    given |= {"expert_name": ["乙"], "expert_title": ["副高"], "expert_unit": [""]}

    refused = client.post(url("defence", case), given)

    assert refused.status_code == 409
    for both in ("回答准确。", "回答一般。", "甲 正高 广西艺术学院", "乙 副高"):
        assert both in refused.content.decode()
    assert UnitDefence.objects.get().by == other

    Declaration.objects.filter(pk=case.pk).update(state=State.UNIT_DELIBERATION)
    stands = deliberated(case, world)
    with pytest.raises(Overtaken) as met:
        services.record_deliberation(
            case.pk, actor=zhou, group=group_of(world), held_on=date(2024, 7, 11), place="三楼", aspects=OPINIONS,
            votes=Votes(agree=5, against=0, present=5), agree=True, seen=NOTHING,
        )  # fmt: skip
    assert met.value.theirs == stands


# ── what is typed and not signed ───────────────────────────────────────────────────────────────────────────────────
def test_what_a_reviewer_types_is_kept_for_them_alone_until_signed(client, case, ma, second):
    """17-7: raw and invalid as it is; 409 to another tab; nothing of it for a colleague; settled by the signature."""
    client.force_login(ma)
    keep = url("keep_draft", case, "review")
    typed = {"row_form": "0", "row_form_note": "", "opinion": "看到一半", "seen": NOTHING}

    kept = client.post(keep, typed | {"_version": "0"})
    late = client.post(keep, typed | {"_version": "0", "opinion": "另一页"})

    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    assert (late.status_code, late.json()["values"]["opinion"]) == (409, "看到一半")
    with no_writes():
        page = client.get(url("review", case))
    assert page.context["form"]["opinion"].value() == "看到一半"
    assert "有没有签署的内容" in page.content.decode()
    client.force_login(second)
    assert client.get(url("review", case)).context["form"]["opinion"].value() is None

    client.force_login(ma)
    client.post(url("sign", case), {**ROWS, "opinion": "同意", "seen": NOTHING, "_version": "1"})
    assert (SheetDraft.objects.get().values, SheetDraft.objects.get().version) == ({}, 2)


def test_a_draft_is_a_desks(client, case, world, gu):
    """17-7: who has no turn keeps nothing, and another's case is not there."""
    client.force_login(gu)
    assert client.post(url("keep_draft", case, "review"), {"opinion": "x"}).status_code == 422
    client.force_login(world.people["outsider"])
    assert client.post(url("keep_draft", case, "review"), {"opinion": "x"}).status_code == 404


# ── phrases, keys, changes ─────────────────────────────────────────────────────────────────────────────────────────
def test_phrases_are_ones_own_or_the_desks(client, case, ma, second, world):
    """17-4."""
    acting(ma, Role.OFFICE)
    client.force_login(ma)
    page, desk = reverse("approvals:phrases"), Membership.objects.get(user=ma, role=Role.OFFICE).organisation
    client.post(page, {"label": "缺签名", "text": "请本人手写签名。", "organisation": desk.pk})
    client.post(page, {"label": "自用", "text": "请写清起止年月。", "organisation": ""})
    twice = client.post(page, {"label": "自用", "text": "又一条", "organisation": ""})

    assert twice.status_code == 422
    assert "已有同名的常用语" in twice.content.decode()
    assert [each["label"] for each in phrases_for(ma)[:2]] == ["自用", "缺签名"]
    assert [each["label"] for each in phrases_for(second)[:1]] == ["缺签名"]
    assert "请写清起止年月。" in client.get(url("review", case)).content.decode()

    dropped = client.post(reverse("approvals:drop_phrase", args=[ma.phrases.get(label="自用").pk]))
    assert dropped.status_code == 302
    client.force_login(world.people["outsider"])
    left = ma.phrases.get()
    assert client.post(reverse("approvals:drop_phrase", args=[left.pk])).status_code == 404


def test_a_re_review_lists_what_changed_and_any_two_hand_ins_are_compared(client, case, ma):
    """17-6."""
    client.force_login(ma)
    take_snapshot(case, occasion="submit", now=clock.law())
    Declaration.objects.filter(pk=case.pk).update(round_trip=1)
    case.publications.update(own_part="第一作者，执笔。负责烧成实验。")
    case = Declaration.objects.get(pk=case.pk)
    take_snapshot(case, occasion="resubmit", now=clock.law())
    part = f"publication:{case.publications.get().pk}"

    page = client.get(url("review", case))

    assert [row.part.key for row in page.context["shown_rows"]] == [part]
    assert len(page.context["folded_rows"]) > 5
    assert len(client.get(url("review", case), {"all": "1"}).context["shown_rows"]) > 6
    told = text_of(client.get(url("compare", case)))
    added = r'第一作者<span\s+class="vh"\s*>（加上）</span><ins\s*>，执笔。负责烧成实验。</ins>'
    assert re.search(added, told)  # 26-2: words for who hears the page
    client.force_login(person("somebody"))
    assert client.get(url("compare", case)).status_code == 404


def test_the_history_goes_out_with_its_place_in_the_chain(client, world, ma):
    """SYS-06: every step with its number and digests, the head of the chain, who took it; for desks alone, and noted."""
    case = world.declaration(State.DEPT_REVIEW)
    gu = world.people[Role.DEPARTMENT]
    services.review_stop(case.pk, actor=gu, rows=GOOD, opinion="同意上报")
    perform(case.pk, Action.FORWARD, actor=gu)
    entry = AuditEntry.objects.get(event="declaration.forward", subject_id=case.pk)
    client.force_login(gu)
    address = reverse("process:history", args=[case.ref])
    assert address in client.get(reverse("process:case", args=[case.ref])).content.decode()

    head = audit_head()

    taken = client.get(address)

    told = ZipFile(BytesIO(taken.content)).read("xl/sharedStrings.xml").decode()
    assert f"共 {head[0]} 条，链头 {head[1]}" in told
    assert (entry.content in told, entry.digest in told, gu.name in told) == (True, True, True)
    assert AuditEntry.objects.filter(event="declaration.history_taken", actor_id=gu.pk).exists()
    client.force_login(world.people[Role.APPLICANT])
    assert client.get(address).status_code == 403
    client.force_login(world.people["outsider"])
    assert client.get(address).status_code == 404


def test_years_and_proofs_stand_beside_the_row_that_asks_for_them(client, case, ma):
    """OFFICE-03."""
    Declaration.objects.filter(pk=case.pk).update(options=["exceptional"])
    client.force_login(ma)

    rows = client.get(url("review", case)).context["sheet_rows"]

    beside = {verdict.name: [each.title for each in found] for verdict, _, found in rows}
    assert beside["row_exception"]
    assert set(beside["row_exception"]) <= {"破格申报", "破格审批", "学历与资历"}
    assert beside["row_form"] == []
