"""The ranker's files are what `make ranker` makes of the labelled sentences; it is quick and small."""

from __future__ import annotations

from tests.evals.train import train
from tools.intents.ranking.ranker import NAMES, WEIGHTS, find_likeliest, rank_intents


def test_the_files_are_made_of_the_sentences_bit_by_bit() -> None:
    weights, names = train()

    assert WEIGHTS.read_bytes() == weights
    assert NAMES.read_text(encoding="utf-8") == names


def test_the_file_is_small() -> None:
    assert WEIGHTS.stat().st_size < 3_000_000


def test_what_a_sentence_is_about() -> None:
    intent, lead = find_likeliest("how many pieces of the goods are nearly gone")

    assert (intent.tool, intent.arguments) == ("inventory_status", {"section": "low_stock"})
    assert lead > 0


def test_any_text_is_ranked() -> None:
    for text in ("", "🙂", "?" * 4096, "я" * 4096, "a b " * 1024):
        assert len(rank_intents(text)) == 16
