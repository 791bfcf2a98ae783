"""Joints: the places where one clause of a sentence may end and another request begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tools import registry
from tools.intents.imperative import list_action_frames
from tools.intents.language.tokens import Token, find_end
from tools.intents.sentence import Sentence

#: A sentence with more places than these to cut it is taken as one request.
MOST_JOINTS = 5
#: A longer text is a story, no list of requests.
MOST_TOKENS = 80

_PAUSES = frozenset({",", ";", ".", "?"})
_ENDS = frozenset({";", ".", "?"})
#: What ends a sentence without a token of its own.
_BREAK = re.compile(r"[\n!]")
_QUOTES = re.compile('["«»“”„]')
#: Tokens that say which thing is meant.
_IDS = frozenset({"order", "product", "number"})


@dataclass(frozen=True)
class Joint:
    """A place between two clauses: the first ends before `end`, the second begins at `begin`."""

    end: int
    begin: int
    #: Whether a word or the end of a sentence joins them, not a mere comma.
    worded: bool
    #: Whether a word says that something else follows: "then", "also", "во-вторых".
    turns: bool
    #: Whether the second clause begins with a verb or a question word.
    opens: bool
    #: Whether a verb of an order or of showing stands in it.
    has_verb: bool


def find_joints(sentence: Sentence) -> list[Joint]:
    """Find the places where the sentence may be cut, the likeliest ones if there are too many."""
    tokens = sentence.tokens
    if len(tokens) > MOST_TOKENS or not _may_join(sentence):
        return []
    found: list[Joint] = []
    at = 1
    while at < len(tokens):
        inside = _is_decimal_comma(tokens, at) or _is_left_open(tokens, at)
        joint = None if inside else _read_joint(sentence, at)
        if joint is not None and _has_two_sides(sentence, joint):
            found.append(joint)
        at = joint.begin + 1 if joint is not None else at + 1
    lists = [joint.end for joint in found if joint.worded and not joint.opens]
    last = max(lists, default=0)  # "top products, funnel and stuck orders"
    found = [joint for joint in found if joint.worded or joint.has_verb or joint.end < last]
    likely = sorted(found, key=lambda joint: (not joint.worded, not joint.opens))[:MOST_JOINTS]
    return sorted(likely, key=lambda joint: joint.end)


def _is_left_open(tokens: Sequence[Token], at: int) -> bool:
    """Return whether what stands before goes on: "until, hmm, the second of November"."""
    while at > 0 and (tokens[at - 1].kind == "sign" or tokens[at - 1].has("fluff")):
        at -= 1
    return at > 0 and tokens[at - 1].has("until_word")


def cut_clause(sentence: Sentence, begin: int, end: int) -> Sentence:
    """Cut out the tokens from `begin` to `end`, without what joined them to the others."""
    tokens = sentence.tokens
    begin = skip_lead(tokens, begin, end)
    while end > begin + 1 and (
        tokens[end - 1].low in {",", ";", "."} or _is_tail(tokens, end - 1)
    ):
        end -= 1
    if begin >= end:
        return sentence.rewritten("")
    return sentence.cut(tokens[begin].start, tokens[end - 1].end)


def _may_join(sentence: Sentence) -> bool:
    """Return whether any token can join clauses; nearly all sentences end here."""
    return bool(_BREAK.search(sentence.text.rstrip("!\n "))) or any(
        token.low in _PAUSES or "joint" in token.marks or "joint_turn" in token.marks
        for token in sentence.tokens[1:-1]
    )


def _read_joint(sentence: Sentence, at: int) -> Joint | None:
    """Read the joint that begins at `at`, with all signs and words that belong to it."""
    tokens = sentence.tokens
    between = sentence.text[tokens[at - 1].end : tokens[at].start]
    ends = bool(_BREAK.search(between))
    then, worded, turns = at, ends, False
    while then < len(tokens):
        after = find_end(tokens, then, "joint_turn")
        turns = turns or after > then
        if after == then:
            after = find_end(tokens, then, "joint")
        worded = worded or after > then or tokens[then].low in _ENDS
        if after == then and tokens[then].low not in _PAUSES:
            break
        then = max(after, then + 1)
    if (then == at and not ends) or then == len(tokens):
        return None
    begin = skip_lead(tokens, then, len(tokens))
    if begin == len(tokens) or _is_open_quote(sentence.text[: tokens[at].start]):
        return None
    if find_end(tokens, then, "explains") > then:
        return None
    has_verb = any(is_verb(token) for token in tokens[begin : begin + MOST_TOKENS])
    return Joint(at, then, worded, turns, is_opening(tokens, begin), has_verb)


def _is_decimal_comma(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the comma belongs to a number: "6,90"."""
    around = tokens[at - 1 : at + 2]
    return [token.kind for token in around] == ["number", "sign", "number"] and (
        around[0].end == around[1].start and around[1].end == around[2].start
    )


def _has_two_sides(sentence: Sentence, joint: Joint) -> bool:
    """Return whether something is said before and after; not in a list of ids: "1003 and 1005"."""
    tokens = sentence.tokens
    before, after = tokens[: joint.end], tokens[joint.begin :]
    if before[-1].kind in _IDS and after[0].kind == before[-1].kind and len(after) == 1:
        return any(token.kind == "word" for token in before)
    begin = skip_lead(tokens, 0, joint.end)
    return any(map(is_telling, tokens[begin : joint.end])) and any(map(is_telling, after))


def is_telling(token: Token) -> bool:
    """Return whether the token is more than a sign or a filler."""
    return token.kind != "sign" and token.groups != frozenset({"filler"})


def is_opening(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a clause begins there: with a verb of an order, or a word that asks."""
    return bool(tokens[at].marks & {"clause_asks", "clause_wants"}) or is_verb(tokens[at])


def is_verb(token: Token) -> bool:
    """Return whether the word is a verb of an order, or asks to be shown something."""
    return not token.names.isdisjoint(_list_verbs())


def _list_verbs() -> frozenset[str]:
    """Return the groups and marks of the words that begin an order, or ask to be shown something."""
    return _collect_verbs(registry.list_tools())


@lru_cache(maxsize=8)
def _collect_verbs(_: tuple[registry.AnyTool, ...]) -> frozenset[str]:
    orders = (verb.groups[0] for frame in list_action_frames().values() for verb in frame.verbs)
    return frozenset({"shows", "clause_opens", *orders})


def skip_lead(tokens: Sequence[Token], at: int, end: int) -> int:
    """Skip words that lead to a clause and are no part of it: "then", "first", "um", "ещё"."""
    while at < end:
        after = max(find_end(tokens, at, name) for name in ("clause_lead", "joint_turn", "joint"))
        if after == at and tokens[at].low not in _PAUSES:
            break
        at = max(after, at + 1)
    return at


def _is_tail(tokens: Sequence[Token], at: int) -> bool:
    return "clause_tail" in tokens[at].marks


def _is_open_quote(before: str) -> bool:
    """Return whether a quotation has begun and not ended."""
    return len(_QUOTES.findall(before)) % 2 == 1
