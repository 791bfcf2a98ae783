"""Sentences with words that change nothing: what is left is understood, and the ranker must agree.

Nobody's vocabulary is in a lexicon. So an unknown word refuses a clear request only if it may
restrict or turn its meaning: a name, a number, what follows a preposition, what stands before what
is asked about, a negation, an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from tools import registry
from tools.intents.answers import OneAnswer, ToolCall
from tools.intents.clauses import is_told_clause, list_clauses
from tools.intents.frame import ActionFrame, ReadFrame, Way, merge
from tools.intents.gate import is_quoted, is_unsettling
from tools.intents.imperative import drop_defaults, find_missing, read_slots, refuse
from tools.intents.language.morphology import is_helping
from tools.intents.language.tokens import Token
from tools.intents.language.words import is_named
from tools.intents.match import find_unexplained, list_frame_readings, list_supposed_readings
from tools.intents.ranking.ranker import Intent, find_likeliest
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Reading, Values

#: By so much the ranker must prefer the tool to every other one, and to none at all.
LEAST_LEAD = 0.1
#: With this lead the subject of a question need not be named in words of the lexicon.
SURE_LEAD = 0.7
#: Kinds of tokens that say which ones or how many.
_COUNTED = frozenset({"number", "iso", "dotted", "slashed", "order", "product", "phone"})
#: Groups whose words restrict nothing where a tool does not ask about them.
_LIGHT = frozenset({
    "kindly", "i", "we", "you", "how", "who", "asks", "went", "do", "did", "may_you", "may_i", "use",
    "tell", "says", "find", "okay", "praise", "up", "needed", "joins", "chain", "supposes", "put",
    "greeting_word", "as", "with", "of", "go", "works", "part", "help", "thanks", "soon", "run",
    "amount", "a", "article", "we_made", "again", "deed", "bot_mode",
    "main", "going", "to_do", "inward", "day_after_day", "again_word", "each_one", "lasts", "ought",
})  # fmt: skip
#: Groups whose words make a question or a condition of what follows.
_QUESTIONING = frozenset({"asks", "may_i", "not"})
_IDLE = _LIGHT | {"filler"}


def understand_leniently(sentence: Sentence) -> OneAnswer | None:
    """Understand the sentence as what the ranker takes it for, without its idle words.

    None: a word may change what is meant, or what was read is not what the ranker takes it for.
    """
    intent, lead = find_likeliest(sentence.text)
    found = registry.get(intent.tool)
    if found is None or lead < LEAST_LEAD:
        return None
    frame = found.understands
    if isinstance(frame, ReadFrame):
        return _read_question(intent, lead, frame, sentence)
    return _read_order(intent, frame, sentence) if isinstance(frame, ActionFrame) else None


def _read_question(
    intent: Intent, lead: float, frame: ReadFrame, sentence: Sentence
) -> ToolCall | None:
    list_readings = list_supposed_readings if lead >= SURE_LEAD else list_frame_readings
    for version in list_versions(sentence, is_aside):
        readings = list_readings(frame, version)
        found = _read_ways(intent.tool, readings, version)
        agreed = [read for read in found if intent.arguments.items() <= read[1].payload.items()]
        if agreed:
            return min(agreed, key=lambda read: read[0])[1]
    return None


def _read_ways(
    tool: str, readings: Iterable[tuple[Way, Values, frozenset[int]]], version: Sentence
) -> Iterator[tuple[int, ToolCall]]:
    """Yield what each way reads, with how many words it leaves out, if all of them may be."""
    for way, payload, used in readings:
        left = find_unexplained(version, way, used)
        named = left or any(map(version.at, way.needs))  # "today" alone is about nothing
        if named and all(is_weak(version, at, way.takes + way.needs) for at in left):
            yield len(left), ToolCall(tool, dict(payload), loose=True)


def _read_order(intent: Intent, frame: ActionFrame, sentence: Sentence) -> OneAnswer | None:
    """Read the order; it must be complete and plainly ordered, and each idle word must be weak."""
    if is_quoted(sentence.text):
        return None
    for version in list_versions(sentence, is_settled_aside):
        spoken = frame.spoken(version)
        if spoken is None:
            continue
        reading = Reading(version, verb=spoken.tokens, verbs=spoken.verbs)
        reading.values, contrary = merge(spoken.values)
        problems = read_slots(frame, reading)
        known = (*frame.about, *frame.helps)
        idle = all(is_weak(version, at, known) for at in reading.left)
        if contrary or not idle or refuse(intent.tool, frame, reading) is not None:
            continue
        if problems or find_missing(frame, reading.values) is not None:
            continue
        if frame.settle is not None and (question := frame.settle(reading)) is not None:
            return question
        if intent.arguments.items() <= reading.values.items():
            return ToolCall(intent.tool, drop_defaults(frame, reading.values), loose=True)
    return None


def list_versions(
    sentence: Sentence, is_left_out: Callable[[Sentence, range], bool]
) -> list[Sentence]:
    """Return the sentence, and the sentence without the clauses that are asides."""
    clauses = list_clauses(sentence)
    asides = [clause for clause in clauses if is_left_out(sentence, clause)]
    if not asides or len(asides) == len(clauses):
        return [sentence]
    dropped = {at for clause in asides for at in clause}
    kept = tuple(token for at, token in enumerate(sentence.tokens) if at not in dropped)
    return [sentence, replace(sentence, tokens=kept)]


def is_aside(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause tells something beside the question."""
    tokens = [sentence.tokens[at] for at in clause]
    if any(token.has("restricts") or token.kind in _COUNTED for token in tokens):
        return False
    return is_told_clause(tokens) and all(token.groups <= _IDLE for token in tokens)


def is_settled_aside(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause tells something beside an order, and does not unsettle it."""
    return is_aside(sentence, clause) and not any(
        is_unsettling(sentence.tokens, at, dated=False)
        or sentence.tokens[at].groups & _QUESTIONING
        for at in clause
    )


def is_weak(sentence: Sentence, at: int, known: Sequence[str]) -> bool:
    """Return whether the word at `at` changes nothing; `known` are the groups asked about."""
    token = sentence.tokens[at]
    if token.kind != "word" or token.has("restricts"):
        return False
    if token.groups:
        return bool(token.groups & _LIGHT)
    if is_named(token.low) or _is_capital(sentence, at):
        return False
    return is_helping(token.low) or not (
        _is_led(sentence, at) or _is_describing(sentence, at, known)
    )


def _is_capital(sentence: Sentence, at: int) -> bool:
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


#: An unknown word after one of these is a date: "last wek".
_DATING = frozenset({"last", "previous", "this", "coming", "earlier", "ago"})


def _is_passed_over(token: Token) -> bool:
    return token.kind == "word" and (token.has("article") or not token.groups)


def _is_describing(sentence: Sentence, at: int, known: Sequence[str]) -> bool:
    """Return whether the word stands before one that the tool asks about: "wholesale orders"."""
    after = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
    return after is not None and bool(after.groups & set(known)) and "filler" not in after.groups
