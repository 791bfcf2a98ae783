"""Idle words: words of a request that change nothing in it."""

from __future__ import annotations

from dataclasses import dataclass

from tools.intents.language.morphology import is_helping
from tools.intents.language.tokens import Token
from tools.intents.language.words import is_named
from tools.intents.ranking.ranker import weigh_word
from tools.intents.sentence import Sentence

#: A word that weighs so much for a tool is how people speak of it.
TELLING_WEIGHT = 0.3
#: Groups whose words restrict nothing where a tool does not ask about them.
_LIGHT = frozenset({
    "kindly", "i", "we", "you", "how", "who", "asks", "went", "do", "did", "may_you", "may_i", "use",
    "tell", "says", "find", "okay", "praise", "up", "needed", "joins", "chain", "supposes", "put",
    "greeting_word", "as", "with", "of", "go", "works", "part", "help", "thanks", "soon", "run",
    "amount", "a", "article", "we_made", "again", "deed", "bot_mode", "filler",
    "main", "going", "to_do", "inward", "day_after_day", "again_word", "each_one", "lasts", "ought",
})  # fmt: skip
#: Groups whose words restrict, turn or date a request, whatever it is about.
_HEAVY = frozenset({
    "not", "versus", "better", "cheaper", "dearer", "than", "same", "or", "bound", "future",
    "weekend", "vague", "day", "week", "month", "quarter", "year", "hour", "period", "last",
    "previous", "this", "coming", "earlier", "ago", "percent", "money_unit", "cents", "without",
    "with", "to_each",
})  # fmt: skip
#: Marks of words with which an order is taken back, or is only thought of: "hide P-101, kidding".
_UNSETTLING = frozenset({"unsettles", "hesitates", "doubts"})
#: An unknown word after one of these is a date: "last wek".
_DATING = frozenset({"last", "previous", "this", "coming", "earlier", "ago"})


@dataclass(frozen=True)
class Meant:
    """What a sentence is taken for: the tool, and the groups of words that it asks about."""

    tool: str
    known: frozenset[str]
    #: Whether there is no doubt about the tool, so that words of other tools change nothing.
    sure: bool = False
    is_order: bool = False
    #: Whether an order names each thing that it is about, so that no other word can pick them out.
    is_exact: bool = False


def is_idle(sentence: Sentence, at: int, meant: Meant) -> bool:
    """Return whether the word at `at` changes nothing, or is how people speak of the tool.

    In an order an unknown word may name a product, so only verbs and adverbs are idle there, unless
    everything that it is about is named exactly.
    """
    token = sentence.tokens[at]
    helps = not meant.known.isdisjoint(token.groups)  # "up" hesitates, but not in "up to 9.90"
    turns = meant.is_order and not helps and not _UNSETTLING.isdisjoint(token.marks)
    bounds = not meant.is_order and token.has("bounding")  # "from the 20th until, hmm, the 2nd"
    if token.kind != "word" or token.has("restricts") or bounds or turns:
        return False
    if token.groups:
        return _is_idle_group(token.groups | token.marks & meant.known, meant) or (
            not meant.is_order
            and not token.groups & _HEAVY
            and weigh_word(token.low, meant.tool) >= TELLING_WEIGHT
        )
    if is_named(token.low) or is_capital(sentence, at):
        return False
    if is_helping(token.low):
        return True
    if meant.is_order:
        return meant.is_exact and not (_is_led(sentence, at) or _is_listed(sentence, at))
    return weigh_word(token.low, meant.tool) >= TELLING_WEIGHT or not (
        _is_led(sentence, at) or _is_describing(sentence, at, meant.known)
    )


def _is_idle_group(groups: frozenset[str], meant: Meant) -> bool:
    return bool(groups & _LIGHT) or (
        not groups & _HEAVY and bool(meant.sure or groups & meant.known)
    )


def is_capital(sentence: Sentence, at: int) -> bool:
    """Return whether the word is written like a name inside a sentence that is not all capitals."""
    token = sentence.tokens[at]
    begins = sentence.text[token.start].isupper()
    opening = at == 0 or sentence.tokens[at - 1].low in {".", "?", "!"}
    return begins and not opening and sentence.text != sentence.text.upper()


def _is_led(sentence: Sentence, at: int) -> bool:
    """Return whether a preposition or "last" stands before the word, with nothing known between."""
    before = at - 1
    while before >= 0 and _is_passed_over(sentence.tokens[before]):
        before -= 1
    led = sentence.tokens[before] if before >= 0 else None
    return led is not None and (led.has("restricting") or bool(led.groups & _DATING))


def _is_listed(sentence: Sentence, at: int) -> bool:
    """Return whether the word may be one of several things: "P-101 and mugs"."""
    around = sentence.tokens[max(0, at - 1) : at] + sentence.tokens[at + 1 : at + 2]
    return any(token.has("joint") or token.has("with") or token.low == "," for token in around)


def _is_passed_over(token: Token) -> bool:
    return token.kind == "word" and (token.has("article") or not token.groups)


def _is_describing(sentence: Sentence, at: int, known: frozenset[str]) -> bool:
    """Return whether the word stands before one that the tool asks about: "wholesale orders"."""
    after = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
    return after is not None and bool(after.groups & known) and "filler" not in after.groups
