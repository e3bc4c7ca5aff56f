"""The histories that django-simple-history keeps are dated by the clock of everything else people read (design §7)."""

from datetime import datetime
from typing import Any

from config.lib import clock


def date_history(history_instance: Any, history_date: datetime, **_: Any) -> None:
    """Receiver of ``pre_create_historical_record``: the machine's moment by the law's clock."""
    history_instance.history_date = history_date + clock.shift()
