"""A sentence that corrects or adds, taken apart: the words that say what to do, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.intents.language.tokens import Token, find_end
from tools.intents.sentence import Sentence

_PAUSES = frozenset({",", ":", ";", "."})


@dataclass(frozen=True)
class Change:
    """A sentence taken apart: the words that say what to do with the preview, and the rest."""

    rest: Sentence
    #: Whether words correct it ("no, ...", "make it ..."), add to it, or leave out some of it.
    corrects: bool = False
    adds: bool = False
    drops: bool = False
    #: What the rest replaces, if that was said: the 5 of "not 5 but 10".
    old: Sentence | None = None


def take_apart(sentence: Sentence) -> Change:
    """Take off the words before and after what is new."""
    tokens = sentence.without_question_mark().tokens
    begin, before = _skip_before(tokens)
    end, after = _skip_after(tokens, begin)
    rest = _cut(sentence, tokens, begin, end)
    also = next((token for token in rest.tokens if token.has("amend_also")), None)
    if also is not None:  # "и C-2 тоже запусти"
        rest = rest.rewritten(f"{rest.text[: also.start]} {rest.text[also.end :]}".strip())
    said = before | after
    return Change(
        rest,
        corrects=bool(said & {"amends", "amends_end"}),
        adds=also is not None or bool(said & {"amend_adds", "amend_adds_end"}),
        drops="amend_drops" in said,
    )


def _skip_before(tokens: Sequence[Token]) -> tuple[int, set[str]]:
    """Return where the words before end, and the marks that they have."""
    at, said = 0, set[str]()
    while at < len(tokens):
        then, name = max(
            (find_end(tokens, at, name), name) for name in ("amends", "amend_adds", "amend_drops")
        )
        if then > at:
            said.add(name)
        elif tokens[at].low not in _PAUSES:
            break
        at = max(then, at + 1)
    return at, said


def _skip_after(tokens: Sequence[Token], begin: int) -> tuple[int, set[str]]:
    """Return where the words after begin, and the marks that they have."""
    last, said = len(tokens), set[str]()
    while last > begin:
        first, name = min(
            (at, name)
            for name in ("amends_end", "amend_adds_end")
            for at in range(max(begin, last - 3), last + 1)
            if at == last or find_end(tokens, at, name) == last
        )
        if first < last:
            said.add(name)
        elif tokens[last - 1].low not in _PAUSES:
            break
        last = min(first, last - 1)
    return last, said


def split_contrast(change: Change) -> Change | None:
    """Split "not 5 but 10" and "10, not 5" into what is new and what was before; else None."""
    tokens = change.rest.tokens
    mark = "amend_rather" if change.drops else "amend_drops"
    at = next((at for at in range(1, len(tokens) - 1) if tokens[at].has(mark)), None)
    if at is None:
        return None
    left, right = _cut(change.rest, tokens, 0, at), _cut(change.rest, tokens, at + 1, len(tokens))
    new, old = (right, left) if change.drops else (left, right)
    return replace(change, rest=new, old=old, drops=False, corrects=True)


def _cut(sentence: Sentence, tokens: Sequence[Token], begin: int, end: int) -> Sentence:
    while begin < end and tokens[end - 1].low in {",", ";"}:
        end -= 1
    if begin >= end:
        return sentence.cut(len(sentence.text))
    return sentence.cut(tokens[begin].start, tokens[end - 1].end)
