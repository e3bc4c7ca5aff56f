from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("process", "0011_offices_of_earlier_texts")]

    operations = [
        migrations.AddField(
            model_name="export",
            name="listing",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="export",
            name="query",
            field=models.CharField(blank=True, max_length=2000),
        ),
    ]
