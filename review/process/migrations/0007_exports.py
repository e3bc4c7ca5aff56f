import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('process', '0006_ratios_of_problems'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('applicant', '申报人'), ('unit', '用人单位'), ('relay', '派遣/缴费单位'), ('department', '主管部门'), ('local_office', '市县职改办'), ('office', '评委会所在职改办'), ('confirmer', '结果确认机关'), ('secretary', '会务组'), ('expert', '评审专家'), ('finance', '财务'), ('supervision', '监督'), ('admin', '通知管理员'), ('system', '系统')], max_length=20, verbose_name='工作台')),
                ('title', models.CharField(max_length=60, verbose_name='名称')),
                ('query', models.CharField(blank=True, max_length=600)),
                ('chosen', models.JSONField(blank=True, null=True)),
                ('reason', models.CharField(max_length=120, verbose_name='导出用途')),
                ('state', models.CharField(choices=[('waiting', '排队中'), ('ready', '可下载'), ('failed', '没有生成'), ('expired', '已失效')], default='waiting', max_length=8, verbose_name='进度')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已写入')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='共')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='内容摘要')),
                ('content', models.BinaryField(default=b'')),
                ('asked_at', models.DateTimeField(verbose_name='申请时间')),
                ('ready_at', models.DateTimeField(blank=True, null=True, verbose_name='生成时间')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='失效时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '列表导出',
                'verbose_name_plural': '列表导出',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['user', '-id'], name='exports_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'ready', 'failed', 'expired'])), name='export_state_is_known')],
            },
        ),
    ]
