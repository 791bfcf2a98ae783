"""The sentence gate: finds the mood of a sentence. Only what is plainly ordered becomes an action.

Every frame and the planner ask it. Words that were read as an argument of the order (its products,
its dates, its reason) say nothing about its mood and are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum

from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import CARDINALS, MONTHS, NEAR_DAYS, WEEKDAYS, get_value
from tools.intents.sentence import Sentence

_QUOTES = ('"', "«", "“", "„")
_ANY_QUOTE = frozenset('"«»“”„')
_CLOSING_QUOTES = ('"', "»", "”", "“")
_TIME = frozenset({"future", "vague", "weekend", "day", "week", "month", "year", "hour"})


#: Groups of nouns that a clause may describe: "orders that are late".
_DESCRIBED = frozenset({
    "everything", "product", "order", "coupon", "campaign", "discount", "price", "sale", "chat",
})  # fmt: skip


#: Marks of words that set a condition, take back, or only think of it.
_UNSETTLING = frozenset({"supposes", "unsettles", "doubts"})


class Mood(Enum):
    """How a sentence means its verb."""

    ORDERED = "ordered"
    ASKED = "asked"
    NEGATED = "negated"
    #: Somebody reports it: "I cut P-101 by 5%".
    TOLD = "told"
    #: It depends on a condition: "if ...".
    SUPPOSED = "supposed"
    QUOTED = "quoted"
    #: It is ordered for a later time: "tomorrow".
    PUT_OFF = "put off"


def find_mood(
    sentence: Sentence,
    read: Collection[int] = (),
    *,
    verb: Collection[int] = (),
    dated: bool = False,
) -> Mood:
    """Find the mood of the sentence; the tokens that were `read` as arguments do not count.

    `verb` are the tokens of the order itself; `dated`: the order may name a day to come.
    """
    if is_quoted(sentence.text) or is_told(sentence.tokens):
        return Mood.QUOTED if is_quoted(sentence.text) else Mood.TOLD
    left = [
        (at, token)
        for at, token in enumerate(sentence.tokens)
        if at not in read and at not in verb
    ]
    if any(is_conditional(sentence.tokens, at) for at, _ in left):
        return Mood.SUPPOSED
    settled = _list_settled(sentence.tokens)
    for at, token in left:
        if at in settled or not is_asking(sentence.tokens, at, verb):
            continue
        return Mood.SUPPOSED if "supposes" in token.marks else Mood.ASKED
    if any("not" in token.groups and "needless" not in token.groups for _, token in left):
        return Mood.NEGATED
    if any(token.low == "?" for _, token in left) and not _is_polite(sentence.tokens, verb):
        return Mood.ASKED
    later = not dated and any(is_later(sentence.tokens, at) for at, _ in left)
    return Mood.PUT_OFF if later else Mood.ORDERED


def has_quotes(text: str) -> bool:
    """Return whether something in the text is quoted, so that it may be anybody's words."""
    return not _ANY_QUOTE.isdisjoint(text)


def is_quoted(text: str) -> bool:
    """Return whether the whole text stands in quotation marks."""
    stripped = text.strip()
    return stripped.startswith(_QUOTES) and stripped.rstrip(".!?").endswith(_CLOSING_QUOTES)


def is_inside_quotes(text: str, begin: int) -> bool:
    """Return whether the text at `begin` is quoted: 'the note says "tell the team ..."'."""
    before = text[:begin]
    pairs = (("«", "»"), ("“", "”"), ("„", "“"))
    opened = any(before.count(left) > before.count(right) for left, right in pairs)
    return opened or before.count('"') % 2 == 1


def is_told(tokens: Sequence[Token]) -> bool:
    """Return whether the sentence only tells: "I cut P-101 by 5%", "we could hide it", "thanks"."""
    words = [token for token in tokens if token.kind != "sign"]
    while words and "greets" in words[0].marks:
        words.pop(0)
    if not words:
        return False
    second = words[1].marks if len(words) > 1 else frozenset[str]()
    return "ours" in words[0].marks or ("teller" in words[0].marks and "wish" not in second)


def is_asking(tokens: Sequence[Token], at: int, verb: Collection[int] = ()) -> bool:
    """Return whether the word makes a question: "is", "why", "should I".

    It does not where it describes what is ordered ("orders that are late"), demands it ("the price
    should be 5"), or orders itself ("do half price on P-101").
    """
    token = tokens[at]
    if "asks" not in token.groups or is_relative(tokens, at, verb):
        return False
    if "mild_later" in token.marks and at > min(verb, default=at):
        return False  # "get it down already", "спрячь его пока"
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    turned = after is not None and (bool({"i", "you"} & after.groups) or after.has("teller"))
    if "orders_itself" in token.marks and (before is None or before.kind == "sign"):
        return turned or after is None or any(other.low == "?" for other in tokens[at:])
    return turned or not (_is_obliging(token, after) and _is_subject(before))


def _is_obliging(token: Token, after: Token | None) -> bool:
    """Return whether the word demands something: "should", "has to"."""
    return "obliges" in token.marks or (
        "obliges_to" in token.marks and after is not None and after.has("to")
    )


def _is_subject(before: Token | None) -> bool:
    """Return whether the word may be that of which something is demanded; "we should" is a thought."""
    return before is not None and before.kind != "sign" and not {"asks", "i"} & before.groups


def _list_settled(tokens: Sequence[Token]) -> set[int]:
    """Return the places of runs of words that ask nothing: "so that", "what's it called"."""
    ends = ((at, find_end(tokens, at, "no_question")) for at in range(len(tokens)))
    return {place for at, end in ends for place in range(at, end)}


def is_relative(tokens: Sequence[Token], at: int, verb: Collection[int] = ()) -> bool:
    """Return whether the question word at `at` asks nothing.

    "Products that are sold out", "всё, что закончилось"; after the `verb` of an order also "hide
    what's sold out", "скрой то, что закончилось".
    """
    marks = tokens[at].marks
    if "whatever" in marks or (at - 1 in verb and "object_what" in marks):
        return True
    before = [token for token in tokens[:at] if token.kind != "sign"]
    if not before or "relative" not in marks:
        return False
    if "being" in marks:
        return is_relative(tokens, at - 1, verb)
    return before[-1].has("that_which") or bool(before[-1].groups & _DESCRIBED)


def is_later(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the word puts an order off: "tomorrow", "on Friday", "вечером", "later"."""
    token = tokens[at]
    return bool(
        "future" in token.groups
        or "vague" in token.groups
        or "later" in token.marks
        or get_value(WEEKDAYS, token.low) is not None
        or get_value(MONTHS, token.low) is not None
    )


def is_asking_together(tokens: Sequence[Token]) -> bool:
    """Return whether it asks what should be done: "could we tell the team that ...?"."""
    return any(find_end(tokens, at, "asks_together") > at for at in range(len(tokens)))


def is_conditional(tokens: Sequence[Token], at: int) -> bool:
    """Return whether words at `at` make it depend on what may happen: "as soon as", "the day it"."""
    begins = at == 0 or tokens[at - 1].kind == "sign" or tokens[at - 1].has("joint")
    return find_end(tokens, at, "depends") > at or (
        begins and find_end(tokens, at, "depends_first") > at
    )


def is_reported(before: Sequence[Token]) -> bool:
    """Return whether the words before an order say that it is not for the bot.

    "Anna says ..." is somebody else's, "remind me to ..." is for the owner.
    """
    places = range(len(before))
    return any(
        find_end(before, at, mark) > at for at in places for mark in ("reports", "to_myself")
    )


def is_unsettling(tokens: Sequence[Token], at: int, *, dated: bool) -> bool:
    """Return whether the word at `at` takes an order back, sets a condition, or puts it off."""
    groups, marks = tokens[at].groups, tokens[at].marks
    waits = not dated and ("hour" in groups or is_later(tokens, at))
    negated = "not" in groups and "needless" not in groups
    return waits or negated or bool(marks & _UNSETTLING) or is_conditional(tokens, at)


def is_time_first(words: Sequence[Token]) -> bool:
    """Return whether the words begin with a time to come.

    "By friday", "at 5pm", "на следующей неделе".
    """
    rest = list(words)
    led = False
    while rest and "time_link" in rest[0].marks and not is_later(rest, 0):
        rest.pop(0)
        led = True
    if not rest:
        return False
    if is_later(rest, 0):
        return True
    if get_value(NEAR_DAYS, rest[0].low) is not None:
        return led
    after = rest[1] if len(rest) > 1 else None
    if "coming" in rest[0].groups and after is not None and after.groups & _TIME:
        return True  # "next week", "на следующей неделе"
    counted = (
        rest[0].kind in {"number", "dotted"}
        or bool(rest[0].groups & _TIME)
        or get_value(CARDINALS, rest[0].low) is not None
    )
    timed = rest[0].groups & _TIME or (
        after is not None and (after.groups & _TIME or "clock" in after.marks or after.low == ":")
    )
    return led and counted and bool(timed)


def _is_polite(tokens: Sequence[Token], verb: Collection[int]) -> bool:
    """Return whether it begins as a polite order does: "can you ...?"."""
    begin = min(verb, default=len(tokens))
    return any("may_you" in token.groups for token in tokens[:begin])
