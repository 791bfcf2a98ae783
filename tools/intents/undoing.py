"""Orders to take the last change back."""

from __future__ import annotations

from tools.intents.sentence import Sentence


def asks_to_undo(sentence: Sentence) -> bool:
    """Whether the sentence, as a whole and as an order, says to take the last change back."""
    words = [token for token in sentence.tokens if token.kind != "sign"]
    as_it_was = [token.low for token in words[-2:]] == ["как", "было"]  # this "как" asks nothing
    asking = words[:-2] if as_it_was else words
    doubted = any(token.groups & {"asks", "not"} for token in asking)
    while words and "kindly" in words[0].groups:
        words.pop(0)
    if not words or doubted or "?" in sentence.text:
        return False
    if len(words) == 1 and "bring_back" in words[0].groups:  # "верни": what?
        return False
    first, *rest = words
    named = any("deed" in token.groups for token in rest)
    if "undo" not in first.groups and not ("take_back" in first.groups and named):
        return False
    known = {"last", "deed", "filler"} | (
        {"price", "discount"} if "undo" in first.groups else set()
    )
    return all(token.groups & known for token in rest)
