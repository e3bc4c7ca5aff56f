"""FORM-37: how a flagged journal was verified and what was found are two answers; one text held both before."""

from django.db import migrations, models


def point_to_the_text(apps, schema_editor):
    """What was answered stays answered: its text tells the way as well."""
    publications = apps.get_model("declarations", "Publication").objects.filter(risk_method="")
    publications.exclude(risk_answer="").update(risk_method="见核验结果")


class Migration(migrations.Migration):
    dependencies = [("declarations", "0026_note_on_the_unit_s_nature")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="risk_method",
            field=models.CharField(blank=True, default="", max_length=300, verbose_name="核验方式"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="publication",
            name="risk_answer",
            field=models.TextField(blank=True, max_length=1000, verbose_name="核验结果"),
        ),
        migrations.RunPython(point_to_the_text, migrations.RunPython.noop),
    ]
