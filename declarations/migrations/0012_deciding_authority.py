import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who determines a title by its own personnel authority (PATH-30)."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("declarations", "0011_commissioned_committees"),
    ]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="authority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="办理机关",
            ),
        ),
    ]
