"""A server on loopback that speaks OpenAI's API as it is told to, faults included."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.threads import served

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

API_KEY = "sk-tests-only-not-a-real-key"
TRANSCRIPTIONS = "/audio/transcriptions"


@contextmanager
def openai_server(endpoints: Mapping[str, Handler]) -> Iterator[str]:
    """The server while it runs, each handler at its path; yields its base URL."""
    loop = asyncio.new_event_loop()
    address: list[Any] = []

    async def serve(ready: threading.Event, stopped: asyncio.Event) -> None:
        app = web.Application(client_max_size=32 * 2**20)
        for path, handler in endpoints.items():
            app.router.add_post(f"/v1{path}", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address.extend(runner.addresses[0][:2])
        ready.set()
        await stopped.wait()
        await runner.cleanup()

    with served(loop, serve):
        host, port = address
        yield f"http://{host}:{port}/v1"


@dataclass(frozen=True)
class Spoken:
    """How the next recording is answered: its words, or something that is no answer."""

    text: str = ""
    #: What further the JSON says, such as segments.
    more: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    #: The body as it is, in place of JSON.
    body: bytes | None = None
    after_sec: float = 0.0


def segments(*, avg_logprob: float, no_speech_prob: float = 0.01) -> dict[str, Any]:
    """What Whisper tells of how sure it is, for one segment."""
    sure = {"avg_logprob": avg_logprob, "no_speech_prob": no_speech_prob}
    return {"segments": [{"id": 0, "start": 0.0, "end": 2.0, **sure}], "language": "english"}


@dataclass(frozen=True)
class Upload:
    """One request: its fields, each with all its values, and its file."""

    fields: dict[str, list[str]]
    name: str
    content_type: str
    data: bytes


@dataclass
class Recogniser:
    """Answers recordings as its script says, in turn; afterwards it hears nothing."""

    script: list[Spoken] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    #: Formats that it does not know.
    lacks: set[str] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        names = {key for key in form if key != "file"}
        fields = {key: [str(value) for value in form.getall(key)] for key in names}
        self.uploads.append(Upload(fields, file.filename, file.content_type, file.file.read()))
        if request.headers.get("Authorization") != f"Bearer {API_KEY}":
            return web.json_response({"error": {"message": "wrong key"}}, status=401)
        if self.lacks & set(fields.get("response_format", ())):
            return web.json_response({"error": {"message": "response_format"}}, status=400)
        answer = self.script.pop(0) if self.script else Spoken()
        await asyncio.sleep(answer.after_sec)
        if answer.body is not None:
            return web.Response(status=answer.status, body=answer.body)
        if answer.status != 200:
            return web.json_response({"error": {"message": "not now"}}, status=answer.status)
        return web.json_response({"text": answer.text, **answer.more})
