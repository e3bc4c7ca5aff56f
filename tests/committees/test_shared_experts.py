"""Experts whom several offices keep: each changes its own part of an entry (SYS-02, COMM-09, ADMIN-09)."""

from datetime import date

import pytest

from accounts.models import SYSTEM
from committees.models import Expert
from committees.services import ensure_specialty
from committees.states import ExpertStatus
from records.models import AuditEntry
from records.services.outbox import drain_outbox
from tests.committees.making import an_expert
from tests.committees.test_desk import POOL, handed_in, line, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(committee, series, elsewhere):
    """An expert of the own series and of another office's."""
    beyond = ensure_specialty(elsewhere.series, code="jixie", industry="", name="机械", sample=False, actor=SYSTEM)
    made = an_expert("两系列专家", series)
    made.series.add(elsewhere.series)
    made.specialties.add(beyond, series.specialties.get(code="taoci"))
    return made


def ties_of(expert):
    series = sorted(expert.series.values_list("name", flat=True))
    return series, sorted(expert.specialties.values_list("code", flat=True))


def told_of(expert, **more):
    said = {"name": expert.name, "unit_name": "示范院", "title": expert.title, "rank": expert.rank}
    return said | {"status": "listed", "listed_on": "2024-01-01"} | more


def test_what_other_offices_keep_of_an_expert_stays(browser, shared, series):
    """SYS-02, COMM-09: the narrowed choice of one office takes nothing from another."""
    page = f"{POOL}{shared.pk}/edit/"
    assert "还属于其他职改办维护的系列：工程" in words_of(browser.get(page))

    cixiu = series.specialties.get(code="cixiu")
    browser.post(page, told_of(shared, series=[series.pk], specialties=[cixiu.pk]))
    assert ties_of(shared) == (["工程", "工艺美术"], ["cixiu", "jixie"])

    browser.post(page, told_of(shared))
    assert ties_of(shared) == (["工程"], ["jixie"])


def test_a_change_of_series_alone_is_told(browser, shared, series, ma):
    """ADMIN-09: in the history and in the chain of facts, once."""
    Expert.objects.filter(pk=shared.pk).update(listed_on=date(2024, 1, 1))
    page = f"{POOL}{shared.pk}/edit/"
    cixiu = series.specialties.get(code="cixiu")

    for _ in range(2):
        browser.post(page, told_of(shared, series=[series.pk], specialties=[cixiu.pk]))

    shown = words_of(browser.get(f"{POOL}{shared.pk}/"))
    assert "增加专业：刺绣；去掉专业：陶瓷" in shown
    assert ma.name in shown
    assert AuditEntry.objects.filter(event="expert.change", subject_id=shared.pk).count() == 1


def test_an_expert_of_two_offices_goes_out_and_comes_in(browser, shared):
    """ADMIN-09: a series of another office that stands is no fault; an empty cell says nothing."""
    cells = {"系列": "工程；工艺美术", "专业代码": "jixie；taoci", "职称": "正高级工程师", "级别": "正高级", "状态": ""}

    told = handed_in(browser, line(姓名=shared.name, 入库日期="2024-01-01", **cells))
    assert "共 1 行：修改 1 行。" in words_of(browser.get(told))
    browser.post(told)
    drain_outbox()

    shared.refresh_from_db()
    assert (shared.title, shared.status) == ("正高级工程师", ExpertStatus.LISTED)
    assert ties_of(shared) == (["工程", "工艺美术"], ["jixie", "taoci"])
