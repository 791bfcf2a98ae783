"""The change that a text likely orders, where no frame sees the order in the text as a whole.

"I've just sold the last one, can you believe it, so take the thermos down, please": the ranker takes it for
that change, and for an order. Beside the clause that orders nothing may take that back.
"""

from __future__ import annotations

from tools.intents.frame import ActionFrame
from tools.intents.gate import has_quotes, is_asking_together, is_time_first
from tools.intents.imperative import list_action_frames
from tools.intents.language.spelling import respell
from tools.intents.leniency.around import is_taking_back
from tools.intents.leniency.aside import drop_courtesies
from tools.intents.leniency.beside import may_stand_after, may_stand_before
from tools.intents.leniency.clauses import list_clauses
from tools.intents.leniency.lenient import LEAST_LEAD
from tools.intents.leniency.ordered import is_ordered, is_saying_more, parse_said, read_said
from tools.intents.ranking.ranker import find_likeliest, rank_intents, weigh_order
from tools.intents.sentence import Sentence
from tools.intents.slips import correct_slips

#: Where a clause orders a change in words that its frame knows, the ranker must find the change, and an order at
#: all, so likely; where none does, the change, and both together.
_LEAST_SCORE, _LEAST_ORDER = -0.5, 0.0
_LEAST_UNWORDED, _LEAST_TOGETHER = -0.1, 0.8
#: By so much the ranker may rather find nothing that is asked or ordered.
_MOST_DOUBT = 0.5


def find_likely_orders(text: str) -> frozenset[str]:
    """Return the names of the actions that the text likely orders.

    What the text says in other letters must order the same.
    """
    spellings = [_find_orders(spelling) for spelling in (text, *respell(text)[:1])]
    return frozenset.intersection(*spellings)


def parse_spoken(text: str) -> Sentence:
    """Parse a text without its slips and courtesies, as the ranker sees it."""
    return _drop_slips(parse_said(text))


def _drop_slips(said: Sentence) -> Sentence:
    return drop_courtesies(correct_slips(said))


def _find_orders(text: str) -> frozenset[str]:
    said = parse_said(text)
    sentence = _drop_slips(said)
    order = weigh_order(sentence.spoken)
    asks = any(token.low == "?" for token in sentence.tokens) or is_asking_together(said.tokens)
    if order < _LEAST_ORDER or asks or has_quotes(text):
        return frozenset()
    scores = {intent.tool: intent.score for intent in reversed(rank_intents(sentence.spoken))}
    least = max(_LEAST_SCORE, scores.get("", _LEAST_SCORE) - _MOST_DOUBT)
    likely = {
        tool: frame
        for tool, frame in list_action_frames().items()
        if scores.get(tool, least - 1) >= least
    }
    worded = {tool for tool, frame in likely.items() if _is_worded(frame, sentence)}
    if worded:
        return frozenset(worded)
    intent, lead = find_likeliest(sentence.spoken)
    unworded = (
        intent.tool in likely
        and lead >= LEAST_LEAD
        and intent.score >= _LEAST_UNWORDED
        and intent.score + order >= _LEAST_TOGETHER
        and is_saying_more(likely[intent.tool], sentence)
        and _is_kept(likely[intent.tool], sentence, range(0))
    )
    return frozenset({intent.tool}) if unworded else frozenset()


def _is_worded(frame: ActionFrame, sentence: Sentence) -> bool:
    """Return whether a clause orders the change in words of its frame, and no other takes it back."""
    ordering = next(
        (
            clause
            for clause in list_clauses(sentence)
            if is_ordered(frame, sentence.cut_clause(clause))
        ),
        None,
    )
    return ordering is not None and _is_kept(frame, sentence, ordering)


def _is_kept(frame: ActionFrame, sentence: Sentence, ordering: range) -> bool:
    """Return whether no other clause than the `ordering` one takes the order back or puts it off."""
    return not is_time_first(sentence.words) and all(
        clause == ordering or _may_stand(frame, sentence, clause, ordering)
        for clause in list_clauses(sentence)
    )


def _may_stand(frame: ActionFrame, sentence: Sentence, clause: range, ordering: range) -> bool:
    """Return whether the clause may stand beside the ordering one, before or after it."""
    part, before = sentence.cut_clause(clause), clause.start < ordering.start
    if ordering and (may_stand_before if before else may_stand_after)(sentence, clause):
        return True
    read = (
        {clause.start + at for at in read_said(frame, part).used} if not frame.dated else {*clause}
    )
    return not is_taking_back(sentence, clause, before=before or not ordering, read=read)
