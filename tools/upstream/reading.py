"""Reads of the shop for synchronous callers: one event loop in a separate thread serves them all.

In an event loop every part of a request has a time limit: name, handshake, headers and body.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import cache

import httpx

from tools.upstream import wire

#: The client in use, by its endpoint; when the settings name another endpoint, a new one is built.
_asking: dict[wire.Endpoint, httpx.AsyncClient] = {}
_beginning = threading.Lock()


def ask(path: str, query: Sequence[tuple[str, str | int | float | bool | None]]) -> wire.ShopReply:
    """Return the shop's answer; raise httpx.HTTPError if none came."""
    asked = _ask(wire.get_endpoint(), path, query)
    return asyncio.run_coroutine_threadsafe(asked, _get_loop()).result()


async def _ask(
    place: wire.Endpoint, path: str, query: Sequence[tuple[str, str | int | float | bool | None]]
) -> wire.ShopReply:
    client = _asking.get(place)
    if client is None:
        others = list(_asking.values())
        _asking.clear()
        client = _asking[place] = wire.build_client(place)
        for other in others:
            await other.aclose()
    return await wire.send_request(client, "GET", path, params=list(query))


def close() -> None:
    """Close the open connections; the next read opens new ones."""
    asyncio.run_coroutine_threadsafe(_close_clients(), _get_loop()).result()


async def _close_clients() -> None:
    while _asking:
        _, client = _asking.popitem()
        await client.aclose()


def _get_loop() -> asyncio.AbstractEventLoop:
    with _beginning:  # else two simultaneous first reads would start two loops
        return _start_loop()


@cache
def _start_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="shop", daemon=True).start()
    return loop
