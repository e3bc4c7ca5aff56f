from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from simple_history.signals import pre_create_historical_record

from config.lib.sentences import speak

speak()  # here and not in ready(): fields take their words when a form is declared


class RecordsConfig(AppConfig):
    name = "records"
    label = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        from records import triggers  # app ready
        from records.histories import date_history
        from records.services import calendar, documents, files, outbox, sheets

        pre_create_historical_record.connect(date_history)
        post_migrate.connect(triggers.install, sender=self)
        post_migrate.connect(calendar.seed_empty_calendar, sender=self)
        register(triggers.check, Tags.database)
        outbox.register(files.PICTURES, files.draw_pictures, lease=files.PICTURES_LEASE)
        outbox.register(documents.DOCUMENT, documents.make_document, lease=documents.DOCUMENT_LEASE)
        outbox.register(sheets.SHEET, sheets.take_sheet, lease=sheets.SHEET_LEASE)
