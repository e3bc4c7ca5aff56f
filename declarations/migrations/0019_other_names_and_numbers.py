from django.db import migrations, models


class Migration(migrations.Migration):
    """What materials may stand under besides: other numbers of the person, other names of shared data (MAT-59…61)."""

    dependencies = [
        ("declarations", "0018_schooling_without_form"),
    ]

    operations = [
        migrations.AddField(
            model_name="basicinfo",
            name="other_numbers",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="另有的身份证号码数"),
        ),
        migrations.AddField(
            model_name="grounds",
            name="shared_names",
            field=models.JSONField(blank=True, default=dict, verbose_name="以其他姓名登记的共享数据"),
        ),
    ]
