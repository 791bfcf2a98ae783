"""A model on loopback that gives to each sentence the answers that were recorded for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from evals.sentences import rows
from tests.servers.llm import API_KEY, Answer, Model, serving
from tools.intents.planner.wire import Server


class Recorded(Model):
    """Says what is on record for the sentence it is asked about; to any other it says nothing."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body: dict[str, Any] = json.loads(await request.read())
        said = next(one["content"] for one in body["messages"] if one["role"] == "user")
        if not any(one["role"] in {"tool", "assistant"} for one in body["messages"]):
            self.script = list(self.answers.get(said, ()))
        return await super().handle(request)

    @property
    def answers(self) -> dict[str, list[Answer]]:
        return {
            row["text"]: [
                Answer(text=one.get("text", ""), calls=tuple(map(tuple, one.get("calls", ()))))
                for one in row["replies"]
            ]
            for row in rows("recorded.jsonl")
        }


@contextmanager
def recorded() -> Iterator[Server]:
    """The server of the recorded answers."""
    with serving(Recorded()) as model:
        yield Server(model.url, API_KEY, "recorded", "chat")
