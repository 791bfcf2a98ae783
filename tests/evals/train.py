"""`make ranker`: the ranker's weights, made of the labelled sentences; the same bit by bit each time."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import django
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from tools import registry

#: Arguments that have few values, with those values.
Choices = tuple[tuple[str, Any], ...]
#: Names of such arguments that are written as texts.
_CHOSEN = {
    "section", "preset", "status", "sort", "direction", "metric", "group_by", "compare_to", "mode",
}  # fmt: skip
#: Choices that fewer sentences make are no intent of their own.
_LEAST_SENTENCES = 20


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ownerbot_site.settings")
    django.setup()
    from tools.intents.ranking.ranker import NAMES, WEIGHTS

    weights, names = train()
    WEIGHTS.write_bytes(weights)
    NAMES.write_text(names, encoding="utf-8")
    print(f"{WEIGHTS.name}: {len(weights):,} bytes")
    return 0


def train(is_used: Callable[[str], bool] = bool) -> tuple[bytes, str]:
    """Return the files of the ranker: the weights as .npy, and the names as JSON.

    `is_used` chooses the sentences. The solver is liblinear: one thread, plain arithmetic, the same steps on every machine.
    """
    intents = {text: name for text, name in _list_intents().items() if is_used(text)}
    orders = {text: ordered for text, ordered in _list_orders().items() if is_used(text)}
    by_intent, by_order = _fit(intents), _fit(orders)
    coefficients = np.concatenate([by_intent.coef_, by_order.coef_])
    step = float(f"{np.abs(coefficients).max() / 127:.4g}")
    weights = np.clip(np.rint(coefficients / step), -127, 127).astype(np.int8).T
    written = BytesIO()
    np.save(written, np.ascontiguousarray(weights))
    rows = [
        {**json.loads(name), "bias": round(float(bias), 4)}
        for name, bias in zip(by_intent.classes_, by_intent.intercept_, strict=True)
    ]
    lines = ",\n".join(map(json.dumps, rows))
    order_bias = round(float(by_order.intercept_[0]), 4)
    return written.getvalue(), (
        f'{{"step": {step}, "order_bias": {order_bias}, "intents": [\n{lines}\n]}}\n'
    )


def _fit(labelled: Mapping[str, Any]) -> LinearSVC:
    """Fit a linear model to the labels of the texts."""
    from tools.intents.ranking.features import BUCKETS, list_features

    texts = sorted(labelled)
    rows = [list_features(text) for text in texts]
    counts = np.array([len(row) for row in rows])
    values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts)
    places = np.concatenate([np.array(row, dtype=np.int64) for row in rows])
    starts = np.concatenate([[0], np.cumsum(counts)])
    seen = csr_matrix((values, places, starts), shape=(len(rows), BUCKETS))
    model = LinearSVC(C=2, random_state=0, max_iter=3000)
    return model.fit(seen, np.array([labelled[text] for text in texts]))


def _list_intents() -> dict[str, str]:
    """Return every training sentence of one request or none, with its intent as JSON."""
    from tests.evals.sentences import read_training
    from tests.tools.intents.phrases import phrases

    found: dict[str, tuple[str, Choices]] = {}
    for phrase in phrases():
        found[phrase.text] = phrase.tool or "", _list_choices(phrase.tool, phrase.payload)
    for sentence in read_training():
        if not sentence.two:
            tool, payload = sentence.calls[0] if sentence.calls else (None, {})
            found[sentence.text] = tool or "", _list_choices(tool, payload)
    common = Counter(found.values())
    return {text: _name_intent(*label, common) for text, label in found.items()}


def _list_orders() -> dict[str, bool]:
    """Return every training sentence, with whether it orders a change."""
    from tests.evals.sentences import read_training
    from tests.tools.intents.phrases import phrases

    found = {phrase.text: registry.is_action(phrase.tool or "") for phrase in phrases()}
    for sentence in read_training():
        found[sentence.text] = any(registry.is_action(tool) for tool, _ in sentence.calls)
    return found


def _list_choices(tool: str | None, payload: Mapping[str, Any]) -> Choices:
    """List the arguments that have few values, unless the tool takes that value by itself."""
    found = registry.get(tool or "")
    fields = found.Payload.model_fields if found is not None else {}
    return tuple(
        (name, value)
        for name, value in sorted(payload.items())
        if name in fields and value != fields[name].default and _has_few_values(value, name)
    )


def _has_few_values(value: Any, name: str) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and name in _CHOSEN)


def _name_intent(tool: str, choices: Choices, common: Counter[tuple[str, Choices]]) -> str:
    """Write the intent; of several choices that are rare together, only the commonest."""
    if common[tool, choices] < _LEAST_SENTENCES:
        single = [(choice,) for choice in choices if common[tool, (choice,)] >= _LEAST_SENTENCES]
        choices = max(single, key=lambda choice: common[tool, choice], default=())
    return json.dumps({"tool": tool, "arguments": dict(choices)}, sort_keys=True)


if __name__ == "__main__":
    sys.exit(main())
