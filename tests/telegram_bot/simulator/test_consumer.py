"""The simulator's socket: all changes of one's own chat, in order, with Redis or without."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer
from django.contrib.auth.models import Permission, User
from django.test import Client

from audit import sockets
from telegram_bot import domain
from telegram_bot.simulator import consumer, store
from telegram_bot.simulator.consumer import SimulatorConsumer
from telegram_bot.updates.identity import to_simulated_owner, to_simulated_stranger

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 5
BOT = store.Author.BOT

Socket = Any  # asgiref's communicator, which ships without types
Open = Callable[..., Awaitable[Socket]]


def _sign_in(name: str, *, staff: bool, allowed: bool = True) -> tuple[User, Any]:
    user = User.objects.create_user(name, is_staff=staff)
    if allowed:
        user.user_permissions.add(Permission.objects.get(codename="use_simulator"))
    client = Client()
    client.force_login(user)
    return user, client.session


@pytest.fixture
async def open_socket(settings: Any) -> AsyncIterator[Open]:
    """Opens a socket for a user and a session; all are closed afterwards."""
    settings.SIMULATOR_ENABLED = True
    opened: list[Socket] = []

    async def open_for(user: User, session: Any, query: str = "") -> Socket:
        scope = {
            "type": "websocket",
            "path": "/ws/simulator/",
            "query_string": query.encode(),
            "headers": [],
            "user": user,
            "session": session,
        }
        app = SimulatorConsumer.as_asgi()
        socket: Socket = ApplicationCommunicator(app, scope)  # type: ignore[no-untyped-call]  # asgiref
        opened.append(socket)
        await socket.send_input({"type": "websocket.connect"})
        assert (await socket.receive_output(SECONDS))["type"] == "websocket.accept"
        return socket

    yield open_for
    for socket in opened:
        await socket.send_input({"type": "websocket.disconnect", "code": 1001})
        await socket.wait(SECONDS)
    await get_channel_layer().flush()


async def _say(chat_id: int, text: str) -> None:
    await domain.call(store.add_message, chat_id, author=BOT, html=text)


async def _ask(socket: Socket, after: int) -> None:
    await socket.send_input({"type": "websocket.receive", "text": json.dumps({"after": after})})


async def _frame(socket: Socket) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads((await socket.receive_output(SECONDS))["text"])
    return frame


def _texts(frame: dict[str, Any]) -> list[tuple[int, list[str]]]:
    return [(item["revision"], item["text"]) for item in frame["messages"]]


async def test_replays_what_was_missed_and_follows(open_socket: Open) -> None:
    user, session = await domain.call(_sign_in, "anna", staff=True)
    chat = to_simulated_owner(user.pk)
    for text in ("one", "two"):
        await _say(chat, text)
    await _say(to_simulated_stranger(user.pk), "elsewhere")

    socket = await open_socket(user, session)
    await _ask(socket, 1)
    first = await _frame(socket)
    assert (_texts(first), first["replay"]) == ([(2, ["two"])], True)

    await _say(chat, "three")
    news = await _frame(socket)
    assert (_texts(news), news["replay"]) == ([(3, ["three"])], False)


async def test_a_long_replay_comes_in_batches(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "BATCH", 2)
    user, session = await domain.call(_sign_in, "anna", staff=True)
    for text in "abc":
        await _say(to_simulated_owner(user.pk), text)
    socket = await open_socket(user, session)
    await _ask(socket, 0)
    frames = [await _frame(socket), await _frame(socket)]
    assert [_texts(frame) for frame in frames] == [[(1, ["a"]), (2, ["b"])], [(3, ["c"])]]
    assert [frame["replay"] for frame in frames] == [True, True]


async def test_the_stranger_has_a_chat_of_their_own(open_socket: Open) -> None:
    user, session = await domain.call(_sign_in, "anna", staff=True)
    await _say(to_simulated_owner(user.pk), "for the owner")
    socket = await open_socket(user, session, "as=stranger")
    await _ask(socket, 0)
    assert await _frame(socket) == {"messages": [], "replay": True}


async def test_works_while_redis_is_away(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise ConnectionError

    monkeypatch.setattr(consumer, "get_channel_layer", unreachable)
    monkeypatch.setattr(consumer, "TAIL_SEC", 0.05)
    monkeypatch.setattr(consumer, "JOIN_TIMEOUT_SEC", 0.05)
    user, session = await domain.call(_sign_in, "anna", staff=True)
    socket = await open_socket(user, session)
    await _ask(socket, 0)
    assert await _frame(socket) == {"messages": [], "replay": True}
    await _say(to_simulated_owner(user.pk), "one")
    assert _texts(await _frame(socket)) == [(1, ["one"])]


async def _closed(socket: Socket) -> int:
    while True:
        message = await socket.receive_output(SECONDS)
        if message["type"] == "websocket.close":
            return int(message["code"])


@pytest.mark.parametrize(
    ("staff", "allowed", "enabled"),
    [(False, True, True), (True, False, True), (True, True, False)],
)
async def test_only_for_those_who_may_and_where_it_is_switched_on(
    open_socket: Open, settings: Any, staff: bool, allowed: bool, enabled: bool
) -> None:
    settings.SIMULATOR_ENABLED = enabled
    user, session = await domain.call(_sign_in, "anna", staff=staff, allowed=allowed)
    assert await _closed(await open_socket(user, session)) == sockets.NOT_ALLOWED


@pytest.mark.parametrize("asks", [True, False])
async def test_ends_with_the_session(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch, asks: bool
) -> None:
    monkeypatch.setattr(sockets, "CHECK_EVERY_SEC", 0.05)
    user, session = await domain.call(_sign_in, "anna", staff=True)
    socket = await open_socket(user, session)
    if asks:
        await _ask(socket, 0)
        await _frame(socket)
    await domain.call(session.flush)
    assert await _closed(socket) == sockets.SIGNED_OUT


@pytest.mark.parametrize("frame", ["", "nonsense", "[]", "[" * 15_000, '{"after": -1}'])
async def test_nonsense_is_ignored(open_socket: Open, frame: str) -> None:
    user, session = await domain.call(_sign_in, "anna", staff=True)
    socket = await open_socket(user, session)
    await socket.send_input({"type": "websocket.receive", "text": frame})
    await _ask(socket, 0)
    assert await _frame(socket) == {"messages": [], "replay": True}


async def test_a_large_frame_ends_it(open_socket: Open) -> None:
    user, session = await domain.call(_sign_in, "anna", staff=True)
    socket = await open_socket(user, session)
    text = "x" * (sockets.MOST_FRAME_BYTES + 1)
    await socket.send_input({"type": "websocket.receive", "text": text})
    assert await _closed(socket) == sockets.TOO_LARGE


async def test_a_flood_of_frames_ends_it(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As few as a busy machine reads in a second.
    monkeypatch.setattr(sockets, "MOST_FRAMES_A_SECOND", 2)
    user, session = await domain.call(_sign_in, "anna", staff=True)
    socket = await open_socket(user, session)
    for _ in range(sockets.MOST_FRAMES_A_SECOND + 1):
        await _ask(socket, 0)
    assert await _closed(socket) == sockets.TOO_FAST


async def test_ten_sockets_for_one_person(open_socket: Open) -> None:
    user, session = await domain.call(_sign_in, "anna", staff=True)
    for _ in range(sockets.MOST_SOCKETS_PER_USER):
        await open_socket(user, session)
    assert await _closed(await open_socket(user, session)) == sockets.TOO_MANY
