import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('declarations', '0008_shared_data'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='achievement',
            name='disregarded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='不予采用时间'),
        ),
        migrations.AddIndex(
            model_name='achievement',
            index=models.Index(condition=models.Q(models.Q(('pending_kind', ''), _negated=True), ('disregarded_at', None), ('supplemented_at', None)), fields=['declaration'], name='achievements_still_pending'),
        ),
        migrations.AddField(
            model_name='publication',
            name='disregarded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='不予采用时间'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(models.Q(('pending_kind', ''), _negated=True), ('disregarded_at', None), ('supplemented_at', None)), fields=['declaration'], name='publications_still_pending'),
        ),
        migrations.CreateModel(
            name='PhoneLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('declaration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phone_links', to='declarations.declaration')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sign_in', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.signedin')),
                ('slot', models.CharField(max_length=40, verbose_name='材料')),
                ('part', models.CharField(blank=True, max_length=60, verbose_name='对应条目')),
                ('piece', models.CharField(blank=True, max_length=40, verbose_name='组成部分')),
                ('label', models.CharField(max_length=120, verbose_name='名称')),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
                ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
            ],
            options={
                'verbose_name': '手机拍照链接',
                'verbose_name_plural': '手机拍照链接',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('sign_in',), name='one_phone_page_open_a_session'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='a_phone_page_runs_forward')],
            },
        ),
        migrations.CreateModel(
            name='PhotoPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declaration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photo_pages', to='declarations.declaration')),
                ('slot', models.CharField(max_length=40, verbose_name='材料')),
                ('part', models.CharField(blank=True, max_length=60, verbose_name='对应条目')),
                ('piece', models.CharField(blank=True, max_length=40, verbose_name='组成部分')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.storedfile')),
                ('position', models.PositiveSmallIntegerField(verbose_name='页码')),
                ('added_at', models.DateTimeField(verbose_name='上传时间')),
                ('material', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='declarations.material')),
            ],
            options={
                'verbose_name': '照片页',
                'verbose_name_plural': '照片页',
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(condition=models.Q(('material', None)), fields=['declaration', 'slot', 'part'], name='photos_not_put_together')],
            },
        ),
        migrations.CreateModel(
            name='VideoUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('declaration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='video_uploads', to='declarations.declaration')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('slot', models.CharField(max_length=40, verbose_name='材料')),
                ('part', models.CharField(blank=True, max_length=60, verbose_name='对应条目')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('size', models.PositiveBigIntegerField(verbose_name='大小')),
                ('received', models.PositiveBigIntegerField(default=0, verbose_name='已收到')),
                ('made_at', models.DateTimeField(verbose_name='开始时间')),
                ('touched_at', models.DateTimeField(verbose_name='最近一次收到')),
                ('material', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='declarations.material')),
            ],
            options={
                'verbose_name': '视频续传',
                'verbose_name_plural': '视频续传',
                'constraints': [models.CheckConstraint(condition=models.Q(('received__lte', models.F('size'))), name='no_more_of_a_video_than_there_is'), models.UniqueConstraint(condition=models.Q(('material', None)), fields=('declaration', 'slot', 'part'), name='one_video_on_its_way_a_place')],
            },
        ),
    ]
