"""What one clause says for the next as well: its verb, its subject, or the thing it is about."""

from __future__ import annotations

from typing import Any

from tools import registry
from tools.intents.answers import OneAnswer, ToolCall
from tools.intents.dialogue.follow_up import PreviousCard, follow, is_leaning
from tools.intents.frame import ActionFrame, Frame, get_frame
from tools.intents.language.tokens import Token, find_end
from tools.intents.meaning import understand_words
from tools.intents.sentence import Sentence
from tools.intents.several.joints import is_verb
from tools.intents.several.values import list_values, replace_value
from tools.intents.slots.row_reference import find_rows

#: Kinds of tokens that begin the arguments of a clause.
_VALUES = frozenset({"order", "product", "number", "dotted", "iso", "slashed"})
#: Groups and marks of words that join a clause to the one before, and say nothing themselves.
_JOINING = frozenset({
    "joint", "joint_turn", "clause_lead", "clause_tail", "filler", "kindly", "article", "same_too",
})  # fmt: skip


def read_shared(
    before: Sentence, done: ToolCall, clause: Sentence, alone: OneAnswer
) -> ToolCall | None:
    """Read a clause by what the clause `before`, which comes to `done`, has said for both.

    "Raise P-101 by 5%" and "P-102 by 3%"; "open order 1003" and "flag it". None: it says nothing
    for it, or something is still not understood.
    """
    found = (
        _read_pointing(done, clause)
        or read_alike(before, done, clause, alone)
        or _read_with_head(before, done, clause)
        or _read_leaning(done, clause, alone)
    )
    return found if isinstance(found, ToolCall) and not found.loose else None


def read_alike(
    before: Sentence, done: ToolCall, clause: Sentence, _: OneAnswer
) -> ToolCall | None:
    """Read the clause before with the values of this one: "pause C-4" and "C-5 too".

    None: this one says more than values and words of the one before, or another value than that.
    """
    said = {token.low for token in before.tokens}
    values = list_values(clause)
    places = range(len(clause.tokens))
    read = {at for value in values for at in range(value.begin, value.end)}
    read |= {
        then for at in places for then in range(at, find_end(clause.tokens, at, "same_again"))
    }
    others = [token for at, token in enumerate(clause.tokens) if at not in read]
    if not values or not all(_is_joining(token) or token.low in said for token in others):
        return None
    text: str | None = before.text
    for value in values:
        text = text and replace_value(before.rewritten(text), clause, value)
    found = understand_words(before.rewritten(text)) if text else None
    if not isinstance(found, ToolCall) or found.tool != done.tool or found == done:
        return None
    frame = get_frame(found.tool)
    # A change is ordered twice only for two things: not "10% и 5 евро" for one coupon.
    own = _get_scope(frame, found) if isinstance(frame, ActionFrame) else {"": None}
    fits = bool(own) and own != _get_scope(frame, done) and not found.loose
    return found if fits else None


def _is_joining(token: Token) -> bool:
    """Return whether the word only joins: "too", "also", "please"."""
    joins = token.kind == "sign" or any(map(token.has, _JOINING))
    return joins and not is_verb(token)


def _read_with_head(before: Sentence, done: ToolCall, clause: Sentence) -> ToolCall | None:
    """Read the clause behind the words that stand before the first argument of the one before."""
    head = _find_head(before)
    if not head or any(map(is_verb, clause.tokens[:1])):
        return None
    found = understand_words(clause.rewritten(f"{head} {clause.text}"))
    if not isinstance(found, ToolCall) or found.tool != done.tool or found == done:
        return None
    frame = get_frame(found.tool)
    if not isinstance(frame, ActionFrame):
        return found
    # A change is ordered twice only for two things: not "10% и 5 евро" for one coupon.
    own = _get_scope(frame, found)
    return found if own and own != _get_scope(frame, done) and _has_value(clause) else None


def _get_scope(frame: Frame | None, call: ToolCall) -> dict[str, Any]:
    if not isinstance(frame, ActionFrame):
        return {}
    return {name: call.payload[name] for name in frame.scopes if name in call.payload}


def _has_value(clause: Sentence) -> bool:
    """Return whether the clause names something by its id or its name."""
    ids = any(token.kind in _VALUES for token in clause.tokens)
    return ids or bool(clause.named_products)


def _read_pointing(done: ToolCall, clause: Sentence) -> OneAnswer | None:
    """Read the clause with the ids of the call before for the words that point at them: "it"."""
    rows, ids = find_rows(clause.tokens), PreviousCard(done).ids
    meant = rows.of(ids) if rows is not None and ids else None
    if rows is None or not meant:
        return None
    text = f"{clause.text[: rows.begin]} {', '.join(meant)} {clause.text[rows.end :]}"
    text = " ".join(text.replace(" :", ":").replace(" ,", ",").split())
    found = understand_words(clause.rewritten(text))
    return (
        found
        if isinstance(found, ToolCall) and set(PreviousCard(found).ids) == set(meant)
        else None
    )


def replace_days(before: Sentence, clause: Sentence) -> Sentence:
    """Return the clause with the days of the one before, where it says that they are the same.

    "... and the funnel for the same week", "... и динамику за него же".
    """
    tokens, windows = clause.tokens, before.windows()
    if not isinstance(windows, tuple) or len(windows) != 1:
        return clause
    for at in range(len(tokens)):
        end = find_end(tokens, at, "same_days")
        if end > at:
            first, last = min(windows[0].used), max(windows[0].used)
            days = before.said(first, last + 1)
            kept = (clause.text[: tokens[at].start], clause.text[tokens[end - 1].end :])
            return clause.rewritten(days.join(kept))
    return clause


def _find_head(sentence: Sentence) -> str:
    """Return the words before the first id, number or product name; "": there are none."""
    named = {at for name in sentence.named_products for at in name.used}
    for at, token in enumerate(sentence.tokens):
        if token.kind in _VALUES or at in named:
            return sentence.said(0, at) if at else ""
    return ""


def _read_leaning(done: ToolCall, clause: Sentence, alone: OneAnswer) -> OneAnswer | None:
    """Read the clause as if it followed the card of the call before."""
    if not is_leaning(clause, alone):
        return None
    found = follow(clause, PreviousCard(done))
    if isinstance(found, ToolCall) and registry.is_action(found.tool):
        ids = PreviousCard(done).ids
        said = [*found.payload.get("order_ids", ()), *found.payload.get("product_ids", ())]
        return found if ids and set(said) == set(ids) else None
    return found
