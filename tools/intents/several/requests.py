"""Requests: a sentence that asks for several things comes to several calls, or to one question.

It is cut only where every part is understood completely by itself, or by what the part before it has
said for both. So the gate of orders judges each part, and a part that is negated, told, doubted or
put off leaves the sentence whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from tools import registry
from tools.contracts import Suggestion
from tools.intents.answers import HALF, Answer, OneAnswer, Question, Requests, ToolCall
from tools.intents.gate import is_conditional
from tools.intents.imperative import list_action_frames
from tools.intents.language.spelling import respell
from tools.intents.leniency.aside import drop_courtesies
from tools.intents.leniency.clauses import list_clauses
from tools.intents.leniency.lenient import SURE_LEAD
from tools.intents.leniency.ordered import is_ordered
from tools.intents.meaning import fill_open_buttons, understand_words
from tools.intents.ranking.ranker import find_likeliest
from tools.intents.sentence import Sentence
from tools.intents.several.concluded import find_concluded
from tools.intents.several.corrections import correct_values, is_all_taken_back
from tools.intents.several.joints import (
    Joint,
    cut_clause,
    find_joints,
    is_opening,
    is_verb,
    skip_lead,
)
from tools.intents.several.prelude import drop_prelude
from tools.intents.several.shared import read_alike, read_shared, replace_days
from tools.intents.several.whole import has_free_words, is_addressed, is_rather_one, merge_lists
from tools.intents.slips import correct_slips
from tools.intents.small_talk import classify_talk

#: A sentence has at most so many requests.
MOST_REQUESTS = 4
_LONGEST_LABEL = 40
#: A part of fewer words is no request by itself.
_SHORTEST_REQUEST = 2
#: Marks and groups of words for which a part is never named beside an order that is offered.
_DOUBTS = ("supposes", "unsettles", "asks", "not", "reports")


@dataclass(frozen=True)
class Clause:
    """A part of a sentence, and what it comes to."""

    said: Sentence
    answer: OneAnswer
    #: Whether it needs what the part before it has said.
    leans: bool = False


def understand_sentence(sentence: Sentence) -> Answer:
    """Find all that the sentence asks for or orders."""
    if is_all_taken_back(sentence):
        return sentence.writer.ask(classify_talk(sentence) or "taken_back")
    sentence = correct_values(sentence) or sentence
    joints = find_joints(sentence)
    whole = understand_words(sentence)
    rest = None if is_complete(whole) else drop_prelude(sentence)
    if rest is not None:
        sentence, joints = rest, find_joints(rest)
        after = understand_words(rest)
        whole = after if is_complete(after) else whole
    if not is_complete(whole):
        whole = find_concluded(sentence) or whole
    found = _find_requests(sentence, joints, whole) if joints else None
    if not isinstance(found, Requests) and not is_complete(whole):
        found = _find_in_plain_words(sentence, whole) or found
    if found is None and not is_complete(whole):
        found = _find_respelt(sentence)
    answer = found or whole
    if (
        isinstance(answer, ToolCall)
        and answer.loose
        and _has_other_request(sentence, answer, joints)
    ):
        answer = sentence.writer.ask("strange", tool=answer.tool, said=sentence.text)
    if isinstance(answer, Question) and answer.key != HALF:  # such a part has its buttons already
        return fill_open_buttons(answer, sentence)
    return answer


def _has_other_request(sentence: Sentence, call: ToolCall, joints: Sequence[Joint]) -> bool:
    """Return whether a part of the sentence surely asks for something else than the call."""
    if not registry.is_action(call.tool) and _has_order(sentence):
        return True
    for joint in joints:
        if not (joint.worded and (joint.opens or joint.turns)):
            continue
        first = cut_clause(sentence, 0, joint.end)
        second = cut_clause(sentence, joint.begin, len(sentence.tokens))
        asked = _is_opening_part(first) and not _is_politely_asked(first)
        if (asked and _is_for_another(first, call)) or _is_for_another(second, call):
            return True
    return False


def _has_order(sentence: Sentence) -> bool:
    """Return whether a clause orders a change: "publish the bowl, and work out what to reorder"."""
    clauses = list_clauses(sentence)
    return any(
        is_ordered(frame, sentence.cut_clause(clause))
        for clause in clauses
        for frame in list_action_frames().values()
        if len(clauses) > 1 and frame.spoken(sentence) is not None
    )


def _is_for_another(part: Sentence, call: ToolCall) -> bool:
    tool, lead = _find_likeliest_tool(part)
    return tool not in {"", call.tool} and lead >= SURE_LEAD


def _find_likeliest_tool(part: Sentence) -> tuple[str, float]:
    """Find the tool that the part likeliest means, with its lead over the others; "": none."""
    intent, lead = find_likeliest(correct_slips(part).spoken)
    return intent.tool, lead


def _find_in_plain_words(sentence: Sentence, whole: OneAnswer) -> Requests | None:
    """Find the requests of the sentence without its slips and courtesies.

    "Would you mind checking the stock adn listing the coupons?"
    """
    plain = drop_courtesies(correct_slips(sentence))
    joints = find_joints(plain) if plain is not sentence else []
    found = _find_requests(plain, joints, whole) if joints else None
    return found if isinstance(found, Requests) else None


def _find_respelt(sentence: Sentence) -> Requests | None:
    """Find the requests of what was typed on another keyboard or in other letters."""
    for text in respell(sentence.text):
        respelt = sentence.rewritten(text)
        joints = find_joints(respelt)
        found = _find_requests(respelt, joints, understand_words(respelt)) if joints else None
        if isinstance(found, Requests):
            return found
    return None


def _find_requests(sentence: Sentence, joints: Sequence[Joint], whole: OneAnswer) -> Answer | None:
    """Find the requests that the sentence consists of, or the question about one of them.

    None: it is one request.
    """
    cutter = _Cutter(sentence)
    tokens = sentence.tokens
    conditional = any(is_conditional(tokens, at) for at in range(len(tokens)))
    for places in _list_cuts(joints):
        clauses = cutter.read(places)
        calls = [clause.answer for clause in clauses if isinstance(clause.answer, ToolCall)]
        if len(calls) != len(places) + 1 or not _is_clear(whole, places, clauses):
            continue
        if any(map(_is_about_before, clauses[1:])):
            continue
        leaning = any(clause.leans for clause in clauses)
        sure = leaning or all(map(_is_surely_meant, clauses))
        if is_rather_one(sentence, whole, places, calls, leaning=leaning, sure=sure):
            continue
        if any(map(is_action, calls)) and (conditional or any(map(_is_bare, clauses))):
            continue  # "hide it the second it is gone"; "OB-1078 and OB-1079 want flagging"
        merged = merge_lists(calls) if leaning else None
        return Requests(tuple(calls)) if merged is None else merged
    return _ask_about_half(cutter, joints, whole)


def _is_only_told(clause: Clause) -> bool:
    """Return whether the part rather tells why something is ordered: "we hardly earn a thing on it"."""
    is_read = isinstance(clause.answer, ToolCall) and not is_action(clause.answer)
    return is_read and not (clause.leans or _is_opening_part(clause.said) or _is_meant(clause))


def _is_surely_meant(clause: Clause) -> bool:
    """Return whether the ranker takes the part for what was read, and is sure of it."""
    return _is_meant(clause, SURE_LEAD)


def _is_meant(clause: Clause, least: float = 0.0) -> bool:
    """Return whether the ranker takes the part for what was read, by so much at least."""
    tool, lead = _find_likeliest_tool(clause.said)
    called = clause.answer.tool if isinstance(clause.answer, ToolCall) else None
    return tool == called and lead >= least


def _is_about_before(clause: Clause) -> bool:
    """Return whether a question asks for a figure of what was just named: "the revenue with them"."""
    if not isinstance(clause.answer, ToolCall) or is_action(clause.answer):
        return False
    return any(
        token.has("points_back") and (led.has("with") or led.has("of_somebody"))
        for led, token in pairwise(clause.said.tokens)
    )


def _is_clear(whole: OneAnswer, places: Sequence[Joint], clauses: Sequence[Clause]) -> bool:
    """Return whether no part leaves out a word, or each is plainly a request joined by a word.

    What is understood whole without a few words is rather one request, unless each part begins like one.
    """
    loose = [clause for clause in clauses if not is_complete(clause.answer)]
    if not loose:
        ordered = any(
            isinstance(clause.answer, ToolCall) and is_action(clause.answer) for clause in clauses
        )
        return not (ordered and any(map(_is_only_told, clauses)))
    if not all(joint.worded for joint in places) or not all(map(_is_surely_meant, loose)):
        return False
    open_ended = isinstance(whole, Question)
    return all(
        _is_opening_part(clause.said) or (open_ended and _is_surely_meant(clause))
        for clause in clauses
    )


def _is_opening_part(part: Sentence) -> bool:
    """Return whether the part begins with a verb of an order, or a word that asks."""
    tokens = part.tokens
    return bool(tokens) and is_opening(tokens, skip_lead(tokens, 0, len(tokens) - 1))


def _list_cuts(joints: Sequence[Joint]) -> Iterator[tuple[Joint, ...]]:
    """Yield the ways to cut at these joints, those with the fewest cuts first."""
    for number in range(1, min(len(joints), MOST_REQUESTS - 1) + 1):
        yield from combinations(joints, number)


@dataclass
class _Cutter:
    """Reads parts of a sentence, each part once."""

    sentence: Sentence
    alone: dict[tuple[int, int], Clause] = field(default_factory=dict)

    def read(self, places: Sequence[Joint]) -> list[Clause]:
        """Read the parts between the joints, up to the first that is not understood."""
        found: list[Clause] = []
        begins = [0, *(joint.begin for joint in places)]
        ends = [*(joint.end for joint in places), len(self.sentence.tokens)]
        for begin, end in zip(begins, ends, strict=True):
            clause = self.read_alone(begin, end)
            if found and (said := replace_days(found[-1].said, clause.said)) is not clause.said:
                clause = Clause(said, understand_words(said), leans=True)
            elif found:
                worded = places[len(found) - 1].worded
                clause = self._read_after(found[-1], clause, worded=worded)
            found.append(clause)
            if not isinstance(clause.answer, ToolCall):
                break
        return found

    def read_alone(self, begin: int, end: int) -> Clause:
        found = self.alone.get((begin, end))
        if found is None:
            said = cut_clause(self.sentence, begin, end)
            if begin and _is_politely_asked(self.sentence):
                said = said.without_question_mark()
            found = self.alone[begin, end] = Clause(said, understand_words(said))
        return found

    def _read_after(self, before: Clause, clause: Clause, *, worded: bool) -> Clause:
        """Read the part by what the part before it has said, where it does not stand by itself.

        A mere comma joins only values: "C-4, C-5".
        """
        if not isinstance(before.answer, ToolCall):
            return clause
        bare = _is_bare(clause) and is_action(before.answer)
        if is_complete(clause.answer) and not bare:
            return clause
        read = read_shared if worded else read_alike
        found = read(before.said, before.answer, clause.said, clause.answer)
        return clause if found is None else Clause(clause.said, found, leans=True)


def is_complete(answer: OneAnswer) -> bool:
    """Return whether it is a call without a word left out."""
    return isinstance(answer, ToolCall) and not answer.loose


def is_action(call: ToolCall) -> bool:
    return registry.is_action(call.tool)


def _is_bare(clause: Clause) -> bool:
    """Return whether it is nothing but an id, a number or a day, which may belong to an order."""
    return not clause.leans and all(
        token.kind != "word" or token.groups & {"filler", "kindly"} for token in clause.said.tokens
    )


def _is_politely_asked(sentence: Sentence) -> bool:
    """Return whether the question mark at the end is politeness: "could you ... and ...?"."""
    return any("may_you" in token.groups for token in sentence.tokens[:3])


def _ask_about_half(cutter: _Cutter, joints: Sequence[Joint], whole: OneAnswer) -> Question | None:
    """Ask about the part that was not understood, where the other is; None: it is one request."""
    sentence = cutter.sentence
    tokens, end = sentence.tokens, len(sentence.tokens)
    for joint in joints:
        begins = [skip_lead(tokens, at, end - 1) for at in (0, joint.begin)]
        opens = all(is_verb(tokens[at]) for at in begins)
        if isinstance(whole, ToolCall) and whole.loose:
            opens = all(is_opening(tokens, at) for at in begins)
        if not (joint.worded and opens and _may_be_half(whole, joint, sentence)):
            continue
        first, second = cutter.read_alone(0, joint.end), cutter.read_alone(joint.begin, end)
        if (
            isinstance(whole, ToolCall)
            and whole.loose
            and whole not in (first.answer, second.answer)
        ):
            continue  # it says more than either part
        asked = _ask_about(second, first) or _ask_about(first, second)
        if asked is not None:
            return asked
    return None


def _may_be_half(whole: OneAnswer, joint: Joint, sentence: Sentence) -> bool:
    """Return whether the sentence may be two requests of which one is not understood."""
    if isinstance(whole, Question):
        return not whole.missing and (not whole.understood or not whole.key)
    if whole.loose:
        return True  # it may leave out the other request
    return has_free_words(whole) and ":" not in sentence.text and is_addressed(sentence, joint)


def _ask_about(other: Clause, clear: Clause) -> Question | None:
    """Ask about one part; the other becomes the first button. None: it is not understood itself.

    Nor if the first may take back the other, or is no request by itself.
    """
    done, asked = clear.answer, other.answer
    if isinstance(asked, Question):
        asked = fill_open_buttons(asked, other.said)
    if isinstance(asked, ToolCall) and asked.loose:
        asked = other.said.writer.ask("strange", tool=asked.tool, said=other.said.text)
    if not (isinstance(done, ToolCall) and isinstance(asked, Question)):
        return None
    if done.loose or _is_bare(clear) or len(other.said.words) < _SHORTEST_REQUEST:
        return None
    tokens = other.said.tokens
    left = tokens[2:] if "shows" in tokens[0].marks else tokens
    doubts = (mark for mark in _DOUBTS if left is tokens or mark != "asks")
    if is_action(done) and any(token.has(mark) for mark in doubts for token in left):
        return None
    question = other.said.writer.ask(
        "lacking" if asked.understood else HALF,
        clear=clear.said.text,
        said=other.said.text,
        question=asked.text,
    )
    label = " ".join(clear.said.text.split())
    if len(label) > _LONGEST_LABEL:
        label = f"{label[: _LONGEST_LABEL - 1]}…"
    button = Suggestion(label=label, tool=done.tool, payload=done.payload)
    return replace(question, suggestions=(button, *asked.suggestions[:2]))
