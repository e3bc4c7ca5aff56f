"""Walk the audit chain; exit 1 when it does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.selectors import audit_head, audit_problem


class Command(BaseCommand):
    help = "核验审计链与锚点"

    def handle(self, *args: Any, **options: Any) -> None:
        if problem := audit_problem():
            raise CommandError(problem)
        number, digest = audit_head()
        self.stdout.write(f"审计链完整：{number} 条，链头 {digest}")
