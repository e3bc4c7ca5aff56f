"""The office says under which number the letter is filed (FORM-11)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0008_archive_verifications")]

    operations = [
        migrations.AddField(
            model_name="letterfiling",
            name="number",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="备案号"),
            preserve_default=False,
        ),
    ]
