"""The Celery application: workers run the outbox, beat sweeps what is due (SYS-07, design §6, §7)."""

import os
from pathlib import Path

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("zhiping")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SECOND = 1.0
MINUTE = 60 * SECOND

# One beat, schedule in code. A missed tick is not replayed, so every job is "all that is due", never "do now".
app.conf.beat_schedule = {
    "deliver the outbox": {"task": "records.deliver_outbox", "schedule": 30 * SECOND},
    "close what has lapsed": {"task": "process.sweep", "schedule": MINUTE},
    "ask providers about open payments": {"task": "fees.poll_payments", "schedule": MINUTE},
    "scan files that came while the scanner was away": {"task": "records.scan_files", "schedule": 5 * MINUTE},
    "ask for receipts of texts": {"task": "messaging.follow_up", "schedule": 10 * MINUTE},
    "begin rehearsals whose nudge was lost": {"task": "process.rehearse", "schedule": MINUTE},
    "remind": {"task": "process.remind", "schedule": 10 * MINUTE},
    "tell desks what waits for them": {"task": "process.digest", "schedule": crontab(hour="9-11", minute=5)},
    "verify the audit chain": {"task": "records.verify_audit_head", "schedule": crontab(hour=3, minute=17)},
    "forget what nobody will ask for again": {"task": "records.tidy", "schedule": crontab(hour=3, minute=47)},
    "forget codes and sessions that are over": {"task": "accounts.tidy", "schedule": crontab(hour=3, minute=52)},
    "end deputies whose days are over": {"task": "accounts.end_deputies", "schedule": crontab(minute=3)},
    "match journals with the register": {"task": "declarations.match_journals", "schedule": crontab(hour=1, minute=23)},
    "forget videos that were never finished": {"task": "declarations.tidy", "schedule": crontab(minute=41)},
    "mark integrity records that ran out": {"task": "integrity.expire", "schedule": crontab(hour=0, minute=10)},
}


@app.on_after_configure.connect
def make_queue_folders(sender: Celery, **_: object) -> None:
    """Create the folders of the file-system transport, which writes into them without looking."""
    for name in ("data_folder_in", "data_folder_out", "processed_folder", "control_folder"):
        if folder := sender.conf.broker_transport_options.get(name):
            Path(folder).mkdir(parents=True, exist_ok=True)
