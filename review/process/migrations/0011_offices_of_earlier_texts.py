from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def give_them_their_office(apps: Any, schema_editor: Any) -> None:
    """Texts from before the ledger knew whose they are: 短信记录 of a notice administrator shows them, too (SYS-02).

    Set-based, the rule of ``Declaration.office_id``. Codes and what concerns an account stay nobody's.
    """
    earlier = apps.get_model("messaging", "Sms").objects.filter(office=None)
    cases = apps.get_model("declarations", "Declaration").objects.filter(pk=OuterRef("subject_id"))
    whose = Coalesce("authority_id", "committee__office_id", "edition__notice__office_id")
    earlier.filter(subject_kind="declaration").update(office_id=Subquery(cases.order_by().values(found=whose)[:1]))
    editions = apps.get_model("notices", "NoticeEdition").objects.filter(pk=OuterRef("subject_id"))
    of_edition = Subquery(editions.order_by().values("notice__office_id")[:1])
    earlier.filter(subject_kind="notice_edition").update(office_id=of_edition)


class Migration(migrations.Migration):
    dependencies = [
        ("process", "0010_assigned_before"),
        ("messaging", "0004_texts_of_an_office"),
        ("declarations", "0028_lists_in_line"),
        ("notices", "0007_postings"),
        ("committees", "0004_conditions_by_version"),
    ]

    operations = [migrations.RunPython(give_them_their_office, migrations.RunPython.noop, elidable=True)]
