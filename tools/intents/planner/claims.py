"""What a model may say if it has read nothing: nothing about the shop, not even "Here it is"."""

from __future__ import annotations

from tools.intents.language.tokens import find_end, split_tokens
from tools.intents.planner.grounded import split_sentences


def keep_harmless(text: str) -> str:
    """Keep the questions, the courtesies, and the sentences that say what it cannot do."""
    return " ".join(
        said for said in split_sentences(text) if said.endswith("?") or is_harmless(said)
    )


def is_harmless(said: str) -> bool:
    """Return whether a sentence is only polite, or says what the bot cannot do."""
    tokens = split_tokens(said)
    cannot = any(find_end(tokens, at, "cannot") > at for at in range(len(tokens)))
    return cannot or all(token.kind == "sign" or token.has("courtesy") for token in tokens)
