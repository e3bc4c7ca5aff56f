"""The procedure by which 评审条件 are revised: what each step asks, and who made it (GEN-08, ADMIN-05; 004 一(二))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.directory import keeps_directory
from accounts.models import Actor, User
from committees.exceptions import CommitteeRefused
from committees.models import ConditionSet, Series
from committees.states import ConditionState
from config.lib import clock
from config.lib.files import PDF, UploadRefused
from config.lib.histories import sign
from config.lib.reason import Reason
from records.models import Fact, StoredFile
from records.services.audit import audited, note
from records.services.files import accept_upload, use_file

SUBJECT = "committees.condition"  # of the gate of its files
FORMATS = frozenset({PDF})
FILES = {"text": "正文", "explanation": "起草说明", "opinions": "征求意见采纳情况"}
OVER = Reason("condition.over", "已不在这一步，请查看当前进度。")
FIXED = Reason("condition.fixed", "已报送或印发，内容不能再改；需要修改的，请退回拟稿或修订为新版本。")
UNDER_WAY = Reason("condition.under_way", "已有一个版本正在修订，请先办完。", field="name")
IN_FORCE_TWICE = Reason("condition.in_force", "已有一个版本正在施行，请先填写它的废止日期。", field="effective_from")
NO_FILES = "报人社部门前须上传：{}。"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from where, to where, the word of its button, and what it asks."""

    name: str
    at: ConditionState
    to: ConditionState
    label: str
    asks: tuple[str, ...] = ()


STEPS = (
    Step("draft", ConditionState.DEMAND, ConditionState.DRAFTING, "启动拟稿"),
    Step("submit", ConditionState.DRAFTING, ConditionState.SUBMITTED, "报人社部门"),
    Step("back", ConditionState.SUBMITTED, ConditionState.DRAFTING, "退回修改", ("reason",)),
    Step(
        "issue",
        ConditionState.SUBMITTED,
        ConditionState.ISSUED,
        "登记联合印发",
        ("doc_no", "co_issuers", "issued_on"),
    ),
    Step("enforce", ConditionState.ISSUED, ConditionState.IN_FORCE, "登记生效", ("effective_from",)),
    Step("repeal", ConditionState.IN_FORCE, ConditionState.REPEALED, "废止", ("effective_to", "reason")),
)


def steps_from(state: str) -> list[Step]:
    """What can be done next."""
    return [each for each in STEPS if each.at == state]


def step_named(name: str, state: str) -> Step | None:
    """The step of this name, if it leads on from here."""
    return next((each for each in steps_from(state) if each.name == name), None)


def propose_conditions(*, series: Series, name: str, proposed_by: str, need: str, actor: Actor) -> ConditionSet:
    """The series' department says what has to change; a known name is revised as its next version.

    Raises ``CommitteeRefused`` while another version is under way.
    """
    with audited():
        Series.objects.select_for_update().get(pk=series.pk)
        versions = ConditionSet.objects.filter(series=series, name=name)
        if versions.exclude(state__in=ConditionState.dated).exists():
            raise CommitteeRefused(UNDER_WAY)
        last = versions.order_by("-version").first()
        made = ConditionSet(series=series, name=name, version=last.version + 1 if last else 1)
        made.proposed_by, made.need = proposed_by, need
        sign(made, actor)
        made.save()
        note(Fact("condition.proposed", made.pk, actor.pk, clock.law()))
    return made


def enter_issued(said: Mapping[str, Any], *, actor: Actor) -> ConditionSet:
    """A version that was issued before this system kept it: with its number and days, without the steps (GEN-08).

    Raises ``CommitteeRefused``: another version is under way or in force, or has its number.
    """
    with audited():
        Series.objects.select_for_update().get(pk=said["series"].pk)
        versions = ConditionSet.objects.filter(series=said["series"], name=said["name"])
        last = versions.order_by("-version").first()
        made = ConditionSet(**said)
        made.version = said["version"] or (last.version + 1 if last else 1)
        made.state = _state_by_days(made)
        if versions.filter(version=made.version).exists():
            raise CommitteeRefused(Reason("condition.version", "这一版已经登记。", field="version"))
        if made.state == ConditionState.ISSUED and versions.exclude(state__in=ConditionState.dated).exists():
            raise CommitteeRefused(UNDER_WAY)
        if made.state == ConditionState.IN_FORCE and versions.filter(state=ConditionState.IN_FORCE).exists():
            raise CommitteeRefused(IN_FORCE_TWICE)
        sign(made, actor, "补录")
        made.save()
        note(Fact("condition.entered", made.pk, actor.pk, clock.law()))
    return made


def _state_by_days(made: ConditionSet) -> ConditionState:
    if made.effective_to:
        return ConditionState.REPEALED
    return ConditionState.IN_FORCE if made.effective_from else ConditionState.ISSUED


def edit_conditions(
    pk: int, *, proposed_by: str, need: str, uploads: Mapping[str, tuple[bytes, str]], actor: User
) -> ConditionSet:
    """Change a draft and its files. Raises ``CommitteeRefused``: once submitted, always."""
    kept = {name: _kept(name, *upload, actor=actor) for name, upload in uploads.items()}
    with audited():
        held = _locked(pk)
        if not held.is_editable:
            raise CommitteeRefused(FIXED)
        held.proposed_by, held.need = proposed_by, need
        for name, file in kept.items():
            setattr(held, name, file)
            use_file(file, SUBJECT, held.pk)
        sign(held, actor)
        held.save(update_fields=["proposed_by", "need", *kept])
        note(Fact("condition.edited", held.pk, actor.pk, clock.law()))
    return held


def take_step(pk: int, name: str, said: Mapping[str, Any], *, actor: Actor) -> ConditionSet:
    """One step of the procedure. Raises ``CommitteeRefused``."""
    with audited():
        held = _locked(pk)
        step = step_named(name, held.state)
        if step is None:
            raise CommitteeRefused(OVER)
        if step.to == ConditionState.SUBMITTED and (missing := missing_files(held)):
            raise CommitteeRefused(Reason("condition.files", NO_FILES.format("、".join(missing))))
        if reason := _wrong_day(held, said):
            raise CommitteeRefused(reason)
        if step.to == ConditionState.IN_FORCE:
            _end_before(held, said, actor)
        asked = {each: said[each] for each in step.asks if each != "reason"}
        for field, value in asked.items():
            setattr(held, field, value)
        held.state = step.to
        sign(held, actor, str(said.get("reason") or step.label))
        held.save(update_fields=["state", *asked])
        note(Fact(f"condition.{step.to}", held.pk, actor.pk, clock.law()))
    return held


def all_versions() -> QuerySet[ConditionSet]:
    """Every version of every set, by series, the latest first."""
    return ConditionSet.objects.select_related("series").order_by("series__name", "name", "-version")


def missing_files(held: ConditionSet) -> list[str]:
    """What has to be uploaded before it is submitted."""
    return [title for name, title in FILES.items() if getattr(held, f"{name}_id") is None]


def files_of(held: ConditionSet) -> list[tuple[str, StoredFile | None]]:
    """Its three files by title."""
    return [(title, getattr(held, name)) for name, title in FILES.items()]


def may_read(user: Any, pk: int) -> bool:
    """The gate of its files: everybody signed in once it is issued, before that who keeps the directory."""
    held = ConditionSet.objects.filter(pk=pk).first()
    if held is None or not isinstance(user, User):
        return False
    return held.state in ConditionState.numbered or keeps_directory(user)


def _kept(name: str, data: bytes, title: str, *, actor: User) -> StoredFile:
    try:
        return accept_upload(data, name=title, by=actor.pk, allowed=FORMATS)
    except UploadRefused as refusal:
        raise CommitteeRefused(Reason(refusal.reason.code, refusal.reason.text, field=name)) from refusal


def _locked(pk: int) -> ConditionSet:
    return ConditionSet.objects.select_for_update(of=("self",)).get(pk=pk)


def _wrong_day(held: ConditionSet, said: Mapping[str, Any]) -> Reason | None:
    issued, begins, ends = held.issued_on, said.get("effective_from"), said.get("effective_to")
    if begins and issued and begins < issued:
        return Reason("condition.begins", "施行日期不能早于印发日期。", field="effective_from")
    if ends and held.effective_from and ends < held.effective_from:
        return Reason("condition.ends", "废止日期不能早于施行日期。", field="effective_to")
    return None


def _end_before(held: ConditionSet, said: Mapping[str, Any], actor: Actor) -> None:
    """The version before ends the day before, and is in force until then (``state_on``); cases under it keep it."""
    before = ConditionSet.objects.filter(series=held.series_id, name=held.name, state=ConditionState.IN_FORCE).first()
    if before is None:
        return
    if said["effective_from"] <= before.effective_from:
        raise CommitteeRefused(Reason("condition.begins", "施行日期应晚于上一版本的施行日期。", field="effective_from"))
    before.state, before.effective_to = ConditionState.REPEALED, said["effective_from"] - timedelta(days=1)
    sign(before, actor, f"由第{held.version}版替代")
    before.save(update_fields=["state", "effective_to"])
