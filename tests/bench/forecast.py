"""`make bench-forecast`: how far the forecast is off on the demo shop's last days, and what it costs.

Each of the last days is foreseen from the days before it alone, one and seven days ahead, and beside
it stands the guess that has to be beaten: the same weekday of the week before.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from tools.analysis.forecasting import MOST_DAYS, WEEK, compute_outlook

LAST_DAYS = 28
#: Always the same day, so that the figures can be had again.
NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
WHAT = ("paid_orders", "units", "revenue")
ANSWERS = 20


@dataclass(frozen=True)
class ForecastErrors:
    """Mean absolute errors, and the share of days (or weeks) that fell into their range."""

    forecast: float
    same_weekday: float
    covered: float

    @property
    def better(self) -> float:
        """By which share of the guess's error the forecast is off less."""
        return 1 - self.forecast / self.same_weekday


def backtest(history: Sequence[float], ahead: int) -> ForecastErrors:
    """Every day up to `ahead` days after a day of the last LAST_DAYS, from the days before alone."""
    off, guess_off, covered = 0.0, 0.0, 0
    count = 0
    for place in range(len(history) - LAST_DAYS, len(history)):
        before, after = history[:place], history[place : place + ahead]
        for step, (day, true) in enumerate(
            zip(compute_outlook(before, ahead).days, after, strict=False)
        ):
            off += abs(day.expected - true)
            guess_off += abs(before[step % WEEK - WEEK] - true)
            covered += day.low <= true <= day.high
            count += 1
    return ForecastErrors(off / count, guess_off / count, covered / count)


def measure_accuracy() -> list[str]:
    from tests.tools.conftest import context
    from tools.upstream.mode import get_current_shop

    ctx = context(NOW)
    yesterday = ctx.today - timedelta(days=1)
    days = get_current_shop(ctx).sales_by_day(ctx.today - timedelta(days=MOST_DAYS), yesterday)
    sold = [
        sales for sales in days if sales.day >= min(day.day for day in days if day.paid_orders)
    ]
    lines = ["| what | days ahead | forecast | same weekday | less by | in range |"]
    for name in WHAT:
        history = [float(getattr(day, name)) for day in sold]
        for ahead in (1, WEEK):
            found = backtest(history, ahead)
            lines.append(
                f"| {name} | {ahead} | {found.forecast:.2f} | {found.same_weekday:.2f} "
                f"| {found.better:.0%} | {found.covered:.0%} |"
            )
    return lines


def measure_cost() -> list[str]:
    """CPU of the first answer, which loads the library, and of the later ones."""
    from tests.tools.conftest import ask, context

    process = psutil.Process()
    before, memory = time.process_time(), process.memory_full_info().uss
    ask("demand_forecast", {}, context(NOW))
    first = (time.process_time() - before) * 1000
    grown = (process.memory_full_info().uss - memory) / 2**20
    lines = [f"the first answer of a process: {first:.0f} CPU ms, {grown:.0f} MiB more memory"]
    for arguments in ({}, {"reorder": True}):
        before = time.process_time()
        for _ in range(ANSWERS):
            ask("demand_forecast", arguments, context(NOW))
        each = (time.process_time() - before) * 1000 / ANSWERS
        lines.append(f"a later one{', with reorder' if arguments else ''}: {each:.0f} CPU ms")
    return lines


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ownerbot-bench-"))
    os.environ |= {"OWNERBOT_DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "ownerbot_site.settings"
    from ownerbot_site.runtime import embedded

    with embedded.run_services(embedded.prepare_postgres(folder), embedded.prepare_redis(folder)):
        embedded.ensure_database(folder)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from tools.demo import seed

        seed.fill(NOW)
        sys.stdout.write("\n".join([*measure_cost(), *measure_accuracy()]) + "\n")


if __name__ == "__main__":
    main()
