"""Courtesies before an order: after "would you mind" and "if you" its verb has another form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tools.intents.language.morphology import to_base
from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import get_groups


def normalise_verbs(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Write each verb that a courtesy leads as an order has it.

    "Would you mind removing", "I'd be grateful if you removed", "был бы рад, если бы вы убрали".
    """
    led = {_skip_plea(tokens, end) for end in _find_ends(tokens)}
    if led:  # "would you mind checking the stock and listing the coupons?"
        led |= {at for at in range(min(led) + 1, len(tokens)) if tokens[at - 1].has("joint")}
    return tuple(
        _normalise(token) if at in led and token.kind == "word" else token
        for at, token in enumerate(tokens)
    )


def _find_ends(tokens: Sequence[Token]) -> set[int]:
    """Find the places after courtesies whose last word a verb follows: "if you", "of you to"."""
    ends = [(at, find_end(tokens, at, "courteous")) for at in range(len(tokens))]
    return {end for at, end in ends if end > at and tokens[end - 1].has("leads_verb")}


def _skip_plea(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and tokens[at].has("plea"):
        at += 1
    return at


def _normalise(token: Token) -> Token:
    base = to_base(token.low)
    known = base and not token.has("asks") and not token.has("not")
    return replace(token, low=base, groups=get_groups(base)) if known else token
