from django.core.management import call_command

from config.lib.crypto import sealed_with_first_key
from records.services import sealing
from tests.lib.sealed import Person, create_table, raw

OLD, NEW = "old:" + "11" * 32, "new:" + "22" * 32


def test_after_a_new_key_everything_is_sealed_anew_and_the_old_key_may_go(db, settings, monkeypatch, capsys):
    create_table()
    monkeypatch.setattr(sealing.apps, "get_models", lambda: [Person])
    settings.FIELD_KEYS = OLD
    people = [Person.objects.create(phone=f"1380000000{n}", number=None) for n in range(3)]
    Person.objects.create(phone="")
    settings.FIELD_KEYS = f"{NEW},{OLD}"
    Person.objects.create(phone="13900000000")

    call_command("reseal")
    settings.FIELD_KEYS = NEW

    assert capsys.readouterr().out.strip() == "records.Person: 3 行"
    assert all(sealed_with_first_key(raw("phone", person.pk)) for person in people)
    assert [person.phone for person in Person.objects.order_by("pk")][:3] == [f"1380000000{n}" for n in range(3)]
    assert sealing.reseal_all() == {"records.Person": 0}
