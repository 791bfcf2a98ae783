"""Corrections within a sentence: only the corrected value counts.

"KPI for last week, no sorry, last month", "hide not P-101 but P-102", "flag OB-1003 ... never mind".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tools.intents.language.tokens import Token, find_end
from tools.intents.sentence import Sentence
from tools.intents.several.values import Value, list_values, replace_value

#: A sentence is corrected so many times at most.
MOST_CORRECTIONS = 3
#: A longer text is read as it is written.
_MOST_TOKENS = 120
#: How many words may stand between the correcting words and the value.
_MOST_LEAD = 4
_PAUSES = frozenset({",", ".", "-", ";", "…"})


def is_all_taken_back(sentence: Sentence) -> bool:
    """Return whether the last words take back all that was said: "..., no, forget it"."""
    tokens = sentence.without_question_mark().tokens
    for at in range(1, len(tokens)):
        if tokens[at - 1].low not in _PAUSES or tokens[at].kind == "sign":
            continue
        after = _skip_correcting(tokens, at)
        begin = after if after < len(tokens) else at
        if begin > 1 and find_end(tokens, begin, "leaves_all") == len(tokens):
            return True
    return False


def is_correcting(sentence: Sentence) -> bool:
    """Return whether it begins with words that correct what was said before: "no, ...", "стоп, ..."."""
    return bool(sentence.tokens) and _skip_correcting(sentence.tokens, 0) > 0


def correct_values(sentence: Sentence) -> Sentence | None:
    """Put corrected values in the place of what they correct; None: nothing is corrected."""
    places = range(len(sentence.tokens))
    if len(places) > _MOST_TOKENS or not any(_may_correct(sentence, at) for at in places):
        return None
    found = None
    for _ in range(MOST_CORRECTIONS):
        said = found or sentence
        then = _correct_once(said) or _drop_negated(said)
        if then is None:
            break
        found = then
    return found


def _may_correct(sentence: Sentence, at: int) -> bool:
    tokens = sentence.tokens
    return "not" in tokens[at].groups or _skip_correcting(tokens, at) > at


def _correct_once(sentence: Sentence) -> Sentence | None:
    """Apply the first correction that has a value of the same kind before it."""
    tokens = sentence.tokens
    for at in range(1, len(sentence.tokens)):
        if tokens[at].low == ":":
            return None  # what follows are words to hand on
        then = _skip_correcting(tokens, at)
        if then == at or then == len(tokens) or not _may_begin(tokens, at):
            continue
        before = sentence.rewritten(sentence.said(0, at))
        after = sentence.rewritten(sentence.text[tokens[then].start :])
        joined = _replace_corrected(before, after)
        if joined is not None:
            return sentence.rewritten(joined)
    return None


def _may_begin(tokens: Sequence[Token], at: int) -> bool:
    """Return whether correcting words may begin there: after a pause, or if they say it plainly."""
    return tokens[at - 1].low in _PAUSES or find_end(tokens, at, "corrects_plainly") > at


def _skip_correcting(tokens: Sequence[Token], at: int) -> int:
    """Skip the words that correct, with the signs among them; `at` itself: there are none."""
    then = at
    while then < len(tokens):
        after = max(find_end(tokens, then, "corrects"), find_end(tokens, then, "corrects_plainly"))
        if after == then and (then == at or tokens[then].low not in _PAUSES):
            break
        then = max(after, then + 1)
    return then


def _replace_corrected(before: Sentence, after: Sentence) -> str | None:
    """Write the first value of `after` in the place of the last such value of `before`."""
    new = next(iter(list_values(after)), None)
    if new is None or not _is_at_once(after, new):
        return None
    corrected = replace_value(before, after, new)
    if corrected is None:
        return None
    rest = after.text[after.tokens[new.end - 1].end :]
    return f"{corrected.rstrip(' ,.;-…')}{rest}"


def _is_at_once(after: Sentence, value: Value) -> bool:
    """Return whether nothing but little words stands before the value."""
    lead = after.tokens[: value.begin]
    return len(lead) <= _MOST_LEAD and all(
        "not" not in token.groups
        and (
            token.low in _PAUSES
            or bool(token.groups & {"filler", "article", "kindly"})
            or token.has("leads")
        )
        for token in lead
    )


def _drop_negated(sentence: Sentence) -> Sentence | None:
    """Drop the value that is named only to say that it is not meant: "not P-101 but P-102"."""
    tokens, values = sentence.tokens, list_values(sentence)
    for old, new in pairwise(values):
        between = [token for token in tokens[old.end : new.begin] if token.low not in _PAUSES]
        if old.kind != new.kind:
            continue
        negated = old.begin and tokens[old.begin - 1].has("negates_value")
        if negated and between and all(token.has("but_rather") for token in between):
            return _drop(sentence, old.begin - 1, new.begin)
        paused = tokens[old.end].low in _PAUSES or len(between) > 1
        if between and paused and _is_instead(between):
            return _drop(sentence, old.end, new.end)
    return None


def _is_instead(between: Sequence[Token]) -> bool:
    """Return whether the words say that what follows is not meant: "and not", "а не", "not"."""
    return between[-1].has("negates_value") and all(
        token.has("but_rather") or token.has("joint") for token in between[:-1]
    )


def _drop(sentence: Sentence, begin: int, end: int) -> Sentence:
    """Return the sentence without the tokens from `begin` to `end`."""
    tokens = sentence.tokens
    before = sentence.text[: tokens[begin - 1].end] if begin else ""
    after = sentence.text[tokens[end].start :] if end < len(tokens) else ""
    return sentence.rewritten(f"{before} {after}".strip())
