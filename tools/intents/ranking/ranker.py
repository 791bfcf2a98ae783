"""The ranker: how likely a sentence means each tool, or none.

A linear model: the score of an intent is the sum of its weights for the sentence's features. It
chooses buttons and confirms what rules have read; it never answers or proposes by itself. The model
is made by `make ranker` from the labelled sentences (tests/sentences/).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.intents.ranking.features import BUCKETS, list_features, list_word_features

FOLDER = Path(__file__).parent
#: Weights, one row for each bucket and one column for each intent, in steps of `step`.
WEIGHTS, NAMES = FOLDER / "weights.npy", FOLDER / "names.json"

#: So many intents of a text are told: more than any tool has.
_MOST_INTENTS = 16


@dataclass(frozen=True)
class Intent:
    """What a sentence may mean: a tool, with arguments that have few values, such as "bottom".

    Without a tool it stands for sentences that ask and order nothing.
    """

    tool: str
    arguments: Mapping[str, Any]
    score: float


#: The weights; the intents in the order of their columns, scored by their bias; the step of a weight.
Model = tuple[NDArray[np.int8], list[Intent], float]


@lru_cache(maxsize=64)
def rank_intents(text: str) -> tuple[Intent, ...]:
    """Return the likeliest intents (_MOST_INTENTS), the one that the text is likeliest to mean first.

    A score above 0 says that it is more likely than not.
    """
    weights, known, step = _load()
    features = list_features(text)
    sums = weights[features].sum(axis=0, dtype=np.int64)
    scale = step / max(1, len(features)) ** 0.5
    scored = [
        (total * scale + intent.score, at)
        for at, (intent, total) in enumerate(zip(known, sums.tolist(), strict=True))
    ]
    return tuple(
        Intent(known[at].tool, known[at].arguments, score)
        for score, at in sorted(scored, key=lambda pair: -pair[0])[:_MOST_INTENTS]
    )


def find_likeliest(text: str) -> tuple[Intent, float]:
    """Return the likeliest intent, and by how much it is above those of all other tools."""
    first, *others = rank_intents(text)
    second = next(intent for intent in others if intent.tool != first.tool)
    return first, first.score - second.score


@lru_cache(maxsize=4096)
def weigh_word(word: str, tool: str) -> float:
    """Return how much a word speaks for the tool's intents, more than for any other; below 0: not.

    A word that owners use for the tool weighs 0.5 and more, in any form and with slips.
    """
    weights, known, step = _load()
    features = list_word_features(word)
    sums = weights[features].sum(axis=0, dtype=np.int64) * step / max(1, len(features)) ** 0.5
    weighed = list(zip(known, sums.tolist(), strict=True))
    mine = max((value for intent, value in weighed if intent.tool == tool), default=0.0)
    return float(mine - max(0.0, *(value for intent, value in weighed if intent.tool != tool)))


@cache
def _load() -> Model:
    return build_model(np.load(WEIGHTS), NAMES.read_text(encoding="utf-8"))


def build_model(weights: NDArray[np.int8], names: str) -> Model:
    """Build the model of the weights and the JSON of their names."""
    stored = json.loads(names)
    intents = [Intent(row["tool"], row["arguments"], row["bias"]) for row in stored["intents"]]
    if weights.shape != (BUCKETS, len(intents)):
        raise ValueError(f"{WEIGHTS.name} has the shape {weights.shape}: make ranker")
    return weights, intents, stored["step"]
