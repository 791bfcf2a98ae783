"""Slips of the pen: unknown words of a sentence that are known words, written wrongly."""

from __future__ import annotations

from dataclasses import replace

from tools.intents.language.words import find_meant, get_groups
from tools.intents.leniency.idle_words import is_capital
from tools.intents.sentence import Sentence, merge_tokens

#: A sentence with more slips than these is not corrected.
MOST_SLIPS = 6


def correct_slips(sentence: Sentence) -> Sentence:
    """Correct slips of the pen. Only for questions: an order must not depend on a guess."""
    odd = [
        (at, token.low)
        for at, token in enumerate(sentence.tokens)
        if token.kind == "word" and not token.groups and not is_capital(sentence, at)
    ]
    slips = {at: meant for at, low in odd[: MOST_SLIPS + 1] if (meant := find_meant(low))}
    if not 1 <= len(slips) <= MOST_SLIPS:
        return sentence
    tokens = tuple(
        replace(token, low=slips[at], groups=get_groups(slips[at])) if at in slips else token
        for at, token in enumerate(sentence.tokens)
    )
    return replace(sentence, tokens=merge_tokens(tokens))
