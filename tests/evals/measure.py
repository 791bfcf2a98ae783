"""Every sentence through the rules, and what they do not know through the planner too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cache
from typing import Any

from django.conf import settings

from tests.evals.sentences import TODAY, LabelledSentence
from tools import registry, runner
from tools.contracts import Card, Result, ToolContext
from tools.demo.products import build_products
from tools.intents.answers import is_understood
from tools.intents.planner.allowed import is_beyond_rules
from tools.intents.planner.plan import Plan, PlanRequest, run_plan
from tools.intents.planner.wire import ModelServer
from tools.intents.resolve import Question, ToolCall, detect_language, resolve
from tools.intents.values.product_name import Catalogue, ShopProduct
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
    wrong: list[tuple[LabelledSentence, list[ToolCall]]] = field(default_factory=list)

    @property
    def total(self) -> Score:
        total = Score()
        for score in self.by.values():
            total.add(score)
        return total

    def note(self, sentence: LabelledSentence, calls: list[ToolCall]) -> None:
        score = score_sentence(sentence, calls)
        self.by[sentence.tool or NOTHING, detect_language(sentence.text, "en")].add(score)
        if not score.payload:
            self.wrong.append((sentence, calls))


def score_sentence(sentence: LabelledSentence, calls: list[ToolCall]) -> Score:
    """One sentence; several calls are right if they are the wanted tool and nothing else."""
    tools = {call.tool for call in calls}
    wanted = {sentence.tool} if sentence.tool else set()
    right_tool = tools == wanted
    right = right_tool and all(_is_same(call, sentence.payload) for call in calls)
    false = any(
        registry.is_action(call.tool) and not _is_ordered(call, sentence) for call in calls
    )
    return Score(1, int(right_tool), int(right), int(false))


def _is_ordered(change: ToolCall, sentence: LabelledSentence) -> bool:
    """Whether it is the change that was ordered, whatever reason is noted with it."""
    wanted = {**sentence.payload}
    if "reason" in change.payload:
        wanted["reason"] = change.payload["reason"]
    return change.tool == sentence.tool and _is_same(change, wanted)


def _is_same(call: ToolCall, payload: Mapping[str, Any]) -> bool:
    """Whether both mean the same once the tool's defaults are filled in."""
    tool = registry.get(call.tool)
    assert tool is not None
    ctx = build_context("en")
    return runner.validate(tool, call.payload, ctx) == runner.validate(tool, payload, ctx)


def build_context(language: Language) -> ToolContext:
    zone = settings.SHOP_ZONE
    now = datetime.combine(TODAY, time(14), tzinfo=zone)
    return ToolContext(now=now, language=language, actor_id=0, zone=zone)


@cache
def build_demo_catalogue() -> Catalogue:
    """The names that the demo shop's products have."""
    return Catalogue(
        tuple(
            ShopProduct(product.product_id, product.title, product.category)
            for product in build_products()
        )
    )


def measure_rules(sentences: Iterable[LabelledSentence]) -> Scores:
    scores = Scores()
    for sentence in sentences:
        found = resolve_by_rules(sentence)
        scores.note(sentence, [] if isinstance(found, Question) else [found])
    return scores


def resolve_by_rules(sentence: LabelledSentence) -> ToolCall | Question:
    language = detect_language(sentence.text, "en")
    return resolve(sentence.text, today=TODAY, language=language, catalogue=build_demo_catalogue())


async def measure_planner(sentences: Iterable[LabelledSentence], server: ModelServer) -> Scores:
    """As the bot does it: the planner sees only what the rules did not understand."""
    scores = Scores()
    for sentence in sentences:
        found = resolve_by_rules(sentence)
        if isinstance(found, Question):
            calls = (
                await _ask_planner(sentence, server)
                if is_beyond_rules(found, sentence.text)
                else []
            )
        else:
            calls = [] if is_understood(found) else await _ask_planner(sentence, server)
            calls = calls or [found]
        scores.note(sentence, calls)
    return scores


async def _ask_planner(sentence: LabelledSentence, server: ModelServer) -> list[ToolCall]:
    said = PlanRequest(sentence.text, build_context(detect_language(sentence.text, "en")))
    found = await run_plan(said, server, _read_nothing)
    if not isinstance(found, Plan):
        return []
    # What was read on the way to a change belongs to it.
    return list(found.changes) or [call for call, _ in found.reads]


async def _read_nothing(_: ToolCall) -> Result:
    return Result(card=Card(title="?"), data={}, provenance=None, empty=True)
