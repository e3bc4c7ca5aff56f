"""The catalogue of specialties, committees and their members, experts."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import SYSTEM, Organisation, User
from committees.models import Committee, CommitteeMember, CommitteeTerm, Expert, ExpertTraining, Series, Specialty
from committees.rules import authority_problem, composition_problem, expert_problem
from committees.selectors import members_on
from committees.services import ensure_committee, ensure_series, ensure_specialty
from committees.states import CommitteeStatus, ExpertStatus, MemberPost
from records.models import AuditEntry

DAY = date(2024, 10, 20)


@pytest.fixture
def series(db):
    return ensure_series(name="工艺美术", actor=SYSTEM)


@pytest.fixture
def committee(series):
    office = Organisation.objects.create(name="自治区工艺美术系列职改办（演示）", kind="office")
    return ensure_committee(
        name="高级评委会（演示）",
        series=series,
        office=office,
        kind="ordinary",
        ranks=["zhenggao", "fugao"],
        scope="全区",
        min_members=3,
        odd=True,
        actor=SYSTEM,
    )


def expert(name, series, status=ExpertStatus.LISTED):
    made = Expert.objects.create(
        name=name, title="正高级工艺美术师", rank="zhenggao", status=status, unit_name="演示单位"
    )
    made.series.add(series)
    return made


def term_with(committee, posts, **days):
    term = CommitteeTerm.objects.create(committee=committee, number=1, starts_on=date(2024, 1, 1), **days)
    for number, post in enumerate(posts):
        CommitteeMember.objects.create(term=term, expert=expert(f"专家{number}", committee.series), post=post)
    return term


# ── catalogue ────────────────────────────────────────────────────────────────────────────────────────────
def test_what_is_entered_is_not_renamed_by_the_next_notice(series):
    """GEN-09: people filed under it."""
    ensure_specialty(series, code="b", industry="", name="绣球", sample=True, actor=SYSTEM)
    again = ensure_specialty(series, code="b", industry="", name="壮族绣球", sample=True, actor=SYSTEM)

    assert again.history.count() == 1
    assert AuditEntry.objects.filter(event__startswith="specialty.").count() == 1
    assert Specialty.objects.get().name == "绣球"


def test_a_specialty_cannot_end_before_it_begins(series):
    with pytest.raises(IntegrityError, match="a_specialty_ends_after_it_begins"), transaction.atomic():
        Specialty.objects.create(series=series, code="x", name="x", valid_from=DAY, valid_to=date(2024, 1, 1))


# ── authority ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("rank", "status", "days", "refused"),
    [
        ("zhenggao", CommitteeStatus.ACTIVE, {}, False),
        ("fugao", CommitteeStatus.RECTIFYING, {}, False),
        ("zhong", CommitteeStatus.ACTIVE, {}, True),
        ("zhenggao", CommitteeStatus.SUSPENDED, {}, True),
        ("zhenggao", CommitteeStatus.CANCELLED, {}, True),
        ("zhenggao", CommitteeStatus.ACTIVE, {"valid_to": DAY}, False),
        ("zhenggao", CommitteeStatus.ACTIVE, {"valid_to": date(2024, 10, 19)}, True),
        ("zhenggao", CommitteeStatus.ACTIVE, {"valid_from": date(2024, 10, 21)}, True),
    ],
)
def test_a_committee_judges_within_its_authority(committee, rank, status, days, refused):
    """COMM-01."""
    committee.status = status
    for name, day in days.items():
        setattr(committee, name, day)

    reason = authority_problem(committee, rank=rank, day=DAY)

    assert bool(reason) is refused
    assert not reason or reason.code == "E604"


@pytest.mark.parametrize(
    ("members", "odd", "warned"), [(3, True, False), (2, True, True), (4, True, True), (4, False, False)]
)
def test_too_few_or_an_even_number_of_members_is_a_warning(committee, members, odd, warned):
    """COMM-01."""
    committee.odd = odd
    term = term_with(committee, [MemberPost.MEMBER] * members)

    assert bool(composition_problem(term)) is warned


def test_members_of_the_term_the_day_falls_in_the_chair_first(committee):
    term_with(committee, [MemberPost.MEMBER, MemberPost.VICE_CHAIR, MemberPost.CHAIR], ends_on=date(2024, 12, 31))

    assert [member.post for member in members_on(committee, day=DAY)] == ["chair", "vice_chair", "member"]
    assert list(members_on(committee, day=date(2025, 1, 1))) == []


def test_a_term_has_one_chair_and_a_person_one_seat(committee):
    term = term_with(committee, [MemberPost.CHAIR])

    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMember.objects.create(term=term, expert=expert("另一人", committee.series), post=MemberPost.CHAIR)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeMember.objects.create(term=term, expert=term.members.get().expert)


def test_suspended_committees_are_not_offered(committee):
    assert list(Committee.objects.working()) == [committee]
    Committee.objects.update(status=CommitteeStatus.SUSPENDED)

    assert list(Committee.objects.working()) == []


# ── experts ──────────────────────────────────────────────────────────────────────────────────────────────
def test_only_experts_of_the_pool_are_selectable(series):
    listed = expert("覃桂英", series)
    for status in (ExpertStatus.CANDIDATE, ExpertStatus.SUSPENDED, ExpertStatus.LEFT):
        expert(f"专家{status}", series, status)

    assert list(Expert.objects.selectable()) == [listed]
    assert listed.place_of_work == "演示单位"


@pytest.mark.parametrize(
    ("status", "trained", "course", "said"),
    [
        (ExpertStatus.LISTED, True, "高级职称评审专家培训课程", None),
        (
            ExpertStatus.LISTED,
            False,
            "高级职称评审专家培训课程",
            "韦秀兰：评审专家未完成《高级职称评审专家培训课程》。",
        ),
        (ExpertStatus.LISTED, False, None, None),
        (ExpertStatus.SUSPENDED, True, None, "韦秀兰：评审专家暂停，不能参加评审。"),
    ],
)
def test_who_may_take_part_in_a_round(series, status, trained, course, said):
    """COMM-03: at a senior round nobody sits without the course."""
    person = expert("韦秀兰", series, status)
    if trained:
        ExpertTraining.objects.create(expert=person, course=course or "课程", year=2024, completed_on=DAY)

    reason = expert_problem(person, course=course, year=2024)

    assert (reason and reason.text) == said


# ── admin ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("model", ["series", "specialty", "committee", "committeeterm", "expert"])
def test_directories_are_kept_in_the_admin(client, committee, model):
    term_with(committee, [MemberPost.CHAIR])
    ensure_specialty(committee.series, code="b", industry="", name="绣球", sample=True, actor=SYSTEM)
    client.force_login(User.objects.create_superuser("chief", password="correct horse"))
    thing = {
        "series": Series,
        "specialty": Specialty,
        "committee": Committee,
        "committeeterm": CommitteeTerm,
        "expert": Expert,
    }

    assert client.get(reverse(f"admin:committees_{model}_changelist")).status_code == 200
    pk = thing[model].objects.first().pk
    assert client.get(reverse(f"admin:committees_{model}_change", args=[pk])).status_code == 200
    assert client.get(reverse(f"admin:committees_{model}_history", args=[pk])).status_code == 200
