import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_initial'),
        ('declarations', '0009_pending_phone_photo_video'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Supplement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declaration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supplements', to='declarations.declaration')),
                ('part', models.CharField(max_length=60, verbose_name='对应条目')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('kind', models.CharField(choices=[('课题结题', '课题结题'), ('论文发表', '论文发表')], max_length=20, verbose_name='等待期')),
                ('said', models.CharField(max_length=300, verbose_name='结题（发表）情况')),
                ('state', models.CharField(choices=[('on_the_way', '逐级确认中'), ('accepted', '已采用'), ('returned', '已退回')], default='on_the_way', max_length=12, verbose_name='状态')),
                ('stop', models.PositiveSmallIntegerField(verbose_name='所在环节')),
                ('handed_in_at', models.DateTimeField(verbose_name='交出时间')),
                ('late_holder', models.CharField(blank=True, max_length=120, verbose_name='逾期环节')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时间')),
            ],
            options={
                'verbose_name': '等待期材料补交',
                'verbose_name_plural': '等待期材料补交',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('on_the_way', 'accepted'))), fields=('declaration', 'part'), name='one_supplement_of_an_item_counts'), models.CheckConstraint(condition=models.Q(('state__in', ['on_the_way', 'accepted', 'returned'])), name='supplement_state_is_known')],
            },
        ),
        migrations.CreateModel(
            name='SupplementFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('supplement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept', to='approvals.supplement')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile')),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'verbose_name': '补交文件',
                'verbose_name_plural': '补交文件',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SupplementStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('supplement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='approvals.supplement')),
                ('stop', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='单位')),
                ('agrees', models.BooleanField(verbose_name='确认')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '补交经过',
                'verbose_name_plural': '补交经过',
                'ordering': ['pk'],
            },
        ),
    ]
