"""Who issued a proof is recorded on the upload (A-33)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0016_signed_changes")]

    operations = [
        migrations.AddField(
            model_name="material",
            name="issuer_type",
            field=models.CharField(
                blank=True,
                choices=[
                    ("health", "卫健部门"),
                    ("household", "户籍管理部门"),
                    ("insurance", "社保缴纳机构"),
                    ("business", "工商部门"),
                    ("degrees", "学历认证机构"),
                    ("archive", "档案托管机构"),
                    ("education", "国家教育行政主管部门"),
                    ("other", "其他单位"),
                ],
                max_length=12,
                verbose_name="出具单位类型",
            ),
        ),
    ]
