"""What a unit's clerk types and has not saved: an expired session or a second tab loses nothing of it (ux §3.8)."""

import pytest
from django.urls import reverse

from accounts.states import Role
from declarations.states import State
from review.approvals import services
from review.approvals.models import SheetDraft, UnitDefence
from review.approvals.services.drafting import place_of_part
from review.approvals.versions import NOTHING
from tests.approvals.test_two_clerks import colleague
from tests.approvals.world import OPINIONS, filled, group_of, verified
from tests.helpers import no_writes


def keep(case, place):
    return reverse("approvals:keep_draft", args=[case.ref, place])


def words(response):
    return " ".join(response.content.decode().split())


DEFENCE = {
    "held_on": "", "place": "三楼", "questions": "问窑变", "opinion": "写到一半",
    "expert_name": ["", "乙"], "expert_title": ["正高", ""], "expert_unit": ["", ""],
}  # fmt: skip
DELIBERATION = {"held_on": "2024-08-01", "place": "三楼", "votes_present": "5", "votes_for": "x", "votes_against": "0"}
DELIBERATION |= {f"aspect_{number}": text for number, text in enumerate(OPINIONS.values())}


def sheets(world):
    """A page of the unit, the sheet on it, what is typed there and not saved yet, and a value that must stand again."""
    group = group_of(world)
    return {
        "defence": (State.UNIT_DEFENSE, "approvals:defence", DEFENCE, ("opinion", "写到一半")),
        "deliberation": (
            State.UNIT_DELIBERATION, "approvals:deliberation", DELIBERATION | {"group": group.pk}, ("votes_for", "x"),
        ),
        "check": (State.UNIT_CHECK, "pass_check", {"responsible": "周某", "opinion": "齐全"}, ("opinion", "齐全")),
        "recommend": (State.UNIT_RECOMMEND, "recommend", {"aspect_0": "品行端正", "agree": "0"}, ("agree", "0")),
    }  # fmt: skip


@pytest.mark.parametrize("place", ["defence", "deliberation", "check", "recommend"])
def test_what_the_unit_types_is_kept_for_its_clerk_alone(client, world, zhou, ma, place):
    """UNIT-06, UNIT-08, UNIT-15: raw and invalid as it is; 409 with what stands to a second tab; nobody else's."""
    state, name, typed, (field, value) = sheets(world)[place]
    case = filled(world.declaration(state))
    page = reverse(name, args=[case.ref]) if ":" in name else reverse("process:act", args=[case.ref, name])
    client.force_login(zhou)
    fresh = client.get(page)
    assert f'data-autosave="{keep(case, place)}"' in words(fresh)
    assert "有尚未保存的内容" not in words(fresh)

    kept = client.post(keep(case, place), typed | {"_version": "0"})
    late = client.post(keep(case, place), typed | {field: "1", "_version": "0"})

    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    assert (late.status_code, late.json()["values"][field]) == (409, value)
    with no_writes():
        again = client.get(page)
    assert again.context["form"][field].value() == value
    assert "有尚未保存的内容" in words(again)
    client.force_login(ma)
    assert client.post(keep(case, place), typed).status_code == 422  # not their desk

    client.force_login(zhou)
    thrown = client.post(reverse("approvals:discard_draft", args=[case.ref, place]))
    assert (thrown.status_code, thrown.url) == (302, page)
    assert client.get(page).context["form"][field].value() != value


def test_rows_of_the_panel_stand_again_as_they_were_typed(client, world, zhou):
    """UNIT-06: a row without a name yet is a row all the same; saved, nothing waits any more."""
    case = filled(world.declaration(State.UNIT_DEFENSE))
    client.force_login(zhou)
    client.post(keep(case, "defence"), DEFENCE | {"_version": "0"})

    page = client.get(reverse("approvals:defence", args=[case.ref]))

    assert page.context["form"].experts[:2] == [
        {"name": "", "title": "正高", "unit": ""}, {"name": "乙", "title": "", "unit": ""},
    ]  # fmt: skip
    given = DEFENCE | {"held_on": "2024-07-10", "seen": NOTHING, "_version": "1"}
    assert client.post(reverse("approvals:defence", args=[case.ref]), given).status_code == 302
    assert SheetDraft.objects.get().values == {}
    assert UnitDefence.objects.get(declaration=case).opinion == "写到一半"


def test_each_part_keeps_its_own_words_and_a_tick_taken_away_stays_away(client, world, zhou):
    """UNIT-03: two tabs lie open at two parts; a part that is not there keeps nothing."""
    case = filled(world.declaration(State.UNIT_CHECK))
    client.force_login(zhou)
    verify, work = (reverse(f"approvals:{name}", args=[case.ref]) for name in ("verify", "work"))
    signed = {"part": "resume", "original_seen": "on", "finding": "true", "seen": NOTHING}
    assert client.post(verify, signed).status_code == 302

    place = place_of_part("resume")
    typed = {"finding": "doubtful", "note": "日期对不上"}
    assert client.post(keep(case, place), typed | {"_version": "0"}).status_code == 200
    form = client.get(work, {"part": "resume"}).context["form"]
    assert [form[name].value() for name in ("original_seen", "finding", "note")] == [False, "doubtful", "日期对不上"]
    assert client.get(work, {"part": "basic"}).context["form"]["note"].value() in ("", None)
    assert client.post(keep(case, "part-0123456789ab"), typed).status_code == 422

    given = typed | {"part": "resume", "seen": form["seen"].value(), "_version": "1"}
    assert client.post(verify, given).status_code == 302
    assert SheetDraft.objects.get().values == {}


def test_what_was_typed_before_a_colleague_saved_does_not_lie_over_their_finding_unread(client, world, zhou):
    """17-7: the kept words bring the mark of the page they were typed on, so saving shows both."""
    case, other = filled(world.declaration(State.UNIT_CHECK)), colleague(zhou, Role.UNIT)
    client.force_login(zhou)
    place, typed = place_of_part("resume"), {"part": "resume", "finding": "doubtful", "note": "日期对不上"}
    client.post(keep(case, place), typed | {"seen": NOTHING, "_version": "0"})
    services.verify_part(case.pk, actor=other, part="resume", original_seen=True, note="原件在档案室")

    opened = client.get(reverse("approvals:work", args=[case.ref]), {"part": "resume"})
    given = typed | {"seen": opened.context["form"]["seen"].value(), "_version": "1"}
    refused = client.post(reverse("approvals:verify", args=[case.ref]), given)

    assert f"这之后{other.name}" in words(opened)
    assert refused.status_code == 409
    assert "原件在档案室" in words(refused)
    assert (case.verifications.get().by, SheetDraft.objects.get().values["note"]) == (other, ["日期对不上"])
    again = given | {"seen": refused.context["form"]["seen"].value()}
    assert client.post(reverse("approvals:verify", args=[case.ref]), again).status_code == 302
    assert (case.verifications.get().by, SheetDraft.objects.get().values) == (zhou, {})


@pytest.mark.parametrize(("sent", "stays"), [("1", {}), ("0", {"opinion": ["齐全"]})])
def test_a_check_that_was_passed_settles_what_its_page_had_and_no_newer_words(
    client, world, zhou, sent, stays
):  # fmt: skip
    """UNIT-26: what another tab typed since is not thrown away."""
    case = filled(world.declaration(State.UNIT_CHECK))
    verified(case, zhou)
    client.force_login(zhou)
    client.post(keep(case, "check"), {"opinion": "齐全", "_version": "0"})
    given = {"meets_conditions": "on", "photo_ok": "on", "responsible": "周某", "opinion": "齐全", "_version": sent}

    done = client.post(reverse("process:act", args=[case.ref, "pass_check"]), given)

    assert done.status_code == 302, words(done)[-3000:]
    assert SheetDraft.objects.get().values == stays
