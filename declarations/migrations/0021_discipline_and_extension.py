"""A discipline is told with authority, start and length, an extension with its number (ELIG-03, ELIG-06)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0020_files_know_the_phone_they_came_by")]

    operations = [
        migrations.AddField(
            model_name="basicinfo",
            name="extension_no",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="延长退休批准文号"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="basicinfo",
            name="discipline_by",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="作出处分的单位"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="basicinfo",
            name="discipline_on",
            field=models.DateField(blank=True, null=True, verbose_name="处分生效日期"),
        ),
        migrations.AddField(
            model_name="basicinfo",
            name="discipline_months",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="处分期（月）"),
        ),
    ]
