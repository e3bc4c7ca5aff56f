"""双定向 is reviewed in a round or a group of its own (COMM-18)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="targeted",
            field=models.BooleanField(default=False, verbose_name="双定向批次（单独评审）"),
        ),
        migrations.AddField(
            model_name="panel",
            name="targeted",
            field=models.BooleanField(default=False, verbose_name="双定向学科组"),
        ),
    ]
