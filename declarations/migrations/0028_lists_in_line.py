from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0027_method_and_result_of_a_verification")]

    operations = [
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(fields=["state", "-has_priority", "state_since", "id"], name="declarations_in_line"),
        ),
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(fields=["-has_priority", "state_since", "id"], name="declarations_in_one_line"),
        ),
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(
                fields=["state"], condition=models.Q(round_trip__gt=0), name="declarations_walking_again"
            ),
        ),
    ]
