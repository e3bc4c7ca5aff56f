import django.db.models.deletion
from django.db import migrations, models

BASES = [
    ("special_talent", "高层次急需紧缺特殊人才"),
    ("small_giant", "国家级专精特新“小巨人”企业推荐"),
    ("talent_project", "人才项目入选者"),
    ("skill_master", "首席技师、特级技师"),
]
SPECIALTY = {"blank": True, "max_length": 80, "verbose_name": "所属专业"}
GROUNDS = {
    "talent_basis": models.CharField(blank=True, choices=BASES, max_length=20, verbose_name="高层次直评依据"),
    "recommended_by": models.CharField(blank=True, max_length=60, verbose_name="署名推荐的法定代表人"),
    "recommended_on": models.DateField(blank=True, null=True, verbose_name="推荐书日期"),
    "team_leader": models.BooleanField(default=False, verbose_name="研发团队带头人"),
    "project_level": models.CharField(blank=True, max_length=20, verbose_name="人才项目层级"),
    "project_name": models.CharField(blank=True, max_length=120, verbose_name="人才项目名称"),
    "project_year": models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="入选年度"),
    "former_committee": models.CharField(blank=True, max_length=120, verbose_name="原评审机构"),
    "former_no": models.CharField(blank=True, max_length=80, verbose_name="原评审结果文件"),
    "former_on": models.DateField(blank=True, null=True, verbose_name="原评审通过时间"),
    "foreign_exam": models.CharField(blank=True, max_length=120, verbose_name="职称外语成绩或免试情况"),
    "computer_exam": models.CharField(blank=True, max_length=120, verbose_name="计算机应用能力成绩或免试情况"),
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_zone_of_a_unit"),
        ("declarations", "0005_core_catalogues"),
    ]

    operations = [
        *(migrations.AddField(model_name="grounds", name=name, field=field) for name, field in GROUNDS.items()),
        *(
            migrations.AddField(model_name=model, name="specialty", field=models.CharField(**SPECIALTY))
            for model in ("experience", "achievement", "publication")
        ),
        migrations.CreateModel(
            name="SmallGiant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("certificate_no", models.CharField(max_length=80, verbose_name="认定文件或证书编号")),
                ("valid_from", models.DateField(verbose_name="有效期自")),
                ("valid_until", models.DateField(verbose_name="有效期至")),
                (
                    "organisation",
                    models.OneToOneField(
                        limit_choices_to={"kind": "unit"},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="small_giant",
                        to="accounts.organisation",
                        verbose_name="企业",
                    ),
                ),
            ],
            options={
                "verbose_name": "国家级专精特新“小巨人”企业",
                "verbose_name_plural": "国家级专精特新“小巨人”企业",
                "ordering": ["organisation__name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="small_giant_certificate_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="企业",
                    ),
                ),
            ],
            options={
                "verbose_name": "企业年度推荐名额",
                "verbose_name_plural": "企业年度推荐名额",
                "constraints": [
                    models.UniqueConstraint(fields=("year", "enterprise"), name="one_quota_per_enterprise_and_year")
                ],
            },
        ),
    ]
