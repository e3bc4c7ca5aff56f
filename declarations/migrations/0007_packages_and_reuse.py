import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WAYS = [("out", "导出"), ("in", "导入")]
STATES = [
    ("waiting", "排队中"),
    ("working", "处理中"),
    ("ready", "已生成"),
    ("taken", "已导入"),
    ("refused", "不能导入"),
    ("failed", "失败"),
]
KINDS = [("patent", "专利号"), ("award", "获奖（成果）编号"), ("certificate", "证书编号")]


def number():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0006_direct_ways"),
        ("records", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CarriedOver",
            fields=[
                number(),
                ("part", models.CharField(max_length=60, verbose_name="条目")),
                ("source_part", models.CharField(max_length=60, verbose_name="来源条目")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carried",
                        to="declarations.declaration",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="declarations.declaration"
                    ),
                ),
            ],
            options={
                "verbose_name": "从以往申报带入的条目",
                "verbose_name_plural": "从以往申报带入的条目",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("declaration", "part"), name="a_row_is_carried_over_from_one_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimedNumber",
            fields=[
                number(),
                ("part", models.CharField(max_length=60, verbose_name="条目")),
                ("kind", models.CharField(choices=KINDS, max_length=12, verbose_name="类别")),
                ("number", models.CharField(max_length=80, verbose_name="编号")),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claimed_numbers",
                        to="declarations.declaration",
                    ),
                ),
            ],
            options={
                "verbose_name": "申报的证书、专利、获奖编号",
                "verbose_name_plural": "申报的证书、专利、获奖编号",
                "indexes": [models.Index(fields=["number"], name="claims_of_a_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("declaration", "part", "number"), name="a_number_is_claimed_once_a_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DossierPackage",
            fields=[
                number(),
                (
                    "ref",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="编号"),
                ),
                ("way", models.CharField(choices=WAYS, max_length=3, verbose_name="方向")),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=10, verbose_name="进度")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="共")),
                ("version", models.PositiveIntegerField(default=0)),
                ("text", models.JSONField(null=True, verbose_name="内容")),
                ("kept", models.JSONField(default=dict, verbose_name="文件")),
                ("report", models.JSONField(default=list, verbose_name="清单")),
                ("fault", models.CharField(blank=True, max_length=300, verbose_name="原因")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("done_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packages",
                        to="declarations.declaration",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "电子档案包",
                "verbose_name_plural": "电子档案包",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["declaration", "way"], name="packages_of_a_declaration")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["out", "in"])), name="package_way_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "working", "ready", "taken", "refused", "failed"])
                        ),
                        name="package_state_is_known",
                    ),
                ],
            },
        ),
    ]
