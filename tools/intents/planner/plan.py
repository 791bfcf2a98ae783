"""From a sentence to a plan: reads that are run at once, changes that are only proposed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools import registry, runner
from tools.contracts import Action, Payload, Result, ToolContext, ToolRefused
from tools.intents.answers import ToolCall
from tools.intents.following import Last
from tools.intents.planner import briefing, wire
from tools.intents.planner.allowed import allowed_actions
from tools.intents.planner.arguments import ids_in, unsaid, unused
from tools.intents.planner.figures import figures, grounded, of_card, said_by
from tools.intents.planner.wire import Asked, Server, Unavailable, Usage
from tools.render.wording import say

if TYPE_CHECKING:
    from openai import AsyncOpenAI

MOST_ROUNDS, MOST_READS, MOST_CHANGES = 4, 6, 5
#: For all rounds together.
WHOLE_SEC = 45.0
LONGEST_QUESTION = 2_000
#: Of the model's words; a caption of Telegram's holds 1,024 characters together with its card.
LONGEST_TEXT = 500
#: How often the model may get a tool's arguments wrong.
MOST_MISTAKES = 2

_FENCED = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")

#: Runs a read for the owner; ToolRefused where it cannot be done.
RunRead = Callable[[ToolCall], Awaitable[Result]]


@dataclass(frozen=True)
class Said:
    """What an owner said, and whether it may order changes: somebody else's words may not."""

    text: str
    ctx: ToolContext
    may_order: bool = True
    #: The card before, which the words may lean on.
    last: Last | None = None


@dataclass(frozen=True)
class Plan:
    """What came of it: a checked text, the reads behind it, and the changes to propose."""

    text: str
    reads: tuple[tuple[ToolCall, Result], ...] = ()
    changes: tuple[ToolCall, ...] = ()
    usage: Usage = field(default_factory=Usage)
    rounds: int = 0


@dataclass(frozen=True)
class NoPlan:
    """The model gave nothing usable; `code` says why."""

    code: str
    usage: Usage = field(default_factory=Usage)


@dataclass
class _Work:
    said: Said
    run_read: RunRead
    actions: frozenset[str]
    reads: list[tuple[ToolCall, Result]] = field(default_factory=list)
    changes: list[ToolCall] = field(default_factory=list)
    #: Per tool of a change, what to ask its owner for.
    missing: dict[str, str] = field(default_factory=dict)
    mistakes: int = 0
    usage: Usage = field(default_factory=Usage)


async def plan(said: Said, server: Server, run_read: RunRead) -> Plan | NoPlan:
    """Ask the model, run the reads it wants, and collect the changes it proposes. Never raises
    for what a model or its server does."""
    actions = allowed_actions(said.text) if said.may_order else frozenset()
    work = _Work(said, run_read, actions)
    await wire.load()
    try:
        async with asyncio.timeout(WHOLE_SEC), wire.connect(server) as client:
            return await _rounds(work, client, server)
    except TimeoutError:
        return NoPlan("slow", work.usage)
    except Unavailable as error:
        return NoPlan(error.code, work.usage)


async def _rounds(work: _Work, client: AsyncOpenAI, server: Server) -> Plan | NoPlan:
    ctx, specs = work.said.ctx, briefing.specs(work.actions)
    instructions = briefing.briefing(ctx.today, ctx.currency, ctx.language)
    instructions += briefing.remembered(work.said.last)
    said = work.said.text[:LONGEST_QUESTION]
    talk, reply = await wire.begin(client, server, instructions, said, specs)
    for number in range(1, MOST_ROUNDS + 1):
        work.usage += reply.usage
        calls = reply.calls or _calls_in(reply.text)
        if not calls:
            return _ended(work, reply.text, number)
        for call in calls:
            talk.returned(call, await _carried_out(call, work))
        if work.mistakes > MOST_MISTAKES or _all_is_said(work, calls):
            return _ended(work, "", number)
        if number < MOST_ROUNDS:
            # In the last round it has to answer with what it has.
            reply = await wire.go_on(talk, specs if number < MOST_ROUNDS - 1 else ())
    return _ended(work, "", MOST_ROUNDS)


def _all_is_said(work: _Work, calls: tuple[Asked, ...]) -> bool:
    """Whether this round only proposed: the previews say everything there is to say."""
    proposed = bool(work.changes) and not work.missing
    return proposed and all(call.tool in work.actions for call in calls)


def _ended(work: _Work, text: str, rounds: int) -> Plan | NoPlan:
    if work.changes and (work.missing or unused(work.changes, work.said.text)):
        # Something was said that no change has: rather none than half of what was meant.
        work.changes.clear()
        work.missing.setdefault("", say(work.said.ctx.language, "planner.unclear"))
        text = ""
    checked = _checked(work, text)
    if not (checked or work.reads or work.changes):
        return NoPlan("garbled" if work.mistakes > MOST_MISTAKES else "empty", work.usage)
    return Plan(checked, tuple(work.reads), tuple(work.changes), work.usage, rounds)


def _checked(work: _Work, text: str) -> str:
    """What may be shown of the model's text."""
    if work.changes:  # the previews speak for themselves
        return ""
    told: set[Decimal] = set()
    for call, result in work.reads:
        told |= said_by(call.payload) | said_by(result.data) | of_card(result.card)
    checked = grounded(text, told, asking=figures(work.said.text))
    if work.actions and not checked.endswith("?"):
        # A change was asked for and none is proposed: whatever else it says about it is not so.
        return next(iter(work.missing.values()), "")
    return _short(checked)


def _short(text: str) -> str:
    """As many of its sentences as fit above a card; a model of one's own may ramble."""
    if len(text) <= LONGEST_TEXT:
        return text
    end = max(text.rfind(sign, 0, LONGEST_TEXT) for sign in ".!?") + 1
    return text[:end] if end else f"{text[:LONGEST_TEXT]}…"


async def _carried_out(call: Asked, work: _Work) -> str:
    """What the model hears of its call."""
    ctx = work.said.ctx
    tool = registry.get(call.tool)
    if tool is None or (isinstance(tool, Action) and tool.name not in work.actions):
        work.mistakes += 1
        return "There is no such tool."
    try:
        arguments = _arguments(call.arguments)
        payload = runner.validated(tool, arguments, ctx)
    except ToolRefused as refusal:
        work.mistakes += 1
        return refusal.text
    wanted = ToolCall(tool.name, _said_only(payload))
    if isinstance(tool, Action):
        return _proposed(tool, wanted, work)
    if len(work.reads) >= MOST_READS:
        return "Enough has been read; answer with what you have."
    try:
        result = await work.run_read(wanted)
    except ToolRefused as refusal:
        return refusal.text
    work.reads.append((wanted, result))
    return briefing.told(result)


def _proposed(tool: Action[Any], wanted: ToolCall, work: _Work) -> str:
    known = set().union(*(ids_in(result.data) for _, result in work.reads), set())
    if work.said.last is not None:
        known |= {*work.said.last.ids, *work.said.last.items}
    gap = unsaid(wanted, work.said.text, known)
    if gap:
        language = work.said.ctx.language
        example = tool.examples.to(language)
        work.missing[tool.name] = say(language, "planner.missing", example=example)
        return f"The owner has not said {gap}. Ask for it in one short question."
    if wanted not in work.changes and len(work.changes) < MOST_CHANGES:
        work.changes.append(wanted)
        work.missing.pop(tool.name, None)  # it has been put right
    return "The owner sees a preview and decides. Nothing has been changed."


def _said_only(payload: Payload) -> dict[str, Any]:
    """The arguments that were given; the tool's own defaults stay its own."""
    return payload.model_dump(mode="json", exclude_unset=True)


def _arguments(written: str | Mapping[str, Any]) -> dict[str, Any]:
    """The model's arguments, a JSON text or an object. ToolRefused where they are neither."""
    if isinstance(written, Mapping):
        found: Any = dict(written)
    else:
        try:
            found = json.loads(written or "{}")
        except (ValueError, RecursionError):
            found = None
    if not isinstance(found, dict):
        raise ToolRefused("ARGUMENT_INVALID", "The arguments are not a JSON object.")
    # Models write null for what they leave out.
    return {key: value for key, value in found.items() if value is not None}


def _calls_in(text: str) -> tuple[Asked, ...]:
    """Calls that a model wrote as JSON into its text."""
    bare = _FENCED.sub("", text).strip()
    if not bare.startswith(("{", "[")):
        return ()
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        return ()
    calls = []
    for place, one in enumerate(found if isinstance(found, list) else [found]):
        if isinstance(one, dict) and isinstance(name := one.get("name") or one.get("tool"), str):
            arguments = one.get("arguments") or one.get("parameters") or one.get("payload") or {}
            if isinstance(arguments, (str, dict)):
                calls.append(Asked(f"text-{place}", name, arguments, in_text=True))
    return tuple(calls)
