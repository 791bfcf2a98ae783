"""What docs/understanding.md publishes is what is measured, and no change is proposed that nobody ordered."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.evals import report
from tests.evals.measure import measure_planner, measure_rules
from tests.evals.recorded import record_answers, serve_recorded
from tests.evals.sentences import HERE, read_held_out
from tests.evals.worst import measure_worst
from tests.tools.intents.phrases import phrases


async def test_the_published_tables_are_the_measured_ones(tmp_path: Path) -> None:
    sentences, kept = read_held_out(), tmp_path / "kept.jsonl"
    rules = measure_rules(sentences)
    with serve_recorded() as server, record_answers(kept):
        planner = await measure_planner(sentences, server)

    assert planner.false_actions == 0
    assert report.build_tables(rules, planner, measure_worst()) in report.PAGE.read_text(
        encoding="utf-8"
    )
    # Every sentence that reaches the planner is on record, and what was recorded can be played.
    recorded = (HERE / "recorded.jsonl").read_text("utf-8").splitlines()
    assert set(kept.read_text("utf-8").splitlines()) <= set(recorded)


def test_the_sentences_are_held_out() -> None:
    told = {phrase.text.lower() for phrase in phrases()}
    held = [item.text for item in read_held_out()]
    assert max(Counter(held).values()) == 1
    assert [text for text in held if text.lower() in told] == []
