"""100 % ⇔ submittable on stored rows: samples go through pages, services and the import, and are handed in."""

from random import Random

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import SYSTEM
from config.lib import clock
from config.lib.flow import Asked
from declarations.dossier import load_dossier
from declarations.eligibility.slots import slots_of
from declarations.models import Declaration
from declarations.parts import RELATED
from declarations.sample import STAFF, sample
from declarations.selectors import completeness_of
from declarations.states import State
from notices.services import load_notice, publish_notice
from review.process.exceptions import MoveRefused
from review.process.guards import dossier_complete
from review.process.services import perform
from review.process.states import Action
from tests.declarations.stored import stored
from tests.declarations.test_samples import ALL, IN_TIME, NOTICES, one_a_group

SIGNED = {"checked": ["1", "2", "3", "4", "5"], "pledge": True, "signature": "M10 10L90 90"}
OF_THE_BODIES = frozenset({"declared_on", "employment_confirmed", "competent"})  # known of the draft, not told


LIUDONG = next(file for file in NOTICES if "liudong" in file.stem)


def cases(notice, *, every):
    """One a path for staff and one a person, or with SOAK=1 every one; specialties of a group are alike."""
    mine = [asked for _, asked in ALL if asked.terms.code == notice and one_a_group(asked)]
    if every:
        return mine
    chosen = {}
    for asked in mine:
        if asked.person == STAFF or asked.path == "ordinary":
            chosen.setdefault((asked.path, asked.person), asked)
    return list(chosen.values())


def published(file):
    notice = load_notice(file, actor=SYSTEM)
    return publish_notice(notice.pk, actor=SYSTEM, explained="测试")


def blocked(draft):
    """What the submit guard has against the dossier."""
    now = clock.law()
    found = dossier_complete(draft, Asked(SIGNED), actor=draft.applicant, now=now)
    done = completeness_of(draft, now=now)
    assert (done.percent == 100) is (not found), [each.text for each in found]
    return [each.code for each in found]


def fresh(draft):
    return Declaration.objects.with_context().get(pk=draft.pk)


def told(request):
    """What was asked for, as far as a person says it."""
    return {name: getattr(request, name) for name in request.__slots__ if name not in OF_THE_BODIES}


def walk(asked, edition, client):
    """One sample: whole, without its first file, whole again, and handed in."""
    draft = stored(asked, edition, client)
    assert told(load_dossier(draft).request) == told(sample(asked).request)
    assert blocked(draft) == []
    assert "都填好了" in hub_of(draft, client)

    hard = next(each for each in sample(asked).papers if each.slot in {"id_document", "education", "review_form", "ce"})
    lost = draft.materials.filter(slot=hard.slot, removed_at=None)
    kept = list(lost.values_list("pk", flat=True))
    lost.update(removed_at=clock.law())
    assert blocked(fresh(draft)) == ["E201"]
    lacking = hub_of(draft, client)
    assert ("都填好了" in lacking, f"还缺什么（{len(kept)}）" in lacking, "不可缺少" in lacking) == (False, True, True)
    with pytest.raises(MoveRefused):
        hand_in(draft)
    draft.materials.filter(pk__in=kept).update(removed_at=None)

    assert hand_in(draft).state == State.UNIT_CHECK


def hub_of(draft, client):
    return client.get(reverse("declarations:hub", args=[draft.ref])).content.decode()


def hand_in(draft):
    return perform(draft.pk, Action.SUBMIT, actor=draft.applicant, signed_name=draft.basic.name, **SIGNED)


@pytest.mark.django_db
@pytest.mark.parametrize("file", NOTICES, ids=lambda file: file.stem)
def test_what_a_sample_says_can_be_entered_stored_and_handed_in(client, soak, file):
    """MAT-03, MAT-70, design §5: of every path and every person of every notice; with SOAK=1 of every offering."""
    refused = {}
    with clock.law_at(IN_TIME[file.stem]):
        edition = published(file)
        for asked in cases(file.stem, every=soak):
            try:
                walk(asked, edition, client)
            except (AssertionError, MoveRefused) as fault:
                refused[asked.level.name, asked.path, asked.person] = str(fault)

    assert refused == {}


@pytest.mark.django_db
def test_the_refusal_lists_every_hard_material_of_the_zone_s_checklist(client):
    """MAT-04: whatever 附件4 marks as 不可缺少 and is not there, in one sentence; nothing is submitted."""
    with clock.law_at(IN_TIME[LIUDONG.stem]):
        [asked, *_] = cases(LIUDONG.stem, every=False)
        draft = stored(asked, published(LIUDONG), client)
        draft.materials.update(removed_at=clock.law())
        dossier, terms = load_dossier(draft), asked.terms
        hard = [slot for slot in slots_of(dossier, terms) if slot.hard]

        [refusal] = dossier_complete(fresh(draft), Asked(SIGNED), actor=draft.applicant, now=clock.law())

    assert (refusal.code, refusal.text[:12], refusal.text[-12:]) == (
        "E201",
        "缺少不可缺少的硬件材料：",
        "，不得提交单位审核推荐。",
    )
    listed = refusal.text[12:-12]
    assert {slot.code for slot in hard} >= {
        "id_document",
        "education",
        "lower_title",
        "ce_public",
        "business_licence",
        "paper",
    }
    assert [slot.label for slot in hard if not slot.pieces and slot.label not in listed] == []
    assert all(piece in listed for piece in ("封面", "目录", "版权页", "全文", "国家新闻出版署查询截图"))


TRIES = 12


@pytest.mark.django_db
@pytest.mark.parametrize("file", NOTICES, ids=lambda file: file.stem)
def test_the_meter_is_full_exactly_when_the_door_is_open(client, soak, file):
    """Ux 05-2, MAT-03: of stored dossiers with anything taken out at random; the door is asked, not the meter again."""
    chance = Random(file.stem)
    opened = []
    with clock.law_at(IN_TIME[file.stem]):
        edition = published(file)
        [asked, *_] = cases(file.stem, every=False)
        draft = stored(asked, edition, client)
        for share in [0, *(chance.choice((0.02, 0.05, 0.2)) for _ in range(TRIES * (10 if soak else 1)))]:
            with transaction.atomic():
                take_out(draft, chance, share)
                lacking = blocked(fresh(draft))  # guard and meter agree
                if lacking:
                    with pytest.raises(MoveRefused):
                        hand_in(draft)
                else:
                    assert hand_in(draft).state == State.UNIT_CHECK
                opened.append(not lacking)
                transaction.set_rollback(True)

    assert opened[0]
    assert False in opened


def take_out(draft, chance, share):
    """Some of its rows and files."""
    for related in (*RELATED.values(), "materials"):
        rows = getattr(draft, related)
        gone = [pk for pk in rows.values_list("pk", flat=True).order_by("pk") if chance.random() < share]
        rows.filter(pk__in=gone).delete()
