"""Reads of the shop, for callers that wait: one event loop in a thread of its own asks for all of them.

There everything about a request has an end: the name, the handshake, the headers and the body.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import cache

import httpx

from tools.upstream import wire

#: What asks now, and where; another place in the settings is asked by another client.
_asking: dict[wire.Endpoint, httpx.AsyncClient] = {}
_beginning = threading.Lock()


def ask(path: str, query: Sequence[tuple[str, str | int | float | bool | None]]) -> wire.ShopReply:
    """The shop's answer; httpx.HTTPError where none came."""
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
    """Close what connections are open; the next question opens its own."""
    asyncio.run_coroutine_threadsafe(_close_clients(), _get_loop()).result()


async def _close_clients() -> None:
    while _asking:
        _, client = _asking.popitem()
        await client.aclose()


def _get_loop() -> asyncio.AbstractEventLoop:
    with _beginning:  # or two first questions at once would have a loop each
        return _start_loop()


@cache
def _start_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="shop", daemon=True).start()
    return loop
