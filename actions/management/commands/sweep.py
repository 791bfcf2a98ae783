"""`manage.py sweep`: do by hand what the bot does by itself every few seconds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from actions import recovery


class Command(BaseCommand):
    help = "Expire proposals whose time is over and sum up closed hours of denied attempts."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, count in recovery.sweep().items():
            self.stdout.write(f"{what}: {count}")
