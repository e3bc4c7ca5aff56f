from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0004_signed_by_code")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="catalogued",
            field=models.CharField(blank=True, max_length=200, verbose_name="收录目录"),
        ),
    ]
