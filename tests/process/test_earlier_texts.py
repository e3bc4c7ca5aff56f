"""Texts from before the ledger knew whose they are."""

from importlib import import_module

from django.apps import apps

from accounts.models import Organisation
from accounts.states import OrganisationKind
from config.lib import clock
from messaging.models import Sms

backfill = import_module("review.process.migrations.0011_offices_of_earlier_texts").give_them_their_office


def test_texts_from_before_an_upgrade_are_in_the_ledger_of_their_office(world):
    """SYS-02: a notice administrator finds them; codes stay nobody's, and what is known stays as it is."""
    other = Organisation.objects.create(kind=OrganisationKind.CITY_OFFICE, name="另一职改办")
    ordinary, determined = world.declaration(), world.declaration(level="fg")
    determined.authority = other
    determined.save(update_fields=["authority"])
    about = {
        "case": ("declaration", ordinary.pk, None),
        "determined": ("declaration", determined.pk, None),
        "gone": ("declaration", determined.pk + 100, None),
        "edition": ("notice_edition", world.edition.pk, None),
        "code": ("", None, None),
        "known": ("declaration", ordinary.pk, other.pk),
    }
    for key, (kind, number, office) in about.items():
        told = {"subject_kind": kind, "subject_id": number, "office_id": office}
        Sms.objects.create(phone="19000000001", event="x", text="x", key=key, at=clock.law(), **told)

    backfill(apps, None)

    assert dict(Sms.objects.values_list("key", "office")) == {
        "case": ordinary.office_id,
        "determined": other.pk,
        "gone": None,
        "edition": world.edition.notice.office_id,
        "code": None,
        "known": other.pk,
    }
    assert ordinary.office_id != other.pk
