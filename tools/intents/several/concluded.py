"""Questions that are concluded from a story: "my sister keeps asking, I've lost track, so list the coupons"."""

from __future__ import annotations

from dataclasses import replace

from tools import registry
from tools.intents.answers import ToolCall
from tools.intents.dialogue.follow_up import DAYS
from tools.intents.language.tokens import find_end
from tools.intents.leniency.clauses import list_clauses
from tools.intents.leniency.lenient import SURE_LEAD
from tools.intents.meaning import understand_words
from tools.intents.ranking.ranker import find_likeliest
from tools.intents.sentence import Sentence
from tools.intents.slips import correct_slips

#: A rest of fewer words is no question by itself.
_SHORTEST_REST = 3
_IDS = frozenset({"order", "product"})


def find_concluded(sentence: Sentence) -> ToolCall | None:
    """Find the question after the last "so", if all of the sentence sounds like it; None: there is none.

    Nor is there if it may be about what only the story names: its days, its ids, "only ...".
    """
    split = _split_conclusion(sentence)
    if split is None:
        return None
    story, rest = split
    answer = understand_words(rest)
    if not isinstance(answer, ToolCall) or registry.is_action(answer.tool):
        return None
    if _is_dated(answer.tool) and story.windows() and not rest.windows():
        return None  # "I was off on Thursday, so how many orders came?"
    intent, lead = find_likeliest(correct_slips(sentence).spoken)
    sure = intent.tool == answer.tool and lead >= SURE_LEAD
    return replace(answer, loose=True) if sure else None


def _split_conclusion(sentence: Sentence) -> tuple[Sentence, Sentence] | None:
    """Split the story from the last clause that is concluded from it; None: there is none."""
    tokens = sentence.tokens
    found = [
        (clause.start, end)
        for clause in list_clauses(sentence)
        if clause.start and (end := find_end(tokens, clause.start, "concludes")) > clause.start
    ]
    if not found or found[-1][1] >= len(tokens):
        return None
    begin, end = found[-1]
    story, rest = sentence.cut(0, tokens[begin].start), sentence.cut(tokens[end].start)
    named, then = (any(token.kind in _IDS for token in said.tokens) for said in (story, rest))
    points = any(token.has("points_back") or token.has("far_back") for token in rest.tokens)
    picks = any(token.has("only_word") or token.has("excepts") for token in story.tokens)
    if picks or (named and (points or not then)) or len(rest.words) < _SHORTEST_REST:
        return None
    return story, rest


def _is_dated(tool: str) -> bool:
    """Return whether the tool can be asked about certain days."""
    found = registry.get(tool)
    return found is not None and not DAYS.isdisjoint(found.Payload.model_fields)
