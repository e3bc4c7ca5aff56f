import pickle

import pytest
from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.models import CharField, Value
from django.test.utils import isolate_apps

from config.lib.crypto import SealBroken, seal
from config.lib.fields import EncryptedCharField
from tests.lib.sealed import Person, create_table, raw


@pytest.fixture
def table(db):
    create_table()


def put_raw(column, pk, value):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE test_sealed_person SET {column} = %s WHERE id = %s", [value, pk])


def test_the_database_sees_ciphertext_and_python_the_text(table):
    person = Person.objects.create(phone="13800000000", number=None)

    assert "138" not in raw("phone", person.pk)
    again = Person.objects.get()
    assert (again.phone, again.number) == ("13800000000", None)
    assert list(Person.objects.values_list("phone", flat=True)) == ["13800000000"]


def test_empty_stays_empty(table):
    person = Person.objects.create(phone="")

    assert (raw("phone", person.pk), Person.objects.get().phone) == ("", "")


def test_a_ciphertext_moved_to_another_row_does_not_open(table):
    people = [Person.objects.create(phone=f"1380000{number:04d}") for number in range(100)]
    for one, other in zip(people, people[1:] + people[:1], strict=True):
        put_raw("number", one.pk, None)
        put_raw("phone", one.pk, seal_of(other))

    for person in Person.objects.all():
        with pytest.raises(SealBroken):
            _ = person.phone


def seal_of(person):
    return seal(person.phone, column="records.person.phone", row=person.seal_id)


def test_a_ciphertext_moved_to_another_column_does_not_open(table):
    person = Person.objects.create(phone="13800000000")
    put_raw("number", person.pk, raw("phone", person.pk))

    with pytest.raises(SealBroken):
        Person.objects.get()


def test_saving_keeps_the_binding(table):
    person = Person.objects.create(phone="13800000000")
    person = Person.objects.get(pk=person.pk)
    person.phone = "13900000000"
    person.save(update_fields=["phone"])
    Person.objects.bulk_update([person], ["phone"])
    person.refresh_from_db()

    assert (person.phone, Person.objects.get().phone) == ("13900000000", "13900000000")


def test_a_text_read_from_one_row_may_be_given_to_another(table):
    one = Person.objects.create(phone="13800000000")
    read = Person.objects.get(pk=one.pk)

    other = Person.objects.create(phone=read.phone)
    third = Person(phone=Person.objects.values_list("phone", flat=True)[0])
    third.save()
    fourth = Person.objects.create(phone="")
    fourth.phone = Person.objects.values_list("phone", flat=True)[0]
    fourth.save()

    assert {person.phone for person in Person.objects.all()} == {"13800000000"}
    assert Person.objects.get(pk=other.pk).phone == third.phone == fourth.phone == "13800000000"


def test_deferred_and_pickled_values_keep_their_text(table):
    Person.objects.create(phone="13800000000")
    deferred = Person.objects.defer("phone").get()

    assert deferred.phone == "13800000000"
    assert pickle.loads(pickle.dumps(deferred.phone)) == "13800000000"


@pytest.mark.parametrize("lookup", ["phone", "phone__contains", "phone__in", "phone__gt"])
def test_a_sealed_column_cannot_be_filtered_on(table, lookup):
    with pytest.raises(FieldError):
        Person.objects.filter(**{lookup: "1"})


def test_but_asked_whether_it_is_there(table):
    Person.objects.create(phone="1", number=None)

    assert Person.objects.filter(number__isnull=True).count() == 1


def test_update_cannot_bind_and_is_refused(table):
    Person.objects.create(phone="13800000000")

    with pytest.raises(FieldError, match="save"):
        Person.objects.update(phone="13900000000")


def test_an_expression_passes_untouched(table):
    person = Person.objects.create(phone="13800000000")
    Person.objects.update(number=Value(None, output_field=CharField()))

    assert raw("number", person.pk) is None


def test_forms_see_a_plain_char_field():
    field = Person._meta.get_field("phone").formfield()

    assert type(field) is forms.CharField
    assert field.max_length == 11
    with pytest.raises(ValidationError):
        Person(phone="1" * 12, number="2").clean_fields()


def test_it_survives_deconstruction():
    field = Person._meta.get_field("phone")
    name, path, args, kwargs = field.deconstruct()

    assert (name, path, args) == ("phone", "config.lib.fields.EncryptedCharField", [])
    assert kwargs == {"verbose_name": "手机", "max_length": 11, "blank": True}


@isolate_apps("records")
def test_the_checks_want_a_seal_id_and_no_index():
    class Careless(models.Model):
        phone = EncryptedCharField(max_length=11, db_index=True)

        class Meta:
            app_label = "records"

    assert [problem.id for problem in Careless._meta.get_field("phone").check()] == ["lib.E001", "lib.E002"]
    assert Person._meta.get_field("phone").check() == []
