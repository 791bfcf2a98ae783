"""The ranker: how likely a sentence means each tool, or none.

A linear model: the score of an intent is the sum of its weights for the sentence's features. It
chooses buttons and confirms what rules have read; it never answers or proposes by itself. The model
is made by `make ranker` from the labelled sentences (tests/sentences/).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.intents.ranking.features import BUCKETS, list_features, list_word_features

FOLDER = Path(__file__).parent
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


@dataclass(frozen=True)
class Model:
    """The weights, and what their columns stand for."""

    #: One row for each bucket, one column for each intent, and a last one: that a change is ordered.
    weights: NDArray[np.int8]
    #: The intents in the order of their columns, scored by their bias.
    intents: list[Intent]
    #: The score of a change being ordered, without any feature.
    order_bias: float
    #: What a weight of 1 is worth.
    step: float

    def weigh(self, features: Sequence[int]) -> list[float]:
        """Return the sum of the features' weights in each column."""
        sums = self.weights[features].sum(axis=0, dtype=np.int64)
        scaled = sums * (self.step / max(1, len(features)) ** 0.5)
        return list(scaled.tolist())


@lru_cache(maxsize=64)
def rank_intents(text: str) -> tuple[Intent, ...]:
    """Return the likeliest intents (_MOST_INTENTS), the one that the text is likeliest to mean first.

    A score above 0 says that it is more likely than not.
    """
    known = _load().intents
    scored = [
        (weight + intent.score, at)
        for at, (intent, weight) in enumerate(zip(known, _weigh_text(text)[:-1], strict=True))
    ]
    return tuple(
        Intent(known[at].tool, known[at].arguments, score)
        for score, at in sorted(scored, key=lambda pair: -pair[0])[:_MOST_INTENTS]
    )


def weigh_order(text: str) -> float:
    """Return how likely the text orders a change now, whatever it is; above 0: more likely than not."""
    return _weigh_text(text)[-1] + _load().order_bias


@lru_cache(maxsize=64)
def _weigh_text(text: str) -> list[float]:
    return _load().weigh(list_features(text))


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
    model = _load()
    weights = model.weigh(list_word_features(word))[:-1]
    weighed = list(zip(model.intents, weights, strict=True))
    mine = max((value for intent, value in weighed if intent.tool == tool), default=0.0)
    return mine - max(0.0, *(value for intent, value in weighed if intent.tool != tool))


@cache
def _load() -> Model:
    return build_model(np.load(WEIGHTS), NAMES.read_text(encoding="utf-8"))


def build_model(weights: NDArray[np.int8], names: str) -> Model:
    """Build the model of the weights and the JSON of their names."""
    stored = json.loads(names)
    intents = [Intent(row["tool"], row["arguments"], row["bias"]) for row in stored["intents"]]
    if weights.shape != (BUCKETS, len(intents) + 1):
        raise ValueError(f"{WEIGHTS.name} has the shape {weights.shape}: make ranker")
    return Model(weights, intents, stored["order_bias"], stored["step"])
