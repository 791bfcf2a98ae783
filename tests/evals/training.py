"""`make eval ARGS=--training`: which kinds of the training sentences the rules fail at most."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from random import Random

from tests.evals.crossed import measure_crossed
from tests.evals.measure import Scores, measure_rules
from tests.evals.outcomes import Outcome
from tests.evals.sentences import TRAINING, LabelledSentence, read_sentences, read_training


def report_training(options: Namespace) -> int:
    """Print how each tool, voice and kind fares, worst first; or list what went wrong."""
    measure = measure_crossed if options.crossed else measure_rules
    scores = measure(_choose(options))
    if options.list:
        _list_wrong(scores, options)
    else:
        _print_shares(scores)
    return int(scores.false_actions > 0)


def _choose(options: Namespace) -> list[LabelledSentence]:
    file = TRAINING / f"{options.file}.jsonl"
    chosen = read_sentences(file) if options.file else read_training()
    return [
        sentence
        for sentence in chosen
        if options.language in {None, sentence.language}
        and options.tool in {None, sentence.tool or "-", "two" if len(sentence.calls) > 1 else ""}
    ]


def _print_shares(scores: Scores) -> None:
    print(f"{'':30} {'':2} {'all':>5} {' '.join(f'{outcome.value:>12}' for outcome in Outcome)}")
    ranked = sorted(
        scores.by.items(), key=lambda item: (item[0][0], _get_share(item[1], Outcome.RIGHT))
    )
    for (part, name, language), counts in ranked:
        shares = " ".join(f"{_get_share(counts, outcome):12.0%}" for outcome in Outcome)
        print(f"{part} {name:25} {language:2} {counts.total():5} {shares}")


def _get_share(counts: Counter[Outcome], outcome: Outcome) -> float:
    return counts[outcome] / counts.total()


def _list_wrong(scores: Scores, options: Namespace) -> None:
    wrong = [
        (sentence, outcome, came_to)
        for sentence, outcome, came_to in scores.noted
        if outcome is not Outcome.RIGHT and options.outcome in {"", outcome.value}
    ]
    Random(options.seed).shuffle(wrong)
    for sentence, outcome, came_to in wrong[: options.most]:
        wanted = "; ".join(f"{tool} {dict(payload)}" for tool, payload in sentence.calls)
        print(f"{outcome.value}: {sentence.text}\n    wanted {wanted or sentence.kind}")
        print(f"    came to {came_to}")
    print(f"{len(wrong)} of {len(scores.noted)}")
