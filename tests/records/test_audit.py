"""The audit chain (SYS-06): what was done is written once, in one line of entries, and changes are found."""

import random
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from config.lib import clock
from records import tasks
from records.models import AuditAnchor, AuditEntry, Document, Fact
from records.models.audit_entry import GENESIS
from records.selectors import audit_head, audit_problem, first_broken_entry
from records.services.audit import anchor_chain, audited, note


def fact(number):
    return Fact("test", number, None, clock.law())


def append(*numbers):
    with audited():
        note(*map(fact, numbers))


def test_a_fact_holds_a_digest_and_no_text(db):
    """SYS-06: on every database, not only where a column has a length."""
    with pytest.raises(AssertionError), audited():
        note(Fact("test", 1, None, clock.law(), "x" * 65))


def subjects():
    return list(AuditEntry.objects.order_by("number").values_list("subject_id", flat=True))


class Broken(Exception):
    pass


def append_and_break(number):
    with audited():
        note(fact(number))
        raise Broken


# ── appending ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_facts_are_appended_in_order_without_gaps(db):
    """SYS-06."""
    append(7, 8)
    append(9)

    assert list(AuditEntry.objects.order_by("number").values_list("number", "subject_id")) == [(1, 7), (2, 8), (3, 9)]
    assert first_broken_entry() is None
    assert audit_head() == (3, AuditEntry.objects.get(number=3).digest)


def test_an_empty_chain_is_whole(db):
    with audited():
        pass

    assert (first_broken_entry(), audit_problem(), audit_head()) == (None, None, (0, GENESIS))


def test_nested_services_append_once_at_the_end(db):
    with audited():
        note(fact(1))
        append(2)
        assert subjects() == []
        note(fact(3))

    assert subjects() == [1, 2, 3]


def test_a_failed_inner_block_takes_its_facts_along(db):
    with audited():
        note(fact(1))
        with pytest.raises(Broken):
            append_and_break(2)
        note(fact(3))

    assert subjects() == [1, 3]


def test_a_failed_transaction_leaves_no_fact(db):
    with pytest.raises(Broken):
        append_and_break(1)

    assert subjects() == []


def test_a_fact_outside_a_block_is_a_mistake(db):
    with pytest.raises(AssertionError, match="inside audited"):
        note(fact(1))


# ── tampering ──────────────────────────────────────────────────────────────────────────────────────────────────────
APPEND_ONLY = [AuditEntry, AuditAnchor, Document]


@pytest.mark.parametrize("model", [AuditEntry, AuditAnchor])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_what_was_written(db, model, change):
    append(1)
    anchor_chain()
    table, key = model._meta.db_table, model._meta.pk.column
    statement = {"update": f"UPDATE {table} SET {key} = 9", "delete": f"DELETE FROM {table}"}[change]

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


DROP = {"sqlite": "DROP TRIGGER {0}_append_only", "postgresql": "DROP TRIGGER {0}_append_only ON {0}"}
DROP_DELETE = {"sqlite": "DROP TRIGGER {0}_append_only_delete", "postgresql": "SELECT '{0}'"}


def unguard(model):
    with connection.cursor() as cursor:
        for drop in (DROP, DROP_DELETE):
            cursor.execute(drop[connection.vendor].format(model._meta.db_table))


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_the_check_notices_a_lost_trigger(db, model):
    assert [each for each in run_checks(databases=["default"]) if each.id == "records.E001"] == []

    unguard(model)

    (lost,) = [each for each in run_checks(databases=["default"]) if each.id == "records.E001"]
    assert model._meta.db_table in lost.msg


def mutate(entry, last, dice):
    """One of the ways to falsify a chain whose triggers are gone."""
    kind = dice.choice(
        ["event", "subject_id", "actor_id", "at", "content", "previous", "digest", "delete", "swap", "redo"]
    )
    row = AuditEntry.objects.filter(number=entry.number)
    if kind == "delete":
        row.delete()
    elif kind == "swap":
        other = AuditEntry.objects.get(number=1 if entry.number != 1 else last)
        row.update(event=other.event, subject_id=other.subject_id + 1, at=other.at)
    elif kind == "redo":  # a changed entry with a fitting digest of its own
        entry.subject_id += 1
        row.update(subject_id=entry.subject_id, digest=entry.computed_digest())
    else:
        changes = {"event": "forged", "subject_id": 999_999, "actor_id": 7, "at": entry.at + timedelta(seconds=1)}
        row.update(**{kind: changes.get(kind, "f" * 64)})
    return kind


def test_every_mutation_is_found(db, soak, proof):
    """SYS-06."""
    append(*range(40))
    anchor_chain()
    unguard(AuditEntry)
    dice, found, count = random.Random(7), 0, 1000 if soak else 150

    for _ in range(count):
        entry = AuditEntry.objects.get(number=dice.randint(1, 40))
        mark = transaction.savepoint()
        mutate(entry, 40, dice)
        found += audit_problem() is not None
        transaction.savepoint_rollback(mark)

    assert found == count
    assert audit_problem() is None
    proof("audit chain: tampering is found", mutations=count, found=found)


def test_a_tail_that_was_cut_off_is_found_by_its_anchor(db):
    append(1, 2, 3)
    anchor_chain()
    unguard(AuditEntry)
    AuditEntry.objects.filter(number=3).delete()

    assert first_broken_entry() is None
    assert "第3条" in audit_problem()


def test_even_when_the_anchors_table_is_cut_too(db):
    append(1, 2, 3)
    anchor_chain()
    unguard(AuditEntry)
    unguard(AuditAnchor)
    AuditEntry.objects.filter(number=3).delete()
    AuditAnchor.objects.all().delete()

    assert "第3条" in audit_problem()


def test_a_forged_entry_is_found(db):
    append(1, 2)
    AuditEntry.objects.create(number=3, event="forged", subject_id=1, at=clock.law(), previous="x", digest="y")

    assert first_broken_entry().number == 3
    with pytest.raises(CommandError, match="第3条"):
        call_command("verify_audit")


# ── anchors ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_daily_job_anchors_a_whole_chain_once(db, settings):
    append(1, 2)

    tasks.verify_audit_head()
    tasks.verify_audit_head()
    append(3)
    tasks.verify_audit_head()

    assert list(AuditAnchor.objects.order_by("number").values_list("number", flat=True)) == [2, 3]
    assert [line.split()[0] for line in settings.AUDIT_HEADS_FILE.read_text().splitlines()] == ["2", "3"]


def test_a_broken_chain_is_not_anchored_and_told(db, caplog):
    append(1, 2)
    unguard(AuditEntry)
    AuditEntry.objects.filter(number=2).update(subject_id=9)

    tasks.verify_audit_head()

    assert AuditAnchor.objects.count() == 0
    assert "第2条" in caplog.text


def test_the_command_tells_the_head(db, capsys):
    append(1, 2)

    call_command("verify_audit")

    assert capsys.readouterr().out.strip() == f"审计链完整：2 条，链头 {audit_head()[1]}"


# ── many at once ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.postgres
def test_eight_writers_make_one_chain(transactional_db, in_threads, soak, proof):
    each = 100 if soak else 10

    errors = in_threads([lambda: [append(number) for number in range(each)]] * 8)

    assert [error for error in errors if isinstance(error, Exception)] == []
    assert AuditEntry.objects.count() == 8 * each
    assert first_broken_entry() is None
    proof("audit chain: concurrent appends", threads=8, appends=8 * each, forks=0)
