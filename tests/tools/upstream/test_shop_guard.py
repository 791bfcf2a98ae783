"""Where we connect to, and what a shop can do to us: seen from the sockets, in both languages."""

from __future__ import annotations

import gzip
import itertools
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Any
from uuid import uuid4

import pytest

from tests.servers.rude import Says, rude_server
from tests.tools.conftest import ask, context
from tools.call_outcomes import Attempt, Lost, Rejected
from tools.contracts import ToolRefused
from tools.languages import Language
from tools.upstream import reading, wire, writes
from tools.upstream.addresses import may_be_asked

#: Every address that this process connects to while a test looks, as (host, port).
_egress: list[tuple[str, int]] = []
_is_looking = False


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _is_looking and event == "socket.connect" and isinstance(arguments[1], tuple):
        _egress.append(arguments[1][:2])


sys.addaudithook(_note)


@pytest.fixture
def egress() -> Iterator[list[tuple[str, int]]]:
    global _is_looking  # noqa: PLW0603 -- an audit hook cannot be taken out again
    _egress.clear()
    _is_looking = True
    yield _egress
    _is_looking = False


@pytest.fixture
def shop_at(settings: Any) -> Iterator[Any]:
    def point(url: str, *networks: str) -> None:
        settings.UPSTREAM_MODE = "HTTP"
        settings.UPSTREAM_BASE_URL = url
        settings.UPSTREAM_API_KEY = "key"
        settings.UPSTREAM_PRIVATE_NETWORKS = networks

    yield point
    reading.close()


def refusal(language: Language = "en") -> ToolRefused:
    with pytest.raises(ToolRefused) as refused:
        ask("kpi_snapshot", {}, context(language=language))
    return refused.value


async def write(*, check: bool = False) -> Attempt:
    return await writes.write_once("flags", {"versions": {}}, uuid4(), check=check)


# Addresses


PRIVATE = [
    "127.0.0.1", "0.0.0.0", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_unless_listed(address: str) -> None:
    item = ip_address(address)
    assert not may_be_asked(item, (), plain=False)
    assert not may_be_asked(item, ("10.99.0.0/16", "fd99::/16"), plain=False)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_asked_over_https_alone(address: str) -> None:
    item = ip_address(address)
    assert may_be_asked(item, (), plain=False)
    assert not may_be_asked(item, (), plain=True)


def test_a_listed_network_may_be_asked_either_way() -> None:
    for plain in (True, False):
        assert may_be_asked(ip_address("10.0.0.7"), ("127.0.0.1", "10.0.0.0/24"), plain=plain)
        assert may_be_asked(ip_address("::ffff:10.0.0.7"), ("10.0.0.0/24",), plain=plain)
        assert not may_be_asked(ip_address("10.0.1.7"), ("10.0.0.0/24",), plain=plain)


@pytest.mark.parametrize(
    "url",
    [
        "https://169.254.169.254", "http://169.254.169.254/latest", "https://localhost", "https://127.1",
        "https://0x7f.0.0.1", "https://2130706433", "https://[::1]:8443", "https://[::ffff:a9fe:a9fe]",
        "http://8.8.8.8",
    ],
)  # fmt: skip
async def test_no_connection_is_made_to_where_we_may_not_go(
    shop_at: Any, egress: list[tuple[str, int]], url: str
) -> None:
    shop_at(url)
    for language in ("en", "ru"):
        refused = refusal(language)
        assert refused.code == "UPSTREAM_BLOCKED"
        assert "UPSTREAM_PRIVATE_NETWORKS" in refused.text
    assert await write() == Rejected("UPSTREAM_BLOCKED")
    assert await write(check=True) == Lost("Blocked")
    assert egress == []


def answers(*pieces: bytes) -> Says:
    return lambda: pieces


def http(status: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


TOTALS = b'{"revenue": "1.00", "paid_orders": 1, "created_orders": 1}'


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[tuple[Any, ...]]:
    """Have the name shop.example resolve to these, one answer after the other; the questions asked."""
    asked: list[tuple[Any, ...]] = []
    real, following = socket.getaddrinfo, iter(answers)

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "shop.example":
            return real(host, port, *args, **kwargs)
        asked.append((host, port))
        return [
            (
                socket.AF_INET6 if ":" in item else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (item, port),
            )
            for item in next(following)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


async def test_a_name_that_leads_elsewhere_next_time_is_not_followed(
    shop_at: Any, egress: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with rude_server(answers(http("200 OK", TOTALS))) as server:
        asked = resolving(
            monkeypatch,
            ["127.0.0.1"],
            ["169.254.169.254"],
            ["127.0.0.1", "10.0.0.1"],
            ["127.0.0.2"],
        )
        shop_at(f"http://shop.example:{server.port}", "127.0.0.1")
        assert ask("kpi_snapshot", {}).data["revenue"] == 1
        assert refusal().code == "UPSTREAM_BLOCKED"
        assert await write() == Rejected("UPSTREAM_BLOCKED")
        assert refusal().code == "UPSTREAM_BLOCKED"
    # Looked up once for each connection, and connected to what came out of that very look-up.
    assert len(asked) == 4
    assert egress == [("127.0.0.1", server.port)]


async def test_the_next_address_is_tried_where_one_does_not_answer(
    shop_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rude_server(answers(http("200 OK", TOTALS))) as server:
        resolving(monkeypatch, ["127.0.0.9", "127.0.0.1"])
        shop_at(f"http://shop.example:{server.port}", "127.0.0.0/8")
        assert ask("kpi_snapshot", {}).data["paid_orders"] == 1


async def test_the_shop_is_greeted_by_its_name(
    shop_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rude_server(answers(http("200 OK", TOTALS))) as server:
        resolving(monkeypatch, ["127.0.0.1"], ["127.0.0.1"])
        shop_at(f"http://shop.example:{server.port}", "127.0.0.1")
        ask("kpi_snapshot", {})
        shop_at(f"https://shop.example:{server.port}", "127.0.0.1")
        assert refusal().code == "UPSTREAM_UNAVAILABLE"
    plain, hello = server.heard
    assert f"Host: shop.example:{server.port}".encode() in plain
    assert hello.startswith(b"\x16\x03")
    assert b"shop.example" in hello


async def test_a_redirect_is_not_followed(shop_at: Any, egress: list[tuple[str, int]]) -> None:
    with rude_server(answers(http("200 OK", TOTALS))) as other:
        there = http("302 Found", Location=f"http://127.0.0.1:{other.port}/v1/totals")
        with rude_server(answers(there)) as server:
            shop_at(f"http://127.0.0.1:{server.port}", "127.0.0.1")
            assert refusal().code == "UPSTREAM_UNAVAILABLE"
            assert await write() == Rejected("UPSTREAM_REFUSED")
        assert other.callers == 0
    assert {port for _, port in egress} == {server.port}


# What a shop can do to us


def endless() -> Iterable[bytes]:
    """100 MB of an answer."""
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n"
    yield from itertools.repeat(b"1" * 65_536, 1_600)


def trickle_of_headers() -> Iterable[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in itertools.count():
        time.sleep(0.05)
        yield f"X-{number}: 1\r\n".encode()


def trickle_of_body() -> Iterable[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        time.sleep(0.05)
        yield b"1\r\n1\r\n"


def silence() -> Iterable[bytes]:
    time.sleep(0.4)
    return []


BOMB = http("200 OK", gzip.compress(b" " * 100_000_000), Content_Encoding="gzip")
SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"

#: A connection that is cut while it is read; one that is reset, because we were still writing.
CUT = Lost("RemoteProtocolError")
ENDS_OF_A_CUT = (CUT, Lost("ReadError"), Lost("WriteError"))


FAILURES: list[tuple[str, Says, str, Attempt]] = [
    ("100 MB", endless, "UPSTREAM_UNAVAILABLE", Lost("AnswerTooLargeError")),
    ("trickle of headers", trickle_of_headers, "UPSTREAM_UNAVAILABLE", Lost("AnswerTooLargeError")),
    ("trickle of body", trickle_of_body, "UPSTREAM_UNAVAILABLE", Lost("AnswerTooLargeError")),
    ("silence", silence, "UPSTREAM_UNAVAILABLE", Lost("ReadTimeout")),
    ("gzip bomb", answers(BOMB), "UPSTREAM_GARBLED", Lost("an answer that cannot be read")),
    ("cut short", answers(SHORT), "UPSTREAM_UNAVAILABLE", CUT),
    ("no HTTP", answers(b"SSH-2.0-OpenSSH_9\r\n"), "UPSTREAM_UNAVAILABLE", CUT),
    ("nothing", answers(), "UPSTREAM_UNAVAILABLE", CUT),
    ("401", answers(http("401 No")), "UPSTREAM_DENIED", Rejected("UPSTREAM_DENIED")),
    ("403", answers(http("403 No")), "UPSTREAM_DENIED", Rejected("UPSTREAM_DENIED")),
    ("409", answers(http("409 No")), "UPSTREAM_REFUSED", Rejected("UPSTREAM_REFUSED")),
    ("422", answers(http("422 No")), "UPSTREAM_REFUSED", Rejected("UPSTREAM_REFUSED")),
    ("500", answers(http("500 No", b"<html>")), "UPSTREAM_UNAVAILABLE", Lost("status 500")),
    ("garbage", answers(http("200 OK", b"\x00\xff")), "UPSTREAM_GARBLED",
     Lost("an answer that cannot be read")),
    ("wrong shape", answers(http("200 OK", b'{"state": 5, "revenue": {}}')), "UPSTREAM_GARBLED",
     Lost("an answer that cannot be read")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("says", "code", "ending"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES]
)
async def test_each_failure_is_an_honest_sentence_within_bounds(
    shop_at: Any, monkeypatch: pytest.MonkeyPatch, says: Says, code: str, ending: Attempt
) -> None:
    monkeypatch.setattr(wire, "READ_SEC", 0.2)
    monkeypatch.setattr(wire, "WHOLE_SEC", 0.5)
    with rude_server(says) as server:
        shop_at(f"http://127.0.0.1:{server.port}", "127.0.0.1")
        started = time.monotonic()
        refused = [refusal("en"), refusal("ru")]
        found = await write()
        assert found == ending or (ending == CUT and found in ENDS_OF_A_CUT)
        assert time.monotonic() - started < 3 * 5
        assert server.sent < 3 * 3 * wire.MOST_BYTES
    assert {item.code for item in refused} == {code}
    english, russian = (item.text for item in refused)
    assert english.isascii()
    assert any("а" <= letter <= "я" for letter in russian)
    assert english.endswith((".", "?"))
    assert not any(digit in english for digit in "0123456789")
