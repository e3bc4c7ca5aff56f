"""The opinion on the channel and the letter bear the number they are filed under (FORM-11)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0021_discipline_and_extension")]

    operations = [
        migrations.AddField(
            model_name="declaration",
            name="letter_filed_no",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="函件备案号"),
            preserve_default=False,
        ),
    ]
