"""`make bench`: what an update costs, on the assembled program, with a local Bot API in Telegram's place.

CPU is that of the whole process tree (web, bot, PostgreSQL, Redis, supervisor), from psutil.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.harness.program import OWNER, Program, program, until
from tests.servers.telegram import BotApi, bot_api

BURST = 600
ACTIONS = 200
STRANGERS = 5_000
PACED, PER_SECOND = 200, 20


def list_processes(running: Program) -> list[psutil.Process]:
    """`up` and everything below it."""
    up = psutil.Process(running.process.pid if running.process else None)
    return [up, *up.children(recursive=True)]


def sum_cpu_seconds(running: Program) -> float:
    times = [process.cpu_times() for process in list_processes(running)]
    return float(sum(time.user + time.system for time in times))


def sum_memory_mib(running: Program) -> float:
    return (
        float(sum(process.memory_full_info().pss for process in list_processes(running))) / 2**20
    )


def measure(running: Program, count: int, work: Callable[[], object]) -> tuple[float, float]:
    """CPU milliseconds per piece, and pieces per second."""
    before, started = sum_cpu_seconds(running), time.perf_counter()
    work()
    elapsed = time.perf_counter() - started
    return (sum_cpu_seconds(running) - before) * 1000 / count, count / elapsed


def ask_questions(telegram: BotApi) -> None:
    since = telegram.mark()
    telegram.push(
        *[
            telegram.message(OWNER + lane, text="KPI yesterday")
            for lane in range(2)
            for _ in range(BURST // 2)
        ]
    )
    telegram.wait_many("sendMessage", BURST, since=since)


def confirm_actions(telegram: BotApi, order_ids: list[str]) -> None:
    """Propose a flag for each order in one burst, and confirm them all in another."""
    since = telegram.mark()
    telegram.push(
        *[telegram.message(OWNER, text=f"flag {order_id} reason bench") for order_id in order_ids]
    )
    for sent in telegram.wait_many("sendMessage", len(order_ids), since=since):
        telegram.tap(sent.buttons[0]["callback_data"], OWNER, on=sent)
    telegram.wait_many("editMessageText", len(order_ids), since=since)


def measure_taps(telegram: BotApi, order_ids: list[str]) -> list[float]:
    """Milliseconds from each tap to the edited message, one after another."""
    found = []
    for order_id in order_ids:
        since = telegram.mark()
        sent = telegram.ask(f"flag {order_id} reason pace", OWNER)
        started = time.perf_counter()
        telegram.tap(sent.buttons[0]["callback_data"], OWNER, on=sent)
        telegram.wait("editMessageText", since=since)
        found.append((time.perf_counter() - started) * 1000)
    return found


def send_strangers(running: Program, telegram: BotApi) -> None:
    counted = "SELECT coalesce(sum(count), 0)::int AS n FROM ownerbot_access_denials"
    telegram.push(*[telegram.message(8_000_000_000 + n, text="x") for n in range(STRANGERS)])
    until(lambda: running.sql(counted)[0]["n"] >= STRANGERS)


def measure_latencies(telegram: BotApi) -> list[float]:
    """Milliseconds from a question to its answer at a steady pace."""
    found = []
    for _ in range(PACED):
        started = time.perf_counter()
        telegram.ask("KPI yesterday", OWNER)
        found.append((time.perf_counter() - started) * 1000)
        time.sleep(max(0.0, 1 / PER_SECOND - (time.perf_counter() - started)))
    return found


def format_spread(values: list[float]) -> str:
    return f"p50 {statistics.median(values):.1f} ms, p95 {statistics.quantiles(values, n=20)[-1]:.1f} ms"


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ownerbot-bench-"))
    with bot_api() as telegram, program(folder, telegram.url) as running:
        telegram.ask("KPI yesterday", OWNER)
        time.sleep(3)
        lines = [f"idle memory (PSS): {sum_memory_mib(running):.0f} MiB"]
        ask_questions(telegram)
        cpu, rate = measure(running, BURST, lambda: ask_questions(telegram))
        lines.append(f"a question, burst of {BURST}: {cpu:.2f} CPU ms, {rate:.0f}/s")
        rows = running.sql("SELECT order_id FROM ownerbot_demo_orders LIMIT %s", 2 * ACTIONS)
        order_ids = [row["order_id"] for row in rows]
        cpu, rate = measure(
            running, ACTIONS, lambda: confirm_actions(telegram, order_ids[:ACTIONS])
        )
        lines.append(f"an action with its tap, burst of {ACTIONS}: {cpu:.2f} CPU ms, {rate:.0f}/s")
        lines.append(
            f"tap to edited message: {format_spread(measure_taps(telegram, order_ids[ACTIONS:]))}"
        )
        cpu, rate = measure(running, STRANGERS, lambda: send_strangers(running, telegram))
        lines.append(f"denied updates, {STRANGERS} strangers: {cpu:.2f} CPU ms, {rate:.0f}/s")
        lines.append(
            f"question to answer, {PER_SECOND}/s: {format_spread(measure_latencies(telegram))}"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
