"""Every sentence through the rules, and what they do not know through the planner too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from typing import Any

from django.conf import settings

from tests.evals.sentences import TODAY, Sentence
from tools import registry, runner
from tools.contracts import Card, Result, ToolContext
from tools.demo.products import products
from tools.intents.answers import is_understood
from tools.intents.planner.allowed import beyond_rules
from tools.intents.planner.plan import Plan, Said, plan
from tools.intents.planner.wire import Server
from tools.intents.resolve import Question, ToolCall, language_of, resolve
from tools.intents.values.product_name import Catalogue, Good
from tools.languages import Language

NOTHING = "(nothing)"


@dataclass
class Score:
    """Of so many sentences: the right tool, the right arguments too, and changes nobody ordered."""

    sentences: int = 0
    tool: int = 0
    payload: int = 0
    false_actions: int = 0

    def add(self, other: Score) -> None:
        self.sentences += other.sentences
        self.tool += other.tool
        self.payload += other.payload
        self.false_actions += other.false_actions


@dataclass
class Scores:
    """By tool and language; and the sentences that went wrong, with what they came to."""

    by: dict[tuple[str, Language], Score] = field(default_factory=lambda: defaultdict(Score))
    wrong: list[tuple[Sentence, list[ToolCall]]] = field(default_factory=list)

    @property
    def total(self) -> Score:
        total = Score()
        for score in self.by.values():
            total.add(score)
        return total

    def note(self, sentence: Sentence, calls: list[ToolCall]) -> None:
        score = scored(sentence, calls)
        self.by[sentence.tool or NOTHING, language_of(sentence.text, "en")].add(score)
        if not score.payload:
            self.wrong.append((sentence, calls))


def scored(sentence: Sentence, calls: list[ToolCall]) -> Score:
    """One sentence; several calls are right if they are the wanted tool and nothing else."""
    tools = {call.tool for call in calls}
    wanted = {sentence.tool} if sentence.tool else set()
    right_tool = tools == wanted
    right = right_tool and all(_same(call, sentence.payload) for call in calls)
    false = any(
        registry.is_action(call.tool) and not _is_ordered(call, sentence) for call in calls
    )
    return Score(1, int(right_tool), int(right), int(false))


def _is_ordered(change: ToolCall, sentence: Sentence) -> bool:
    """Whether it is the change that was ordered, whatever reason is noted with it."""
    wanted = {**sentence.payload}
    if "reason" in change.payload:
        wanted["reason"] = change.payload["reason"]
    return change.tool == sentence.tool and _same(change, wanted)


def _same(call: ToolCall, payload: Mapping[str, Any]) -> bool:
    """Whether both mean the same once the tool's defaults are filled in."""
    tool = registry.get(call.tool)
    assert tool is not None
    ctx = context("en")
    return runner.validated(tool, call.payload, ctx) == runner.validated(tool, payload, ctx)


def context(language: Language) -> ToolContext:
    zone = settings.SHOP_ZONE
    now = datetime.combine(TODAY, time(14), tzinfo=zone)
    return ToolContext(now=now, language=language, actor_id=0, zone=zone)


@cache
def demo_catalogue() -> Catalogue:
    """The names that the demo shop's products have."""
    return Catalogue(
        tuple(Good(product.product_id, product.title, product.category) for product in products())
    )


def by_rules(sentences: Iterable[Sentence]) -> Scores:
    scores = Scores()
    for sentence in sentences:
        found = ruled(sentence)
        scores.note(sentence, [] if isinstance(found, Question) else [found])
    return scores


def ruled(sentence: Sentence) -> ToolCall | Question:
    language = language_of(sentence.text, "en")
    return resolve(sentence.text, today=TODAY, language=language, catalogue=demo_catalogue())


async def with_planner(sentences: Iterable[Sentence], server: Server) -> Scores:
    """As the bot does it: the planner sees only what the rules did not understand."""
    scores = Scores()
    for sentence in sentences:
        found = ruled(sentence)
        if isinstance(found, Question):
            calls = await _planned(sentence, server) if beyond_rules(found, sentence.text) else []
        else:
            calls = [] if is_understood(found) else await _planned(sentence, server)
            calls = calls or [found]
        scores.note(sentence, calls)
    return scores


async def _planned(sentence: Sentence, server: Server) -> list[ToolCall]:
    said = Said(sentence.text, context(language_of(sentence.text, "en")))
    found = await plan(said, server, _read_nothing)
    if not isinstance(found, Plan):
        return []
    # What was read on the way to a change belongs to it.
    return list(found.changes) or [call for call, _ in found.reads]


async def _read_nothing(_: ToolCall) -> Result:
    return Result(card=Card(title="?"), data={}, provenance=None, empty=True)
