"""A language model on loopback that says what it is told to say, over both of OpenAI's APIs."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.threads import served

API_KEY = "llm-key-of-the-tests"
TOKENS_IN, TOKENS_OUT = 200, 20


@dataclass(frozen=True)
class Answer:
    """What the model says next: a text, calls of tools, or something that is no answer."""

    text: str = ""
    #: Tool and arguments; arguments may be a text that is no JSON.
    calls: tuple[tuple[str, Any], ...] = ()
    #: Instead of an answer: a status with a body, or silence.
    status: int = 200
    body: bytes | None = None
    hangs: bool = False


def call(tool: str, **arguments: Any) -> Answer:
    return Answer(calls=((tool, arguments),))


@dataclass
class Model:
    """The server, in a thread of its own; its attributes are for the test's thread."""

    url: str = ""
    #: What it says, in turn; afterwards it has nothing to say.
    script: list[Answer] = field(default_factory=list)
    #: Bodies of all requests, with the API that each came by.
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    #: APIs it does not have.
    lacks: set[str] = field(default_factory=set)
    #: Whether arguments come as an object, as some servers send them.
    objects: bool = False

    def heard(self) -> str:
        """Everything that was sent to it, as one text."""
        return json.dumps([body for _, body in self.requests], ensure_ascii=False)

    def tools(self) -> set[str]:
        """The names of the tools in the latest request."""
        _, body = self.requests[-1]
        return {(item.get("function") or item)["name"] for item in body.get("tools", ())}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        api = "responses" if request.path.endswith("/responses") else "chat"
        body = json.loads(await request.read())
        if api in self.lacks:
            return web.json_response({"error": {"message": "Not Found"}}, status=404)
        if request.headers.get("Authorization") != f"Bearer {API_KEY}":
            return web.json_response({"error": {"message": "wrong key"}}, status=401)
        self.requests.append((api, body))
        answer = self.script.pop(0) if self.script else Answer()
        if answer.hangs:
            await asyncio.sleep(60)
        if answer.status != 200 or answer.body is not None:
            return web.Response(
                status=answer.status, body=answer.body or b"{}", content_type="application/json"
            )
        shape = self._response if api == "responses" else self._completion
        return web.json_response(shape(answer))

    def _arguments(self, given: Any) -> Any:
        return given if isinstance(given, str) or self.objects else json.dumps(given)

    def _response(self, answer: Answer) -> Mapping[str, Any]:
        output: list[dict[str, Any]] = [
            {
                "type": "function_call", "id": f"fc_{place}", "call_id": f"call_{place}",
                "name": tool, "arguments": self._arguments(arguments), "status": "completed",
            }
            for place, (tool, arguments) in enumerate(answer.calls)
        ]  # fmt: skip
        if answer.text:
            content = [{"type": "output_text", "text": answer.text, "annotations": []}]
            output.append(
                {
                    "type": "message", "id": "msg", "role": "assistant", "status": "completed",
                    "content": content,
                }
            )  # fmt: skip
        return {
            "id": "resp", "object": "response", "created_at": 0, "status": "completed",
            "model": "small", "output": output, "parallel_tool_calls": True, "tools": [],
            "tool_choice": "auto",
            "usage": {
                "input_tokens": TOKENS_IN, "output_tokens": TOKENS_OUT,
                "total_tokens": TOKENS_IN + TOKENS_OUT,
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens_details": {"reasoning_tokens": 0},
            },
        }  # fmt: skip

    def _completion(self, answer: Answer) -> Mapping[str, Any]:
        calls = [
            {
                "id": f"call_{place}", "type": "function",
                "function": {"name": tool, "arguments": self._arguments(arguments)},
            }
            for place, (tool, arguments) in enumerate(answer.calls)
        ]  # fmt: skip
        message = {
            "role": "assistant",
            "content": answer.text or None,
            "tool_calls": calls or None,
        }
        return {
            "id": "chat", "object": "chat.completion", "created": 0, "model": "small",
            "choices": [{"index": 0, "message": message, "finish_reason": "length"}],
            "usage": {
                "prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT,
                "total_tokens": TOKENS_IN + TOKENS_OUT,
            },
        }  # fmt: skip


@contextmanager
def serving(model: Model | None = None) -> Iterator[Model]:
    """A running server of that kind."""
    model, loop = model or Model(), asyncio.new_event_loop()

    async def serve(ready: threading.Event, stopped: asyncio.Event) -> None:
        app = web.Application()
        app.router.add_post("/v1/responses", model.handle)
        app.router.add_post("/v1/chat/completions", model.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        model.url = f"http://{host}:{port}/v1"
        ready.set()
        await stopped.wait()
        await runner.cleanup()

    with served(loop, serve):
        yield model
