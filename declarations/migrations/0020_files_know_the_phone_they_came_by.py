import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0019_other_names_and_numbers")]

    operations = [
        migrations.AddField(
            "material",
            "came_by",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="materials",
                to="declarations.phonelink",
            ),
        )
    ]
