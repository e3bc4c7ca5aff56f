"""Experts for tests."""

from committees.models import Expert
from committees.states import ExpertStatus


def an_expert(name, series, status=ExpertStatus.LISTED):
    made = Expert.objects.create(
        name=name, title="正高级工艺美术师", rank="zhenggao", status=status, unit_name="示范院"
    )
    made.series.add(series)
    return made
