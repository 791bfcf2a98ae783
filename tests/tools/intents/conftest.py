"""A language model on loopback, asked over either API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.llm import API_KEY, Model, serving
from tools.intents.planner import wire
from tools.intents.planner.wire import ModelServer


@pytest.fixture
def model() -> Iterator[Model]:
    wire._remembered.clear()
    with serving() as running:
        yield running


@pytest.fixture(params=["responses", "chat"])
def server(request: pytest.FixtureRequest, model: Model) -> ModelServer:
    return ModelServer(model.url, API_KEY, "small", request.param)
