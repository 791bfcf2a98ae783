"""A command that ends at once: what it announced is still heard."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from channels.layers import get_channel_layer

ROOT = Path(__file__).parents[2]
SECONDS = 30


async def test_a_command_that_ends_has_sent_its_hint() -> None:
    layer = get_channel_layer()
    assert layer is not None
    channel = await layer.new_channel()
    await layer.group_add("leaving.now", channel)
    said = "from audit import announce; announce.schedule_hint('leaving.now')"

    ended = await asyncio.create_subprocess_exec(
        sys.executable, "manage.py", "shell", "-v", "0", "-c", said, cwd=ROOT
    )

    assert await asyncio.wait_for(ended.wait(), SECONDS) == 0
    assert await asyncio.wait_for(layer.receive(channel), 5) == {"type": "leaving.grown"}
    await layer.flush()


async def test_a_command_without_hints_ends_too() -> None:
    ended = await asyncio.create_subprocess_exec(
        sys.executable, "manage.py", "help", cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    assert await asyncio.wait_for(ended.wait(), SECONDS) == 0
