"""A suspicion bars nobody; heard and found by somebody else it becomes a record (INTEG-03, MAT-05)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.selectors import identity_of
from integrity.exceptions import IntegrityRefused
from integrity.models import IntegrityRecord, Suspicion
from integrity.selectors import bars_for, suspicions_on
from integrity.states import Act, SubjectKind, SuspicionState
from integrity.suspicions import Decision, Suspect, dismiss_suspicion, establish_suspicion, report_suspicion
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
