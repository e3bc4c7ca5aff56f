"""MAT-33 is explained at a field of its own; what stood for both explanations stays said for both."""

from django.db import migrations, models


def copy_what_was_said(apps, schema_editor):
    """Under a notice that asks for a proof of the unit's nature one text passed MAT-31 and MAT-33."""
    editions = apps.get_model("notices", "NoticeEdition").objects.only("pk", "terms")
    asking = [
        each.pk for each in editions if ((each.terms or {}).get("social_insurance") or {}).get("unit_nature_proof")
    ]
    said = apps.get_model("declarations", "Grounds").objects.filter(declaration__edition__in=asking)
    for grounds in said.exclude(insurance_gap=""):
        basics = apps.get_model("declarations", "BasicInfo").objects.filter(declaration=grounds.declaration_id)
        basics.update(nature_note=grounds.insurance_gap)


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0025_removed_entries_apart"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="basicinfo",
            name="nature_note",
            field=models.TextField(blank=True, default="", max_length=1000, verbose_name="没有单位性质证明的情况说明"),
            preserve_default=False,
        ),
        migrations.RunPython(copy_what_was_said, migrations.RunPython.noop),
    ]
