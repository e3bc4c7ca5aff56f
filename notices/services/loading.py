"""A notice file becomes a draft; what it names is entered in the directories."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from accounts.models import Actor, Organisation, User
from accounts.states import OrganisationKind
from committees.models import Series
from committees.services import ensure_committee, ensure_series, ensure_specialty
from config.lib import clock
from config.lib.reason import Reason
from notices.exceptions import Fault, NoticeRefused, TermsRefused
from notices.models import Notice, PolicyDocument
from notices.rules import CommitteeTerms, Terms, complete_terms, digest_of, read_text, stated_in, terms_of
from notices.states import NoticeState
from records.models import Fact
from records.services.audit import audited, note

DOC_NO = re.compile(r"^\S{1,12}[〔【\[（(]\d{4}[〕】\]）)]\d+号$")


def load_notice(source: Mapping[str, Any] | Path | str, *, actor: Actor) -> Notice:
    """The draft that a mapping or a YAML file states; its office, committees, series and specialties are entered.

    The three notices that came with the system are such files (GEN-01, GEN-04, GEN-05).

    Loading the same again changes nothing. Raises ``TermsRefused`` for a file that is not a notice, ``NoticeRefused``
    for one that says something else than what was published: that is an amendment.
    """
    stated = stated_in(source) if isinstance(source, Mapping) else _stated_in_file(Path(source))
    terms = complete_terms(stated)
    with audited():
        notice = Notice.objects.select_for_update(of=("self",)).filter(code=terms.code).first()
        if notice and notice.state != NoticeState.DRAFT:
            return _unchanged_or_refused(notice, stated, terms)
        notice = _save_draft(notice, stated, terms, actor=actor)
        link_documents(notice, terms)
        note(Fact("notice.load", notice.pk, actor.pk, clock.law(), digest_of(notice.draft)))
    return notice


def read_notice_file(path: Path) -> Terms:
    """The whole terms, with its rule set. Raises ``TermsRefused`` with the line and the key of every fault."""
    return complete_terms(_stated_in_file(path))


def _stated_in_file(path: Path) -> dict[str, Any]:
    return read_text(path.read_text(encoding="utf-8"))


def refuse_without_office(terms: Terms) -> None:
    """A notice's office is that of its first ordinary committee. Raises ``TermsRefused`` if it names none."""
    if not any(each.kind == "ordinary" for each in terms.committees):
        raise TermsRefused([Fault("committees", "至少应有一个普通评委会")])


def _unchanged_or_refused(notice: Notice, stated: Mapping[str, Any], terms: Terms) -> Notice:
    """The same words again, or what an edition says; a rule set changed meanwhile is no change of the notice."""
    if stated == notice.draft or any(terms_of(each) == terms for each in notice.editions.all()):
        return notice
    raise NoticeRefused(Reason("E711", "该通知已发布，内容变更须走修订。", "code"))


def _save_draft(notice: Notice | None, stated: Mapping[str, Any], terms: Terms, *, actor: Actor) -> Notice:
    series, office = enter_names(terms, actor=actor)
    notice = notice or Notice(code=terms.code)
    notice.title, notice.year, notice.issued_on = terms.title, terms.year, terms.issued_on
    notice.series, notice.office, notice.is_public = series, office, terms.is_public
    notice.draft = dict(stated)
    notice.drafted_by = actor if isinstance(actor, User) else None
    notice.save()
    return notice


def enter_names(terms: Terms, *, actor: Actor) -> tuple[Series, Organisation]:
    """Enter what the terms name in the directories: series, offices, committees, specialties. What is known stays.

    Returns the series and the notice's own office. Raises ``TermsRefused`` without an ordinary committee.
    """
    series = ensure_series(name=terms.series, actor=actor)
    office = _enter_committees(terms, series, actor=actor)
    for each in terms.specialties:
        ensure_specialty(series, code=each.code, industry=each.group, name=each.name, sample=each.sample, actor=actor)
    return series, office


def _enter_committees(terms: Terms, series: Series, *, actor: Actor) -> Organisation:
    """Enters committees and offices; the office of the first ordinary committee is the notice's own."""
    refuse_without_office(terms)
    if terms.result and terms.result.senior_report_to:
        _ensure_office(terms.result.senior_report_to, terms, actor=actor)
    own: list[Organisation] = []
    for each in terms.committees:
        office = _ensure_office(each.office, terms, actor=actor)
        _enter_committee(each, terms, series, office, actor=actor)
        own += [office] if each.kind == "ordinary" else []
    return own[0]


def _enter_committee(each: CommitteeTerms, terms: Terms, series: Series, office: Organisation, *, actor: Actor) -> None:
    ensure_committee(
        name=each.name,
        series=series,
        office=office,
        kind=each.kind,
        ranks=sorted({level.rank for level in terms.levels if level.code in each.levels}),
        scope=each.scope or "",
        min_members=each.min_members,
        odd=each.odd,
        actor=actor,
    )


def _ensure_office(name: str, terms: Terms, *, actor: Actor) -> Organisation:
    office = Organisation.objects.filter(name=name, kind__in=OrganisationKind.offices).first()
    if office:
        return office
    # The office that senior results are reported to stands above all others.
    top = terms.result is not None and terms.result.senior_report_to == name
    kind = OrganisationKind.REGION_OFFICE if top else OrganisationKind.OFFICE
    office = Organisation.objects.create(name=name, kind=kind)
    note(Fact("organisation.enter", office.pk, actor.pk, clock.law()))
    return office


def link_documents(notice: Notice, terms: Terms) -> None:
    """The documents a notice rests on, its parent among them (GEN-03, GEN-14); unknown ones are entered."""
    notice.legal_bases.set([_document(words) for words in terms.legal_bases])


def _document(words: str) -> PolicyDocument:
    named = {"doc_no": words} if DOC_NO.match(words) else {"title": words}
    return PolicyDocument.objects.filter(**named).first() or PolicyDocument.objects.create(**named)
