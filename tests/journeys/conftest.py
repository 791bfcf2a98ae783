"""One assembled program for all journeys that do not break it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.program import Program, program
from tests.servers.openai import API_KEY, TRANSCRIPTIONS, Recogniser, openai_server
from tests.servers.telegram import BotApi, bot_api


@pytest.fixture(scope="session")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="session")
def ears() -> Recogniser:
    """Who listens to recordings, where a program has `with_ears` among its settings."""
    return Recogniser()


@pytest.fixture(scope="session")
def with_ears(ears: Recogniser) -> Iterator[dict[str, str]]:
    with openai_server({TRANSCRIPTIONS: ears.handle}) as url:
        yield {
            "ASR_PROVIDER": "OPENAI", "ASR_BASE_URL": url, "OPENAI_API_KEY": API_KEY,
            "OPENAI_ASR_MODEL": "whisper-small",
        }  # fmt: skip


@pytest.fixture(scope="session")
def running(telegram: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    # No proposal that a test leaves open runs out, and is edited, while another one waits for an edit.
    with program(tmp_path_factory.mktemp("up"), telegram.url, CONFIRM_TTL_SEC="7200") as started:
        yield started
