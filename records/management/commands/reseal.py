"""Seal every encrypted column with the ring's first key, after a new key was put in front."""

from typing import Any

from django.core.management.base import BaseCommand

from records.services.sealing import reseal_all


class Command(BaseCommand):
    help = "用密钥环的第一个密钥重新加密全部加密字段"

    def handle(self, *args: Any, **options: Any) -> None:
        for label, count in reseal_all().items():
            self.stdout.write(f"{label}: {count} 行")
