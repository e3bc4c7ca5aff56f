from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('declarations', '0012_deciding_authority'),
    ]

    operations = [
        migrations.AddField(
            model_name='declaration',
            name='has_priority',
            field=models.BooleanField(default=False, verbose_name='优先评审'),
        ),
    ]
