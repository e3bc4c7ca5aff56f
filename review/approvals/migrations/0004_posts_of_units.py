import django.db.models.deletion
from django.db import migrations, models

RANKS = [("zhenggao", "正高级"), ("fugao", "副高级"), ("zhong", "中级"), ("chu", "初级")]


def _unit(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to="accounts.organisation",
        verbose_name="单位",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_zone_of_a_unit"),
        ("approvals", "0003_supplements"),
    ]

    operations = [
        migrations.CreateModel(
            name="PostLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("rank", models.CharField(choices=RANKS, max_length=20, verbose_name="级别")),
                ("approved", models.PositiveIntegerField(verbose_name="核定岗位数")),
                ("filled", models.PositiveIntegerField(verbose_name="已聘人数")),
                ("unit", _unit("post_levels")),
            ],
            options={
                "verbose_name": "单位岗位结构",
                "verbose_name_plural": "单位岗位结构",
                "ordering": ["-year", "unit__name", "rank"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "year", "rank"), name="one_row_of_posts_per_unit_year_and_rank"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PostPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="起始年度")),
                ("last_year", models.PositiveSmallIntegerField(verbose_name="截止年度")),
                ("rank", models.CharField(choices=RANKS, max_length=20, verbose_name="级别")),
                ("yearly", models.PositiveIntegerField(verbose_name="每年可推荐人数")),
                ("document_no", models.CharField(max_length=80, verbose_name="核准文件")),
                ("unit", _unit("post_plans")),
            ],
            options={
                "verbose_name": "岗位存量消化方案",
                "verbose_name_plural": "岗位存量消化方案",
                "ordering": ["unit__name", "-first_year"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", models.F("first_year"))),
                        name="post_plan_ends_after_it_begins",
                    )
                ],
            },
        ),
    ]
