"""Synthesized speech, heard by a real Whisper, answered by the assembled program: `make test-voice`."""

from __future__ import annotations

import importlib
import io
import re
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import Any

import pytest

from tests.harness.program import OWNER, Program, program, until
from tests.journeys.test_story import datas, toast_of
from tests.servers.openai import API_KEY, TRANSCRIPTIONS, openai_server
from tests.servers.telegram import BotApi, bot_api

pytestmark = [
    pytest.mark.voice,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("default"),  # of packages that only this test has
]

ESPEAK_BYTES_PER_SEC = 2 * 22_050

#: What is said, what Whisper makes of it (numbers depend on the processor), and the tool that answers.
SPEECH = [
    ("Show me the sales for last week.", "Show me the sales for last week", "kpi_snapshot"),
    ("Show me the revenue for last month.", "Show me the revenue for last month", "kpi_snapshot"),
    ("Show me the last ten orders.", "Show me the last (10|ten) orders", "orders_search"),
]
ORDER, HEARD = (
    "Please raise all the prices by 3 percent.",
    "Please raise all the prices by (3%|3 percent|three percent)",
)
#: What this Whisper does not understand when this voice says it.
MISHEARD = "Flag order number 1003."


def spoken(text: str) -> tuple[bytes, int]:
    """The text as Opus in Ogg, as Telegram's apps record it, and its length in seconds."""
    av: Any = importlib.import_module("av")
    wave = subprocess.run(
        ["espeak-ng", "-v", "en-gb-x-rp", "-s", "130", "--stdout", text],
        check=True,
        capture_output=True,
    ).stdout
    target = io.BytesIO()
    with (
        av.open(io.BytesIO(wave)) as source,
        av.open(target, "w", format="ogg") as recording,
    ):
        stream = recording.add_stream("libopus", rate=48_000, layout="mono")
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        for frame in source.decode(audio=0):
            for piece in resampler.resample(frame):
                recording.mux(stream.encode(piece))
        recording.mux(stream.encode(None))
    return target.getvalue(), ceil(len(wave) / ESPEAK_BYTES_PER_SEC)


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def running(telegram: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    from tests.servers.whisper import Whisper

    with openai_server({TRANSCRIPTIONS: Whisper().handle}) as url:
        folder = tmp_path_factory.mktemp("speech")
        ears = {"ASR_PROVIDER": "OPENAI", "ASR_BASE_URL": url, "OPENAI_API_KEY": API_KEY}
        with program(folder, telegram.url, **ears) as started:
            yield started


@pytest.mark.parametrize(("text", "transcript", "tool"), SPEECH)
def test_a_spoken_question_is_answered(
    running: Program, telegram: BotApi, text: str, transcript: str, tool: str
) -> None:
    since = telegram.mark()
    data, seconds = spoken(text)

    telegram.speak(data, OWNER, seconds=seconds)

    shown, answer = telegram.wait_many("sendMessage", 2, since=since)
    assert re.fullmatch(f"🎙 <blockquote>{transcript}</blockquote>", shown.text)
    assert "Source: demo shop" in answer.text
    answered = until(lambda: running.events("tool_answered"))[-1]
    assert answered["payload"]["tool"] == tool
    [heard] = running.sql(
        "SELECT payload FROM ownerbot_audit_events WHERE correlation_id = %s AND event_type = 'voice_transcribed'",
        answered["correlation_id"],
    )
    assert heard["payload"]["sure"] is True
    print(f"{seconds} s of speech: {heard['payload']['ms']} ms")  # noqa: T201 -- shown by -rP


def test_a_spoken_order_is_proposed_and_applied_by_a_tap(
    running: Program, telegram: BotApi
) -> None:
    since = telegram.mark()
    data, seconds = spoken(ORDER)

    telegram.speak(data, OWNER, seconds=seconds)

    shown, proposed = telegram.wait_many("sendMessage", 2, since=since)
    assert re.fullmatch(f"🎙 <blockquote>{HEARD}</blockquote>", shown.text)
    before = prices(running)
    tap = telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    assert toast_of(telegram, tap) == "Done"
    assert all(now > then for then, now in zip(before, prices(running), strict=True))


def prices(running: Program) -> list[Decimal]:
    rows = running.sql(
        "SELECT price FROM ownerbot_demo_products WHERE price > 0 ORDER BY product_id"
    )
    return [row["price"] for row in rows]


@pytest.mark.parametrize("text", [MISHEARD, "Mmm. Hm. Pff."])
def test_what_was_misheard_is_not_acted_upon(
    running: Program, telegram: BotApi, text: str
) -> None:
    since, answered = telegram.mark(), len(running.events("tool_answered"))
    data, seconds = spoken(text)

    telegram.speak(data, OWNER, seconds=seconds)

    shown = telegram.wait("sendMessage", since=since)
    assert [data.partition(":")[0] for data in datas(shown)] == ["said"]
    assert telegram.ask("/help", OWNER).text.startswith("What you can write")
    assert len(running.events("tool_answered")) == answered
