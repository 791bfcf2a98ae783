"""A model on loopback that gives to each sentence the answers that were recorded for it; and recording
what a model answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import web
from openai import AsyncOpenAI

from tests.evals.sentences import HERE, read_rows
from tests.servers.llm import API_KEY, Answer, Model, serving
from tools.intents.planner import wire
from tools.intents.planner.wire import ModelReply, ModelServer, Spec, Talk


@dataclass
class RecordedModel(Model):
    """Says what is on record for the sentence it is asked about; to any other it says nothing."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body: dict[str, Any] = json.loads(await request.read())
        said = next(
            message["content"] for message in body["messages"] if message["role"] == "user"
        )
        if not any(message["role"] in {"tool", "assistant"} for message in body["messages"]):
            self.script = list(self.answers.get(said, ()))
        return await super().handle(request)


@contextmanager
def serve_recorded() -> Iterator[ModelServer]:
    """The server of the recorded answers."""
    answers = {
        row["text"]: list(map(_to_answer, row["replies"]))
        for row in read_rows(HERE / "recorded.jsonl")
    }
    with serving(RecordedModel(answers=answers)) as model:
        yield ModelServer(model.url, API_KEY, "recorded", "chat")


def _to_answer(reply: dict[str, Any]) -> Answer:
    calls = tuple((tool, arguments) for tool, arguments in reply.get("calls", ()))
    return Answer(text=reply.get("text", ""), calls=calls)


@contextmanager
def record_answers(into: Path) -> Iterator[None]:
    """Write what is answered meanwhile, in the form of recorded.jsonl, one sentence after another."""
    replies: dict[str, list[dict[str, Any]]] = {}
    begin, go_on = wire.start_talk, wire.continue_talk

    async def begun(
        client: AsyncOpenAI, server: ModelServer, briefing: str, said: str, specs: Sequence[Spec]
    ) -> tuple[Talk, ModelReply]:
        replies[said] = []
        return await begin(client, server, briefing, said, specs)

    async def answered(talk: Talk, specs: Sequence[Spec]) -> ModelReply:
        reply = await go_on(talk, specs)
        list(replies.values())[-1].append(_to_row(reply))
        return reply

    with patch.object(wire, "start_talk", begun), patch.object(wire, "continue_talk", answered):
        yield
    lines = [
        json.dumps({"text": said, "replies": told}, ensure_ascii=False)
        for said, told in replies.items()
    ]
    into.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _to_row(reply: ModelReply) -> dict[str, Any]:
    calls = [[call.tool, _parse_arguments(call.arguments)] for call in reply.calls]
    return ({"text": reply.text} if reply.text else {}) | ({"calls": calls} if calls else {})


def _parse_arguments(arguments: Any) -> Any:
    """Arguments as an object where they are one; a model's broken JSON stays as it wrote it."""
    try:
        return json.loads(arguments) if isinstance(arguments, str) else arguments
    except ValueError:
        return arguments
