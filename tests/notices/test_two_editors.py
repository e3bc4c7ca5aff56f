"""Two editors of one row of the directory: the second is told, loses nothing and undoes nothing (ADMIN-08, ADMIN-09)."""

from datetime import date

import pytest

from accounts.models import SYSTEM
from accounts.states import Role
from committees.models import Committee, CommitteeTerm, Expert
from committees.services import ensure_series, ensure_specialty
from notices.models import PolicyColumn, PolicyDocument
from tests.accounts.making import a_clerk, a_place

pytestmark = pytest.mark.django_db
TOLD = "这里刚被别人改过。您填的内容还在下面，请对照现在的内容后再保存。"


@pytest.fixture
def office():
    return a_place("office", "自治区工艺美术系列职改办（演示）")


@pytest.fixture
def browser(client, office):
    client.force_login(a_clerk(office, "陆通知", role=Role.ADMIN))
    return client


@pytest.fixture
def series():
    return ensure_series(name="工艺美术", actor=SYSTEM)


def an_organisation(office, _series):
    row = a_place("department", "文旅厅（演示）", parent=office)
    return row, f"/accounts/directory/{row.pk}/edit/", "place", "address"


def a_committee(office, series):
    row = Committee.objects.create(
        name="高级评委会（演示）", series=series, office=office, ranks=["fugao"], approval_doc_no="示1号"
    )
    return row, f"/directory/committees/{row.pk}/edit/", "scope", "approval_doc_no"


def a_term(office, series):
    committee = a_committee(office, series)[0]
    row = CommitteeTerm.objects.create(committee=committee, number=1, starts_on=date(2022, 1, 1))
    return row, f"/directory/committees/terms/{row.pk}/edit/", "approval_doc_no", "number"


def an_expert(office, series):
    a_committee(office, series)
    row = Expert.objects.create(name="甲专家", title="正高级工艺美术师", rank="zhenggao", unit_name="示范院")
    row.series.add(series)
    return row, f"/directory/experts/{row.pk}/edit/", "recommended_by", "title"


def a_specialty(_office, series):
    row = ensure_specialty(series, code="taoci", industry="", name="陶瓷", sample=False, actor=SYSTEM)
    return row, f"/directory/catalogue/{row.pk}/", "approval_doc_no", "industry"


def a_document(_office, _series):
    row = PolicyDocument.objects.create(title="办法", doc_no="示1号")
    return row, f"/notices/policies/documents/{row.pk}/", "issuer", "cited_articles"


def a_column(_office, _series):
    row = PolicyColumn.objects.create(name="门户", owner="人社厅", url="https://example.org/")
    return row, f"/notices/policies/columns/{row.pk}/", "owner", "position"


def opened(browser, page):
    """What the form shows, as a browser sends it back."""
    answer = browser.get(page)
    form = answer.context["form"]
    assert form.seen
    assert f'name="seen" value="{form.seen}"' in answer.content.decode()
    shown = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    shown = {name: value for name, value in shown.items() if value not in (None, False)}
    sent = {name: "on" if value is True else getattr(value, "pk", value) for name, value in shown.items()}
    return sent | {"seen": form.seen}


ROWS = [an_organisation, a_committee, a_term, an_expert, a_specialty, a_document, a_column]


@pytest.mark.parametrize("made", ROWS)
def test_the_second_of_two_editors_is_told_and_undoes_nothing(browser, office, series, made):
    """ADMIN-08, ADMIN-09, GEN-09, GEN-14, GEN-15."""
    row, page, theirs, mine = made(office, series)
    first, second = opened(browser, page), opened(browser, page)
    assert browser.post(page, first | {theirs: "别人改的"}).status_code == 302

    refused = browser.post(page, second | {mine: "7"})

    label = refused.context["form"].fields[theirs].label
    assert refused.status_code == 422
    sentence = refused.context["form"].non_field_errors()[0]
    assert sentence.startswith(TOLD)
    assert label in sentence.removeprefix(TOLD)
    assert refused.context["form"][mine].value() == "7"
    row.refresh_from_db()
    assert (getattr(row, theirs), str(getattr(row, mine)) == "7") == ("别人改的", False)

    again = second | {mine: "7", theirs: "别人改的", "seen": refused.context["form"].seen}
    assert browser.post(page, again).status_code == 302
    row.refresh_from_db()
    assert (getattr(row, theirs), str(getattr(row, mine))) == ("别人改的", "7")


def test_another_series_of_an_expert_is_a_change_as_well(browser, office, series):
    """COMM-09: what a row is tied to belongs to what was looked at."""
    row, page, *_ = an_expert(office, series)
    seen = opened(browser, page)
    row.specialties.add(a_specialty(office, series)[0])

    assert browser.post(page, seen).context["form"].non_field_errors()[0].startswith(TOLD)
