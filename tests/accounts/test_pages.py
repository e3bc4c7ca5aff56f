"""The pages of accounts: what they show, to whom, at what cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import selectors
from accounts.demo import SignIn, write_sign_ins
from accounts.models import Employment, Organisation, PhoneChange, PhoneCode, SignedIn, User
from accounts.orders import SEND_SMS, SmsOrder
from accounts.services import ask_employment, ask_phone_change, confirm_employment, invite_clerk, verify_phone_change
from accounts.services.sessions import STARTED
from accounts.states import CodePurpose, Role
from records.models import Outbox
from tests.accounts.making import (
    PASSWORD,
    SESSION_SAVED,
    a_clerk,
    a_person,
    a_phone,
    a_place,
    a_uscc,
    an_id_number,
    proof,
)
from tests.helpers import no_writes
from tests.lib.corpus import pdf

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"accounts:{name}", args=args)


def last_code():
    return SmsOrder.opened(Outbox.objects.filter(kind=SEND_SMS).latest("pk").payload).secret


def a_minute_later():
    for row in PhoneCode.objects.all():
        row.sent_at -= timedelta(minutes=2)
        row.save(update_fields=["sent_at"])


def text_of(response):
    return response.content.decode()


class TestSigningIn:
    def test_by_password(self, client):
        person = a_person(password=PASSWORD)

        answer = client.post(url("sign_in"), {"way": "password", "username": person.phone, "password": PASSWORD})

        assert (answer.status_code, answer.url) == (302, reverse("process:home"))
        assert SignedIn.objects.get().user == person

    def test_by_code(self, client, lin):
        asked = client.post(url("sign_in"), {"way": "code", "phone": lin.phone, "next": "/messages/"})
        entered = client.post(asked.url, {"code": last_code(), "do": "check"})

        assert asked.url == url("sign_in_code") + "?next=%2Fmessages%2F"
        assert (entered.status_code, entered.url) == (302, "/messages/")
        assert client.session["_auth_user_id"] == str(lin.pk)

    def test_the_key_of_the_session_changes(self, client, lin):
        client.post(url("sign_in"), {"way": "code", "phone": lin.phone})
        before = client.session.session_key

        client.post(url("sign_in_code"), {"code": last_code()})

        assert client.session.session_key != before

    def test_a_wrong_password_and_an_unknown_number_read_the_same(self, client):
        person = a_person(password=PASSWORD)

        answers = [
            client.post(url("sign_in"), {"way": "password", "username": phone, "password": "wrong wrong"})
            for phone in (person.phone, a_phone())
        ]

        pages = {text_of(each).replace(each.context["form"]["username"].value(), "") for each in answers}
        assert [each.status_code for each in answers] == [422, 422]
        assert len({_without_tokens(page) for page in pages}) == 1

    def test_an_unknown_number_is_led_to_the_code_page_like_a_known_one(self, client, lin):
        pages = []
        for phone in (lin.phone, a_phone()):
            answer = client.post(url("sign_in"), {"way": "code", "phone": phone}, follow=True)
            pages.append((answer.redirect_chain, _without_tokens(text_of(answer)).replace(phone[-4:], "")))

        assert pages[0] == pages[1]

    def test_five_wrong_passwords_shut_this_door_and_not_the_other(self, client):
        person = a_person(password=PASSWORD)
        for _ in range(5):
            answer = client.post(url("sign_in"), {"way": "password", "username": person.phone, "password": "x" * 10})
        right = client.post(url("sign_in"), {"way": "password", "username": person.phone, "password": PASSWORD})

        assert (answer.status_code, right.status_code) == (429, 429)
        assert "密码输错次数过多" in text_of(right)
        client.post(url("sign_in"), {"way": "code", "phone": person.phone})
        assert client.post(url("sign_in_code"), {"code": last_code()}).status_code == 302

    def test_the_table_of_failures_holds_no_number_in_clear(self, client, django_assert_num_queries):
        from axes.models import AccessAttempt

        phone = a_phone()
        client.post(url("sign_in"), {"way": "password", "username": phone, "password": "x" * 10})

        kept = " ".join(str(value) for value in AccessAttempt.objects.values().get().values())
        assert phone not in kept

    def test_it_leads_nowhere_outside(self, client):
        person = a_person(password=PASSWORD)
        asked = {"way": "password", "username": person.phone, "password": PASSWORD, "next": "https://evil.example/"}

        assert client.post(url("sign_in"), asked).url == reverse("process:home")

    def test_staff_sleep_sooner_than_applicants(self, client, lin, zhou):
        ages = []
        for person in (lin, zhou):
            client.post(url("sign_in"), {"way": "code", "phone": person.phone})
            client.post(url("sign_in_code"), {"code": last_code()})
            ages.append(client.session.get_expiry_age())
            client.post(url("sign_out"))

        assert ages == [1800, 900]

    def test_signed_in_one_is_led_on(self, client, lin):
        client.force_login(lin)

        assert client.get(url("sign_in"), {"next": "/messages/"}).url == "/messages/"

    def test_too_many_codes_are_refused_in_the_form(self, client, lin):
        client.post(url("sign_in"), {"way": "code", "phone": lin.phone})
        answer = client.post(url("sign_in"), {"way": "code", "phone": lin.phone})

        assert answer.status_code == 422
        assert "过于频繁" in text_of(answer)

    def test_an_account_that_was_locked_meanwhile_stays_outside(self, client, lin):
        client.post(url("sign_in"), {"way": "code", "phone": lin.phone})
        User.objects.filter(pk=lin.pk).update(is_active=False)

        assert client.post(url("sign_in_code"), {"code": last_code()}).url == url("sign_in")
        assert not SignedIn.objects.exists()

    def test_staff_made_on_the_command_line_sign_in_by_name(self, client):
        User.objects.create_superuser("root-of-house", password=PASSWORD)

        answer = client.post("/admin/login/", {"username": "root-of-house", "password": PASSWORD, "next": "/admin/"})

        assert answer.url == "/admin/"

    def test_signed_out_the_session_is_forgotten(self, client, lin):
        client.force_login(lin)

        client.post(url("sign_out"))

        assert not SignedIn.objects.exists()
        assert client.get(url("profile")).status_code == 302

    def test_after_eight_hours_a_busy_session_ends(self, client, lin):
        client.force_login(lin)
        session = client.session
        session[STARTED] -= timedelta(hours=8, seconds=1).total_seconds()
        session.save()

        assert client.get(url("profile")).status_code == 302

    def test_a_locked_person_is_nobody_at_the_next_request(self, client, lin):
        client.force_login(lin)
        User.objects.filter(pk=lin.pk).update(is_active=False)

        assert client.get(url("profile")).status_code == 302

    def test_the_page_costs_no_query(self, client, django_assert_num_queries):
        with django_assert_num_queries(0), no_writes():
            assert client.get(url("sign_in")).status_code == 200


class TestDemo:
    @pytest.fixture
    def demo(self, settings, tmp_path):
        settings.DEMO, settings.VAR_DIR = True, tmp_path

    def test_one_press_a_role(self, client, demo, zhou):
        write_sign_ins([SignIn(zhou.username, "周经办", Role.UNIT, "用人单位", "3 份待核验")])

        page = client.get(url("sign_in"))
        answer = client.post(url("demo_sign_in"), {"username": zhou.username})

        assert "周经办" in text_of(page)
        assert answer.status_code == 302
        assert User.objects.get(pk=zhou.pk).current_role == Role.UNIT

    def test_only_for_those_in_the_list(self, client, demo, zhou, lin):
        write_sign_ins([SignIn(zhou.username, "周经办", Role.UNIT, "用人单位")])

        assert client.post(url("demo_sign_in"), {"username": lin.username}).status_code == 404

    def test_outside_of_the_demo_there_is_no_such_door(self, client, settings, tmp_path, zhou):
        settings.VAR_DIR = tmp_path
        write_sign_ins([SignIn(zhou.username, "周经办", Role.UNIT, "用人单位")])

        assert "周经办" not in text_of(client.get(url("sign_in")))
        assert client.post(url("demo_sign_in"), {"username": zhou.username}).status_code == 404

    def test_the_code_is_shown_there(self, client, demo):
        answer = client.post(url("register_person"), {"phone": a_phone()}, follow=True)

        assert last_code() in text_of(answer)


class TestRegisteringAPerson:
    def register(self, client, phone, **changed):
        client.post(url("register_person"), {"phone": phone})
        client.post(url("register_person_code"), {"code": last_code()})
        said = {"name": "阿依古丽·买买提", "id_number": an_id_number(), "password": PASSWORD} | changed
        return client.post(url("register_person_details"), said)

    def test_three_steps_and_one_is_signed_in(self, client):
        answer = self.register(client, phone := a_phone())

        assert (answer.status_code, answer.url) == (302, reverse("process:home"))
        assert client.session["_auth_user_id"] == str(User.objects.by_phone(phone).pk)

    def test_where_one_was_going_is_kept_through_all_steps(self, client):
        """04-4: from the sign-in page to the draft that 我能报吗 leads to; never to another site."""
        wanted, ends = "/declare/new/2024-x/", []
        for asked in (wanted, "https://evil.example/"):
            phone = a_phone()
            step = url("register_person") + f"?next={asked}"
            for told in ({"phone": phone}, {"code": None}, {"name": "韦一", "password": PASSWORD}):
                own = told | ({"code": last_code()} if "code" in told else {})
                own |= {"id_number": an_id_number()} if "name" in told else {}
                step = client.post(step, own).url
            ends.append(step)
            client.post(url("sign_out"))

        assert ends == [wanted, reverse("process:home")]

    def test_the_doors_pass_it_on(self, client):
        asked = "next=%2Fdeclare%2F"

        assert f"{url('register')}?{asked}" in text_of(client.get(f"{url('sign_in')}?{asked}"))
        assert f"{url('register_person')}?{asked}" in text_of(client.get(f"{url('register')}?{asked}"))

    def test_nothing_typed_is_lost_when_something_is_wrong(self, client):
        wrong = self.register(client, a_phone(), id_number="450103 19800101 0012")

        assert wrong.status_code == 422
        page = text_of(wrong)
        for kept in ("阿依古丽·买买提", "450103 19800101 0012", PASSWORD):
            assert f'value="{kept}"' in page
        assert "校验位不正确" in page
        said = {"name": "阿依古丽·买买提", "id_number": an_id_number(), "password": PASSWORD}
        assert client.post(url("register_person_details"), said).status_code == 302

    @pytest.mark.parametrize("step", ["register_person_code", "register_person_details"])
    def test_no_step_can_be_jumped(self, client, step):
        assert client.get(url(step)).url == url("register_person")

    def test_a_wrong_code_stays_on_the_page(self, client):
        client.post(url("register_person"), {"phone": a_phone()})
        wrong = f"{(int(last_code()) + 1) % 10**6:06d}"

        answer = client.post(url("register_person_code"), {"code": wrong})

        assert answer.status_code == 422
        assert "验证码不正确" in text_of(answer)

    @pytest.mark.parametrize("typed", ["", "12", "abcdef"])
    def test_what_is_no_code_is_said_without_costing_a_try(self, client, typed):
        client.post(url("register_person"), {"phone": a_phone()})

        assert client.post(url("register_person_code"), {"code": typed}).status_code == 422
        assert PhoneCode.objects.get().tries == 0

    def test_another_code_after_a_minute(self, client):
        client.post(url("register_person"), {"phone": a_phone()})
        early = client.post(url("register_person_code"), {"do": "again"}, follow=True)
        a_minute_later()
        late = client.post(url("register_person_code"), {"do": "again"}, follow=True)

        assert "过于频繁" in text_of(early)
        assert "已重新发送" in text_of(late)

    def test_five_thousand_probes_of_one_number_read_the_same(self, client, soak):
        known = an_id_number()
        a_person(id_number=known)
        client.post(url("register_person"), {"phone": a_phone()})
        client.post(url("register_person_code"), {"code": last_code()})

        seen = set()
        for _ in range(5000 if soak else 3):
            said = {"name": "某人", "id_number": known, "password": PASSWORD}
            seen.add(_without_tokens(text_of(client.post(url("register_person_details"), said))))

        assert len(seen) == 1

    def test_the_phone_in_the_session_is_sealed(self, client):
        phone = a_phone()
        client.post(url("register_person"), {"phone": phone})

        assert phone not in str(dict(client.session))


class TestProfile:
    def test_it_shows_masked_data_and_every_way_on(self, client, lin, unit):
        ask_employment(person=lin, organisation=unit)
        client.force_login(lin)

        page = text_of(client.get(url("profile")))

        assert lin.phone not in page
        assert selectors.id_number_of(lin) not in page
        assert lin.masked_phone in page
        assert "待单位确认" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_for_any_number_of_units(self, client, lin, django_assert_num_queries, count):
        for n in range(count):
            place = a_place(name=f"单位{n}（演示）")
            ask_employment(person=lin, organisation=place)
            a_clerk(place, person=lin)
        client.force_login(lin)

        with django_assert_num_queries(13 + SESSION_SAVED), no_writes():
            assert client.get(url("profile")).status_code == 200

    def test_one_finds_ones_unit_by_name_and_asks(self, client, lin, unit):
        client.force_login(lin)
        found = client.get(url("employment"), {"q": "传习"})
        answer = client.post(url("employment"), {"organisation": unit.pk, "since": "2015-03-01"})

        assert unit.name in text_of(found)
        assert answer.url == url("profile")
        assert Employment.objects.get().since.isoformat() == "2015-03-01"

    def test_a_unit_that_is_none_is_not_there(self, client, lin, office):
        client.force_login(lin)

        for pk in (office.pk, "", "x", 0):
            assert client.post(url("employment"), {"organisation": pk}).status_code == 404

    def test_leaving_and_answering_happen_here(self, client, lin, unit, zhou):
        client.force_login(lin)
        asked = ask_employment(person=lin, organisation=unit)
        invitation = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)

        client.post(url("leave_employment", asked.pk))
        client.post(url("answer_invitation", invitation.token), {"do": "accept"})

        assert not selectors.employments_of(lin).exists()
        assert selectors.roles_of(lin) == (Role.APPLICANT, Role.UNIT)

    def test_an_invitation_is_declined(self, client, lin, unit, zhou):
        invitation = invite_clerk(organisation=unit, phone=lin.phone, role=Role.UNIT, actor=zhou)
        client.force_login(lin)

        client.post(url("answer_invitation", invitation.token), {"do": "decline"})

        assert selectors.roles_of(lin) == (Role.APPLICANT,)

    def test_switching_the_role(self, client, zhou):
        client.force_login(zhou)
        before = client.session.session_key

        assert client.post(url("switch_role"), {"role": Role.UNIT}).status_code == 302
        assert client.session.session_key != before
        assert client.post(url("switch_role"), {"role": Role.OFFICE}).status_code == 404
        assert "当前身份：<b>用人单位</b>" in text_of(client.get(url("profile")))

    def test_another_device_is_signed_out(self, client, client_of, lin):
        other = client_of(lin)
        client.force_login(lin)
        session = SignedIn.objects.exclude(session_key=client.session.session_key).get()

        client.post(url("end_session", session.pk))

        assert other.get(url("profile")).status_code == 302
        assert client.get(url("profile")).status_code == 200


class TestSafety:
    def test_a_new_password_after_a_code(self, client, lin):
        client.force_login(lin)
        client.post(url("password"))
        client.post(url("password_code"), {"code": last_code()})
        weak = client.post(url("password_new"), {"password": "123"})
        answer = client.post(url("password_new"), {"password": PASSWORD})

        assert (weak.status_code, answer.url) == (422, url("profile"))
        assert User.objects.get(pk=lin.pk).check_password(PASSWORD)
        assert client.get(url("profile")).status_code == 200

    def test_another_phone_by_both_phones(self, client, lin):
        client.force_login(lin)
        client.post(url("phone"))
        client.post(url("phone_code"), {"code": last_code()})
        client.post(url("new_phone"), {"phone": (phone := a_phone())})
        answer = client.post(url("new_phone_code"), {"code": last_code()})

        assert answer.url == url("profile")
        assert User.objects.by_phone(phone) == lin
        assert client.get(url("profile")).status_code == 200

    def test_a_taken_number_is_refused_in_words(self, client, lin):
        client.force_login(lin)
        client.post(url("phone"))
        client.post(url("phone_code"), {"code": last_code()})
        client.post(url("new_phone"), {"phone": a_person("白路人").phone})
        answer = client.post(url("new_phone_code"), {"code": last_code()}, follow=True)

        assert "这个手机号不能使用" in text_of(answer)

    @pytest.mark.parametrize("step", ["password_new", "new_phone", "phone_code", "new_phone_code", "password_code"])
    def test_no_step_can_be_jumped(self, client, lin, step):
        client.force_login(lin)

        assert client.get(url(step)).status_code == 302

    def test_a_lost_phone_from_asking_to_verifying(self, client, client_of, lin, unit, zhou):
        confirm_employment(ask_employment(person=lin, organisation=unit).pk, actor=zhou)
        client.post(url("lost_phone"), {"phone": a_phone()})
        client.post(url("lost_phone_code"), {"code": last_code()})
        said = {"name": lin.name, "id_number": selectors.id_number_of(lin), "reason": "号码注销"}
        told = client.post(url("lost_phone_details"), said)
        change = PhoneChange.objects.get()
        manager = client_of(zhou)

        page = manager.get(url("phone_changes"))
        manager.post(url("decide_phone_change", change.pk), {"do": "verify"})

        assert told.url == url("lost_phone_told")
        assert client.get(told.url).status_code == 200
        assert lin.name in text_of(page)
        change.refresh_from_db()
        assert change.verified_by == zhou

    def test_unknown_people_are_told_the_same(self, client):
        client.post(url("lost_phone"), {"phone": a_phone()})
        client.post(url("lost_phone_code"), {"code": last_code()})

        answer = client.post(
            url("lost_phone_details"), {"name": "没有此人", "id_number": an_id_number(), "reason": "号码注销"}
        )

        assert answer.url == url("lost_phone_told")
        assert not PhoneChange.objects.exists()

    def test_the_owner_sees_and_stops_a_change(self, client, lin, ma):
        ask_phone_change(
            name=lin.name,
            id_number=selectors.id_number_of(lin),
            reason="x",
            new=proof(a_phone(), CodePurpose.LOST_PHONE),
        )
        change = verify_phone_change(PhoneChange.objects.get().pk, actor=ma)
        client.force_login(lin)

        assert "有人申请更换您的手机号" in text_of(client.get(url("profile")))
        client.post(url("cancel_phone_change", change.pk))
        change.refresh_from_db()
        assert change.refused_by == lin

    def test_the_list_of_changes_is_for_managers(self, client, lin, zhou, unit):
        client.force_login(lin)
        assert client.get(url("phone_changes")).status_code == 403
        client.force_login(a_clerk(unit, "经办"))
        assert client.get(url("phone_changes")).status_code == 403

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_of_changes_costs_the_same_for_any_length(self, client, ma, django_assert_num_queries, count):
        for _ in range(count):
            person = a_person()
            said = {"name": person.name, "id_number": selectors.id_number_of(person), "reason": "号码注销"}
            ask_phone_change(**said, new=proof(a_phone(), CodePurpose.LOST_PHONE))
        client.force_login(ma)

        with django_assert_num_queries(8 + SESSION_SAVED), no_writes():
            assert client.get(url("phone_changes")).content.decode().count("已当面核验") == count


class TestUnits:
    @pytest.fixture
    def said(self, department):
        return {
            "name": "三江侗绣侗锦农民专业合作社（演示）",
            "kind": "unit",
            "uscc": a_uscc(),
            "legal_representative": "杨再辉",
            "legal_person": "yes",
            "branch_type": "",
            "affiliation": "county",
            "parent": department.pk,
            "nature": "other_non_public",
            "industry": "制造业",
            "place": "柳州市三江县",
            "address": "",
            "contact_phone": "0771-5507957",
        }

    @staticmethod
    def licence(content=None):
        return SimpleUploadedFile("营业执照.pdf", content or pdf(), content_type="application/pdf")

    def test_a_unit_hands_itself_in(self, client, lin, said):
        client.force_login(lin)

        answer = client.post(url("register_unit"), said | {"licence": self.licence()})

        unit = Organisation.objects.get(uscc=said["uscc"])
        assert answer.url == url("unit_status", unit.pk)
        assert "现在不用您做什么" in text_of(client.get(answer.url))

    def test_a_good_licence_is_kept_when_something_else_is_wrong(self, client, lin, said):
        client.force_login(lin)

        wrong = client.post(url("register_unit"), said | {"licence": self.licence(), "uscc": "123"})
        right = client.post(url("register_unit"), said)

        assert wrong.status_code == 422
        assert "已上传：营业执照.pdf" in text_of(wrong)
        assert said["name"] in text_of(wrong)
        assert right.status_code == 302

    def test_a_broken_licence_is_an_error_at_its_field(self, client, lin, said):
        client.force_login(lin)

        answer = client.post(url("register_unit"), said | {"licence": self.licence(b"%PDF-1.4 broken")})

        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {"licence"}
        missing = client.post(url("register_unit"), said)
        assert missing.context["form"].errors["licence"] == ["请上传营业执照或法人证书。"]

    def test_a_refused_one_is_mended(self, client, client_of, lin, gu, said):
        client.force_login(lin)
        client.post(url("register_unit"), said | {"licence": self.licence()})
        unit = Organisation.objects.get(uscc=said["uscc"])
        client_of(gu).post(url("approval", unit.pk), {"do": "refuse", "reason": "执照不清楚"})

        status = text_of(client.get(url("unit_status", unit.pk)))
        again = client.get(url("register_unit"), {"again": unit.pk})

        assert "执照不清楚" in status
        assert f'value="{said["name"]}"' in text_of(again)

    @pytest.mark.parametrize("typed", ["", "x", "-1", "999"])
    def test_an_address_that_names_no_refused_one_is_not_found(self, client, lin, typed):
        client.force_login(lin)

        assert client.get(url("register_unit"), {"again": typed}).status_code == 404

    def test_the_department_lets_it_in(self, client, client_of, lin, gu, said):
        client.force_login(lin)
        client.post(url("register_unit"), said | {"licence": self.licence()})
        unit = Organisation.objects.get(uscc=said["uscc"])
        desk = client_of(gu)

        assert unit.name in text_of(desk.get(url("approvals")))
        assert "下载营业执照" in text_of(desk.get(url("approval", unit.pk)))
        assert desk.post(url("approval", unit.pk), {"do": "refuse", "reason": ""}).status_code == 422
        answer = desk.post(url("approval", unit.pk), {"do": "approve", "parent": unit.parent_id})

        assert answer.url == url("approvals")
        unit.refresh_from_db()
        assert unit.status == "active"
        assert desk.get(url("approval", unit.pk)).status_code == 404

    def test_a_registration_of_others_is_not_there(self, client, lin, unit, zhou):
        client.force_login(zhou)
        waiting = a_place(name="待审（演示）", status="pending", registered_by=lin)

        assert client.get(url("unit_status", waiting.pk)).status_code == 404
        assert client.get(url("approval", waiting.pk)).status_code == 404
        assert client.get(url("approvals")).status_code == 403

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_approvals_cost_the_same_for_any_length(
        self, client, lin, ma, office, django_assert_num_queries, count
    ):
        for n in range(count):
            a_place(name=f"新来的{n}（演示）", status="pending", parent=office, registered_by=lin)
        client.force_login(ma)

        with django_assert_num_queries(6 + SESSION_SAVED), no_writes():
            assert client.get(url("approvals")).content.decode().count("新来的") == count

    def test_names_for_the_search_list(self, client, lin, unit):
        client.force_login(lin)

        found = client.get(url("units"), {"q": "gxmz"}).json()

        assert found == {"results": [{"value": str(unit.pk), "label": unit.name, "hint": "南宁市"}]}


class TestPeople:
    @pytest.fixture
    def desk(self, client, zhou):
        client.force_login(zhou)
        return client

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page_costs_the_same_for_any_number_of_people(self, desk, unit, zhou, django_assert_num_queries, count):
        for _ in range(count):
            a_clerk(unit)
            invite_clerk(organisation=unit, phone=a_phone(), role=Role.UNIT, actor=zhou)
            ask_employment(person=a_person(), organisation=unit)
            confirm_employment(ask_employment(person=a_person(), organisation=unit).pk, actor=zhou)

        with django_assert_num_queries(11 + SESSION_SAVED), no_writes():
            page = desk.get(url("people", unit.pk))
        assert page.content.decode().count("给 1900000") + page.content.decode().count("给 190****") == count

    def test_phones_are_masked(self, desk, unit):
        person = a_person("盘秀珍")
        ask_employment(person=person, organisation=unit)

        page = text_of(desk.get(url("people", unit.pk)))

        assert person.phone not in page
        assert person.masked_phone in page

    def test_invite_confirm_refuse_end(self, desk, unit):
        first, second = (ask_employment(person=a_person(), organisation=unit) for _ in range(2))
        desk.post(url("invite", unit.pk), {"phone": a_phone(), "role": Role.UNIT})
        desk.post(url("decide_employment", unit.pk, first.pk), {"do": "confirm"})
        unexplained = desk.post(url("decide_employment", unit.pk, second.pk), {"do": "refuse"}, follow=True)
        desk.post(url("decide_employment", unit.pk, second.pk), {"do": "refuse", "reason": "查无此人"})
        assert desk.post(url("decide_employment", unit.pk, first.pk), {"do": "end"}).status_code == 400
        asked = text_of(desk.get(url("end_employment", unit.pk, first.pk)))
        first.refresh_from_db()
        assert (first.ended_at, f"结束{first.user.name}的人事关系" in asked) == (None, True)
        desk.post(url("end_employment", unit.pk, first.pk))

        assert "请写明原因" in text_of(unexplained)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (bool(first.confirmed_at), bool(first.ended_at), second.refusal) == (True, True, "查无此人")
        assert unit.invitations.count() == 1

    def test_a_wrong_number_is_said_in_the_form(self, desk, unit):
        answer = desk.post(url("invite", unit.pk), {"phone": "123", "role": Role.UNIT})

        assert answer.status_code == 422
        assert "请填写11位手机号码" in text_of(answer)

    def test_handing_over_and_taking_it_back(self, desk, unit):
        answer = desk.post(url("hand_over", unit.pk), {"phone": a_phone()})
        invitation = unit.invitations.get()
        desk.post(url("withdraw_invitation", unit.pk, invitation.token))

        assert answer.url == url("people", unit.pk)
        invitation.refresh_from_db()
        assert invitation.withdrawn_at
        assert desk.get(url("hand_over", unit.pk)).status_code == 200
        assert desk.post(url("hand_over", unit.pk), {"phone": "1"}).status_code == 422

    def test_a_desk_ends_and_the_last_manager_stays(self, desk, unit, zhou):
        clerk = a_clerk(unit, "经办")
        desk.post(url("end_membership", unit.pk, clerk.memberships.get().pk))
        refused = desk.post(url("end_membership", unit.pk, zhou.memberships.get().pk), follow=True)
        gone = desk.post(url("end_membership", unit.pk, clerk.memberships.get().pk), follow=True)

        assert clerk.memberships.get().ended_at
        assert "至少要有一名管理员" in text_of(refused)
        assert "已不在本组织任职" in text_of(gone)

    def test_a_clerk_sees_and_a_stranger_finds_nothing(self, client, lin, unit, zhou):
        clerk = a_clerk(unit, "经办")
        client.force_login(clerk)
        page = text_of(client.get(url("people", unit.pk)))
        assert "发出邀请" not in page
        assert client.post(url("invite", unit.pk), {"phone": a_phone(), "role": Role.UNIT}).status_code == 404

        client.force_login(lin)
        for name, args in (("people", [unit.pk]), ("hand_over", [unit.pk]), ("people", [0])):
            assert client.get(url(name, *args)).status_code == 404


@pytest.mark.parametrize("name", ["sign_in", "register", "register_person", "lost_phone", "lost_phone_told"])
def test_open_pages_write_nothing(client, name):
    with no_writes():
        assert client.get(url(name)).status_code == 200


@pytest.mark.parametrize("name", ["profile", "employment", "register_unit", "approvals", "phone", "password", "units"])
def test_the_others_ask_to_sign_in_first(client, name):
    answer = client.get(url(name))

    assert answer.url == f"{url('sign_in')}?next={url(name)}"


def _without_tokens(page):
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    page = re.sub(r'data-csrf="[^"]+"|"X-CSRFToken":"[^"]+"|hx-headers=\S+', "", page)
    return re.sub(r'data-wait="\d+"', "", page)
