"""Proofs of years handed in before their sort was asked are of another sort, where the notice names sorts (MAT-24)."""

from django.db import migrations

OTHER = "其他年限证明"


def name_them(apps, _schema_editor):
    Material = apps.get_model("declarations", "Material")
    unnamed = Material.objects.filter(slot="years_proof", piece="")
    editions = apps.get_model("notices", "NoticeEdition").objects.filter(
        pk__in=unnamed.values("declaration__edition")
    )
    naming = [each.pk for each in editions if (each.terms.get("direct") or {}).get("years_proof")]
    unnamed.filter(declaration__edition__in=naming).update(piece=OTHER)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0022_filing_number"), ("notices", "0001_initial")]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
