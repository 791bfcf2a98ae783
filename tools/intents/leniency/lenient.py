"""Sentences with words that change nothing: what is left is understood, and the ranker must agree.

Nobody's vocabulary is in a lexicon. So an unknown word refuses a clear request only if it may
restrict or turn its meaning: a name, a number, what follows a preposition, what stands before what
is asked about, a negation, an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from tools import registry
from tools.intents.answers import OneAnswer, ToolCall
from tools.intents.frame import ActionFrame, ActionMatch, ReadFrame, Way
from tools.intents.gate import is_asking_together, is_inside_quotes, is_quoted, is_reported
from tools.intents.imperative import (
    drop_defaults,
    find_missing,
    list_action_frames,
    read_slots,
    refuse,
    start_reading,
)
from tools.intents.language.morphology import is_helping, to_base
from tools.intents.language.words import find_meant_among
from tools.intents.leniency.aside import (
    drop_courtesies,
    is_aside,
    is_referring,
    list_versions,
)
from tools.intents.leniency.clauses import list_clauses
from tools.intents.leniency.idle_words import Meant, is_idle
from tools.intents.leniency.order_parts import OrderPart, list_order_parts
from tools.intents.match import find_unexplained, list_frame_readings, list_supposed_readings
from tools.intents.ranking.ranker import Intent, find_likeliest, rank_intents
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Reading, Values

#: By so much the ranker must prefer the tool to every other one, and to none at all.
LEAST_LEAD = 0.1
#: With this lead the subject of a question need not be named in words of the lexicon.
SURE_LEAD = 0.5
#: With this lead words of other tools change nothing in an order.
SURE_ORDER = 1.0
#: So many of the likeliest tools are tried for a part of a sentence.
_MOST_TRIED = 3
#: Arguments that name each thing that an order is about.
_EXACT = frozenset({"order_ids", "product_ids", "campaign_id", "code"})
#: So many words can be a request of their own.
_LEAST_REQUEST = 2


def understand_leniently(sentence: Sentence) -> OneAnswer | None:
    """Understand the sentence as what the ranker takes it for, without its idle words.

    None: a word may change what is meant, or what was read is not what the ranker takes it for.
    """
    orders = "?" not in sentence.text or not is_asking_together(sentence.tokens)
    sentence = drop_courtesies(sentence)
    intent, lead = find_likeliest(sentence.spoken)
    answer = _read_as(intent, lead, sentence, orders=orders) if lead >= LEAST_LEAD else None
    if answer is not None or len(list_clauses(sentence)) == 1:
        return answer
    # A story around a request may sound like another tool; what is left of it must not.
    others = dict.fromkeys(other.tool for other in rank_intents(sentence.spoken))
    for tool in list(others)[:_MOST_TRIED]:
        answer = _read_as(Intent(tool, {}, 0.0), None, sentence, orders=orders)
        if answer is not None:
            return answer
    return None


def _read_as(
    intent: Intent, lead: float | None, sentence: Sentence, *, orders: bool
) -> OneAnswer | None:
    """Read the sentence as this intent; as an order only if it may be one.

    `lead` is None where only a part of it may mean that.
    """
    found = registry.get(intent.tool)
    frame = found.understands if found is not None else None
    if isinstance(frame, ReadFrame):
        return _read_question(intent, lead, frame, sentence)
    if isinstance(frame, ActionFrame) and orders:
        return _read_order(intent, lead, frame, sentence)
    return None


def _read_question(
    intent: Intent, lead: float | None, frame: ReadFrame, sentence: Sentence
) -> ToolCall | None:
    """Read the question with and without its asides; None where they say different things."""
    if lead is None:
        rest = list_versions(sentence, is_aside)[-1]
        settled = _settle(intent, rest)
        if settled is None or ":" in sentence.text or not rest.at("shows"):
            return None
        intent, lead = settled
    if _is_misspelt_order(sentence):
        return None
    list_readings = list_supposed_readings if lead >= SURE_LEAD else list_frame_readings
    calls: list[ToolCall] = []
    for version in list_versions(sentence, is_aside):
        if version is not sentence and is_referring(version):
            continue  # "as we changed it on the 9th, the refunds since then"
        found = _read_ways(intent.tool, lead, list_readings(frame, version), version)
        agreed = [read for read in found if intent.arguments.items() <= read[1].payload.items()]
        if agreed:
            calls.append(min(agreed, key=lambda read: read[0])[1])
    return calls[0] if calls and all(call == calls[0] for call in calls) else None


def _is_misspelt_order(sentence: Sentence) -> bool:
    """Return whether it begins with an unknown word that is near to a verb of an order: "hied P-101"."""
    first = next((token for token in sentence.tokens if token.groups != {"filler"}), None)
    if first is None or first.kind != "word" or first.groups:
        return False
    return bool(find_meant_among(first.low, _list_order_verbs()))


@cache
def _list_order_verbs() -> frozenset[str]:
    return frozenset(
        group
        for frame in list_action_frames().values()
        for verb in frame.verbs
        for group in verb.groups
    )


def _read_ways(
    tool: str,
    lead: float,
    readings: Iterable[tuple[Way, Values, frozenset[int]]],
    version: Sentence,
) -> Iterator[tuple[int, ToolCall]]:
    """Yield what each way reads, with how many words it leaves out, if all of them may be."""
    for way, payload, used in readings:
        left = find_unexplained(version, way, used)
        named = left or any(map(version.at, way.needs))  # "today" alone is about nothing
        meant = Meant(tool, frozenset(way.takes + way.needs), sure=lead >= SURE_LEAD)
        if not named or not all(is_idle(version, at, meant) for at in left):
            continue
        if _is_in_quotes(version, used):
            continue
        if not _is_another_request(version, left, tool):
            yield len(left), ToolCall(tool, dict(payload), loose=True)


def _is_in_quotes(version: Sentence, used: frozenset[int]) -> bool:
    """Return whether a word of the question is quoted: 'the button reads "Show funnel"'."""
    return any(is_inside_quotes(version.text, version.tokens[at].start) for at in used)


def _is_another_request(sentence: Sentence, left: Sequence[int], tool: str) -> bool:
    """Return whether the words that are left out ask for something else."""
    if len(left) < _LEAST_REQUEST:
        return False
    likeliest = rank_intents(" ".join(map(sentence.said, left)))[0]
    return likeliest.tool not in {"", tool} and likeliest.score > 0


def _settle(intent: Intent, part: Sentence) -> tuple[Intent, float] | None:
    """Return what the part is likeliest to mean, with its lead; None: surely not this tool."""
    own, lead = find_likeliest(part.spoken)
    return (own, lead) if own.tool == intent.tool and lead >= SURE_LEAD else None


def _read_order(
    intent: Intent, lead: float | None, frame: ActionFrame, sentence: Sentence
) -> OneAnswer | None:
    """Read the order in the widest part of the sentence that gives it, if the rest is aside."""
    if is_quoted(sentence.text):
        return None
    parts = list_order_parts(sentence, frame)
    read = (_read_beside(intent, lead, frame, part) for part in parts)
    return next((answer for answer in read if answer is not None), None)


def _read_beside(
    intent: Intent, lead: float | None, frame: ActionFrame, part: OrderPart
) -> OneAnswer | None:
    """Read the order of the part; None: there is none, or what is said beside it is another one.

    "I said twenty, but make it fifteen percent."
    """
    own, own_lead = find_likeliest(part.sentence.spoken)
    if lead is None:
        if _settle(intent, part.sentence) is None:
            return None
        intent, lead = own, own_lead
    elif own.tool == intent.tool:  # "hide it so that people can't buy it" speaks of hiding
        intent, lead = own, max(lead, own_lead)
    answer = _read_part(intent, lead, frame, part.sentence)
    fits = not isinstance(answer, ToolCall) or part.beside.items() <= answer.payload.items()
    return answer if fits else None


def _is_for_others(part: Sentence, frame: ActionFrame, spoken: ActionMatch) -> bool:
    """Return whether it was ordered of the owner, or is a reminder: "I was asked to hide P-101"."""
    worded = any(slot.free and slot.required for slot in frame.slots)  # "remind the team: ..."
    before = part.tokens[: max(spoken.tokens, default=0)]
    return is_reported(before) or (not worded and bool(part.at("reminds")))


def _has_subject(part: Sentence, reading: Reading) -> bool:
    """Return whether somebody else does it, not the bot: "Amazon put 20% off their moka pot"."""
    before = min(reading.verb, default=0) - 1
    if before < 0 or before not in reading.left:
        return False
    word = part.tokens[before]  # in Russian an order has a form of its own
    return word.low.isascii() and not word.groups and not is_helping(word.low)


def _is_done(part: Sentence, reading: Reading) -> bool:
    """Return whether a person has done it himself: "я сам разослал ещё раз"."""
    first = min(reading.verb | reading.used, default=0)
    clause = next((clause for clause in list_clauses(part) if first in clause), range(0))
    return any(
        to_base(part.tokens[at].low)
        and not any(map(part.tokens[at].has, ("wish", "clause_wants", "pleads")))
        and any(token.has("person_word") for token in part.tokens[max(clause.start, at - 2) : at])
        for at in reading.left
        if at in clause
    )


def _is_continued(part: Sentence, reading: Reading) -> bool:
    """Return whether something is said behind an "and" that the order does not take: "... and round it"."""
    tokens, end = part.tokens, max(reading.used | reading.verb, default=0)
    joints = [at for at in range(len(tokens) - 1) if tokens[at].has("joint")]
    return any(
        (at > end and any(then > at for then in reading.left))
        or (
            at + 1 in reading.left
            and not tokens[at + 1].groups
            and not is_helping(tokens[at + 1].low)
        )
        for at in joints
    )


def _is_verb_quoted(part: Sentence, spoken: ActionMatch) -> bool:
    """Return whether the order stands in quotes: 'in his message: "lower P-120"'."""
    return any(is_inside_quotes(part.text, part.tokens[at].start) for at in spoken.tokens)


def _read_part(
    intent: Intent, lead: float, frame: ActionFrame, part: Sentence
) -> OneAnswer | None:
    """Read a complete and plain order out of a part whose every idle word is weak."""
    spoken = frame.spoken(part)
    if spoken is None or _is_verb_quoted(part, spoken) or _is_for_others(part, frame, spoken):
        return None
    reading, contrary = start_reading(part, spoken)
    problems = read_slots(frame, reading)
    known = frozenset((*frame.about, *frame.helps))
    exact = not _EXACT.isdisjoint(reading.values)
    meant = Meant(intent.tool, known, sure=lead >= SURE_ORDER, is_order=True, is_exact=exact)
    idle = all(is_idle(part, at, meant) for at in reading.left)
    idle = idle and not _is_another_request(part, reading.left, intent.tool)
    idle = idle and not any(
        is_more(part, reading) for is_more in (_has_subject, _is_done, _is_continued)
    )
    if contrary or not idle or refuse(intent.tool, frame, reading) is not None:
        return None
    if problems or find_missing(frame, reading.values) is not None:
        return None
    if frame.settle is not None and (question := frame.settle(reading)) is not None:
        return question
    if not intent.arguments.items() <= reading.values.items():
        return None
    return ToolCall(intent.tool, drop_defaults(frame, reading.values), loose=True)
