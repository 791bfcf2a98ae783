"""Days that a sentence only tells of, and words that refer to them: "as we moved on the 9th, the refunds
since then"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tools.intents.language.morphology import is_helping
from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import is_named
from tools.intents.values.day import Window

#: A clause that says why has at least so many words: "since last Monday" is none.
_SHORTEST_CAUSE = 3


def find_told(tokens: Sequence[Token]) -> frozenset[int]:
    """Find the places of clauses that say why something is asked: "as it's Monday, ...".

    Days in such a clause are not those that are asked about.
    """
    found: set[int] = set()
    for at in range(len(tokens)):
        opens = at == 0 or tokens[at - 1].kind == "sign" or tokens[at - 1].has("greets")
        then = find_end(tokens, at, "causes") if opens else at
        if then == at:
            continue
        end = next(
            (place for place in range(then, len(tokens)) if _is_end(tokens[place])), len(tokens)
        )
        if at == 0 and end == len(tokens):
            continue  # "since 60 days how is the ratio"
        if end - at >= _SHORTEST_CAUSE and any(map(_is_telling, tokens[then:end])):
            found.update(range(at, end))
    return frozenset(found) if len(found) < len(tokens) else frozenset()


def find_referring(tokens: Sequence[Token]) -> frozenset[int]:
    """Find the places of the words that refer to days said before: "that day", "с тех пор"."""
    return frozenset(
        place
        for at in range(len(tokens))
        for place in range(at, find_end(tokens, at, "refers_back"))
    )


def is_beside(window: Window, told: frozenset[int], tokens: Sequence[Token], today: date) -> bool:
    """Return whether a clause only tells what day it is: "as it's Monday", "as the week has begun"."""
    began = window.unit and window.days and max(window.used) - min(window.used) == 0
    begins = any(tokens[at].has("begin") for at in window.used)
    present = window.start == window.end == today or begins or bool(began)
    return present and window.used <= told


def follow_reference(window: Window, tokens: Sequence[Token], today: date) -> Window:
    """Return the period that is meant where words refer to `window`: "since then" is up to today."""
    referring = find_referring(tokens)
    if not referring:
        return window
    since = any(find_end(tokens, at, "since_then") > at for at in referring)
    opened = since and window.start == window.end
    end = today if opened else window.end
    return replace(window, end=end, used=window.used | referring)


def is_open(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a period goes on into the past: "last week and earlier"."""
    after = tokens[at : at + 2]
    return len(after) > 1 and "joins" in after[0].groups and after[1].has("earlier")


def _is_end(token: Token) -> bool:
    return token.low in {",", ";", ".", "?", ":", "!"}


def _is_telling(token: Token) -> bool:
    """Return whether somebody does something in these words, or is something."""
    if token.kind != "word" or is_named(token.low) or token.groups & {"last", "previous"}:
        return False
    return token.has("person_word") or token.has("tells_state") or is_helping(token.low)
