from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0003_other_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="pledge",
            name="phone_proved_at",
            field=models.DateTimeField(null=True, verbose_name="短信验证码确认时间"),
        ),
    ]
