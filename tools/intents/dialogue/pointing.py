"""Words that point at rows of a card: "flag the second one", "hide the last two"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tools import registry
from tools.intents.answers import OneAnswer, Question, ToolCall
from tools.intents.language.tokens import Token
from tools.intents.meaning import understand_words
from tools.intents.sentence import Sentence
from tools.intents.slots.row_reference import Rows

#: How many rows one sentence may mean by "these".
MOST_ROWS = 200


def is_picking_some(tokens: Sequence[Token]) -> bool:
    """Return whether it means some of the rows without saying which: "flag one of them"."""
    return any(left.has("some") and right.has("of_them") for left, right in pairwise(tokens))


def resolve_rows(sentence: Sentence, rows: Rows, items: Sequence[str]) -> OneAnswer | None:
    """Understand the sentence with the ids of the rows in place of the words that point at them."""
    said = sentence.text
    pointed = [token for token in sentence.tokens if rows.begin <= token.start < rows.end]
    kinds = {group for token in pointed for group in token.groups}
    other = {"OB": "product", "P-": "order"}.get(items[0][:2], "")
    if other in kinds:  # "10% off the first order" is not about the first product
        return None
    meant = rows.of(items)
    if meant is None:
        return sentence.writer.ask("no_such_row", count=len(items))
    written = f"{said[: rows.begin]} {', '.join(meant[:MOST_ROWS])} {said[rows.end :]}"
    answer = understand_words(sentence.rewritten(" ".join(written.split())), strictly=True)
    if isinstance(answer, Question):
        return answer if answer.understood else None
    paused = said[rows.end :].lstrip()[:1] in {",", ":", "-", "–", "—"}  # "flag it, it waits"
    if registry.is_action(answer.tool) and not _is_all_said(sentence, answer, meant, paused):
        return None
    return answer


def _is_all_said(
    sentence: Sentence,
    answer: ToolCall,
    meant: Sequence[str],
    paused: bool,  # noqa: FBT001 -- a fact about the sentence
) -> bool:
    """Return whether the order is about those rows, and its reason, if any, was called one.

    Or it stands after a pause, which `paused` says.

    In "flag the last one's neighbour" the rest is no reason.
    """
    ids = [*answer.payload.get("order_ids", ()), *answer.payload.get("product_ids", ())]
    named = paused or any(token.groups & {"reason", "as"} for token in sentence.tokens)
    return set(meant[:MOST_ROWS]) <= set(ids) and (named or "reason" not in answer.payload)
