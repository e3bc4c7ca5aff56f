"""Note the numbers of declarations handed in before numbers were noted: ``manage.py noteclaims`` (RISK-06)."""

from typing import Any

from django.core.management.base import BaseCommand

from declarations.models import Declaration
from declarations.services.claims import note_claims


class Command(BaseCommand):
    help = "登记已提交申报中的证书、专利、获奖编号，供重复使用提醒比对；可以重复执行"

    def handle(self, **_: Any) -> None:
        handed_in = Declaration.objects.submitted().only("pk").order_by("pk")
        for declaration in handed_in.iterator():
            note_claims(declaration)
        self.stdout.write(f"已登记 {handed_in.count()} 份申报。")
