"""Inboxes and the staff's ledger: two tabs, one button each, the same cost for any length (S27)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import leaving
from accounts.models import User
from accounts.orders import Line, task_done, tell_people
from accounts.services import send_code
from accounts.states import CodePurpose, Role
from config.lib import clock
from messaging.models import Message, Sms
from messaging.selectors import Sieve, count_unread, inbox_counts, inbox_page, sms_page
from messaging.services import mark_done, send_sms, tell
from messaging.states import SmsState, Tab
from records.models import Outbox
from records.services.outbox import drain_outbox
from records.states import OutboxState
from tests.accounts.making import SESSION_SAVED, a_clerk, a_person, a_phone, a_place
from tests.helpers import no_writes

pytestmark = pytest.mark.django_db
INBOX, TEXTS = "/messages/", "/messages/texts/"


def say(person, n=1, *, now, **more):
    said = {"event": "returned", "title": f"申报被退回修改 {n}", "text": "缺版权页。", "key": f"returned:{n}"} | more
    tell([person], now=now, **said)
    return Message.objects.get(person=person, key=said["key"])


class TestTelling:
    def test_one_line_a_person_and_once_an_occasion(self, lin, now):
        people = [lin, a_person("黄丽芬")]

        for _ in range(2):
            tell(people, event="x", title="公示期满", text="请办理。", key="x:1", now=now, subject=("declaration", 7))

        assert [message.person for message in Message.objects.order_by("pk")] == people
        assert Message.objects.first().subject_id == 7

    def test_accounts_writes_through_its_port_in_its_own_transaction(self, lin):
        tell_people(Line([lin.pk], "e", "请确认", "…", "k", needs_action=True, subject_kind="employment", subject_id=3))
        tell_people(Line([lin.pk], "e", "请确认", "…", "k"))
        assert inbox_counts(lin).todo == 1

        task_done("employment", 3)

        assert inbox_counts(lin).todo == 0

    def test_seen_and_done_are_two_things(self, lin, now):
        message = say(lin, now=now, needs_action=True)
        assert (count_unread(lin), inbox_counts(lin).todo) == (1, 1)

        mark_done(message.pk, actor=a_person("白路人"))
        assert inbox_counts(lin).todo == 1
        mark_done(message.pk, actor=lin)

        assert (count_unread(lin), inbox_counts(lin).todo) == (0, 0)


class TestInbox:
    def test_two_tabs_with_their_counts(self, client, lin, now):
        """MSG-01."""
        say(lin, 1, now=now, needs_action=True, url="/home/", button="去修改", due_at=now + timedelta(days=3))
        say(lin, 2, now=now, title="缴费成功")
        client.force_login(lin)

        todo = client.get(INBOX).content.decode()
        notes = client.get(INBOX, {"tab": "notes"}).content.decode()

        assert "去修改" in todo
        assert "还剩" in todo
        assert "缴费成功" not in todo
        assert "缴费成功" in notes
        assert '2<span class="vh"> 条未读' in todo

    def test_looking_marks_nothing_and_the_button_does(self, client, lin, now):
        message = say(lin, now=now, url="/home/", button="去修改", needs_action=True)
        client.force_login(lin)
        with no_writes():
            client.get(INBOX)

        answer = client.post(reverse("messaging:open", args=[message.pk]))

        assert answer.url == "/home/"
        message.refresh_from_db()
        assert (bool(message.read_at), message.done_at) == (True, None)

    def test_a_task_without_a_page_is_ticked_off(self, client, lin, now):
        message = say(lin, now=now, needs_action=True)
        client.force_login(lin)

        client.post(reverse("messaging:open", args=[message.pk]), {"do": "done"})

        assert inbox_counts(lin).todo == 0

    def test_it_never_leads_outside(self, client, lin, now):
        message = say(lin, now=now, url="https://evil.example/")
        client.force_login(lin)

        assert client.post(reverse("messaging:open", args=[message.pk])).url == INBOX

    def test_the_message_of_somebody_else_is_not_there(self, client, lin, now):
        message = say(lin, now=now)
        client.force_login(a_person("白路人"))

        assert client.post(reverse("messaging:open", args=[message.pk])).status_code == 404
        assert "申报被退回" not in client.get(INBOX, {"tab": "notes"}).content.decode()

    def test_all_at_once(self, client, lin, now):
        for n in range(3):
            say(lin, n, now=now)
        client.force_login(lin)

        client.post(reverse("messaging:read_all"))

        assert count_unread(lin) == 0

    def test_on_whose_behalf_is_said(self, client, lin, now):
        message = say(lin, now=now)
        message.organisation = a_place(name="广西八桂工艺美术研究所（演示）")
        message.save(update_fields=["organisation"])
        client.force_login(lin)

        assert "广西八桂工艺美术研究所（演示）" in client.get(INBOX, {"tab": "notes"}).content.decode()

    def test_lines_are_sieved_by_desk_and_by_what_was_not_seen(self, client, lin, now):
        """MSG-01: who holds several roles reads one at a time."""
        own, desk, seen = (say(lin, n, now=now) for n in (1, 2, 3))
        desk.organisation = a_place(name="广西八桂工艺美术研究所（演示）")
        desk.save(update_fields=["organisation"])
        seen.read_at = now
        seen.save(update_fields=["read_at"])

        def shown(**sieve):
            return [row.pk for row in inbox_page(lin, Tab.NOTES, Sieve(**sieve)).rows]

        assert shown(unread=True) == [desk.pk, own.pk]
        assert shown(of="own") == [seen.pk, own.pk]
        assert shown(of=str(desk.organisation_id), unread=True) == [desk.pk]
        client.force_login(lin)
        page = client.get(INBOX, {"tab": "notes", "of": "9" * 30, "unread": "1"}).content.decode()
        assert "广西八桂工艺美术研究所（演示）</option>" in "".join(page.split())

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_for_any_length(self, client, lin, now, django_assert_num_queries, count):
        for n in range(count):
            say(lin, n, now=now, needs_action=True, due_at=now + timedelta(days=n + 1))
        client.force_login(lin)

        with django_assert_num_queries(7 + SESSION_SAVED), no_writes():
            assert client.get(INBOX).content.decode().count("办理时限：") == count

    def test_an_empty_one_says_why(self, client, lin):
        client.force_login(lin)

        assert "现在没有需要您处理的事" in client.get(INBOX).content.decode()
        assert "还没有通知" in client.get(INBOX, {"tab": "notes"}).content.decode()

    def test_pages_follow_each_other_without_gap_and_double(self, lin, now):
        for n in range(70):
            say(lin, n, now=now + timedelta(seconds=n // 2))

        seen, after = [], ""
        while True:
            page = inbox_page(lin, Tab.NOTES, after=after)
            seen += [message.key for message in page.rows]
            if not page.after:
                break
            after = page.after
        back = inbox_page(lin, Tab.NOTES, before=page.before)

        assert seen == [f"returned:{n}" for n in reversed(range(70))]
        assert [message.key for message in back.rows] == seen[30:60]
        assert (bool(back.before), bool(back.after)) == (True, True)

    @pytest.mark.parametrize("token", ["x", "~", "2024-13-01T00:00:00+08:00~1", "2024-01-01~1", "2024-01-01T00:00~x"])
    def test_a_token_nobody_gave_is_the_first_page(self, lin, now, token):
        say(lin, now=now)

        assert len(inbox_page(lin, Tab.NOTES, after=token).rows) == 1


class TestLedger:
    @pytest.fixture
    def staff(self, db):
        return a_clerk(a_place("office", "职改办（演示）"), "通知管理员", role=Role.ADMIN)

    @pytest.fixture(autouse=True)
    def office(self, staff):
        self.office = staff.memberships.get().organisation

    def text(self, n=1, phone="19000000001", office=None):
        told = {"event": "payment", "text": f"【职称评审】请缴费{n}", "key": f"payment:{n}"}
        return send_sms(phone, **told, office_id=(office or self.office).pk)

    def test_another_offices_texts_are_not_there(self, client, staff, lin):
        """SYS-02: a notice administrator sees, counts and sends anew the texts of the own office; the house sees all."""
        own, other = self.text(1), self.text(2, a_phone(), a_place("office", "别的职改办（演示）"))
        Sms.objects.update(state=SmsState.FAILED)
        Outbox.objects.update(state=OutboxState.FAILED)
        client.force_login(staff)

        page = client.get(TEXTS)
        codes = [client.get(reverse("messaging:text", args=[each.pk])).status_code for each in (own, other)]
        posted = client.post(reverse("messaging:retry", args=[other.pk])).status_code
        many = client.post(reverse("messaging:retry_page"), {"sms": [own.pk, other.pk]}, follow=True).content.decode()

        assert ("请缴费1" in page.content.decode(), "请缴费2" in page.content.decode()) == (True, False)
        assert [count for label, _, _, count in page.context["tabs"] if count != "0"] == ["1", "1"]
        assert (codes, posted) == ([200, 404], 404)
        assert "已重新排队 1 条" in many
        assert list(Sms.objects.filter(state=SmsState.FAILED)) == [other]
        lin.is_staff = True
        lin.save(update_fields=["is_staff"])
        client.force_login(lin)
        assert "请缴费2" in client.get(TEXTS).content.decode()

    def test_what_a_text_says_is_kept_from_who_must_keep_away(self, client, staff, monkeypatch):
        """E311: who keeps away from a case sees that a text went, not what it says, and sends none of it anew."""
        texts = [self.about(case) for case in (7, 8)]
        Sms.objects.update(state=SmsState.FAILED)
        Outbox.objects.update(state=OutboxState.FAILED)
        monkeypatch.setattr(leaving, "_barrings", [lambda user, cases: {7} & set(cases) if user == staff else set()])
        client.force_login(staff)

        page = client.get(TEXTS, {"state": "failed"})
        found = [client.get(reverse("messaging:text", args=[each.pk])).status_code for each in texts]
        alone = client.post(reverse("messaging:retry", args=[texts[0].pk])).status_code
        client.post(reverse("messaging:retry_page"), {"sms": [each.pk for each in texts]})

        shown = page.content.decode()
        assert ("请缴费7" in shown, "须回避" in shown, "请缴费8" in shown) == (False, True, True)
        assert (found, alone, page.context["dead"]) == ([404, 200], 404, [texts[1].pk])
        assert list(Sms.objects.filter(state=SmsState.FAILED)) == [texts[0]]

    def about(self, case):
        told = {"event": "payment", "text": f"【职称评审】请缴费{case}", "key": f"payment:{case}"}
        return send_sms(a_phone(), **told, office_id=self.office.pk, subject=("declaration", case))

    def test_a_call_is_dated_by_the_law_like_the_text_it_is_about(self, client, staff):
        with clock.law_moved(timedelta(days=-800)):
            sms = self.text()
            drain_outbox()
            client.force_login(staff)
            page = client.get(reverse("messaging:text", args=[sms.pk])).content.decode()

        assert "本机记录" in page
        assert f"{clock.local_date(clock.machine()):%Y-%m-%d}" not in page

    def test_a_search_for_nothing_is_the_plain_list(self, client, staff):
        client.force_login(staff)
        assert client.post(TEXTS, {"phone": " "}).url == TEXTS

    def test_every_text_is_read_and_no_number(self, client, staff):
        self.text()
        drain_outbox()
        client.force_login(staff)

        page = client.get(TEXTS).content.decode()

        assert "【职称评审】请缴费1" in page
        assert "190****0001" in page
        assert "19000000001" not in page
        assert "已发送" in page

    def test_a_code_is_not(self, client, staff):
        staff.is_staff = True  # codes are of no office
        staff.save(update_fields=["is_staff"])
        send_code(phone="19000000001", purpose=CodePurpose.REGISTER, binding="b")
        drain_outbox()
        client.force_login(staff)

        assert "验证码 ******" in client.get(TEXTS).content.decode()

    def test_one_number_is_found_and_stands_in_no_address(self, client, staff):
        self.text(1)
        self.text(2, a_phone())
        client.force_login(staff)

        found = client.post(TEXTS, {"phone": "190 0000 0001"})
        page = client.get(found.url).content.decode()

        assert "19000000001" not in found.url
        assert ("请缴费1" in page, "请缴费2" in page) == (True, False)

    def test_failures_are_a_tab_with_a_button(self, client, staff):
        """MSG-02."""
        sms = self.text()
        Sms.objects.update(state=SmsState.FAILED, error="网关拒绝")
        Outbox.objects.update(state=OutboxState.FAILED)
        client.force_login(staff)

        page = client.get(TEXTS, {"state": "failed"}).content.decode()
        answer = client.post(reverse("messaging:retry", args=[sms.pk]), follow=True)
        again = client.post(reverse("messaging:retry", args=[sms.pk]), follow=True)

        assert "网关拒绝" in page
        assert "重发" in page
        assert "已重新排队发送" in answer.content.decode()
        assert "不能重发" in again.content.decode()

    def test_it_is_for_staff(self, client, lin, staff):
        client.force_login(lin)
        assert client.get(TEXTS).status_code == 403
        assert client.post(reverse("messaging:retry", args=[self.text().pk])).status_code == 403
        lin.is_staff = True
        lin.save(update_fields=["is_staff"])
        assert client.get(TEXTS).status_code == 200

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_for_any_length(self, client, staff, django_assert_num_queries, count):
        for n in range(count):
            self.text(n)
        client.force_login(staff)

        with django_assert_num_queries(14 + SESSION_SAVED), no_writes():
            assert client.get(TEXTS).content.decode().count("请缴费") == count

    def test_pages_of_the_ledger(self, now):
        for n in range(35):
            self.text(n)

        keeper = User(is_staff=True)
        first = sms_page(keeper)
        second = sms_page(keeper, after=first.after)

        assert (len(first.rows), len(second.rows), first.before, second.after) == (30, 5, "", "")
        assert sms_page(keeper, state="nonsense").rows == first.rows


@pytest.mark.parametrize("address", [INBOX, TEXTS])
def test_strangers_sign_in_first(client, address):
    assert client.get(address).status_code == 302


def test_the_clock_of_the_law_dates_them(lin):
    with clock.law_moved(timedelta(days=-800)):
        message = say(lin, now=clock.law())

    assert clock.law() - message.at > timedelta(days=799)
