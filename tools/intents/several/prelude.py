"""Preludes: what leads to a request and changes nothing about it.

"Now that the tea is in, show P-109", "раз оплата прошла, возобнови C-8", "be so kind and ...".
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.language.tokens import Token, find_end
from tools.intents.sentence import Sentence
from tools.intents.several.joints import is_verb, skip_lead

#: The longest clause that only says why.
MOST_WORDS = 16
#: A shorter rest that does not begin with a verb is talk.
SHORTEST_REST = 3
_IDS = frozenset({"order", "product"})


def drop_prelude(sentence: Sentence) -> Sentence | None:
    """Drop a clause at the beginning that only leads to the request; None: there is none.

    It stays if it names days or ids that the rest does not name, because the rest may be about
    those: "since I was off on Thursday, how many orders came that day?".
    """
    tokens = sentence.tokens
    at = skip_lead(tokens, 0, len(tokens))
    if at and at < len(tokens) and tokens[at - 1].has("joint"):
        return sentence.cut(tokens[at].start)
    hem = _skip_hems(tokens)
    if 0 < hem < len(tokens):
        return sentence.cut(tokens[hem].start)
    if find_end(tokens, at, "prelude") == at or find_end(tokens, at, "no_prelude") > at:
        return None
    comma = next((then for then in range(at, len(tokens)) if tokens[then].low == ","), 0)
    if not at + 1 < comma < min(at + MOST_WORDS, len(tokens) - 1):
        return None
    before = sentence.rewritten(sentence.said(at, comma))
    rest = sentence.rewritten(sentence.text[tokens[comma + 1].start :])
    return None if _is_about(before, rest) else rest


def _skip_hems(tokens: Sequence[Token]) -> int:
    """Skip words with which somebody hesitates or begins anew: "hm no, ...", "nah ...", "погоди, ..."."""
    at = 0
    while at < len(tokens):
        end = find_end(tokens, at, "hems")
        if end == at and not (at and tokens[at].low == ","):
            break
        negated = end == at + 1 and "not" in tokens[at].groups  # "no hide P-101" may say not to
        if negated and (end == len(tokens) or tokens[end].low != ","):
            break
        at = max(end, at + 1)
    return at


def _is_about(before: Sentence, rest: Sentence) -> bool:
    """Return whether the rest may be about days, ids or things that only the clause names."""
    if len(rest.words) < SHORTEST_REST and not is_verb(rest.tokens[0]):
        return True  # "since you ask, I'm fine"
    points = any("points_back" in token.marks for token in rest.tokens)
    days = bool(before.windows()) and (points or not rest.windows())
    named, then = (any(token.kind in _IDS for token in said.tokens) for said in (before, rest))
    return (
        days
        or (named and (points or not then))
        or any("far_back" in token.marks for token in rest.tokens)
    )
