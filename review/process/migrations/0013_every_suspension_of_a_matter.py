from typing import Any

from django.db import migrations, models


def keep_the_last(apps: Any, schema_editor: Any) -> None:
    """Of what was decided before, the last is known to belong to the matter."""
    for matter in apps.get_model("process", "QualityCase").objects.exclude(suspension=None):
        matter.suspensions.add(matter.suspension_id)


class Migration(migrations.Migration):
    dependencies = [("process", "0012_lists_of_the_directory"), ("approvals", "0016_lifted_suspensions")]

    operations = [
        migrations.AddField(
            model_name="qualitycase",
            name="suspensions",
            field=models.ManyToManyField(related_name="+", to="approvals.suspension", verbose_name="历次暂停推荐申报"),
        ),
        migrations.RunPython(keep_the_last, migrations.RunPython.noop),
    ]
