from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_initials_of_people")]

    operations = [
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ("county_office", "city_office", "office", "region_office"))),
                fields=("name",),
                name="one_office_per_name",
            ),
        ),
    ]
