"""Who was told what: a case's messages with their receipts for its desks, and the published table (S27, MSG-01)."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.states import Role
from config.lib import clock
from declarations.states import State
from messaging.models import Message, Sms
from messaging.services import Text, tell, text_people
from messaging.states import SmsState
from review.process.telling_table import page, table
from tests.helpers import no_writes
from tests.process.world import person

TELLING = {"Letter", "tell", "Line", "text_phone", "send_sms", "tell_payer", "tell_finance", "text_people"}


@pytest.fixture
def case(world):
    made = world.declaration(State.DEPT_REVIEW)
    made.stops.update(reached_at=clock.law())
    return made


def told(case, number=1):
    now, about = clock.law(), {"subject_kind": "declaration", "subject_id": case.pk}
    for n in range(number):
        key = f"to_correct:{case.pk}:{n}"
        tell([case.applicant], event="to_correct", title=f"您的申报需要补正{n}", text="…", key=key, now=now,
             subject=("declaration", case.pk))  # fmt: skip
        text = Text(phone=f"1900000{n:04d}", text="【职称评审】请补正", key=key, **about)
        text_people("correction", [text], now=now)


def test_desks_see_who_was_told_whether_it_was_read_and_delivered(world, client, case):
    """S27: read receipts of a correction are visible to the applicant's unit; numbers are masked."""
    told(case)
    tell([person("expert")], event="supplement_lapsed", title="给评审专家的", text="…", key="e", now=clock.law(),
         subject=("declaration", case.pk))  # fmt: skip
    Message.objects.update(read_at=clock.law())
    Sms.objects.update(state=SmsState.DELIVERED)
    client.force_login(world.actor(Role.UNIT))

    said = client.get(reverse("process:told", args=[case.ref])).content.decode()

    assert all(words in said for words in ("您的申报需要补正0", "已读", "已送达", "190****0000"))
    assert "19000000000" not in said
    assert "给评审专家的" not in said, "who reads a case is nobody's to know"


def test_the_applicant_and_strangers_have_no_such_page(client, case):
    client.force_login(case.applicant)
    assert client.get(reverse("process:told", args=[case.ref])).status_code == 403
    client.force_login(person("stranger"))
    assert client.get(reverse("process:told", args=[case.ref])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number(world, client, case, count, django_assert_max_num_queries):
    told(case, count)
    client.force_login(world.actor(Role.UNIT))

    with no_writes(), django_assert_max_num_queries(24):
        assert client.get(reverse("process:told", args=[case.ref])).content.decode().count("请补正") >= count


def test_the_table_is_open_to_everybody_and_docs_say_the_same(client, db):
    """MSG-01, ADMIN-06: published, generated from the tables that send."""
    said = client.get(reverse("process:told_when")).content.decode()

    assert "什么时候会收到什么消息" in said
    assert all(row.when in said for group in table() for row in group.rows[:3])
    assert Path(settings.BASE_DIR, "docs/messages.md").read_text() == page(), "run manage.py messages"


def test_every_message_that_is_sent_stands_in_the_table():
    """MSG-01: an event that nobody published is found here."""
    published = {row.event for group in table() for row in group.rows}
    sent = {event for path in sources() for event in events_in(ast.parse(path.read_text()))}

    assert len(sent) > 20
    assert {each for each in sent if not any(each == one or each.startswith(one) for one in published)} == set()


def sources():
    floors = ("accounts", "fees", "integrity", "messaging", "notices", "review", "declarations", "committees")
    return [path for floor in floors for path in Path(settings.BASE_DIR, floor).rglob("*.py")]


def events_in(tree):
    """Literal events of calls that write a line or a text; of an f-string what stands before its first variable."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in TELLING:
            of_payer = isinstance(node.func, ast.Name) and node.func.id in {"tell_payer", "tell_finance"}
            told = [each.value for each in node.keywords if each.arg == "event"] + node.args[1:2] * of_payer
            for each in told:
                first = each.values[0] if isinstance(each, ast.JoinedStr) else each
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value
