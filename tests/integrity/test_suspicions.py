"""A suspicion bars nobody; heard and found by somebody else it becomes a record (INTEG-03, MAT-05)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from accounts.selectors import identity_of
from integrity.exceptions import IntegrityRefused
from integrity.models import IntegrityRecord, Suspicion
from integrity.selectors import bars_for, suspicions_on, suspicions_waiting_for
from integrity.states import Act, SubjectKind, SuspicionState
from integrity.suspicions import Decision, Suspect, dismiss_suspicion, establish_suspicion, report_suspicion
from messaging.models import Message
from records.models import AuditEntry
from tests.accounts.making import a_person

pytestmark = pytest.mark.django_db
DECISION = Decision(
    basis="《科研失信行为调查处理规则》第二十九条",
    decision_no="桂职办决〔2024〕1号",
    decided_on=date(2024, 9, 1),
    starts_on=date(2024, 9, 2),
    ends_on=date(2027, 9, 1),
)
HEARD = {"defence": "本人称系引用。", "finding": "逐段比对，未注明出处，认定抄袭。"}


@pytest.fixture
def lin(db):
    return a_person("林小凤")


@pytest.fixture
def ma(db):
    return a_person("马审查")


@pytest.fixture
def ke(db):
    return a_person("柯认定")


@pytest.fixture
def suspect(lin):
    [identifier] = identity_of(lin)
    return Suspect(
        kind=SubjectKind.PERSON, identifier=identifier, name="林小凤", case=uuid4(), case_name="高级工艺美术师"
    )


@pytest.fixture
def suspicion(suspect, ma):
    return report_suspicion(suspect, act=Act.COPYING, facts="第三章与他人论文雷同。", place="学术成果 1", actor=ma)


def test_what_was_seen_is_recorded_and_bars_nobody(suspicion, suspect, lin, ma):
    assert (suspicion.state, suspicion.reported_by, suspicion.record) == (SuspicionState.OPEN, ma, None)
    assert list(suspicions_on(suspect.case)) == [suspicion]
    assert bars_for(identity_of(lin), DECISION.starts_on) is None
    assert not IntegrityRecord.objects.exists()
    assert AuditEntry.objects.get().event == "integrity.suspected"


def test_found_by_a_decision_it_is_entered_and_bars(suspicion, lin, ke):
    found = establish_suspicion(suspicion.pk, **HEARD, decision=DECISION, actor=ke)

    record = found.record
    assert (found.state, found.closed_by, found.defence) == (SuspicionState.ESTABLISHED, ke, HEARD["defence"])
    assert (record.act, record.facts, record.basis) == (Act.COPYING, suspicion.facts, DECISION.basis)
    assert bars_for(identity_of(lin), DECISION.starts_on) == record
    assert [row.state for row in found.history.order_by("history_date")] == ["open", "established"]


def test_without_proof_it_is_dismissed_and_nothing_follows(suspicion, lin, ke):
    closed = dismiss_suspicion(suspicion.pk, **HEARD | {"finding": "已注明出处，不成立。"}, actor=ke)

    assert (closed.state, closed.record) == (SuspicionState.DISMISSED, None)
    assert bars_for(identity_of(lin), DECISION.starts_on) is None


@pytest.mark.parametrize(
    ("changed", "code"), [({"defence": " "}, "suspicion.defence"), ({"finding": ""}, "suspicion.finding")]
)
def test_nobody_is_found_guilty_unheard_or_without_reasons(suspicion, ke, changed, code):
    for close, told in ((establish_suspicion, {"decision": DECISION}), (dismiss_suspicion, {})):
        with pytest.raises(IntegrityRefused) as refused:
            close(suspicion.pk, **HEARD | changed, **told, actor=ke)
        assert [reason.code for reason in refused.value.reasons] == [code]

    assert Suspicion.objects.get().state == SuspicionState.OPEN


def test_who_saw_it_does_not_find_it(suspicion, ma):
    with pytest.raises(IntegrityRefused, match="登记人以外"):
        establish_suspicion(suspicion.pk, **HEARD, decision=DECISION, actor=ma)


def test_it_is_closed_once(suspicion, ke):
    dismiss_suspicion(suspicion.pk, **HEARD, actor=ke)

    with pytest.raises(IntegrityRefused, match="已经办结"):
        establish_suspicion(suspicion.pk, **HEARD, decision=DECISION, actor=ke)


def test_nobody_handles_their_own(suspicion, suspect, lin):
    with pytest.raises(IntegrityRefused, match="本人"):
        dismiss_suspicion(suspicion.pk, **HEARD, actor=lin)
    with pytest.raises(IntegrityRefused, match="本人"):
        report_suspicion(suspect, act=Act.COPYING, facts="x", actor=lin)


def test_a_record_runs_forward_and_a_decision_is_entered_once(suspicion, suspect, ma, ke):
    with pytest.raises(IntegrityRefused):
        establish_suspicion(suspicion.pk, **HEARD, decision=replace(DECISION, ends_on=date(2024, 9, 1)), actor=ke)
    establish_suspicion(suspicion.pk, **HEARD, decision=DECISION, actor=ke)
    second = report_suspicion(suspect, act=Act.COPYING, facts="同一篇。", actor=ma)

    with pytest.raises(IntegrityRefused, match="同一认定文书"):
        establish_suspicion(second.pk, **HEARD, decision=DECISION, actor=ke)
    assert Suspicion.objects.get(pk=second.pk).state == SuspicionState.OPEN


def test_the_authority_finds_in_the_admin(suspicion, lin, ke, client):
    ke.is_staff = ke.is_superuser = True
    ke.save()
    client.force_login(ke, backend="accounts.backends.PhoneBackend")
    url = reverse("admin:integrity_suspicion_change", args=[suspicion.pk])
    assert "第三章与他人论文雷同。" in client.get(url).content.decode()

    half = client.post(url, HEARD | {"outcome": "established"})
    assert (half.status_code, Suspicion.objects.get().state) == (200, SuspicionState.OPEN)
    told = {"basis": DECISION.basis, "decision_no": DECISION.decision_no, "decided_on": "2024-09-01"}
    days = {"starts_on": "2024-09-02", "ends_on": "2027-09-01"}
    assert client.post(url, HEARD | {"outcome": "established"} | told | days).status_code == 302

    assert bars_for(identity_of(lin), DECISION.starts_on) == Suspicion.objects.get().record
    assert client.post(url, HEARD | {"outcome": "dismissed"}).status_code == 403
    assert client.get(reverse("admin:integrity_suspicion_add")).status_code == 403


def test_who_saw_it_is_refused_on_the_form_and_nothing_is_said_to_be_changed(suspicion, ma, client):
    """MAT-05: the words stay, no 修改成功, no line in the log of the admin."""
    ma.is_staff = ma.is_superuser = True
    ma.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(ma, backend="accounts.backends.PhoneBackend")
    url = reverse("admin:integrity_suspicion_change", args=[suspicion.pk])

    answer = client.post(url, HEARD | {"outcome": "dismissed"})

    page = answer.content.decode()
    assert (answer.status_code, Suspicion.objects.get().state) == (200, SuspicionState.OPEN)
    assert "登记人以外" in page
    assert HEARD["defence"] in page
    assert not LogEntry.objects.exists()


def test_a_decision_entered_before_is_refused_and_nothing_is_said_to_be_changed(suspicion, suspect, ma, ke, client):
    """MAT-05: what only the service finds undoes the request; no 修改成功, no line in the log of the admin."""
    establish_suspicion(suspicion.pk, **HEARD, decision=DECISION, actor=ke)
    second = report_suspicion(suspect, act=Act.COPYING, facts="同一篇。", actor=ma)
    ke.is_staff = ke.is_superuser = True
    ke.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(ke, backend="accounts.backends.PhoneBackend")
    url = reverse("admin:integrity_suspicion_change", args=[second.pk])
    told = {"basis": DECISION.basis, "decision_no": DECISION.decision_no, "decided_on": "2024-09-01"}
    days = {"starts_on": "2024-09-02", "ends_on": "2027-09-01"}

    answer = client.post(url, HEARD | {"outcome": "established"} | told | days, follow=True)

    page = answer.content.decode()
    assert "同一认定文书" in page
    assert "修改成功" not in page
    assert Suspicion.objects.get(pk=second.pk).state == SuspicionState.OPEN
    assert not LogEntry.objects.exists()


def test_nobody_enters_a_record_of_themselves_and_the_form_says_so(ke, client):
    """INTEG-03: a sentence at the number, not a page that breaks."""
    ke.is_staff = ke.is_superuser = True
    ke.save(update_fields=["is_staff", "is_superuser"])
    client.force_login(ke, backend="accounts.backends.PhoneBackend")
    told = {
        "subject_kind": "person",
        "number": ke.id_numbers.get().number,
        "name": "柯认定",
        "act": Act.COPYING,
        "facts": "x",
    }
    days = {"decided_on": "2024-09-01", "starts_on": "2024-09-02", "ends_on": "2027-09-01"}

    answer = client.post(
        reverse("admin:integrity_integrityrecord_add"), told | days | {"basis": "b", "decision_no": "1"}
    )

    assert answer.status_code == 200
    assert "不得办理本人" in answer.content.decode()
    assert not IntegrityRecord.objects.exists()


# ── who is told ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def finder(ke):
    """Entitled by a group, as the admin gives rights."""
    group = Group.objects.create(name="诚信认定")
    group.permissions.add(Permission.objects.get(codename="change_suspicion"))
    ke.groups.add(group)
    ke.is_staff = True
    ke.save(update_fields=["is_staff"])
    return ke


def test_a_new_one_is_told_to_who_may_find_until_it_is_closed(finder, lin, ma, suspect):
    """MAT-05, INTEG-03: neither who saw it, nor whoever it is about, nor staff without the right."""
    for person in (lin, ma):
        person.is_staff = person.is_superuser = True
        person.save(update_fields=["is_staff", "is_superuser"])
    User.objects.filter(pk=a_person("后勤").pk).update(is_staff=True)

    seen = report_suspicion(suspect, act=Act.COPYING, facts="第三章与他人论文雷同。", actor=ma)

    [told] = Message.objects.all()
    assert (told.person, told.needs_action, told.url) == (
        finder,
        True,
        reverse("admin:integrity_suspicion_change", args=[seen.pk]),
    )
    assert [suspicions_waiting_for(each).count() for each in (finder, ma, lin)] == [1, 0, 0]
    dismiss_suspicion(seen.pk, **HEARD, actor=finder)
    assert Message.objects.get().done_at is not None
    assert not suspicions_waiting_for(finder).exists()


def test_the_board_of_who_finds_counts_them(finder, suspicion, client):
    client.force_login(finder)

    assert "学术不端线索：1 条待认定" in client.get(reverse("admin:index")).content.decode()
    dismiss_suspicion(suspicion.pk, **HEARD, actor=finder)
    assert "条待认定" not in client.get(reverse("admin:index")).content.decode()
