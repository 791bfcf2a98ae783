"""`make eval ARGS="--training --crossed"`: every training sentence, with a ranker that has not seen it.

Of sentences that the ranker was made of it is too sure. So they are dealt into parts, and those of each
part are judged with a ranker that was made of the others: nearly what strangers would find.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from zlib import crc32

import numpy as np
import pytest

from tests.evals.measure import Scores, measure_rules
from tests.evals.sentences import LabelledSentence
from tests.evals.train import train
from tools.intents.ranking import ranker

PARTS = 5


def measure_crossed(sentences: Sequence[LabelledSentence]) -> Scores:
    """Judge what the rules make of each sentence, with a ranker that knows none of its part."""
    scores = Scores()
    for part in range(PARTS):
        with use_ranker(*train(lambda text, part=part: find_part(text) != part)):  # type: ignore[misc]
            mine = measure_rules(
                sentence for sentence in sentences if find_part(sentence.text) == part
            )
        scores.add(mine)
    return scores


def find_part(text: str) -> int:
    """Return the part that the text belongs to: always the same one."""
    return crc32(text.encode()) % PARTS


@contextmanager
def use_ranker(weights: bytes, names: str) -> Iterator[None]:
    """Rank by this model instead of that of the files."""
    model = ranker.build_model(np.load(BytesIO(weights)), names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranker, "_load", lambda: model)
        _forget_ranks()
        yield
    _forget_ranks()


def _forget_ranks() -> None:
    ranker._weigh_text.cache_clear()
    ranker.rank_intents.cache_clear()
    ranker.weigh_word.cache_clear()
