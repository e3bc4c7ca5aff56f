from typing import Any

from django.db import migrations, models

from config.lib.pinyin import initials

BATCH = 1000


def spell(apps: Any, schema_editor: Any) -> None:
    """People who are there already are found by their initials, too."""
    people = apps.get_model("accounts", "User").objects.exclude(name="").only("pk", "name")
    batch = []
    for person in people.iterator(chunk_size=BATCH):
        person.initials = initials(person.name)[:60]
        batch.append(person)
        if len(batch) == BATCH:
            people.model.objects.bulk_update(batch, ["initials"])
            batch = []
    people.model.objects.bulk_update(batch, ["initials"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_zone_of_a_unit"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="initials",
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name="拼音首字母"),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop, elidable=True),
    ]
