"""The guard of connections to the shop, which checks the addresses they go to.

The shop's name is resolved once, every address found is checked, and the connection is made to one
of exactly these addresses.

TLS still checks the certificate of the name, and the shop still gets the name in `Host`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Sequence

import httpcore
import httpx

from tools.upstream.addresses import Address, may_be_asked, parse_address


class BlockedAddressError(httpx.TransportError):
    """Raised where the shop's address may not be asked; nothing was sent."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to one host, and only if all of its addresses may be asked."""

    def __init__(self, base_url: str, networks: Sequence[str]) -> None:
        url = httpx.URL(base_url)
        self._host = url.raw_host.decode()
        self._is_plain = url.scheme != "https"
        self._networks = tuple(networks)
        self._wire = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if host != self._host:
            raise BlockedAddressError(f"{host} is not the shop")
        addresses = await _resolve_host(host, port, timeout)
        if not all(map(self._may_be_asked, addresses)):
            raise BlockedAddressError(f"{host} is in a network that is not listed")
        failed: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError(host)
        for address in addresses:
            try:
                return await self._wire.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def _may_be_asked(self, address: Address) -> bool:
        return may_be_asked(address, self._networks, plain=self._is_plain)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over GuardedBackend: no proxy, no redirect, no environment variables."""

    def __init__(self, base_url: str, networks: Sequence[str]) -> None:
        super().__init__(trust_env=False)
        # httpx has no argument for a network backend; httpcore's pool has a public one.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            network_backend=GuardedBackend(base_url, networks),
        )


async def _resolve_host(host: str, port: int, seconds: float | None) -> list[Address]:
    """Return the host's addresses, each once, in the resolver's order.

    Raises httpcore.ConnectTimeout, or ConnectError if the host has no address.
    """
    try:
        async with asyncio.timeout(seconds):
            found = await asyncio.to_thread(
                socket.getaddrinfo, host, port, type=socket.SOCK_STREAM
            )
    except TimeoutError:
        raise httpcore.ConnectTimeout(f"no address of {host} in time") from None
    except (OSError, UnicodeError):
        raise httpcore.ConnectError(f"{host} has no address") from None
    addresses = (parse_address(str(place[0])) for *_, place in found)
    return list(dict.fromkeys(address for address in addresses if address is not None))
