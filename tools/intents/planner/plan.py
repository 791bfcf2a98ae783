"""Plans: the model turns a sentence into reads, which are run at once, and changes to propose."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools import registry, runner
from tools.contracts import Action, Payload, Result, ToolContext, ToolRefused
from tools.intents.answers import Question, ToolCall
from tools.intents.dialogue.clarify import complete_call
from tools.intents.dialogue.follow_up import PreviousCard
from tools.intents.planner import briefing, wire
from tools.intents.planner.allowed import list_allowed_actions
from tools.intents.planner.arguments import (
    collect_ids,
    drop_scope,
    find_unsaid,
    list_scopes,
)
from tools.intents.planner.calls import Arguments
from tools.intents.planner.claims import keep_harmless
from tools.intents.planner.grounded import (
    collect_card_figures,
    collect_figures,
    keep_grounded,
    parse_figures,
)
from tools.intents.planner.partial import is_partial
from tools.intents.planner.prose import find_prose
from tools.intents.planner.wire import ModelCall, ModelError, ModelServer, Usage
from tools.intents.planner.written import parse_written_calls
from tools.intents.sentence import parse
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue
from tools.render.wording import say

if TYPE_CHECKING:
    from openai import AsyncOpenAI

MOST_ROUNDS, MOST_READS, MOST_CHANGES = 4, 6, 5
#: The time for all rounds together.
WHOLE_SEC = 45.0
LONGEST_QUESTION = 2_000
#: The most characters of the model's text; a Telegram caption holds 1,024 together with its card.
LONGEST_TEXT = 500
#: How many calls of the model may be wrong.
MOST_MISTAKES = 2

#: Runs a read for the owner; raises ToolRefused if it cannot be done.
RunRead = Callable[[ToolCall], Awaitable[Result]]


@dataclass(frozen=True)
class PlanRequest:
    """The text that the planner is asked about."""

    text: str
    ctx: ToolContext
    #: Whether it may order changes; somebody else's words may not.
    may_order: bool = True
    #: The card before, on which the text may lean.
    last: PreviousCard | None = None
    #: The shop's products, which the text may name.
    catalogue: Catalogue = NO_PRODUCTS


@dataclass(frozen=True)
class Plan:
    """A usable answer: a checked text, the reads that were run, and the changes to propose."""

    text: str
    reads: tuple[tuple[ToolCall, Result], ...] = ()
    changes: tuple[ToolCall, ...] = ()
    usage: Usage = field(default_factory=Usage)
    rounds: int = 0
    #: Why the model did not finish; empty if it did.
    code: str = ""
    #: What to ask instead, if a change lacks only the things it is about.
    question: Question | None = None


@dataclass(frozen=True)
class NoPlan:
    """The model gave nothing usable; `code` says why."""

    code: str
    usage: Usage = field(default_factory=Usage)


@dataclass
class _Work:
    """What has come of a request so far."""

    said: PlanRequest
    run_read: RunRead
    #: The actions that the text allows.
    actions: frozenset[str]
    reads: list[tuple[ToolCall, Result]] = field(default_factory=list)
    changes: list[ToolCall] = field(default_factory=list)
    #: Per action, the text that asks the owner for what is missing.
    missing: dict[str, str] = field(default_factory=dict)
    #: The text of the latest refusal of a read.
    refused: str = ""
    #: Per action, the question for the things it is about, if all the rest has been said.
    questions: dict[str, Question] = field(default_factory=dict)
    mistakes: int = 0
    rounds: int = 0
    usage: Usage = field(default_factory=Usage)


async def run_plan(said: PlanRequest, server: ModelServer, run_read: RunRead) -> Plan | NoPlan:
    """Ask the model, run the reads it wants, and collect the changes it proposes.

    Never raises for what a model or its server does.
    """
    actions = list_allowed_actions(said.text) if said.may_order else frozenset()
    work = _Work(said, run_read, actions)
    await wire.load()
    try:
        async with asyncio.timeout(WHOLE_SEC), wire.connect(server) as client:
            return await _run_rounds(work, client, server)
    except TimeoutError:
        return _conclude_broken(work, "slow")
    except ModelError as error:
        return _conclude_broken(work, error.code)


async def _run_rounds(work: _Work, client: AsyncOpenAI, server: ModelServer) -> Plan | NoPlan:
    ctx, specs = work.said.ctx, briefing.list_specs(work.actions)
    instructions = briefing.build_briefing(ctx.today, ctx.currency, ctx.language)
    instructions += briefing.describe_card(work.said.last)
    instructions += briefing.describe_products(work.said.text, work.said.catalogue)
    said = work.said.text[:LONGEST_QUESTION]
    talk, reply = await wire.start_talk(client, server, instructions, said, specs)
    for number in range(1, MOST_ROUNDS + 1):
        work.rounds = number
        work.usage += reply.usage
        calls = reply.calls or _parse_calls(reply.text)
        if not calls:
            return _conclude(work, reply.text)
        for call in calls:
            talk.returned(call, await _run_call(call, work))
        if work.mistakes > MOST_MISTAKES or _is_all_said(work, calls):
            return _conclude(work)
        if number < MOST_ROUNDS:
            # In the last round it gets no tools and has to answer with what it has.
            reply = await wire.continue_talk(talk, specs if number < MOST_ROUNDS - 1 else ())
    return _conclude(work)


def _is_all_said(work: _Work, calls: tuple[ModelCall, ...]) -> bool:
    """Return whether this round only proposed changes, so that the previews say everything."""
    proposed = bool(work.changes) and not work.missing
    return proposed and all(call.tool in work.actions for call in calls)


def _conclude_broken(work: _Work, code: str) -> Plan | NoPlan:
    """Conclude after a failure of the model; what was read and proposed before is kept."""
    found = _conclude(work)
    return replace(found, code=code)


def _conclude(work: _Work, text: str = "") -> Plan | NoPlan:
    if work.changes and (
        work.missing or is_partial(work.changes, work.said.text, work.said.catalogue)
    ):
        # Something was said that no change has: no change is better than half of what was meant.
        work.changes.clear()
        work.missing.setdefault("", say(work.said.ctx.language, "planner.unclear"))
        text = ""
    question = next(iter(work.questions.values()), None) if len(work.missing) == 1 else None
    if question is not None and not work.reads:
        return Plan("", usage=work.usage, rounds=work.rounds, question=question)
    words = find_prose(text, _list_tools())
    checked = _check_text(work, words or "")
    if not (checked or work.reads or work.changes):
        garbled = words is None or work.mistakes > MOST_MISTAKES
        return NoPlan("garbled" if garbled else "empty", work.usage)
    return Plan(checked, tuple(work.reads), tuple(work.changes), work.usage, work.rounds)


def _check_text(work: _Work, text: str) -> str:
    """Return what may be shown of the model's text."""
    if work.changes:  # the previews speak for themselves
        return ""
    told: set[Decimal] = set()
    for call, result in work.reads:
        told |= (
            collect_figures(call.payload)
            | collect_figures(result.data)
            | collect_card_figures(result.card)
        )
    checked = keep_grounded(text, told, asking=parse_figures(work.said.text))
    if not work.reads:
        checked = work.refused or keep_harmless(checked)
    if work.actions and not checked.endswith("?"):
        # A change was ordered and none is proposed: what else the model says about it is not true.
        return next(iter(work.missing.values()), "" if work.reads else work.refused)
    return _cut_short(checked)


def _cut_short(text: str) -> str:
    """Keep as many sentences as fit above a card; a self-hosted model may ramble."""
    if len(text) <= LONGEST_TEXT:
        return text
    end = max(text.rfind(sign, 0, LONGEST_TEXT) for sign in ".!?") + 1
    return text[:end] if end else f"{text[:LONGEST_TEXT]}…"


async def _run_call(call: ModelCall, work: _Work) -> str:
    """Run a call of the model; return what the model is told of it."""
    ctx = work.said.ctx
    tool = registry.get(call.tool)
    if tool is None or (isinstance(tool, Action) and tool.name not in work.actions):
        work.mistakes += 1
        return "There is no such tool."
    try:
        arguments = _parse_arguments(call.arguments)
        payload = runner.validate(tool, arguments, ctx)
    except ToolRefused as refusal:
        work.mistakes += 1
        return refusal.text
    wanted = ToolCall(tool.name, _drop_unsaid(payload))
    if isinstance(tool, Action):
        return _propose(tool, wanted, work)
    return await _read(wanted, work)


async def _read(wanted: ToolCall, work: _Work) -> str:
    known = next((result for call, result in work.reads if call == wanted), None)
    if known is not None:
        return briefing.encode_result(known)
    if len(work.reads) >= MOST_READS:
        return "Enough has been read; answer with what you have."
    try:
        result = await work.run_read(wanted)
    except ToolRefused as refusal:
        work.refused = refusal.text
        return refusal.text
    work.reads.append((wanted, result))
    return briefing.encode_result(result)


def _propose(tool: Action[Any], wanted: ToolCall, work: _Work) -> str:
    known = set().union(*(collect_ids(result.data) for _, result in work.reads), set())
    if work.said.last is not None:
        known |= {*work.said.last.ids, *work.said.last.items}
    gap = find_unsaid(wanted, work.said.text, known, work.said.catalogue)
    if gap:
        language = work.said.ctx.language
        example = tool.examples.to(language)
        work.missing[tool.name] = say(language, "planner.missing", example=example)
        if gap in list_scopes(tool.name) and (question := _ask_of_which(wanted, known, work)):
            work.questions[tool.name] = question
        return f"The owner has not said {gap}. Ask for it in one short question."
    if wanted not in work.changes and len(work.changes) < MOST_CHANGES:
        work.changes.append(wanted)
        work.missing.pop(tool.name, None)  # the model has corrected it
        work.questions.pop(tool.name, None)
    return "The owner sees a preview and decides. Nothing has been changed."


def _ask_of_which(wanted: ToolCall, known: set[str], work: _Work) -> Question | None:
    """Ask which things the change is about; None unless the owner said just all the rest."""
    change, ctx = drop_scope(wanted), work.said.ctx
    rest = find_unsaid(change, work.said.text, known, work.said.catalogue)
    if rest not in list_scopes(change.tool) or is_partial(
        [change], work.said.text, work.said.catalogue
    ):
        return None
    asked = complete_call(change, parse(work.said.text, today=ctx.today, language=ctx.language))
    return asked if isinstance(asked, Question) else None


def _drop_unsaid(payload: Payload) -> dict[str, Any]:
    """Return the arguments that were given, without the tool's own defaults."""
    return payload.model_dump(mode="json", exclude_unset=True)


def _parse_arguments(written: Arguments) -> dict[str, Any]:
    """Return the model's arguments. ToolRefused: they are no object."""
    if isinstance(written, str):
        raise ToolRefused("ARGUMENT_INVALID", "The arguments are not a JSON object.")
    # Models write null for what they leave out.
    return {key: value for key, value in written.items() if value is not None}


def _parse_calls(text: str) -> tuple[ModelCall, ...]:
    """Parse the calls that the model wrote into its text."""
    found = parse_written_calls(text, _list_tools())
    return tuple(ModelCall("", call.tool, call.arguments, in_text=True) for call in found)


def _list_tools() -> list[str]:
    return [tool.name for tool in registry.list_tools()]
