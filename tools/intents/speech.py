"""Transcribe recordings, at OpenAI or at a server that speaks the same API.

The SDK is imported for the first recording: a bot that nobody talks to stays small.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from django.conf import settings

from tools.intents.language.tokens import clean
from tools.intents.planner import wire
from tools.languages import LANGUAGES, drop_region

if TYPE_CHECKING:
    import openai

OPENAI = "https://api.openai.com/v1"
RETRIES = 1
#: How long an answer may take in all: so many seconds, and so many more per second of recording.
PATIENCE_SEC, PATIENCE_PER_SEC = 30.0, 0.5
#: More text than can be spoken in three minutes.
MOST_CHARACTERS = 4000
#: The most hints that OpenAI's models take, and the most characters of a prompt.
MOST_HINTS, LONGEST_PROMPT = 100, 600

#: The recogniser is sure from this confidence on. A small Whisper gives up to 0.52 to synthetic
#: speech that it misheard, and 0.6 to what it heard right; it understands people better.
SURE = 0.55
#: Whisper's own bound for `no_speech_prob`: above it probably nobody was speaking.
SILENCE = 0.6
#: People say at least one word in so many seconds, and at most so many words in a second.
SECONDS_PER_WORD, WORDS_PER_SECOND = 5, 6

Failure = Literal["denied", "busy", "slow", "away", "failed", "refused", "garbled"]


@dataclass(frozen=True)
class SpeechServer:
    """The server that transcribes; an empty base URL means OpenAI itself."""

    base_url: str
    api_key: str
    model: str

    @property
    def is_openai(self) -> bool:
        return urlsplit(self.base_url or OPENAI).hostname == urlsplit(OPENAI).hostname


@dataclass(frozen=True)
class Recording:
    """A recording as it was sent, under a file name by which servers know its format."""

    data: bytes
    name: str
    content_type: str
    seconds: int


@dataclass(frozen=True)
class Transcription:
    """The words of a recording; empty if nobody spoke."""

    text: str
    #: The recogniser's own estimate that a word is right, from 0 to 1; None: it gives none.
    confidence: float | None = None


@dataclass(frozen=True)
class TranscriptionFailure:
    """The server gave no usable answer."""

    code: Failure


def get_speech_server() -> SpeechServer | None:
    """Return the server of the settings; None if voice is off."""
    env = settings.ENV
    if env.asr_provider == "OFF":
        return None
    return SpeechServer(
        base_url=env.asr_base_url or env.openai_base_url,
        api_key=env.openai_api_key.get_secret_value(),
        model=env.openai_asr_model,
    )


def is_sure(heard: Transcription, seconds: int, *, understood: bool) -> bool:
    """Return whether the words may be taken as said; if not, the speaker is asked first.

    The recogniser must be sure of them or, if it does not say, the rules must understand them
    (`understood`); and their number must fit the length of the recording.
    """
    words = len(heard.text.split())
    fits = words * SECONDS_PER_WORD >= seconds and words <= WORDS_PER_SECOND * (seconds + 1)
    sure = understood if heard.confidence is None else heard.confidence >= SURE
    return fits and sure


async def transcribe(
    recording: Recording, server: SpeechServer, hints: Sequence[str]
) -> Transcription | TranscriptionFailure:
    """Transcribe the recording. `hints`, words that may occur, are sent to OpenAI only."""
    await wire.load()
    import openai

    patience = PATIENCE_SEC + PATIENCE_PER_SEC * recording.seconds
    client = openai.AsyncOpenAI(
        api_key=server.api_key or "none",
        base_url=server.base_url or OPENAI,
        max_retries=RETRIES,
        timeout=patience,
    )
    try:
        async with asyncio.timeout(patience), client:
            return _parse_answer(await _ask(client, recording, server, hints))
    except TimeoutError:
        return TranscriptionFailure("slow")
    except openai.OpenAIError as error:
        return TranscriptionFailure(_classify_error(error))


#: The base URLs of servers that refuse to tell how sure they are.
_plain: set[str] = set()


async def _ask(
    client: openai.AsyncOpenAI, recording: Recording, server: SpeechServer, hints: Sequence[str]
) -> str:
    """Ask the server, and return its answer as it came."""
    import openai

    options = _build_options(server, hints)
    try:
        return await _send_recording(client, recording, server, options)
    except (openai.BadRequestError, openai.UnprocessableEntityError):
        if server.is_openai or server.base_url in _plain:
            raise
    answer = await _send_recording(client, recording, server, {"response_format": "json"})
    _plain.add(server.base_url)
    return answer


async def _send_recording(
    client: openai.AsyncOpenAI,
    recording: Recording,
    server: SpeechServer,
    options: Mapping[str, Any],
) -> str:
    answer = await client.audio.transcriptions.with_raw_response.create(
        file=(recording.name, recording.data, recording.content_type),
        model=server.model,
        **options,
    )
    text: str = answer.text
    return text


def _build_options(server: SpeechServer, hints: Sequence[str]) -> dict[str, Any]:
    """Build the options that this model takes beside the recording."""
    hints = hints[:MOST_HINTS]
    prompt = {"prompt": ", ".join(hints)[:LONGEST_PROMPT]} if hints else {}
    if not server.is_openai:
        plain = server.base_url in _plain
        return {"response_format": "json" if plain else "verbose_json"}
    match server.model:
        case "whisper-1":
            return {"response_format": "verbose_json", **prompt}
        case model if model.startswith("gpt-4o") and "diarize" not in model:
            return {"response_format": "json", "include": ["logprobs"], **prompt}
        case "gpt-transcribe":
            words = {"keywords": hints} if hints else {}
            spoken = [drop_region(language) for language in LANGUAGES]
            return {"response_format": "json", "languages": spoken, **words}
        case _:
            return {"response_format": "json"}


def _classify_error(error: openai.OpenAIError) -> Failure:
    """Classify the error by what it means for the person who waits."""
    import openai

    meanings: tuple[tuple[type[openai.OpenAIError], Failure], ...] = (
        (openai.APITimeoutError, "slow"),
        (openai.APIConnectionError, "away"),
        (openai.AuthenticationError, "denied"),
        (openai.PermissionDeniedError, "denied"),
        (openai.RateLimitError, "busy"),
        (openai.InternalServerError, "failed"),
        (openai.APIStatusError, "refused"),
    )
    return next((code for kind, code in meanings if isinstance(error, kind)), "garbled")


def _parse_answer(answer: str) -> Transcription | TranscriptionFailure:
    try:
        body = json.loads(answer)
    except ValueError:
        return TranscriptionFailure("garbled")
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str):
        return TranscriptionFailure("garbled")
    words = " ".join(clean(text).split())[:MOST_CHARACTERS]
    return Transcription(words, _find_confidence(body))


def _find_confidence(body: Mapping[str, Any]) -> float | None:
    """Find how sure the server is, 0 to 1, by whatever it tells; None: it tells nothing."""
    if body.get("languages") == []:  # it recognised none
        return 0.0
    segments = [
        segment
        for segment in _list_dicts(body.get("segments"))
        if _get_number(segment, "avg_logprob") < 0
    ]
    if segments:
        weights = [
            max(0.1, _get_number(segment, "end") - _get_number(segment, "start"))
            for segment in segments
        ]
        silence = _compute_mean(
            [_get_number(segment, "no_speech_prob") for segment in segments], weights
        )
        if silence > SILENCE:
            return 1 - min(1.0, silence)
        return math.exp(
            _compute_mean([_get_number(segment, "avg_logprob") for segment in segments], weights)
        )
    tokens = [_get_number(logprob, "logprob") for logprob in _list_dicts(body.get("logprobs"))]
    return math.exp(min(0.0, _compute_mean(tokens, [1.0] * len(tokens)))) if tokens else None


def _list_dicts(value: Any) -> list[Mapping[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _get_number(found: Mapping[str, Any], key: str) -> float:
    """Return the finite number under that key; 0 if there is none."""
    value = found.get(key)
    is_number = isinstance(value, (int, float)) and math.isfinite(value)
    return float(value) if is_number and value is not None else 0.0


def _compute_mean(values: Iterable[float], weights: Sequence[float]) -> float:
    pairs = zip(values, weights, strict=True)
    return sum(value * weight for value, weight in pairs) / sum(weights)
