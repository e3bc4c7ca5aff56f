from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0028_lists_in_line")]

    operations = [
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(fields=["edition", "committee"], name="declarations_of_both"),
        ),
    ]
