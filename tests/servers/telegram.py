"""A Bot API server on loopback: what Telegram is to the bot, with everything it was told on record."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.threads import served

TOKEN = "4242424242:AAtests-only-not-a-real-token-0000000"
BOT_ID = 4242424242
WAIT_SEC = 90.0


@dataclass(frozen=True)
class Ending:
    """How one call ends instead of being answered as usual."""

    status: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    #: Carried out all the same; with status 0 the connection is cut in place of an answer.
    applied: bool = False


@dataclass
class Call:
    """One request of the bot."""

    method: str
    params: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    answer: Any = None
    #: Whether people have seen it.
    applied: bool = True

    @property
    def text(self) -> str:
        return str(self.params.get("text") or self.params.get("caption") or "")

    @property
    def buttons(self) -> list[dict[str, str]]:
        markup = self.params.get("reply_markup") or {"inline_keyboard": []}
        return [button for row in markup["inline_keyboard"] for button in row]


class BotApi:
    """The server, in a thread of its own; its methods are for the test's thread."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.url = ""
        #: Set to a status code to answer every call but getUpdates with it.
        self.broken: int | None = None
        #: What to answer to calls of a method instead: status and body.
        self.instead: dict[str, tuple[int, bytes]] = {}
        #: What to answer "ok" to calls of a method with, in place of the result that belongs there; they
        #: are carried out.
        self.results: dict[str, Any] = {}
        #: How calls to a chat end instead, by chat id; each of them once.
        self.endings: dict[int, list[Ending]] = {}
        #: What getWebhookInfo tells.
        self.webhook: dict[str, Any] = {
            "url": "", "has_custom_certificate": False, "pending_update_count": 0,
        }  # fmt: skip
        #: Recordings, by file id; `fetched` has the ids of those that were downloaded.
        self.files: dict[str, bytes] = {}
        self.fetched: list[str] = []
        #: While set, calls are carried out, but their answers do not come.
        self.silent = threading.Event()
        self.stopping = False
        self._changed = threading.Condition()
        self._updates: list[Any] = []
        self._numbers = itertools.count(1000)
        self._messages = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._arrived: asyncio.Event | None = None

    # What people do

    def push(self, *updates: Any) -> None:
        """Put raw updates into the bot's queue, whatever they are."""
        with self._changed:
            self._updates.extend(updates)
        self._loop.call_soon_threadsafe(self._wake)

    def say(self, text: str, user: int, *, language: str = "en", **extra: Any) -> dict[str, Any]:
        """A private message from that user; returns the update."""
        update = self.message(user, language=language, text=text, **extra)
        self.push(update)
        return update

    def message(
        self,
        user: int,
        *,
        chat: dict[str, Any] | None = None,
        language: str = "en",
        **content: Any,
    ) -> dict[str, Any]:
        text = content.get("text", "")
        if text.startswith("/"):
            length = len(text.split()[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return {
            "update_id": next(self._numbers),
            "message": {
                "message_id": next(self._messages),
                "date": int(time.time()),
                "chat": chat or {"id": user, "type": "private", "first_name": "Ann"},
                "from": {
                    "id": user, "is_bot": False, "first_name": "Ann", "language_code": language,
                },
                **content,
            },
        }  # fmt: skip

    def speak(
        self, data: bytes, user: int, *, kind: str = "voice", seconds: int = 2, **extra: Any
    ) -> dict[str, Any]:
        """A recording from that user; returns the update. `extra` belongs to the message."""
        file_id = f"file-{next(self._messages)}"
        self.files[file_id] = data
        size = extra.pop("file_size", len(data))
        sent = {
            "file_id": file_id, "file_unique_id": file_id, "duration": seconds, "file_size": size,
        }  # fmt: skip
        update = self.message(user, **extra)
        update["message"][kind] = sent | {"length": 240}
        self.push(update)
        return update

    def tap(
        self, data: str, user: int, *, on: Call | None = None, language: str = "en"
    ) -> dict[str, Any]:
        """A tap on a button; returns the update. `on` is the call that sent the message."""
        update: dict[str, Any] = {
            "update_id": next(self._numbers),
            "callback_query": {
                "id": str(next(self._messages)),
                "from": {
                    "id": user, "is_bot": False, "first_name": "Ann", "language_code": language,
                },
                "chat_instance": "1",
                "data": data,
            },
        }  # fmt: skip
        if on is not None:
            update["callback_query"]["message"] = on.answer
        self.push(update)
        return update

    # What the test asks

    def mark(self) -> int:
        """A place in the record; `since` of the waiting functions."""
        return len(self.calls)

    def wait(
        self, method: str, *, since: int = 0, where: Callable[[Call], bool] = lambda _: True
    ) -> Call:
        """The first such call after `since`, waited for."""
        return self.wait_many(method, 1, since=since, where=where)[0]

    def wait_many(
        self,
        method: str,
        count: int,
        *,
        since: int = 0,
        where: Callable[[Call], bool] = lambda _: True,
    ) -> list[Call]:
        deadline = time.monotonic() + WAIT_SEC
        with self._changed:
            while True:
                found = [c for c in self.calls[since:] if c.method == method and where(c)]
                if len(found) >= count:
                    return found
                left = deadline - time.monotonic()
                if left <= 0:
                    seen = "\n".join(f"  {c.method} {c.params}" for c in self.calls[since:])
                    raise AssertionError(f"{len(found)} of {count} {method} came; calls:\n{seen}")
                self._changed.wait(left)

    def ask(self, text: str, user: int, *, language: str = "en") -> Call:
        """Say something and return the bot's next message to that chat."""
        since = self.mark()
        self.say(text, user, language=language)
        return self.wait(
            "sendMessage", since=since, where=lambda c: str(c.params["chat_id"]) == str(user)
        )

    # The server

    def _wake(self) -> None:
        if self._arrived is not None:
            self._arrived.set()

    async def _handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        params, files = await _read(request)
        if method == "getUpdates" and method not in self.instead:
            found = await self._get_updates(params) if method not in self.results else []
            return web.json_response({"ok": True, "result": self.results.get(method, found)})
        call = Call(method, params, files)
        ending = self._ending(call)
        status, body = self._answer(call)
        if ending is not None:
            call.applied = ending.applied
            status, body = ending.status, _error(ending)
        with self._changed:
            self.calls.append(call)
            self._changed.notify_all()
        while self.silent.is_set() and not self.stopping:  # noqa: ASYNC110 -- set from another thread
            await asyncio.sleep(0.02)
        if ending is not None and not ending.status:
            assert request.transport is not None
            request.transport.abort()
        if method in self.instead:
            status, page = self.instead[method]
            return web.Response(status=status, body=page, content_type="text/html")
        return web.json_response(body, status=status)

    async def _file(self, request: web.Request) -> web.Response:
        file_id = request.match_info["name"].removesuffix(".oga")
        if file_id not in self.files:
            raise web.HTTPNotFound
        self.fetched.append(file_id)
        return web.Response(body=self.files[file_id], content_type="audio/ogg")

    def _ending(self, call: Call) -> Ending | None:
        waiting = self.endings.get(int(call.params.get("chat_id") or 0))
        return waiting.pop(0) if waiting else None

    async def _get_updates(self, params: dict[str, Any]) -> list[Any]:
        offset = int(params["offset"]) if "offset" in params else None
        deadline = time.monotonic() + float(params.get("timeout") or 0)
        assert self._arrived is not None
        while True:
            self._arrived.clear()
            with self._changed:
                if offset is not None:
                    self._updates = [
                        u for u in self._updates if _number(u) is None or _number(u) >= offset
                    ]
                batch = self._updates[: int(params.get("limit") or 100)]
                # What has no number cannot be acknowledged; here it is delivered once.
                self._updates = [
                    u for u in self._updates if _number(u) is not None or u not in batch
                ]
            left = deadline - time.monotonic()
            if batch or left <= 0 or self.stopping:
                return batch
            try:
                async with asyncio.timeout(left):
                    await self._arrived.wait()
            except TimeoutError:
                continue

    def _answer(self, call: Call) -> tuple[int, dict[str, Any]]:
        if self.broken is not None:
            return self.broken, {"ok": False, "error_code": self.broken, "description": "broken"}
        if call.method in ("sendMessage", "sendPhoto", "sendDocument"):
            chat = {"id": int(call.params["chat_id"]), "type": "private", "first_name": "Ann"}
            call.answer = {
                "message_id": next(self._messages), "date": int(time.time()), "chat": chat,
                "text": call.text,
            }  # fmt: skip
        elif call.method == "editMessageText":
            chat = {"id": int(call.params["chat_id"]), "type": "private", "first_name": "Ann"}
            call.answer = {
                "message_id": int(call.params["message_id"]), "date": int(time.time()), "chat": chat,
                "text": call.text,
            }  # fmt: skip
        elif call.method == "getFile":
            file_id = call.params["file_id"]
            call.answer = {
                "file_id": file_id, "file_unique_id": file_id, "file_path": f"voice/{file_id}.oga",
            }  # fmt: skip
        elif call.method == "getWebhookInfo":
            call.answer = dict(self.webhook)
        elif call.method in ("setWebhook", "deleteWebhook"):
            if call.method not in self.instead:
                self.webhook["url"] = call.params.get("url", "")
            call.answer = True
        elif call.method == "getMe":
            call.answer = {
                "id": BOT_ID,
                "is_bot": True,
                "first_name": "Bot",
                "username": "shop_bot",
            }
        else:
            call.answer = True
        return 200, {"ok": True, "result": self.results.get(call.method, call.answer)}

    async def _serve(self, ready: threading.Event, stopped: asyncio.Event) -> None:
        self._arrived = asyncio.Event()
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/voice/{name}", self._file)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        ready.set()
        await stopped.wait()
        self.stopping = True
        self._arrived.set()
        await runner.cleanup()


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """The server while it runs."""
    api = BotApi()
    with served(api._loop, api._serve):
        yield api


def _error(ending: Ending) -> dict[str, Any]:
    return {
        "ok": False,
        "error_code": ending.status,
        "description": ending.description,
        "parameters": ending.parameters,
    }


def _number(update: Any) -> Any:
    return update.get("update_id") if isinstance(update, dict) else None


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The parameters, decoded as the Bot API decodes them, and the uploaded files."""
    params: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    if request.content_type == "application/json":
        return await request.json(), files
    for key, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[key] = value.file.read()
            continue
        try:
            params[key] = json.loads(str(value)) if str(value)[:1] in "[{" else value
        except ValueError:
            params[key] = value
    return params, files
