from django.db import migrations, models


class Migration(migrations.Migration):
    """The day of retiring (ELIG-05), and the text of a report to be compared with the summary (MAT-51)."""

    dependencies = [
        ("declarations", "0013_priority"),
    ]

    operations = [
        migrations.AddField(
            model_name="basicinfo",
            name="retired_on",
            field=models.DateField(blank=True, null=True, verbose_name="办理离退休手续的日期"),
        ),
        migrations.AddField(
            model_name="material",
            name="words",
            field=models.TextField(blank=True, default="", editable=False, verbose_name="文字"),
            preserve_default=False,
        ),
    ]
