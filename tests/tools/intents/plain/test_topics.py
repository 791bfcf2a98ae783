"""What no tool serves is named, and nothing that a tool serves is taken for it."""

from __future__ import annotations

import pytest

from tests.evals.sentences import TODAY, LabelledSentence, read_training
from tests.tools.intents.catalogue import SHOP
from tools.intents.answers import Question, ToolCall
from tools.intents.resolve import detect_language, resolve
from tools.topics import TOPICS

TEXTS = {topic.text.to(language): topic.mark for topic in TOPICS for language in ("en", "ru")}
#: The share of unserved sentences that must be named, and of served ones that may be.
LEAST_NAMED, MOST_TAKEN = 0.9, 0.01


def find_mark(text: str) -> str:
    """The mark of the topic that the answer names; "" if it names none."""
    answer = resolve(text, today=TODAY, language=detect_language(text, "en"), catalogue=SHOP)
    return TEXTS.get(answer.text, "") if isinstance(answer, Question) else ""


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what is our margin", "costs"), ("какая маржа на кофе?", "costs"), ("why did revenue drop last week", "why"),
        ("почему упала выручка?", "why"), ("send me KPI every morning at 9", "schedule"), ("присылай выручку каждое утро", "schedule"),
        ("what is the price of P-112", "price_of"), ("best customers", "customers"), ("refund OB-1003", "refunding"),
        ("верни деньги за OB-1003", "refunding"), ("cancel order 1007", "changing_order"), ("delete product P-172", "catalogue"),
        ("print the shipping label for OB-1011", "shipping"), ("какая погода в Берлине", "weather"),
    ],
)  # fmt: skip
def test_the_topic_is_named(text: str, topic: str) -> None:
    assert find_mark(text) == f"topic_{topic}"


def test_every_topic_offers_three_reads() -> None:
    assert {len(set(topic.offers)) for topic in TOPICS} == {3}


def test_most_of_what_no_tool_serves_is_named_and_hardly_anything_else() -> None:
    sentences = read_training()

    def share(chosen: list[LabelledSentence]) -> float:
        return sum(bool(find_mark(sentence.text)) for sentence in chosen) / len(chosen)

    assert share([one for one in sentences if one.kind == "unserved"]) >= LEAST_NAMED
    assert share([one for one in sentences if one.calls][::7]) <= MOST_TAKEN


def test_a_topic_in_an_aside_is_none() -> None:
    """The accountant of a lead-in wants no taxes."""
    answer = resolve(
        "honestly mate, before the accountant calls, how much did we take last week?",
        today=TODAY,
        language="en",
    )

    assert answer == ToolCall("kpi_snapshot", {"start": "2026-11-16", "end": "2026-11-22"})
