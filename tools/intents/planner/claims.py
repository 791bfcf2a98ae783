"""What a model may say that has read nothing: nothing about the shop, "Here they are." included."""

from __future__ import annotations

from tools.intents.language.tokens import end_of, tokenize
from tools.intents.planner.grounded import sentences


def claims_nothing(text: str) -> str:
    """Of the text, its questions, its courtesies, and where it says what it cannot do."""
    return " ".join(said for said in sentences(text) if said.endswith("?") or is_harmless(said))


def is_harmless(said: str) -> bool:
    """Whether a sentence is nothing but polite, or says what the bot cannot do."""
    tokens = tokenize(said)
    cannot = any(end_of(tokens, at, "cannot") > at for at in range(len(tokens)))
    return cannot or all(token.kind == "sign" or token.has("courtesy") for token in tokens)
