"""The live feed through its whole stack: cookie, origin, PostgreSQL, and Redis there or not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.test import Client
from redis.asyncio import Redis

from audit import live, log, queries
from audit import sockets as guarded
from audit.announce import GROUP
from ownerbot_site import sockets

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 5
HOST = b"127.0.0.1:8000"
ORIGIN = b"http://127.0.0.1:8000"


class Socket:
    """The browser's end of one WebSocket."""

    def __init__(self, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {
            "type": "websocket",
            "path": "/ws/live/",
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
        }
        self._ends: Any = ApplicationCommunicator(sockets.application, scope)  # type: ignore[no-untyped-call]  # asgiref
        self.accepted = False
        self._is_gone = False

    async def connect(self) -> None:
        await self._ends.send_input({"type": "websocket.connect"})
        answer = await self._ends.receive_output(SECONDS)
        self.accepted = answer["type"] == "websocket.accept"

    async def say(self, text: str) -> None:
        await self._ends.send_input({"type": "websocket.receive", "text": text})

    async def after(self, last_id: int) -> None:
        await self.say(json.dumps({"after": last_id}))

    async def frame(self) -> dict[str, Any]:
        message = await self._ends.receive_output(SECONDS)
        found: dict[str, Any] = json.loads(message["text"])
        return found

    async def ids(self, count: int) -> list[int]:
        """The ids of the next `count` events, as they came."""
        found: list[int] = []
        while len(found) < count:
            found += [event["id"] for event in (await self.frame())["events"]]
        return found

    async def closed(self) -> int:
        """The code it is closed with, whatever comes before."""
        while True:
            message = await self._ends.receive_output(SECONDS)
            if message["type"] == "websocket.close":
                return int(message["code"])

    async def disconnect(self) -> None:
        if not self._is_gone:
            self._is_gone = True
            await self._ends.send_input({"type": "websocket.disconnect", "code": 1001})
        await self._ends.wait(SECONDS)


Open = Callable[..., Awaitable[Socket]]


def _record(count: int = 1) -> None:
    for _ in range(count):
        with transaction.atomic():
            log.record("bot_started", correlation_id=uuid4(), actor=log.SYSTEM)


def _to_read() -> list[Permission]:
    return list(Permission.objects.filter(codename__in=["view_auditevent", "view_actionlog"]))


def _browser(*, staff: bool, reader: bool = True) -> Client:
    user, _ = User.objects.get_or_create(username="anna", is_staff=staff)
    if reader:
        user.user_permissions.set(_to_read())
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


record = database_sync_to_async(_record)
browser = database_sync_to_async(_browser)


@pytest.fixture
async def open_socket() -> AsyncIterator[Open]:
    """Opens the feed with a browser's cookie; all are closed, and Redis let go, afterwards."""
    opened: list[Socket] = []

    async def connect(client: Client | None, origin: bytes = ORIGIN, key: str = "") -> Socket:
        headers = [(b"host", HOST), (b"origin", origin)]
        if client is not None:
            key = key or str(client.session.session_key)
            headers.append((b"cookie", f"session={key}".encode()))
        socket = Socket(headers)
        opened.append(socket)
        await socket.connect()
        return socket

    yield connect
    for socket in opened:
        await socket.disconnect()
    await get_channel_layer().flush()


@pytest.fixture
async def socket(open_socket: Open) -> Socket:
    return await open_socket(await browser(staff=True))


async def test_replays_everything_after_the_id_in_order(
    socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BATCH", 7)
    await record(30)
    await socket.after(10)
    assert await socket.ids(20) == list(range(11, 31))


async def test_a_frame_tells_what_a_feed_draws(socket: Socket) -> None:
    await record()
    await socket.after(0)
    await socket.frame()
    frame = await socket.frame()
    assert frame["head"] == 1
    [event] = frame["events"]
    assert (event["id"], event["sentence"], event["actor"]) == (
        1,
        "The bot started (–)",
        "OwnerBot",
    )


async def test_follows_by_hints_alone(socket: Socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TAIL_SEC", 60.0)
    await socket.after(0)
    await socket.frame()
    await _subscribed()
    await record()
    assert await socket.ids(1) == [1]


async def _subscribed() -> None:
    """Wait until Redis knows of the hub, so that the next hint reaches it."""
    channel = f"ownerbot__group__{GROUP}"
    async with Redis.from_url(settings.REDIS_URL) as redis, asyncio.timeout(SECONDS):
        while not (await redis.pubsub_numsub(channel))[0][1]:  # noqa: ASYNC110 -- Redis cannot tell
            await asyncio.sleep(0.01)


async def test_follows_without_any_hint(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise ConnectionError

    monkeypatch.setattr(live, "get_channel_layer", unreachable)
    monkeypatch.setattr(live, "TAIL_SEC", 0.05)
    socket = await open_socket(await browser(staff=True))
    await socket.after(0)
    await socket.frame()
    for number in range(1, 4):
        await record()
        assert await socket.ids(1) == [number]


async def test_all_sockets_hear_everything_from_one_reading(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await browser(staff=True)
    opened = [await open_socket(client) for _ in range(5)]
    for socket in opened:
        await socket.after(0)
        await socket.frame()
    await record()  # from here on the hub holds the newest events
    for socket in opened:
        assert await socket.ids(1) == [1]
    readings: list[int] = []
    read = live._read

    async def counting(last_id: int) -> list[live.Line]:
        lines: list[live.Line] = await read(last_id)
        if lines:
            readings.append(last_id)
        return lines

    monkeypatch.setattr(live, "_read", counting)

    await record()

    for socket in opened:
        assert await socket.ids(1) == [2]
    assert readings == [1]


async def test_many_writers_lose_nothing(socket: Socket) -> None:
    await socket.after(0)
    await asyncio.gather(*(record(25) for _ in range(4)))
    assert await socket.ids(100) == list(range(1, 101))


async def test_a_page_of_an_older_database_starts_anew(socket: Socket) -> None:
    await record(2)
    await socket.after(5000)
    assert await socket.frame() == {"events": [], "head": 2}
    await record()
    assert await socket.ids(1) == [3]


async def test_goes_on_after_postgres_was_away(
    socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "TAIL_SEC", 0.05)
    failures = iter([OperationalError(), OperationalError(), OperationalError()])
    read = live._read

    async def failing(last_id: int) -> list[live.Line]:
        error = next(failures, None)
        if error:
            raise error
        lines: list[live.Line] = await read(last_id)
        return lines

    monkeypatch.setattr(live, "_read", failing)
    await record(3)
    await socket.after(0)
    assert await socket.ids(3) == [1, 2, 3]


VISITORS: dict[str, dict[str, bool] | None] = {
    "anonymous": None,
    "customer with permissions": {"staff": False},
    "staff without permissions": {"staff": True, "reader": False},
}


@pytest.mark.parametrize("who", VISITORS)
async def test_only_those_who_may_read_and_the_page_is_told(who: str, open_socket: Open) -> None:
    given = VISITORS[who]
    socket = await open_socket(None if given is None else await browser(**given))
    assert socket.accepted
    assert await socket.closed() == guarded.NOT_ALLOWED


@pytest.mark.parametrize(
    "origin",
    [b"", b"null", b"http://127.0.0.1:8001", b"https://127.0.0.1:8000", b"http://evil.example",
     b"http://localhost:8000", b"http://[::1", b"http://\xff[", b"http://\xe2\x84\x80"],
)  # fmt: skip
async def test_pages_of_others_are_refused(origin: bytes, open_socket: Open) -> None:
    socket = await open_socket(await browser(staff=True), origin)
    assert not socket.accepted


async def test_signing_out_ends_it_by_itself(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "CHECK_EVERY_SEC", 0.05)
    client = await browser(staff=True)
    socket = await open_socket(client)
    await socket.after(0)
    await database_sync_to_async(client.logout)()
    assert await socket.closed() == guarded.SIGNED_OUT


async def test_a_closed_account_is_seen_at_the_next_frame(open_socket: Open) -> None:
    socket = await open_socket(await browser(staff=True))
    await database_sync_to_async(User.objects.update)(is_active=False)
    await socket.after(0)
    assert await socket.closed() == guarded.SIGNED_OUT


async def test_a_permission_taken_away_ends_a_page_that_never_spoke(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, "CHECK_EVERY_SEC", 0.05)
    socket = await open_socket(await browser(staff=True))
    await database_sync_to_async(_forbid)()
    assert await socket.closed() == guarded.SIGNED_OUT
    assert live.get_hub().sockets == set()


def _forbid() -> None:
    User.objects.get().user_permissions.clear()


async def test_a_flood_of_frames_ends_it(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As few as a busy machine reads in a second.
    monkeypatch.setattr(guarded, "MOST_FRAMES_A_SECOND", 2)
    socket = await open_socket(await browser(staff=True))
    for _ in range(guarded.MOST_FRAMES_A_SECOND + 1):
        await socket.say("{}")
    assert await socket.closed() == guarded.TOO_FAST


async def test_without_postgres_the_page_is_told_to_come_again(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = await browser(staff=True)
    load = SessionStore.load

    def away(_store: SessionStore) -> Any:
        raise OperationalError

    monkeypatch.setattr(SessionStore, "load", away)
    socket = await open_socket(client, key=await database_sync_to_async(_only_session)())
    assert socket.accepted
    assert await socket.closed() == guarded.TRY_AGAIN
    assert [record.exc_info for record in caplog.records] == [None]

    monkeypatch.setattr(SessionStore, "load", load)
    asking = await open_socket(client)
    monkeypatch.setattr(SessionStore, "load", away)
    await asking.after(0)
    assert await asking.closed() == guarded.TRY_AGAIN


def _only_session() -> str:
    return Session.objects.get().session_key


async def test_a_large_frame_ends_it(socket: Socket) -> None:
    await socket.say("x" * (guarded.MOST_FRAME_BYTES + 1))
    assert await socket.closed() == guarded.TOO_LARGE


NONSENSE = [
    "", "nonsense", "[]", "1", '{"after": -1}', '{"after": "1"}', '{"after": 1e3}', "\x00", "[" * 15_000,
    '{"after": ' + "9" * 9_000 + "}", '{"after": NaN}',
]  # fmt: skip


@pytest.mark.parametrize("frame", NONSENSE)
async def test_nonsense_is_ignored(frame: str, socket: Socket) -> None:
    await socket.say(frame)
    await record()
    await socket.after(0)
    assert await socket.ids(1) == [1]


async def test_ten_sockets_for_one_person(open_socket: Open) -> None:
    client = await browser(staff=True)
    for _ in range(guarded.MOST_SOCKETS_PER_USER):
        await open_socket(client)
    eleventh = await open_socket(client)
    assert await eleventh.closed() == guarded.TOO_MANY


async def test_the_hub_rests_when_nobody_listens(open_socket: Open) -> None:
    socket = await open_socket(await browser(staff=True))
    await socket.after(0)
    await socket.frame()
    tasks = list(live.get_hub()._tasks)
    await socket.disconnect()
    done, running = await asyncio.wait(tasks, timeout=SECONDS)
    assert (len(done), len(running)) == (2, 0)
    assert live.get_hub().sockets == set()
    assert await database_sync_to_async(queries.get_newest_id)() == 0
