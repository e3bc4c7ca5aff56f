from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('integrity', '0004_suspicions'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsuspicion',
            name='by_reader',
            field=models.BooleanField(default=False, verbose_name='由评审专家登记'),
        ),
        migrations.AddField(
            model_name='suspicion',
            name='by_reader',
            field=models.BooleanField(default=False, verbose_name='由评审专家登记'),
        ),
    ]
