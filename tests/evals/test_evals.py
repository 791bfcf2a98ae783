"""What docs/understanding.md publishes is what is measured, and no change is proposed that nobody ordered."""

from __future__ import annotations

from collections import Counter

from evals import report
from evals.measure import by_rules, with_planner
from evals.recorded import recorded
from evals.sentences import held_out, rows
from tests.tools.intents.phrases import phrases


async def test_the_published_table_is_the_measured_one() -> None:
    sentences = held_out()
    rules = by_rules(sentences)
    with recorded() as server:
        planner = await with_planner(sentences, server)

    assert planner.total.false_actions == 0
    assert report.table(rules, planner) in report.PAGE.read_text(encoding="utf-8")


def test_the_sentences_are_held_out() -> None:
    told = {phrase.text.lower() for phrase in phrases()}
    held = [one.text for one in held_out()]
    assert max(Counter(held).values()) == 1
    assert [text for text in held if text.lower() in told] == []
    assert {row["text"] for row in rows("recorded.jsonl")} <= set(held)
