"""The proofs of the secret vote (trust.md C.3, BV1…BV7), on PostgreSQL, whose storage is what an attacker reads."""

import logging
import math
import os
import random
import signal
import subprocess
import sys
from base64 import b64decode
from collections import Counter
from contextlib import contextmanager
from itertools import chain

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from records.models import AuditEntry, Outbox
from records.services.outbox import drain_outbox
from records.states import OutboxState
from review.meetings import envelopes
from review.meetings.checking import problems_of
from review.meetings.exceptions import MeetingRefused
from review.meetings.models import BallotBox, BoxKey, Envelope, OpenedVote, Result
from review.meetings.services.ballots import cast, close_box, open_box, tally
from review.meetings.services.rewriting import REWRITE, NotRewritten, rewrite_tables
from review.meetings.states import BoxState, Choice
from tests.meetings.world import AGREE
from tests.process.world import in_threads
from tests.workers import database_url

CHOICES = Choice.values


# ── BV1: one voter, one vote ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.postgres
def test_many_votes_of_one_voter_at_once_leave_one(shared_room, soak, proof):
    room, tries = shared_room, 40 if soak else 10
    voters = room.voters if soak else room.voters[:2]
    box = room.open()
    paper = room.ballot(box)

    for voter in voters:
        dice = random.Random(voter.pk)
        jobs = [
            lambda voter=voter, dice=dice: cast(paper.pk, choice=dice.choice(CHOICES), actor=voter)
            for _ in range(tries)
        ]
        results = in_threads(jobs)
        assert [type(each) for each in results].count(str) == 1
        assert Counter(map(type, results)) == {str: 1, MeetingRefused: tries - 1}

    assert Envelope.objects.count() == len(voters)
    proof("two votes of one voter (BV1)", voters=len(voters), concurrent=tries, ballots_each=1)


@pytest.mark.postgres
def test_nothing_slips_in_while_the_box_is_closed(shared_room, proof):
    """A vote is either on the published list or refused; none comes after the count of receipts."""
    room = shared_room
    box = room.open()
    paper = room.ballot(box)
    casts = [lambda voter=voter: cast(paper.pk, choice=AGREE, actor=voter) for voter in room.voters]
    jobs = [*casts[:12], lambda: close_box(box.pk, actor=room.secretary, why="有委员离会"), *casts[12:]]

    results = in_threads(jobs)

    receipts = [each for each in results if isinstance(each, str)]
    assert BallotBox.objects.get().bulletin == sorted(receipts)
    assert Envelope.objects.count() == len(receipts)
    proof("votes around a closing box", casts=len(casts), late=Envelope.objects.count() - len(receipts))


# ── BV2: nobody is joined to a choice afterwards ─────────────────────────────────────────────────────────
# What an onlooker may have noted of the participants before the count, and how the database can be read after it.
BEFORE = {
    "insertion": "ctid",
    "transaction": "xmin::text::bigint, ctid",
    "identifier": "id",
    "voter": "voter_id",
    "receipt": "sha256(sealed)",
}
AFTER = {
    "scan": "",
    "ctid": "ORDER BY ctid",
    "xmin": "ORDER BY xmin::text::bigint, ctid",
    "nonce": "ORDER BY nonce",
    "backwards": "ORDER BY ctid DESC",
}
ENVELOPES, VOTES = Envelope._meta.db_table, OpenedVote._meta.db_table


def rows(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [row[0] for row in cursor.fetchall()]


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def one_round(room, meeting, dice):
    """Vote in random order with random choices, count, rewrite. What each attack guesses: (right, expected, variance)."""
    entry = room.enter()
    box = open_box(meeting.pk, entries=[entry.pk], actor=room.secretary)
    ballot = box.ballots.get()
    truth = {seat.pk: dice.choice(CHOICES) for seat in room.seats}
    for seat in dice.sample(room.seats, len(room.seats)):
        cast(ballot.pk, choice=truth[seat.pk], actor=seat.expert.user)
    noted = {name: rows(f"SELECT voter_id FROM {ENVELOPES} ORDER BY {order}") for name, order in BEFORE.items()}
    room.count(box)
    drain_outbox()
    sql = f"SELECT choice FROM {VOTES} WHERE ballot_id = %s"
    read = {name: rows(f"{sql} {order}", ballot.pk) for name, order in AFTER.items()}
    right = {
        (before, after): sum(truth[voter] == choice for voter, choice in zip(noted[before], read[after], strict=True))
        for before in BEFORE
        for after in AFTER
    }
    return right, *chance(list(truth.values()))


def chance(labels):
    """Mean and variance of right guesses when labels are dealt at random (Hoeffding's permutation statistic)."""
    whole, counts = len(labels), Counter(labels)
    mean = sum(count**2 for count in counts.values()) / whole
    a = {(i, j): float(labels[i] == labels[j]) for i in range(whole) for j in range(whole)}
    line = [counts[label] / whole for label in labels]
    grand = mean / whole
    d = (a[i, j] - line[i] - line[j] + grand for i in range(whole) for j in range(whole))
    return mean, sum(each**2 for each in d) / (whole - 1)


@pytest.mark.postgres
def test_after_the_count_no_reading_of_the_database_joins_voter_and_choice(shared_room, soak, proof):
    room, rounds, dice = shared_room, 100 if soak else 20, random.Random(20241020)
    meeting = room.meet()
    right, mean, variance = Counter(), 0.0, 0.0

    for _ in range(rounds):
        hits, expected, spread = one_round(room, meeting, dice)
        right.update(hits)
        mean, variance = mean + expected, variance + spread

    # Five ways of noting times five of reading are tried at once: the worst of them may stand four sigma off.
    limit = mean + 4 * math.sqrt(variance)
    worst = max(right, key=lambda attack: right[attack])
    assert right[worst] <= limit, f"{worst}: {right[worst]} right of {rounds * 25}, chance {mean:.0f}"
    names = " × ".join(worst)
    proof(
        "joins of voter and choice (BV2)",
        attacks=len(right),
        rounds=rounds,
        votes=rounds * 25,
        best_attack=f"{names} {right[worst]}",
        chance=f"{mean:.0f} + 4σ = {limit:.0f}",
    )


@pytest.mark.postgres
def test_no_table_of_the_database_still_holds_an_envelope_or_the_key(shared_room, proof):
    """Deleted rows stay in the pages until the table is written anew: all files of all tables are searched."""
    room = shared_room
    box = room.open()
    room.vote(box, AGREE)
    sealed = [bytes(each) for each in Envelope.objects.values_list("sealed", flat=True)]
    secret = rows(f"SELECT secret FROM {BoxKey._meta.db_table}")[0].encode()
    execute("ANALYZE")  # as the database does by itself: it copies values into the catalogue
    assert any(sealed[0] in pages for pages in files_of_tables()), "the search must be able to find them"

    room.count(box)
    assert any(sealed[0] in pages for pages in files_of_tables()), "deleting alone leaves them where they were"
    drain_outbox()

    left = [needle for pages in files_of_tables() for needle in [*sealed, secret] if needle in pages]
    assert left == []
    proof("envelopes and keys in the files of tables after the count", searched=len(sealed) + 1, found=0)


def files_of_tables():
    """Of every table and index, the catalogue's and the shared ones as well."""
    execute("CHECKPOINT")
    for path in rows("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't', 'm')"):
        yield bytes(rows("SELECT pg_read_binary_file(%s, 0, 100000000, true)", path)[0] or b"")


@contextmanager
def another_transaction(first):
    """Somebody whose snapshot is from before the count: a long query, a backup."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(first)
            yield
    finally:
        other.rollback()
        other.close()


@pytest.mark.postgres
def test_a_snapshot_from_before_the_count_keeps_no_envelope_alive(shared_room):
    """VACUUM would carry the dead rows over for it, and whoever reads the files finds them: 26 did."""
    room = shared_room
    box = room.open()
    room.vote(box, AGREE)
    sealed = [bytes(each) for each in Envelope.objects.values_list("sealed", flat=True)]

    with another_transaction("SELECT 1 FROM accounts_user LIMIT 1"):
        room.count(box)
        drain_outbox()

        assert [pages for pages in files_of_tables() if any(each in pages for each in sealed)] == []
    assert Outbox.objects.get(kind=REWRITE).state == OutboxState.DONE


@pytest.mark.postgres
def test_a_reader_of_the_tables_makes_the_rewriting_come_again_and_no_voter_wait(shared_room):
    room = shared_room
    box = room.open()
    room.vote(box, AGREE)
    room.count(box)

    with another_transaction(f"SELECT 1 FROM {ENVELOPES}"):
        drain_outbox()
        row = Outbox.objects.get(kind=REWRITE)
        assert (row.state, "lock timeout" in row.error) == (OutboxState.PENDING, True)

    rewrite_tables({})


@pytest.mark.postgres
def test_the_rewriting_keeps_what_is_in_an_open_box(shared_room):
    """Two committees vote on the same day; one counts while the other votes."""
    room = shared_room
    box = room.open()
    receipts = set(room.vote(box, AGREE + "2").values())
    before = set(Envelope.objects.values_list("pk", "ballot", "voter"))

    rewrite_tables({})

    assert set(Envelope.objects.values_list("pk", "ballot", "voter")) == before
    assert len(rows(f"SELECT DISTINCT xmin::text FROM {ENVELOPES}")) == 1
    identifiers = rows(f"SELECT id FROM {ENVELOPES} ORDER BY ctid")
    assert identifiers == sorted(identifiers)
    counted = room.count(box)
    assert set(counted.bulletin) == receipts
    assert Result.objects.get().agree == 13


@pytest.mark.postgres
def test_the_application_rewrites_tables_it_may_not_empty(shared_room):
    """In production it is not their owner: TRUNCATE would pass by the triggers of what is append-only (design §10)."""
    execute("DROP ROLE IF EXISTS app_of_test")
    execute("CREATE ROLE app_of_test")
    execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app_of_test")
    try:
        execute("SET ROLE app_of_test")
        with pytest.raises(ProgrammingError, match="permission denied"):
            execute(f"TRUNCATE {ENVELOPES}")
        rewrite_tables({})
    finally:
        execute("RESET ROLE")
        execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app_of_test")
        execute("DROP ROLE app_of_test")


def test_tables_are_not_rewritten_inside_a_transaction(db):
    with pytest.raises(NotRewritten), transaction.atomic():
        rewrite_tables({})


# ── BV3: nothing is known early, and nothing is written down ─────────────────────────────────────────────
def test_no_row_but_the_envelope_grows_with_a_vote(room):
    """Audit, outbox, history, messages, sessions: a vote leaves no trace outside the box."""
    box = room.open()
    before = {model: model._default_manager.count() for model in apps.get_models()}

    cast(room.ballot(box).pk, choice=AGREE, actor=room.voters[1])

    after = {model: model._default_manager.count() for model in apps.get_models()}
    assert {model.__name__ for model in after if after[model] != before[model]} == {"Envelope"}


def test_a_vote_is_in_no_log_and_in_no_queue(room, caplog):
    box = room.open()
    client = Client()
    client.force_login(room.voters[1])

    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        answer = client.post(f"/meetings/ballots/{room.ballot(box).ref}/", {"choice": AGREE, "sure": "1"}, follow=True)

    receipt = envelopes.receipt_of(bytes(Envelope.objects.get().sealed))
    assert receipt in answer.content.decode()
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert [line for line in told if receipt in line or str(room.ballot(box).ref) in line] == []
    assert [row for row in Outbox.objects.all() if receipt in str(row.payload)] == []
    assert AuditEntry.objects.filter(event__contains="cast").count() == 0


def test_an_envelope_says_nothing_and_opens_with_its_key_and_candidate_only():
    public, private = envelopes.new_key()
    other = envelopes.new_key()
    candidate, stranger = BallotBox().ref, BallotBox().ref

    sealed = {choice: [envelopes.seal(choice, candidate, public_key=public) for _ in range(20)] for choice in CHOICES}

    assert {len(each) for each in chain(*sealed.values())} == {126}
    assert len(set(chain(*sealed.values()))) == 60
    for choice, kept in sealed.items():
        opened = [envelopes.open_envelope(each, candidate, public_key=public, private_key=private) for each in kept]
        assert {vote.choice for vote in opened} == {choice}
        assert len({vote.nonce for vote in opened}) == 20
    for wrong in ({"private_key": other[1], "public_key": public}, {"private_key": private, "public_key": other[0]}):
        with pytest.raises(envelopes.EnvelopeBroken):
            envelopes.open_envelope(sealed["1"][0], candidate, **wrong)
    with pytest.raises(envelopes.EnvelopeBroken):
        envelopes.open_envelope(sealed["1"][0], stranger, public_key=public, private_key=private)


def test_the_key_lies_sealed_and_opens_what_the_box_holds(room):
    box = room.open()
    cast(room.ballot(box).pk, choice=AGREE, actor=room.voters[1])
    kept = rows(f"SELECT secret FROM {BoxKey._meta.db_table}")[0]

    assert box.key.secret not in kept
    vote = envelopes.open_envelope(
        bytes(Envelope.objects.get().sealed),
        room.ballot(box).ref,
        public_key=bytes(box.public_key),
        private_key=b64decode(box.key.secret),
    )
    assert vote.choice == AGREE


# ── BV4: every change is found out ───────────────────────────────────────────────────────────────────────
def flip(box, dice):
    """Change a byte of one envelope."""
    envelope = dice.choice(list(Envelope.objects.all()))
    sealed = bytearray(envelope.sealed)
    sealed[dice.randrange(len(sealed))] ^= 1 << dice.randrange(8)
    Envelope.objects.filter(pk=envelope.pk).update(sealed=bytes(sealed))


def insert(box, dice):
    """Put in another vote, sealed for this box, in place of one (the voter is unique)."""
    envelope = dice.choice(list(Envelope.objects.select_related("ballot")))
    choice = dice.choice(CHOICES)
    fresh = envelopes.seal(choice, envelope.ballot.ref, public_key=bytes(box.public_key))
    Envelope.objects.filter(pk=envelope.pk).update(sealed=fresh)


def delete(box, dice):
    dice.choice(list(Envelope.objects.all())).delete()


def swap(box, dice):
    """Give one candidate's vote to the other."""
    first, second = box.ballots.order_by("pk")
    one, other = Envelope.objects.filter(ballot=first).first(), Envelope.objects.filter(ballot=second).first()
    Envelope.objects.filter(pk=one.pk).update(sealed=other.sealed)
    Envelope.objects.filter(pk=other.pk).update(sealed=one.sealed)


def forge_bulletin(box, dice):
    """Delete a vote and its receipt, and correct the digest as well: the chain knows better."""
    from review.meetings.checking import digest_of, receipts_in

    delete(box, dice)
    box.bulletin = receipts_in(box)
    box.bulletin_digest = digest_of(box.bulletin)
    box.save(update_fields=["bulletin", "bulletin_digest"])


def forge_present(box, dice):
    """Take somebody off the list of those present, digest and all."""
    from review.meetings.checking import digest_of

    box.frozen["present"].pop()
    box.frozen_digest = digest_of(box.frozen)
    box.save(update_fields=["frozen", "frozen_digest"])


MUTATIONS = (flip, insert, delete, swap, forge_bulletin, forge_present)


def test_a_box_changed_after_the_close_is_not_counted(big_room, soak, proof):
    room, dice = big_room, random.Random(7)
    box = room.open()
    room.vote(box, AGREE + "2" + "3")
    box = close_box(box.pk, actor=room.secretary, why="有委员离会")
    found, tries = 0, (1000 if soak else 60)

    for number in range(tries):
        with transaction.atomic():
            MUTATIONS[number % len(MUTATIONS)](BallotBox.objects.get(pk=box.pk), dice)
            with pytest.raises(MeetingRefused, match="计票中止"):
                tally(box.pk, actor=room.secretary)
            found += 1
            transaction.set_rollback(True)

    tally(box.pk, actor=room.secretary)
    assert problems_of(BallotBox.objects.get(pk=box.pk)) == []
    proof("changes of a closed box (BV4)", mutations=tries, detected=found)


@pytest.mark.parametrize("change", ["flip", "delete", "insert", "swap", "result", "chain"])
def test_published_votes_changed_after_the_count_are_noticed(big_room, change):
    room = big_room
    box = room.open()
    room.vote(box, AGREE + "2" + "3")
    counted = room.count(box)
    unguard(OpenedVote, Result)
    first, last = OpenedVote.objects.first(), OpenedVote.objects.last()

    if change == "flip":
        OpenedVote.objects.filter(pk=first.pk).update(choice="2" if first.choice != "2" else "1")
    elif change == "delete":
        OpenedVote.objects.filter(pk=first.pk).delete()
    elif change == "insert":
        OpenedVote.objects.create(nonce="f" * 32, ballot=first.ballot, choice="1")
    elif change == "swap":
        OpenedVote.objects.filter(pk=first.pk).update(ballot=box.ballots.exclude(pk=first.ballot_id).get())
    elif change == "result":
        Result.objects.filter(ballot=last.ballot).update(agree=6, against=0, abstain=0)
    else:
        BallotBox.objects.filter(pk=box.pk).update(tally_digest="0" * 64)

    assert problems_of(BallotBox.objects.get(pk=counted.pk)) != []


def unguard(*models):
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER {table}_append_only")
                cursor.execute(f"DROP TRIGGER {table}_append_only_delete")


# ── BV7: a crash in the count ────────────────────────────────────────────────────────────────────────────
@pytest.mark.postgres
def test_a_count_killed_anywhere_happened_whole_or_not_at_all(shared_room, soak, proof):
    room = shared_room
    box = room.open()
    room.vote(box, AGREE + "2")
    close_box(box.pk, actor=room.secretary, why="有委员离会")
    points = range(1, 61, 2) if soak else range(3, 30, 6)
    before = after = 0

    for point in points:
        killed = count_in_child(box, room.secretary, point)
        box = BallotBox.objects.get(pk=box.pk)
        if box.state == BoxState.TALLIED:
            after += 1
            assert (Envelope.objects.count(), OpenedVote.objects.count()) == (0, 25)
            break
        assert killed, "a count that was not killed is done"
        before += 1
        assert (Envelope.objects.count(), BoxKey.objects.count(), OpenedVote.objects.count()) == (25, 1, 0)
        assert problems_of(box) == []

    assert problems_of(tally(box.pk, actor=room.secretary)) == []
    assert (Envelope.objects.count(), Result.objects.get().agree) == (0, 13)
    proof("counts killed with -9 (BV7)", points=before + after, intact=before, whole=after, lost=0)


def count_in_child(box, actor, point):
    """True when the child was killed before it was done."""
    command = [sys.executable, "-m", "tests.meetings.tallier", str(box.pk), str(actor.pk), str(point)]
    env = os.environ | {"DATABASE_URL": database_url(), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=env, check=False).returncode == -signal.SIGKILL
