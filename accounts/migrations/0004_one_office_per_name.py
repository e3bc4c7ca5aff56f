from typing import Any

from django.db import migrations, models

OFFICES = ("county_office", "city_office", "office", "region_office")


def look_for_twins(apps: Any, schema_editor: Any) -> None:
    """Name them, so that whoever upgrades knows which to rename; the constraint alone would not."""
    offices = apps.get_model("accounts", "Organisation").objects.filter(kind__in=OFFICES)
    twins = offices.order_by().values("name").annotate(found=models.Count("pk")).filter(found__gt=1)
    if names := [each["name"] for each in twins]:
        raise RuntimeError(f"Offices of the same name, rename them first: {'; '.join(names)}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_initials_of_people")]

    operations = [
        migrations.RunPython(look_for_twins, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", OFFICES)), fields=("name",), name="one_office_per_name"
            ),
        ),
    ]
