"""Orders to take the last change back."""

from __future__ import annotations

from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence

_WHAT = frozenset({"что", "what"})


def asks_to_undo(sentence: Sentence) -> bool:
    """Whether the sentence, as a whole and as an order, says to take the last change back."""
    words = _without_what_was_done([one for one in sentence.tokens if one.kind != "sign"])
    as_it_was = [token.low for token in words[-2:]] == ["как", "было"]  # this "как" asks nothing
    asking = words[:-2] if as_it_was else words
    doubted = any(token.groups & {"asks", "not"} for token in asking)
    words = _to_the_point(words)
    if not words or doubted or "?" in sentence.text:
        return False
    if len(words) == 1 and "bring_back" in words[0].groups:  # "верни": what?
        return False
    first, *rest = words
    named = any("deed" in token.groups for token in rest)
    if first.low == "take":
        named = any(token.low == "back" for token in rest)
    if "undo" not in first.groups and not ("take_back" in first.groups and named):
        return False
    known = {"last", "deed", "filler"} | (
        {"price", "discount"} if "undo" in first.groups else set()
    )
    return all(token.groups & known for token in rest)


def _to_the_point(words: list[Token]) -> list[Token]:
    """Without the "oops, wrong one" and the "please" before it."""
    begin = 0
    for at, token in enumerate(words):
        slipped = begin and token.low == "one"
        if not slipped and not token.groups & {"kindly", "slip"}:
            break
        begin = at + 1
    return words[begin:]


def _without_what_was_done(words: list[Token]) -> list[Token]:
    """Without the "what" and the "did" of "undo what I just did"."""
    done = next((at for at, one in enumerate(words) if at and "did" in one.groups), 0)
    what = next((at for at, one in enumerate(words[:done]) if at and one.low in _WHAT), 0)
    return [one for at, one in enumerate(words) if not (what and at in {what, done})]
