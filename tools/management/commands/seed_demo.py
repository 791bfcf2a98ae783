"""`manage.py seed_demo`: fill the demo shop, or bring it up to now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tools.demo import seed


class Command(BaseCommand):
    help = "Fill the demo shop; one that is filled already is brought up to now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="empty the demo shop first; flags are lost"
        )
        parser.add_argument(
            "--orders",
            type=int,
            metavar="N",
            help="about how many orders (default: half a year's)",
        )

    def handle(self, *, reset: bool, orders: int | None, **options: Any) -> None:
        now = timezone.now()
        if orders is not None and not 1 <= orders <= seed.MOST_ORDERS:
            raise CommandError(f"--orders: write a number from 1 to {seed.MOST_ORDERS}")
        self.stdout.write("Filling the demo shop ...")
        filled = seed.fill(now, orders=orders, reset=reset)
        if filled:
            self.stdout.write(f"The demo shop is filled: {filled} orders.")
            return
        if orders is not None:
            raise CommandError("The demo shop is filled already; add --reset to start it anew.")
        changes = seed.top_up(now)
        self.stdout.write(f"The demo shop was filled already; new orders: {changes.added}.")
