"""Recordings to text over the wire: what is sent, what is believed, and what goes wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.servers.openai import (
    API_KEY,
    TRANSCRIPTIONS,
    Recogniser,
    Spoken,
    openai_server,
    segments,
)
from tools.intents import speech
from tools.intents.speech import (
    Recording,
    SpeechServer,
    Transcription,
    TranscriptionFailure,
    is_sure,
    transcribe,
)

VOICE = Recording(b"OggS and so on", "voice.ogg", "audio/ogg", 2)


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> Recogniser:
    monkeypatch.setattr(speech, "_plain", set())
    return Recogniser()


@pytest.fixture
def server(recogniser: Recogniser) -> Iterator[SpeechServer]:
    with openai_server({TRANSCRIPTIONS: recogniser.handle}) as url:
        yield SpeechServer(url, API_KEY, "small")


async def test_the_recording_is_sent_as_it_came(
    recogniser: Recogniser, server: SpeechServer
) -> None:
    recogniser.script = [Spoken(" KPI \n yester\u200bday. ", segments(avg_logprob=-0.1))]

    heard = await transcribe(VOICE, server, ["P-101"])

    assert heard == Transcription("KPI yesterday.", math.exp(-0.1))
    [upload] = recogniser.uploads
    assert (upload.name, upload.content_type, upload.data) == (
        "voice.ogg", "audio/ogg", VOICE.data,
    )  # fmt: skip
    assert upload.fields == {"model": ["small"], "response_format": ["verbose_json"]}


async def test_a_server_that_only_knows_plain_json_is_remembered(
    recogniser: Recogniser, server: SpeechServer
) -> None:
    recogniser.lacks = {"verbose_json"}
    recogniser.script = [Spoken("one"), Spoken("two")]

    assert await transcribe(VOICE, server, []) == Transcription("one", None)
    assert await transcribe(VOICE, server, []) == Transcription("two", None)

    formats = [upload.fields["response_format"] for upload in recogniser.uploads]
    assert formats == [["verbose_json"], ["json"], ["json"]]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (
            "gpt-transcribe",
            {"response_format": ["json"], "languages[]": ["en", "ru"], "keywords[]": ["P-101", "Mug"]},
        ),
        (
            "gpt-4o-transcribe",
            {"response_format": ["json"], "include[]": ["logprobs"], "prompt": ["P-101, Mug"]},
        ),
        ("whisper-1", {"response_format": ["verbose_json"], "prompt": ["P-101, Mug"]}),
        ("gpt-4o-transcribe-diarize", {"response_format": ["json"]}),
    ],
)  # fmt: skip
async def test_openai_itself_gets_hints(
    recogniser: Recogniser,
    server: SpeechServer,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    fields: dict[str, Any],
) -> None:
    monkeypatch.setattr(
        speech, "OPENAI", server.base_url
    )  # its address is that of the server here
    recogniser.script = [Spoken("mug")]

    await transcribe(VOICE, replace(server, base_url="", model=model), ["P-101", "Mug"])

    [upload] = recogniser.uploads
    assert upload.fields == {"model": [model]} | fields


@pytest.mark.parametrize(
    ("more", "confidence"),
    [
        ({}, None),
        ({"languages": []}, 0.0),
        ({"languages": [{"code": "en"}]}, None),
        ({"logprobs": [{"token": "a", "logprob": -0.5}, {"logprob": -1.5}]}, math.exp(-1)),
        ({"logprobs": [{"logprob": "NaN"}]}, 1.0),
        ({"segments": [{"avg_logprob": -2, "start": 0, "end": 2}]}, math.exp(-2)),
        (
            {"segments": [{"avg_logprob": -1, "start": 0, "end": 3}, {"avg_logprob": -2, "start": 3, "end": 4}]},
            math.exp(-1.25),
        ),
        (segments(avg_logprob=-0.2, no_speech_prob=0.9), 1 - 0.9),
        ({"segments": "none", "logprobs": 7, "languages": None}, None),
    ],
)  # fmt: skip
async def test_how_sure_the_server_is(
    recogniser: Recogniser, server: SpeechServer, more: dict[str, Any], confidence: float | None
) -> None:
    recogniser.script = [Spoken("hello", more)]

    assert await transcribe(VOICE, server, []) == Transcription("hello", confidence)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Spoken(status=403), "denied"),
        (Spoken(status=429), "busy"),
        (Spoken(status=500), "failed"),
        (Spoken(status=404), "refused"),
        (Spoken(status=400), "refused"),
        (Spoken(body=b"<html>busy</html>"), "garbled"),
        (Spoken(body=b'{"text": 7}'), "garbled"),
        (Spoken(body=b"\xff\xfe{"), "garbled"),
        (Spoken(body=b"[]"), "garbled"),
    ],
)
async def test_what_goes_wrong_is_told_apart(
    recogniser: Recogniser, server: SpeechServer, answer: Spoken, code: str
) -> None:
    recogniser.script = [answer] * 2  # the SDK tries some a second time

    assert await transcribe(VOICE, server, []) == TranscriptionFailure(code)  # type: ignore[arg-type]


async def test_a_wrong_key_and_nobody_there(server: SpeechServer) -> None:
    assert await transcribe(VOICE, replace(server, api_key="other"), []) == TranscriptionFailure(
        "denied"
    )
    nobody = replace(server, base_url="http://127.0.0.1:1/v1")
    assert await transcribe(VOICE, nobody, []) == TranscriptionFailure("away")


async def test_it_is_not_waited_for_for_ever(
    recogniser: Recogniser, server: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech, "PATIENCE_SEC", -0.8)  # and a second for the recording's two
    recogniser.script = [Spoken("late", after_sec=1)] * 2

    assert await transcribe(VOICE, server, []) == TranscriptionFailure("slow")


@pytest.mark.parametrize(
    ("heard", "seconds", "understood", "sure"),
    [
        (Transcription("KPI yesterday", 0.9), 2, False, True),
        (Transcription("KPI yesterday", 0.54), 2, True, False),
        (Transcription("KPI yesterday"), 2, True, True),
        (Transcription("KPI yesterday"), 2, False, False),
        (Transcription("KPI yesterday", 0.9), 10, True, True),
        (Transcription("KPI yesterday", 0.9), 11, True, False),
        (Transcription("status", 0.9), 0, True, True),
        (Transcription("one " * 12, 0.9), 1, True, True),
        (Transcription("one " * 13, 0.9), 1, True, False),
        (Transcription("", 0.9), 1, True, False),
    ],
)
def test_when_the_words_are_taken_as_said(
    heard: Transcription, seconds: int, understood: bool, sure: bool
) -> None:
    assert is_sure(heard, seconds, understood=understood) is sure
