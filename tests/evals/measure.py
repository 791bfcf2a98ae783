"""Every sentence through the rules, and what they do not know through the planner too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from tests.evals.outcomes import Outcome, build_context, judge, judge_calls
from tests.evals.sentences import TODAY, LabelledSentence
from tools.contracts import Card, Result
from tools.demo.products import build_products
from tools.intents.answers import Answer, Question, Requests, ToolCall, is_understood
from tools.intents.planner.allowed import is_beyond_rules
from tools.intents.planner.plan import Plan, PlanRequest, run_plan
from tools.intents.planner.wire import ModelServer
from tools.intents.resolve import resolve
from tools.intents.values.product_name import Catalogue, ShopProduct
from tools.languages import Language

NOTHING = "(nothing)"
#: What a score is kept for: "tool", "voice" or "kind", its name, and the language.
Part = tuple[str, str, Language]


@dataclass
class Scores:
    """How many sentences came to which outcome, by tool, voice and kind; and every answer."""

    by: dict[Part, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))
    noted: list[tuple[LabelledSentence, Outcome, str]] = field(default_factory=list)

    def add(self, others: Scores) -> None:
        """Add the scores of other sentences."""
        for part, counts in others.by.items():
            self.by[part] += counts
        self.noted += others.noted

    @property
    def false_actions(self) -> int:
        return sum(outcome is Outcome.FALSE_ACTION for _, outcome, _ in self.noted)

    def note(self, sentence: LabelledSentence, outcome: Outcome, came_to: object) -> None:
        tool = "two requests" if len(sentence.calls) > 1 else sentence.tool or NOTHING
        for part, name in (("tool", tool), ("voice", sentence.voice), ("kind", sentence.kind)):
            if name and not (part == "voice" and not sentence.calls):
                self.by[part, name, sentence.language][outcome] += 1
        served = "served" if sentence.calls else "nothing"
        self.by["all", served, sentence.language][outcome] += 1
        self.noted.append((sentence, outcome, describe_answer(came_to)))


def describe_answer(answer: object) -> str:
    """Write what a sentence came to in one line."""
    if isinstance(answer, ToolCall):
        return f"{answer.tool} {answer.payload}{' (loose)' if answer.loose else ''}"
    if isinstance(answer, Requests):
        return " + ".join(map(describe_answer, answer.calls))
    if isinstance(answer, Question):
        about = f"[{answer.tool} {answer.missing} {dict(answer.known)}] " if answer.tool else ""
        return f"? {about}{answer.text}"
    return str(answer)


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
    """Judge what the rules make of each sentence."""
    scores = Scores()
    for sentence in sentences:
        answer = resolve_by_rules(sentence)
        scores.note(sentence, judge(sentence, answer), answer)
    return scores


def resolve_by_rules(sentence: LabelledSentence) -> Answer:
    return resolve(
        sentence.text,
        today=TODAY,
        language=sentence.language,
        catalogue=build_demo_catalogue(),
    )


async def measure_planner(sentences: Iterable[LabelledSentence], server: ModelServer) -> Scores:
    """As the bot does it: the planner sees only what the rules did not understand."""
    scores = Scores()
    for sentence in sentences:
        answer = resolve_by_rules(sentence)
        beyond = (
            is_beyond_rules(answer, sentence.text)
            if isinstance(answer, Question)
            else not is_understood(answer)
        )
        planned = await _ask_planner(sentence, server) if beyond else []
        if planned:
            scores.note(sentence, judge_calls(sentence, planned), planned)
        else:
            scores.note(sentence, judge(sentence, answer), answer)
    return scores


async def _ask_planner(sentence: LabelledSentence, server: ModelServer) -> list[ToolCall]:
    context = build_context(sentence.language)
    said = PlanRequest(sentence.text, context, catalogue=build_demo_catalogue())
    found = await run_plan(said, server, _read_nothing)
    if not isinstance(found, Plan):
        return []
    # What was read on the way to a change belongs to it.
    return list(found.changes) or [call for call, _ in found.reads]


async def _read_nothing(_: ToolCall) -> Result:
    return Result(card=Card(title="?"), data={}, provenance=None, empty=True)
