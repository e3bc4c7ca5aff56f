"""The correction where it is mended: remark, old value and deadlines at the field; locked parts; the signed diff (S11)."""

import re
from datetime import date

import pytest
from django.urls import reverse

from config.lib import clock
from declarations.documents import PLEDGE
from declarations.models import BasicInfo, Declaration, InsuranceMonth
from declarations.pages.tasklist import task_groups
from declarations.selectors import completeness_of
from declarations.services.pledge import sign
from declarations.services.snapshots import take_snapshot
from declarations.states import State
from notices.rules import terms_of
from notices.states import Window
from records.selectors import latest_document
from records.services.outbox import drain_outbox
from review.approvals import services
from review.approvals.states import Addressee, NoticeKind
from review.process.exceptions import MoveRefused
from review.process.services import perform
from review.process.states import Action
from tests.approvals.world import at, filled, noticed, publicised_well
from tests.helpers import no_writes
from tests.meetings.pages import said

A, U = Addressee.APPLICANT, Addressee.UNIT
BASIC = {"post": "技艺总监", "ethnicity": "壮族"}


@pytest.fixture
def case(world, zhou, ma, lin):
    """Handed in, publicised, sent back by the committee's office on 9-5: the achievement, the id, the insurance."""
    made = filled(world.declaration(State.OFFICE_REVIEW))
    Declaration.objects.filter(pk=made.pk).update(window=Window.COMMITTEE_OFFICE)
    made.refresh_from_db()
    BasicInfo.objects.filter(declaration=made).update(**BASIC)
    InsuranceMonth.objects.create(declaration=made, month=date(2024, 6, 1), payer="古龙窑", by_unit=True)
    publicised_well(made, zhou)
    take_snapshot(made, occasion="submit", now=clock.law())
    with clock.law_at(at("2024-09-05T10:00")):
        yield made


@pytest.fixture
def asked(case, ma):
    """As ``perform`` would have it."""

    def ask(*parts, due="2024-09-30T18:00", **told):
        items = [
            {"addressee": A, "part": part, "defect": f"{part} 不清楚", "todo": "重新填写", "counts": True}
            for part in parts
        ]
        perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=items, due_at=at(due), **told)
        return Declaration.objects.with_context().get(pk=case.pk)

    return ask


@pytest.fixture
def as_lin(client, lin):
    client.force_login(lin)
    return client


def shown(client, name, case, *args):
    with no_writes():
        response = client.get(reverse(f"declarations:{name}", args=[case.ref, *args]))
    return " ".join(response.content.decode().split())


def badge_of(case, section):
    case = Declaration.objects.with_context().get(pk=case.pk)
    groups = task_groups(case, terms_of(case.edition), completeness_of(case, now=clock.law()))
    return next(task.badge for _, tasks in groups for task in tasks if task.id == section)


# ── at the field ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("part", "name", "args"),
    [
        ("insurance", "insurance", ()),
        ("basic", "basic", ()),
        ("options", "options", ()),
        ("experience", "rows", ("experience",)),
        ("representative", "representative", ()),
        ("materials", "materials", ()),
    ],
)
def test_the_remark_and_both_deadlines_stand_on_top_of_the_section(as_lin, asked, part, name, args):
    """11-1, 11-5."""
    page = shown(as_lin, name, asked(part), *args)

    assert f"存在问题：{part} 不清楚" in page
    assert "补正要求：重新填写" in page
    assert "9 月 30 日 18:00" in page
    assert "10 月 11 日 18:00" in page
    assert "返回补正事项" in page


def test_the_remark_of_an_entry_stands_at_the_entry_and_its_card(as_lin, asked, case):
    """11-1."""
    key = f"achievement:{case.achievements.get().pk}"
    case = asked(key)

    assert f"{key} 不清楚" in shown(as_lin, "entry", case, "achievement", case.achievements.get().pk)
    assert "须补正" in shown(as_lin, "rows", case, "achievement")


def test_the_remark_of_a_file_stands_at_its_slot_which_alone_is_open(as_lin, asked, case):
    """11-1, ROLE-01: the page around it is read only."""
    page = shown(as_lin, "basic", asked("slot:id_document"))

    assert page.count("slot:id_document 不清楚") == 2  # on top and at the slot
    assert 'name="slot" value="id_document"' in page
    assert 'name="post"' not in page
    assert 'id="photo"' not in page


def test_the_old_value_stands_below_the_field(as_lin, asked, case):
    """11-2."""
    case = asked("basic")
    BasicInfo.objects.filter(declaration=case).update(post="首席技师")

    page = shown(as_lin, "basic", case)

    assert "原来填的：技艺总监" in page
    assert "<del>技艺总监</del> 改为 <ins>首席技师</ins>" in page


def test_what_was_handed_in_stands_only_where_it_is_another_now(as_lin, asked, case):
    """11-2: not below every field of the page; the others bring theirs out when they are typed over."""
    case = asked("basic")
    BasicInfo.objects.filter(declaration=case).update(post="首席技师")

    page = shown(as_lin, "basic", case)

    assert re.search(r'<p class="was"\s*>\s*原来填的：技艺总监\s*</p>', page)
    assert re.search(r'<p class="was"\s+hidden\s*>\s*原来填的：壮族\s*</p>', page)
    assert len(re.findall(r'<p class="was"\s*>', page)) == 1


def test_the_field_a_remark_names_shows_what_was_handed_in(as_lin, case, ma):
    """11-1, 11-2: the words of the remark name it."""
    items = [{"addressee": A, "part": "basic", "defect": "民族与身份证不一致", "todo": "核对", "counts": True}]
    perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=items, due_at=at("2024-09-30T18:00"))

    assert re.search(r'<p class="was"\s*>\s*原来填的：壮族\s*</p>', shown(as_lin, "basic", case))


def test_a_change_of_what_was_publicised_is_warned_of_before_it_is_saved(as_lin, asked, case):
    """11-3, G-31: 9-14 and 9-29 are working days, 9-15…17 are not."""
    page = shown(as_lin, "rows", asked("achievement"), "achievement")

    assert "此项已公示，改动后单位需补充公示 5 个工作日" in page
    assert "2024-09-23" in page


def test_the_list_of_remarks_names_both_deadlines_and_the_day_for_publicity(as_lin, asked):
    """11-5, 03-3."""
    case = asked("achievement")

    page = " ".join(as_lin.get(reverse("approvals:correction", args=[case.ref])).content.decode().split())

    assert re.search(r"<b\s*><time", page)
    assert "9 月 30 日 18:00" in page
    assert "10 月 11 日 18:00" in page
    assert "2024-09-23" in page
    assert "改动了已公示内容的，按下面的日期" in page  # one advice at a time
    assert "建议您最迟在 <b>2024-09-25</b> 交回单位" in page  # three desks, a working day each; 9-29 is worked


def test_the_list_says_what_is_to_be_put_right_until_it_is_changed_and_reported(as_lin, asked, case, lin):
    case = asked("basic", "insurance")
    assert (badge_of(case, "basic")[0], badge_of(case, "insurance")[0]) == ("须补正", "须补正")

    BasicInfo.objects.filter(declaration=case).update(post="首席技师")
    assert badge_of(case, "basic")[0] != "须补正"
    services.answer_item(case.corrections.get().items.get(part="insurance").pk, actor=lin, answer="缴费无误")
    assert badge_of(case, "insurance")[0] != "须补正"


def test_saving_in_a_correction_leads_back_to_the_list_of_what_is_asked(as_lin, asked, case):
    case = asked("insurance")

    answer = as_lin.post(
        reverse("declarations:insurance", args=[case.ref]), {"do": "explain", "insurance_gap": "四月由原单位转入"}
    )

    assert answer.url == reverse("approvals:correction", args=[case.ref])


# ── what is locked ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "args"),
    [("basic", ()), ("options", ()), ("insurance", ()), ("rows", ("education",)), ("materials", ())],
)
def test_a_locked_section_is_read_and_not_typed_into(as_lin, asked, name, args):
    """11-2: nothing that could be typed and lost."""
    page = shown(as_lin, name, asked("publication"), *args)
    main = page[page.index("<main") : page.index("</main>")]

    assert "补正只开放告知书列出的内容，本部分已锁定。" in main
    assert "<textarea" not in main
    assert "<select" not in main
    assert main.count("<input") == main.count('type="hidden"')


def test_a_locked_page_reads_no_where_a_box_was_left_unticked(as_lin, asked):
    """11-2, 09-1: 否 for a box, 无 for what need not be filled in, nothing for what no answer asked."""
    page = said(as_lin.get(reverse("declarations:basic", args=[asked("publication").ref])))

    assert "已办理离退休手续否" in page
    assert "延长退休批准文号无" in page
    assert "过渡期截止日期" not in page
    assert "退休手续未填写" not in page


def test_a_locked_entry_is_read_with_its_words(as_lin, asked, case):
    """11-2."""
    case = asked("basic")

    page = shown(as_lin, "entry", case, "achievement", case.achievements.get().pk)

    main = page[page.index("<main") : page.index("</main>")]
    assert "窑变·左江岩画纹瓶" in main
    assert "独立完成" in main
    assert "<textarea" not in main


# ── handing back ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def answered(asked, case, lin):
    """Two items: an achievement changed, the insurance left as it is with a reason."""
    case = asked("achievement", "insurance")
    case.achievements.update(role="第一作者")
    for item in case.corrections.get().items.all():
        services.answer_item(item.pk, actor=lin, answer="见修改" if item.part == "achievement" else "缴费无误")
    return case


@pytest.fixture(autouse=True)
def _whole_dossier(monkeypatch):
    """What the dossier itself lacks is tested with the declarations."""
    monkeypatch.setattr("review.process.guards.findings_of", lambda *_args, **_kwargs: [])


def hand_in(client, case, **typed):
    return client.post(reverse("process:act", args=[case.ref, "resubmit"]), typed)


def test_handing_back_shows_what_changed_until_when_to_whom_and_what_must_hang_again(as_lin, answered):
    """11-3, 11-4, 11-5."""
    with no_writes():
        page = as_lin.get(reverse("process:act", args=[answered.ref, "resubmit"])).content.decode()

    page = " ".join(page.split())
    assert "<ins>第一作者</ins>" in page
    assert "没有改动，说明：缴费无误" in page
    assert "9 月 30 日 18:00" in page
    assert "10 月 11 日 18:00" in page
    assert "单位须补充公示 5 个工作日" in page
    assert re.search(r"先由\s*<b\s*>古龙窑</b\s*>审核", page)
    assert 'name="signature"' in page


def test_it_is_not_handed_back_without_a_signature_and_the_page_says_so(as_lin, answered):
    """11-4: by hand or by a code, in one's own name."""
    unsigned = hand_in(as_lin, answered, confirm="on", signed_name="Lin")
    other = hand_in(as_lin, answered, confirm="on", signed_name="别人", signature="M10 10L90 90")
    nothing = hand_in(as_lin, answered)

    assert set(nothing.context["form"].errors) == {"confirm", "signed_name", "signature"}  # all at once (ALL-5)
    assert (unsigned.status_code, other.status_code) == (422, 422)
    assert "请手写签名；不便手写的，可以改用短信验证码确认。" in unsigned.content.decode()
    assert "改用短信验证码确认" in unsigned.content.decode()
    assert "签名须与申报人姓名一致。" in other.content.decode()
    answered.refresh_from_db()
    assert answered.state == State.CORRECTION


def test_the_signed_changes_stand_among_the_papers_and_the_page_says_where_the_file_is(as_lin, answered, lin):
    """11-4: who gets it next, and where the signed list is found."""
    before = at("2024-08-20T10:00")
    sign(answered, checked=["个人信息"], signed_name="Lin", signature="M1 1L9 9", person=lin, now=before)
    typed = {"confirm": "on", "signed_name": "Lin", "signature": "M10 10L90 90"}

    page = as_lin.post(reverse("process:act", args=[answered.ref, "resubmit"]), typed, follow=True)
    assert "已签名交回，由古龙窑审核。签名的改动清单生成后列在本页“文书”里。" in said(page)

    drain_outbox()
    assert "申报人承诺书和补正改动清单" in said(as_lin.get(reverse("process:case", args=[answered.ref])))


def test_the_list_of_changes_is_kept_under_the_signature(as_lin, answered):
    """11-4."""
    assert hand_in(as_lin, answered, confirm="on", signed_name="Lin", signature="M10 10L90 90").status_code == 302

    signed = answered.pledges.get()
    assert (signed.round_trip, signed.signed_name, signed.checked) == (1, "Lin", [])
    assert [(each["before"], each["after"]) for each in signed.changes] == [("独立完成", "第一作者")]


@pytest.mark.parametrize(
    ("signature", "way"), [("M10 10L90 90", "手写签名"), ("", "短信验证码确认")], ids=["by hand", "by code"]
)
def test_the_desk_reads_who_signed_the_changes_and_opens_the_signed_paper(client, answered, lin, zhou, signature, way):
    """11-4, 17-6: who, when, how, with a link to the sheet that holds the signature."""
    before = at("2024-08-20T10:00")
    sign(answered, checked=["个人信息"], signed_name="Lin", signature="M1 1L9 9", person=lin, now=before)
    proved = None if signature else at("2024-09-05T09:58")
    perform(
        answered.pk,
        Action.RESUBMIT,
        actor=lin,
        confirm=True,
        signed_name="Lin",
        signature=signature,
        phone_proved_at=proved,
    )
    page = reverse("approvals:review", args=[answered.ref])
    client.force_login(zhou)

    waiting = said(client.get(page))
    assert f"申报人Lin于2024-09-0510:00签名确认以上改动（{way}）。" in waiting
    assert "已签名的承诺书正在生成" in waiting

    drain_outbox()
    signed = latest_document(PLEDGE, "declaration", answered.pk)
    assert signed.file.get_absolute_url() in client.get(page).content.decode()


def test_a_service_that_does_not_sign_is_refused(answered, lin):
    """11-4: the page is not the only door."""
    with pytest.raises(MoveRefused) as refusal:
        perform(answered.pk, Action.RESUBMIT, actor=lin, confirm=True)

    assert refusal.value.codes == ["E225"]


def test_a_desk_hands_back_its_own_items_without_the_applicants_signature(client, case, world, ma, zhou):
    """T16b: the dossier is not touched."""
    items = [{"addressee": U, "part": "unit:pledge", "defect": "未盖章", "todo": "", "counts": True}]
    perform(case.pk, Action.REQUEST_CORRECTION, actor=ma, items=items, due_at=at("2024-09-30T18:00"))
    services.answer_item(case.corrections.get().items.get().pk, actor=zhou, answer="已盖章")
    client.force_login(zhou)

    page = client.get(reverse("process:act", args=[case.ref, "resubmit"])).content.decode()
    assert "签名" not in page
    assert hand_in(client, case, confirm="on").status_code == 302

    case.refresh_from_db()
    assert (case.state in State.at_unit, case.pledges.count()) == (True, 0)


def test_signing_by_code_leads_back_to_handing_back(as_lin, answered, lin):
    """09-2, 11-4."""
    lin.phone = "19000000001"
    lin.save()

    sent = as_lin.post(reverse("process:sign_changes", args=[answered.ref]), {"confirm": "on"})

    assert sent.url == reverse("process:sign_changes_code", args=[answered.ref])
    assert as_lin.get(sent.url).status_code == 200


def test_home_says_by_when_it_had_better_be_back(as_lin, asked):
    """03-3: the deadline and the earlier day that leaves the desks their time."""
    asked("achievement")

    assert "建议您最迟在2024-09-25交回单位" in said(as_lin.get(reverse("process:home")))


def test_what_a_file_came_back_for_stands_on_the_page_that_is_signed(as_lin, case, zhou):
    """11-4: it was once signed again with nothing changed, and nobody had asked."""
    noticed(case, zhou, (A, "basic"), kind=NoticeKind.RETURN)
    Declaration.objects.filter(pk=case.pk).update(state=State.DRAFT)

    before = said(as_lin.get(reverse("declarations:check", args=[case.ref])))
    BasicInfo.objects.filter(declaration=case).update(post="首席技师")
    after = said(as_lin.get(reverse("declarations:check", args=[case.ref])))

    assert "basic有误" in before
    assert "还有1处没有改动" in before
    assert "没有改动" not in after
    assert "首席技师" in after
