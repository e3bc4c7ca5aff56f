"""我能报吗 without signing in: what, the questions, the answer; nothing of it is stored (S04, 02-2, 04-6)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.net import client_ip
from config.lib import clock
from config.lib.limiting import Limit
from config.lib.reason import Reason
from declarations.dossier import barrings_of, competent_committees
from declarations.eligibility import Severity
from declarations.eligibility.kinds import is_reviewed
from declarations.forms.selfcheck import QuestionsForm, SubjectForm
from declarations.openings import Standing, gate_for, standing_of, why_closed
from declarations.pages.tasklist import advice_of
from declarations.routes import is_all_year
from declarations.selectors import cities, known_of, notices_to_check, others_open
from declarations.selfcheck.answers import Answers
from declarations.selfcheck.checking import Checked, check
from declarations.selfcheck.rows import Row, exceptional_clauses, preparation_of, rows_of
from declarations.views.common import UNPROCESSABLE
from notices.models import NoticeEdition
from notices.rules import Terms, terms_of
from notices.selectors import NoticeCard, current_edition, notice_card, read_public_notice

TITLE = "我能报吗"
CHECKS = Limit("can-i", 120)  # a whole office may sit behind one address
TOO_OFTEN = "操作过于频繁，请 1 小时后再试。"
ANSWERS, KEPT_SECONDS = "can-i", 7200  # long enough to register on the way
HOME = ("首页", "/")


@dataclass(slots=True)
class Asked:
    """One visit: the notice as it is now, and the two forms as far as they were answered."""

    request: HttpRequest
    code: str
    card: NoticeCard = field(init=False)
    subject: SubjectForm = field(init=False)
    form: QuestionsForm | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        now, notice = clock.law(), read_public_notice(self.code)
        self.card = notice_card(notice, terms_of(current_edition(notice.pk, now=now)), now=now)
        posted = self.request.method == "POST"
        told = self.request.POST if posted else self.request.GET
        pressed = posted or "level" in told or "specialty" in told  # 下一步 with nothing chosen is an answer, too
        self.subject = SubjectForm(told if pressed else None, terms=self.card.terms)
        if self.subject.is_valid():
            self.form = questions(told if posted else None, self.card.terms, self.subject, initial=self._known())

    def _known(self) -> dict[str, Any]:
        person = self.request.user
        return known_of(person) if person.is_authenticated and self.request.method == "GET" else {}

    @property
    def is_valid(self) -> bool:
        """Whether everything was answered."""
        return self.form is not None and self.form.is_valid()

    @property
    def closed(self) -> Reason | None:
        """Why nothing of this kind and level can be begun now; the answer is given all the same."""
        if not self.subject.is_valid():
            return None
        told = self.subject.cleaned_data
        return why_closed(self.card.notice, self.card.terms, kind=told["kind"], level=told["level"], now=clock.law())

    @property
    def others(self) -> list[tuple[NoticeCard, Standing]]:
        """Where to go instead while this notice takes nothing: those of the series that are open for it."""
        kind = self.subject.cleaned_data["kind"]
        return _standing(others_open(self.card.notice, kind=kind, now=clock.law()))

    @property
    def season(self) -> dict[str, Any]:
        """Until when it may be handed in, and by when it had better be (03-3, TIME-01); of a valid choice."""
        terms, kind = self.card.terms, self.subject.cleaned_data["kind"]
        gate = gate_for(self.card.notice, terms, kind=kind, level=self.subject.cleaned_data["level"])
        return {
            "until": gate.closes_at if gate else None,
            "all_year": is_all_year(terms, kind),
            "advice": advice_of(terms, gate, now=clock.law()) if is_reviewed(kind) else None,
        }

    @property
    def status(self) -> int:
        """422 for a form that must be mended (ux §3.3)."""
        wrong = self.subject.errors or (self.form is not None and self.form.errors)
        return UNPROCESSABLE if wrong else 200


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Under which notice; with a single one the choice is made."""
    cards = notices_to_check(now=clock.law())
    if len(cards) == 1:
        return redirect("can_i:check", cards[0].notice.code)
    context = {"cards": _standing(cards), "crumbs": [HOME, (TITLE, "")]}
    return render(request, "declarations/selfcheck_notices.html", context)


def _standing(cards: list[NoticeCard]) -> list[tuple[NoticeCard, Standing]]:
    now = clock.law()
    return [(card, standing_of(card.notice, card.terms, now=now)) for card in cards]


@never_cache
@require_http_methods(["GET", "POST"])
def questionnaire(request: HttpRequest, code: str) -> HttpResponse:
    """Level and specialty by address, the personal questions by POST, the answer on the same page."""
    if request.method == "POST" and not CHECKS.takes(client_ip(request)):
        told = {"title": TITLE, "text": TOO_OFTEN}
        return render(request, "ui/too_often.html", told, status=429)
    asked = Asked(request, code)
    context = {
        "notice": asked.card.notice,
        "terms": asked.card.terms,
        "closed": asked.closed,
        "others": asked.others if asked.closed else None,
        "subject": asked.subject,
        "form": asked.form,
        "crumbs": [HOME, (TITLE, reverse("can_i:notices")), (asked.card.terms.series, "")],
    }
    if asked.form is None:
        return render(request, "declarations/selfcheck_subject.html", context, status=asked.status)
    context |= _answer(asked) if asked.is_valid else {}
    return render(request, "declarations/selfcheck.html", context, status=asked.status)


def questions(data: QueryDict | None, terms: Terms, subject: SubjectForm, **kwargs: Any) -> QuestionsForm:
    """The second form, for what the first one says."""
    told = {name: subject.cleaned_data[name] for name in ("kind", "level")} | {"cities": cities()}
    return QuestionsForm(data, terms=terms, today=clock.local_date(clock.law()), **told, **kwargs)


def _answer(asked: Asked) -> dict[str, Any]:
    """Rows, other ways and what to get ready, by the rules of SUBMIT."""
    assert asked.form
    terms, today = asked.card.terms, asked.form.today
    answers = asked.form.answers(asked.subject.cleaned_data)
    told = [*asked.subject.cleaned_data.items(), *asked.form.told]
    checked = _checked(asked, answers, today)
    return {
        "checked": checked,
        "committee": next((each for each in terms.committees if each.name == checked.dossier.request.committee), None),
        **_summed(rows_of(checked, answers, terms)),
        **_again(answers, told),
        **asked.season,
        "preparation": preparation_of(checked, terms),
        "useless": sum(way.outcome == "no" and way.earliest is None for way in checked.ways),
        "exceptional": exceptional_clauses(checked, terms) if checked.ways else None,
        "today": today,
    }


def _checked(asked: Asked, answers: Answers, today: date) -> Checked:
    person, series = asked.request.user, asked.card.notice.series_id
    return check(
        answers,
        asked.card.terms,
        today,
        competent=lambda rank, place: competent_committees(series, rank, place) if place else (),
        barrings=barrings_of(person.pk, today=today) if person.is_authenticated else None,
    )


def _again(answers: Answers, told: list[tuple[str, Any]]) -> dict[str, Any]:
    """What travels on: all answers into a declaration, and those that another way keeps."""
    asks = {"level": answers.level, "kind": answers.kind, "way": answers.way}
    return {"told": told, "asked": tuple(asks.values()), "kept": [each for each in told if each[0] not in asks]}


def _summed(rows: list[Row]) -> dict[str, Any]:
    """The rows, how many are fulfilled, and whether any of them names a day."""
    passed = sum(row.finding.severity is Severity.OK for row in rows)
    return {"rows": rows, "passed": passed, "has_day": any(row.finding.earliest for row in rows)}


@never_cache
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """用这些答案开始申报: through signing in to the chooser.

    The answers travel in a signed cookie of the applicant's pages: a session would be a row about somebody unknown.
    """
    asked = Asked(request, code)
    if not asked.is_valid or asked.form is None:
        return questionnaire(request, code)
    told = urlencode([("code", code), *asked.subject.cleaned_data.items(), *asked.form.told])
    answer = redirect("declarations:new", code)
    answer.set_signed_cookie(ANSWERS, told, salt=ANSWERS, max_age=KEPT_SECONDS, **_of_the_cookie())
    return answer


def carried_answers(request: HttpRequest, edition: NoticeEdition) -> Answers | None:
    """The answers brought along for this notice, judged again as they were typed; None without any."""
    told = QueryDict(request.get_signed_cookie(ANSWERS, default="", salt=ANSWERS, max_age=KEPT_SECONDS) or "")
    terms = terms_of(edition)
    subject = SubjectForm(told, terms=terms)
    if told.get("code") != edition.notice.code or not subject.is_valid():
        return None
    form = questions(told, terms, subject)
    return form.answers(subject.cleaned_data) if form.is_valid() else None


def drop_answers(response: HttpResponse) -> None:
    """They have arrived."""
    response.delete_cookie(ANSWERS, path=_of_the_cookie()["path"], samesite="Lax")


def _of_the_cookie() -> dict[str, Any]:
    path = reverse("declarations:choose")
    return {"path": path, "httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
