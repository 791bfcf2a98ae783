"""Hints through Redis that tell live pages that there is something new; a hint may get lost.

One background thread per process sends the hints. So no transaction and no handler ever waits for
Redis, and many commits at once become a few hints.
"""

from __future__ import annotations

import asyncio
import logging
import threading

from channels.layers import get_channel_layer

GROUP = "audit"
MIN_INTERVAL_SEC = 0.02
SEND_TIMEOUT_SEC = 1.0

log = logging.getLogger(__name__)

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_pending: asyncio.Event | None = None
_groups: set[str] = set()  # used only in the background thread
_ending = threading.Event()
_ended = threading.Event()


def schedule_hint(group: str = GROUP) -> None:
    """Schedule one hint to that group, to be sent shortly; never blocks, never raises.

    The type of the message is the first word of the group and "grown": "audit.grown",
    "simulator.grown".
    """
    loop, pending = _ensure_running()
    loop.call_soon_threadsafe(_queue_group, group, pending)


def stop() -> None:
    """Send the hints that are left and end the thread; to be called once, as the process ends.

    Without this, a process that ends while its thread sends loses the hint, and may abort
    (SIGABRT).
    """
    if _loop is None or _pending is None:
        return
    _loop.call_soon_threadsafe(_set_ending, _pending)
    _ended.wait(2 * SEND_TIMEOUT_SEC)


def _set_ending(pending: asyncio.Event) -> None:
    """Ask the loop to end. Runs in the background thread, after all hints scheduled before."""
    _ending.set()
    pending.set()


def _queue_group(group: str, pending: asyncio.Event) -> None:
    _groups.add(group)
    pending.set()


def _ensure_running() -> tuple[asyncio.AbstractEventLoop, asyncio.Event]:
    global _loop, _pending  # one background thread per process
    with _lock:
        if _loop is None or _pending is None:
            _loop, _pending = asyncio.new_event_loop(), asyncio.Event()
            threading.Thread(
                target=_run_loop, args=(_loop, _pending), name="announce", daemon=True
            ).start()
        return _loop, _pending


def _run_loop(loop: asyncio.AbstractEventLoop, pending: asyncio.Event) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_send_hints(pending))
    _ended.set()


async def _send_hints(pending: asyncio.Event) -> None:
    reachable = True
    while _groups or not _ending.is_set():
        await pending.wait()
        pending.clear()
        groups = sorted(_groups)
        _groups.clear()
        try:
            layer = get_channel_layer()
            async with asyncio.timeout(SEND_TIMEOUT_SEC):
                for group in groups:
                    await layer.group_send(group, {"type": f"{group.partition('.')[0]}.grown"})
            reachable = True
        except Exception as error:  # noqa: BLE001 -- whatever Redis does, the event is in the table
            if reachable:
                log.warning(
                    "live pages fall back to asking: Redis is unreachable (%s)",
                    type(error).__name__,
                )
            reachable = False
        await asyncio.sleep(MIN_INTERVAL_SEC)
