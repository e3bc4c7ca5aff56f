from datetime import timedelta

import pytest

from config.lib import clock
from records import tasks
from records.exceptions import KeyReused
from records.models import IdempotencyKey, Outbox
from records.services import outbox
from records.services.idempotency import digest_of_request, once


def press(act, *, key="k", user=1, digest="d"):
    return once(key, user_id=user, request_digest=digest, act=act)


def counted(answers):
    def act():
        answers.append(len(answers) + 1)
        return {"url": f"/done/{len(answers)}/"}

    return act


def test_the_second_press_gets_the_first_answer(db):
    done = []

    assert [press(counted(done)) for _ in range(3)] == [{"url": "/done/1/"}] * 3
    assert done == [1]


def test_another_person_or_key_is_another_press(db):
    done = []

    press(counted(done))
    press(counted(done), user=2)
    press(counted(done), key="other")

    assert len(done) == 3


def test_an_answer_of_nothing_is_an_answer(db):
    done = []

    assert [press(lambda: done.append(1)) for _ in range(2)] == [None, None]
    assert done == [1]


def test_a_key_used_for_another_request_is_refused(db):
    press(lambda: 1)

    with pytest.raises(KeyReused):
        press(lambda: 2, digest="another")


def test_a_failed_press_frees_the_key(db):
    def fail():
        outbox.enqueue("letter", [("a", {})])
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        press(fail)

    assert Outbox.objects.count() == 0
    assert press(lambda: "now") == "now"


def test_without_a_key_every_press_counts(db):
    assert [press(lambda: 1, key=""), press(lambda: 2, key="")] == [1, 2]


def test_old_keys_are_forgotten(db):
    press(lambda: 1, key="old")
    IdempotencyKey.objects.update(created_at=clock.machine() - timedelta(days=8))
    press(lambda: 1, key="new")

    tasks.tidy()

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]


def test_requests_differ_by_every_part():
    assert len({digest_of_request("a", "bc"), digest_of_request("ab", "c"), digest_of_request("a", "bc", "")}) == 3


@pytest.mark.postgres
def test_twenty_presses_at_once_have_one_effect_and_one_answer(transactional_db, in_threads):
    done = []

    answers = in_threads([lambda: press(counted(done))] * 20)

    assert answers == [{"url": "/done/1/"}] * 20
    assert done == [1]
