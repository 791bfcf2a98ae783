"""Ask a language model and take its answer, over either of the two APIs that servers speak.

Nothing here depends on tool_choice, strict schemas, parallel calls or state kept by the server:
servers differ in all of them.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from tools.intents.planner.calls import Arguments, parse_calls
from tools.intents.planner.prose import drop_reasoning

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Api = Literal["responses", "chat"]

#: The timeout of one request; the SDK tries a second time by itself if there was no answer.
REQUEST_SEC, RETRIES = 20.0, 1
MOST_TOKENS_OUT = 1_200
#: The statuses of a server that does not have the API at all.
NO_SUCH_API = frozenset({404, 405, 501})


@dataclass(frozen=True)
class Spec:
    """A tool as the model is told of it; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class ModelCall:
    """A call that the model asks for; the arguments are its own text if they are no object."""

    call_id: str
    tool: str
    arguments: Arguments
    #: Whether it was written into the text, as models do that were trained no other way.
    in_text: bool = False

    def answered(self, text: str) -> dict[str, Any]:
        """Return the message that answers a call which the API itself does not know of."""
        return {"role": "user", "content": f"The tool {self.tool} answered: {text}"}


@dataclass(frozen=True)
class Usage:
    """How many tokens the model has read and written."""

    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)


@dataclass(frozen=True)
class ModelReply:
    """One answer of the model."""

    #: The text without the model's reasoning.
    text: str
    calls: tuple[ModelCall, ...] = ()
    usage: Usage = field(default_factory=Usage)


class ModelError(Exception):
    """No usable answer came; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ModelServer:
    """The server that runs the model; an empty base URL means OpenAI's own."""

    base_url: str
    api_key: str
    model: str
    api: Literal["auto", "responses", "chat"] = "auto"

    @property
    def first(self) -> Api:
        """Return the API to try first: the one that answered before, else the usual one."""
        if self.api != "auto":
            return self.api
        return _remembered.get(self.base_url, "chat" if self.base_url else "responses")


#: The API that each server turned out to have, by its base URL.
_remembered: dict[str, Api] = {}


class Talk(Protocol):
    """A conversation with the model that goes on as long as it asks for tools."""

    async def ask(self, specs: Sequence[Spec]) -> ModelReply:
        """Ask for the next answer; the model may call the tools of `specs`."""

    def returned(self, call: ModelCall, text: str) -> None:
        """Add the tool's answer to that call; the next `ask` sends it to the model."""


class ResponsesTalk:
    """A conversation over the Responses API; nothing is stored at the server."""

    def __init__(self, client: AsyncOpenAI, model: str, briefing: str, said: str) -> None:
        self._create: Any = client.responses.with_raw_response.create
        self._ids: set[str] = set()
        self._model = model
        self._briefing = briefing
        self._items: list[Any] = [{"role": "user", "content": said}]

    async def ask(self, specs: Sequence[Spec]) -> ModelReply:
        tools = [
            {
                "type": "function",
                "name": spec.name,
                "description": spec.description,
                "parameters": spec.parameters,
                "strict": False,
            }
            for spec in specs
        ]
        raw = await self._create(
            model=self._model,
            instructions=self._briefing,
            input=self._items,
            store=False,
            max_output_tokens=MOST_TOKENS_OUT,
            **({"tools": tools} if tools else {}),
        )
        answer = raw.http_response.json()
        output = _list_objects(answer.get("output"))
        texts = [_get_text(part.get("content")) for part in output if not _is_thought(part)]
        text = drop_reasoning("".join(texts))
        calls = _parse_calls((part for part in output if part.get("type") in _CALLS), self._ids)
        if text:
            self._items.append({"role": "assistant", "content": text})
        # Without the ids of the items: a server that has stored nothing would look for them.
        self._items += [
            {
                "type": "function_call",
                "call_id": call.call_id,
                "name": call.tool,
                "arguments": _encode_arguments(call.arguments),
            }
            for call in calls
        ]
        return ModelReply(
            text, calls, _parse_usage(answer.get("usage"), "input_tokens", "output_tokens")
        )

    def returned(self, call: ModelCall, text: str) -> None:
        self._items.append(
            call.answered(text)
            if call.in_text
            else {"type": "function_call_output", "call_id": call.call_id, "output": text}
        )


class ChatTalk:
    """A conversation over Chat Completions, which every compatible server has."""

    def __init__(self, client: AsyncOpenAI, model: str, briefing: str, said: str) -> None:
        self._create: Any = client.chat.completions.with_raw_response.create
        self._ids: set[str] = set()
        self._model = model
        self._bounds: dict[str, Any] = {"max_tokens": MOST_TOKENS_OUT}
        self._messages: list[dict[str, Any]] = [
            {"role": "system", "content": briefing},
            {"role": "user", "content": said},
        ]

    async def ask(self, specs: Sequence[Spec]) -> ModelReply:
        tools = [
            {
                "type": "function",
                "function": {
                    "name": spec.name,
                    "description": spec.description,
                    "parameters": spec.parameters,
                },
            }
            for spec in specs
        ]
        answer = await self._answer({"tools": tools} if tools else {})
        choices = answer.get("choices") or [{}]
        message = choices[0].get("message") or {}
        text = drop_reasoning(_get_text(message.get("content")))
        # Some servers write a call down twice, in the old field as well.
        written = _list_objects(message.get("tool_calls")) or _list_objects(
            message.get("function_call")
        )
        written = written or [
            part for part in _list_objects(message.get("content")) if part.get("type") in _CALLS
        ]
        calls = _parse_calls(written, self._ids)
        said: dict[str, Any] = {"role": "assistant", "content": text}
        if calls:
            said["tool_calls"] = [
                {
                    "id": call.call_id,
                    "type": "function",
                    "function": {
                        "name": call.tool,
                        "arguments": _encode_arguments(call.arguments),
                    },
                }
                for call in calls
            ]
        self._messages.append(said)
        return ModelReply(
            text, calls, _parse_usage(answer.get("usage"), "prompt_tokens", "completion_tokens")
        )

    async def _answer(self, more: dict[str, Any]) -> Any:
        from openai import BadRequestError

        wanted = {"model": self._model, "messages": self._messages, **more}
        for _ in _REFUSABLE:
            try:
                raw = await self._create(**wanted, **self._bounds)
                return raw.http_response.json()
            except BadRequestError as error:
                instead = next((word for word in _REFUSABLE if word in str(error)), "")
                if not instead or instead in self._bounds:
                    raise
                self._bounds = _REFUSABLE[instead](self._bounds)
        raw = await self._create(**wanted, **self._bounds)
        return raw.http_response.json()

    def returned(self, call: ModelCall, text: str) -> None:
        self._messages.append(
            call.answered(text)
            if call.in_text
            else {"role": "tool", "tool_call_id": call.call_id, "content": text}
        )


#: Parameters that a refusal may ask for, and how the bounds change then: newer models have another
#: name for the bound, and refuse tools over this API unless they are told not to reason.
_REFUSABLE: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "max_completion_tokens": lambda bounds: {
        "max_completion_tokens": MOST_TOKENS_OUT,
        **{name: value for name, value in bounds.items() if name != "max_tokens"},
    },
    "reasoning_effort": lambda bounds: {**bounds, "reasoning_effort": "none"},
}


#: The types of calls in a list that has other things as well; some servers give no type.
_CALLS = frozenset({"function_call", "function", "tool_call", "tool_use", None, ""})


def _list_objects(found: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; some servers send a single one without a list, or nothing."""
    several = [found] if isinstance(found, dict) else list(found or ())
    return [value for value in several if isinstance(value, dict)]


def _get_text(content: Any) -> str:
    """Return the text of an answer; some servers send it in parts, with reasoning among them."""
    parts = content if isinstance(content, list) else [content]
    texts = [
        part.get("text") if isinstance(part, dict) and not _is_thought(part) else part
        for part in parts
    ]
    return "".join(text for text in texts if isinstance(text, str))


def _is_thought(part: Mapping[str, Any]) -> bool:
    return str(part.get("type")).startswith(("reasoning", "thinking"))


def _parse_calls(written: Iterable[dict[str, Any]], ids: set[str]) -> tuple[ModelCall, ...]:
    """Parse the calls that the server names as such, and add their ids to `ids`.

    `ids` are those of the whole conversation. A call without an id, or with one that is taken, gets
    a new one, of the length that Mistral's models insist on.
    """
    asked = []
    for encoded in written:
        for call in parse_calls(encoded):
            call_id = encoded.get("call_id") or encoded.get("id")
            if not (isinstance(call_id, str) and call_id) or call_id in ids:
                call_id = f"call{len(ids):05d}"
            ids.add(call_id)
            asked.append(ModelCall(call_id, call.tool, call.arguments))
    return tuple(asked)


def _parse_usage(usage: Any, *keys: str) -> Usage:
    """Parse how many tokens were counted; 0 where a server counts none."""
    counts = [usage.get(key) if isinstance(usage, dict) else 0 for key in keys]
    return Usage(*(count if isinstance(count, int) else 0 for count in counts))


def _encode_arguments(arguments: Arguments) -> str:
    """Encode the arguments of an earlier call as JSON.

    Text becomes "{}", because servers refuse arguments that are no object.
    """
    return "{}" if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)


TALKS: dict[Api, type[ResponsesTalk] | type[ChatTalk]] = {
    "responses": ResponsesTalk,
    "chat": ChatTalk,
}
OTHER: dict[Api, Api] = {"responses": "chat", "chat": "responses"}


async def load() -> None:
    """Import the SDK without holding up the event loop: it takes a third of a second, once."""
    await asyncio.to_thread(importlib.import_module, "openai")


def connect(server: ModelServer) -> AsyncOpenAI:
    """Open a client, to be closed after use: `async with`."""
    from openai import AsyncOpenAI

    return AsyncOpenAI(
        base_url=server.base_url or None,
        api_key=server.api_key or "none",  # a self-hosted server wants none, the SDK wants one
        timeout=REQUEST_SEC,
        max_retries=RETRIES,
    )


async def start_talk(
    client: AsyncOpenAI, server: ModelServer, briefing: str, said: str, specs: Sequence[Spec]
) -> tuple[Talk, ModelReply]:
    """Open a conversation with its first question. ModelError: no usable answer came."""
    api = server.first
    talk: Talk = TALKS[api](client, server.model, briefing, said)
    try:
        return talk, await continue_talk(talk, specs)
    except _NoSuchApiError:
        if server.api != "auto" or server.base_url in _remembered:
            raise ModelError("failed") from None
    other = OTHER[api]
    talk = TALKS[other](client, server.model, briefing, said)
    try:
        reply = await continue_talk(talk, specs)
    except _NoSuchApiError:
        raise ModelError("failed") from None
    _remembered[server.base_url] = other
    return talk, reply


class _NoSuchApiError(ModelError):
    """The server does not know this API."""


async def continue_talk(talk: Talk, specs: Sequence[Spec]) -> ModelReply:
    """Ask for the next answer of an open conversation. ModelError: no usable answer came."""
    import openai

    try:
        return await talk.ask(specs)
    except openai.APITimeoutError:
        raise ModelError("slow") from None
    except openai.APIConnectionError:
        raise ModelError("away") from None
    except (openai.AuthenticationError, openai.PermissionDeniedError):
        raise ModelError("denied") from None
    except openai.RateLimitError:
        raise ModelError("busy") from None
    except openai.APIStatusError as error:
        if error.status_code in NO_SUCH_API and "model" not in str(error).lower():
            raise _NoSuchApiError("failed") from None
        raise ModelError("failed") from None
    except (
        openai.OpenAIError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        RecursionError,
    ):
        # The shape of an answer is not checked first: a wrong one fails when it is used.
        raise ModelError("garbled") from None
