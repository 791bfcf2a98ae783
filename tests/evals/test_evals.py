"""What docs/understanding.md publishes is what is measured, and no change is proposed that nobody ordered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.evals import report
from tests.evals.measure import by_rules, with_planner
from tests.evals.recorded import recorded, recording
from tests.evals.sentences import HERE, held_out
from tests.evals.worst import worst
from tests.tools.intents.phrases import phrases


async def test_the_published_tables_are_the_measured_ones(tmp_path: Path) -> None:
    sentences, kept = held_out(), tmp_path / "kept.jsonl"
    rules = by_rules(sentences)
    with recorded() as server, recording(kept):
        planner = await with_planner(sentences, server)

    assert planner.total.false_actions == 0
    assert report.tables(rules, planner, worst()) in report.PAGE.read_text(encoding="utf-8")
    # Every sentence that reaches the planner is on record, and what was recorded can be played.
    assert kept.read_text("utf-8") == (HERE / "recorded.jsonl").read_text("utf-8")


def test_the_sentences_are_held_out() -> None:
    told = {phrase.text.lower() for phrase in phrases()}
    held = [item.text for item in held_out()]
    assert max(Counter(held).values()) == 1
    assert [text for text in held if text.lower() in told] == []
