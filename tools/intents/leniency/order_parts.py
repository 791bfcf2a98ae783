"""The parts of a sentence that may give an order, beside which nothing stands that changes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tools.intents.answers import WAY
from tools.intents.frame import ActionFrame, merge
from tools.intents.gate import Mood, find_mood, has_quotes
from tools.intents.imperative import list_action_frames, read_slots
from tools.intents.language.tokens import Token
from tools.intents.leniency.around import may_stand_after_surely, may_stand_before_surely
from tools.intents.leniency.aside import (
    LeftOut,
    is_referring,
    is_settled_aside,
    list_runs,
    list_versions,
)
from tools.intents.leniency.beside import (
    is_introducing,
    is_scrap,
    may_lead_up,
    may_stand_after,
    may_stand_before,
    skip_scraps,
)
from tools.intents.ranking.ranker import find_likeliest, weigh_order
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Reading, Values

#: The ranker must take a sentence so surely for an order, and know so surely which.
_LEAST_ORDER, _LEAST_LEAD = 0.2, 0.3


@dataclass(frozen=True)
class OrderPart:
    """A part of a sentence that may give an order."""

    sentence: Sentence
    #: Arguments that are said beside it; those of the order must be the same.
    beside: Values = field(default_factory=dict)


def list_order_parts(sentence: Sentence, frame: ActionFrame) -> Iterator[OrderPart]:
    """Yield the sentence, and its parts, the widest first.

    Quoted words may be anything; of words that are handed on, "tell the team: ...", all are kept.
    """
    yield OrderPart(sentence)
    if has_quotes(sentence.text):
        return
    required = [slot for slot in frame.slots if slot.required]
    handing_on = ":" in sentence.text and any(slot.free for slot in required)
    # Without an argument nothing else tells what an order is about: "undo it", "send it again".
    to_the_end = handing_on or not required
    if not to_the_end:
        versions = list_versions(sentence, _keep_orders(_is_plain_aside, frame))[1:]
        yield from (
            OrderPart(version) for version in versions if not _is_dated_before(sentence, version)
        )
    sure = bool(required) and not handing_on and _is_surely_order(sentence)
    stands_before, stands_after = (
        (may_stand_before_surely, may_stand_after_surely)
        if sure and not any(slot.free for slot in required)
        else (may_stand_before, may_stand_after)
    )
    before = _keep_orders(stands_before if required else may_lead_up, frame)
    after = _is_never_left_out if to_the_end else _keep_orders(stands_after, frame)
    for part, left_out in list_runs(sentence, before, after):
        beside = _read_beside(sentence, left_out, frame)
        if beside is None or _is_dated_before(sentence, part):
            continue
        yield OrderPart(part, beside)
        if beside and any(token.has("points_back") for token in part.tokens):
            yield OrderPart(_cut_to_named(sentence, left_out, frame), beside)


def _is_plain_aside(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause is an aside, and does not introduce what somebody else may have said."""
    introduces = is_introducing(sentence.tokens, clause) and not is_scrap(sentence.tokens, clause)
    return not introduces and is_settled_aside(sentence, clause)


def _is_dated_before(sentence: Sentence, part: Sentence) -> bool:
    """Return whether a left-out clause names the day: "the fair is on the 5th, a code from that day on"."""
    return is_referring(part) and bool(sentence.windows())


def _is_surely_order(sentence: Sentence) -> bool:
    """Return whether the ranker takes the sentence for an order, and knows which."""
    asks = any(token.low == "?" for token in sentence.tokens)
    sure = weigh_order(sentence.spoken) >= _LEAST_ORDER
    return sure and not asks and find_likeliest(sentence.spoken)[1] >= _LEAST_LEAD


def _keep_orders(is_left_out: LeftOut, frame: ActionFrame) -> LeftOut:
    """Keep a clause that orders something itself: "P-101 costs 20 euro, raise it by 5%"."""
    return lambda sentence, clause: (
        is_left_out(sentence, clause) and not _is_order(sentence, clause, frame)
    )


def _is_never_left_out(*_: object) -> bool:
    return False


def _is_order(sentence: Sentence, clause: range, frame: ActionFrame) -> bool:
    """Return whether the clause orders a change of its own; "create it" only repeats that it is one."""
    begin = skip_scraps(sentence.tokens, clause)
    if begin == clause.stop:
        return False
    part, first = sentence.cut_clause(clause), sentence.tokens[begin]
    if _may_begin_order(first, frame):
        reading = _read_arguments(part, frame)
        return reading is None or bool(reading.values)
    others = [known for known in list_action_frames().values() if known is not frame]
    return any(_may_begin_order(first, known) for known in others) or any(
        (spoken := known.spoken(part)) is not None
        and find_mood(part, verb=spoken.tokens) is Mood.ORDERED
        for known in (frame, *others)
    )


def _may_begin_order(word: Token, frame: ActionFrame) -> bool:
    return "filler" not in word.groups and any(
        verb.groups[0] in word.groups for verb in frame.verbs
    )


def _read_beside(
    sentence: Sentence, clauses: Sequence[range], frame: ActionFrame
) -> Values | None:
    """Read the arguments that the clauses say; None: they contradict each other, or cannot be meant."""
    readings = [
        _read_arguments(sentence.cut_clause(clause), frame)
        for clause in clauses
        if not (is_settled_aside(sentence, clause) or is_scrap(sentence.tokens, clause))
    ]
    if any(reading is None for reading in readings):
        return None
    values, contrary = merge(tuple(reading.values for reading in readings if reading))
    return None if contrary else values


def _read_arguments(part: Sentence, frame: ActionFrame) -> Reading | None:
    """Read the arguments said in the part; None: one of them cannot be meant."""
    reading = Reading(part)
    fixed = replace(frame, slots=tuple(slot for slot in frame.slots if not slot.free))
    problems = read_slots(fixed, reading)
    reading.values.pop(WAY, None)
    return reading if all(problem.is_gap for problem in problems.values()) else None


def _cut_to_named(sentence: Sentence, clauses: Sequence[range], frame: ActionFrame) -> Sentence:
    """Leave of the clauses only what they name: "C-6 costs us a bomb, stop it" is "C-6, stop it"."""
    named = [
        clause.start + at
        for clause in clauses
        if not sentence.tokens[clause.start].has("explains")  # "while it is here, show it"
        if (reading := _read_arguments(sentence.cut_clause(clause), frame)) is not None
        for at in sorted(reading.used)
    ]
    dropped = {at for clause in clauses for at in clause}.difference(named)
    kept = (token for at, token in enumerate(sentence.tokens) if at not in dropped)
    return replace(sentence, tokens=tuple(kept))
