"""`manage.py seed_demo`: fill the demo shop, or bring it up to now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

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
            help=f"how many orders, up to {seed.MOST_ORDERS:,} (default: half a year's, about 2,500)",
        )

    def handle(self, *, reset: bool, orders: int | None, **options: Any) -> None:
        if orders is not None and not 1 <= orders <= seed.MOST_ORDERS:
            raise CommandError(f"--orders: write a number from 1 to {seed.MOST_ORDERS:,}")
        now = timezone.now()
        # `disable=None`: no bar is drawn where the output is not a terminal.
        with tqdm(desc="Filling the demo shop", unit=" orders", disable=None) as bar:

            def draw(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            filled = seed.fill(now, orders=orders, reset=reset, progress=draw)
            bar.leave = filled > 0
        if filled:
            self.stdout.write(f"The demo shop is filled: {filled} orders.")
            return
        if orders is not None:
            raise CommandError("The demo shop is filled already; add --reset to start it anew.")
        changes = seed.top_up(now)
        self.stdout.write(f"The demo shop was filled already; new orders: {changes.added}.")
