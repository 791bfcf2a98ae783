"""Arguments of questions about the stock: which section, how low is low, how many rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tools.intents.answers import Question
from tools.intents.limits import read_limit
from tools.intents.sentence import (
    NOTHING,
    Arguments,
    Built,
    Sentence,
    merge_built,
    parse_count,
)
from tools.intents.values.at_most import find_at_most
from tools.texts import Text

TOOL = "inventory_status"
MOST_ROWS, MOST_PIECES = 200, 100_000
#: So many words may stand between a number and the products that it counts.
_NEAR = 6

WHOLE_STOCK = Text(
    "I list the stock of the whole shop; one product, a category or a place I cannot pick out."
)


@cache
def read_section(section: str) -> Callable[[Sentence], Built]:
    """Build a reader of one section of the stock, and of how many rows are listed."""

    def build(sentence: Sentence) -> Built:
        if section in {"low_stock", "out_of_stock", "all"}:
            low = read_low_stock(sentence)
            if low is not None:
                return low
        return _add_rows(sentence, ({} if section == "all" else {"section": section}, NOTHING))

    return build


def read_low_stock(sentence: Sentence) -> Built:
    """Read how many pieces are low: "товары с остатком до 10", "three or fewer left", "the last piece".

    None without a number: another question.
    """
    found = _find_pieces(sentence)
    if found is None:
        return None
    most, used = found
    if not 1 <= most <= MOST_PIECES:
        return None
    return _add_rows(sentence, ({"section": "low_stock", "low_stock_at_most": most}, used))


def read_ran_out(sentence: Sentence) -> Built:
    """Read what has run out, or is about to: "what ran out", "what will run out", "nearly gone"."""
    soon = any(map(sentence.at, ("nearly", "soon", "will", "running")))
    return read_section("low_stock" if soon else "out_of_stock")(sentence)


def _find_pieces(sentence: Sentence) -> tuple[int, frozenset[int]] | None:
    """Find how many pieces there may be at most, and the tokens that say it; None: not said."""
    found = [
        most
        for at in range(len(sentence.tokens))
        if (most := find_at_most(sentence.tokens, at)) is not None
        and not _is_of_lines(sentence, most)
    ]
    return found[0] if len({pieces for pieces, _ in found}) == 1 else _find_last_piece(sentence)


def _is_of_lines(sentence: Sentence, most: tuple[int, frozenset[int]]) -> bool:
    """Return whether rows of the list are limited, not pieces: "up to 100 lines"."""
    after = sentence.tokens[max(most[1]) + 1 : max(most[1]) + 2]
    return bool(after) and after[0].has("line_word")


def _find_last_piece(sentence: Sentence) -> tuple[int, frozenset[int]] | None:
    """Find "the last piece", "последняя штука": one is left."""
    for at in sentence.at("last_row"):
        after = sentence.tokens[at + 1 : at + 2]
        if after and after[0].has("one_piece"):
            return 1, frozenset({at, at + 1})
    return None


def _add_rows(sentence: Sentence, before: Arguments) -> Built:
    """Add `limit`, a number that counts products: "top 5 things", "fifteen of the low-stock items"."""
    asked = _refuse_products(sentence)
    if asked is not None:
        return asked
    known, used = before
    for at, token in enumerate(sentence.tokens):
        count = parse_count(token)
        if count is None or at in used or token.has("slipped_one"):
            continue
        after = sentence.tokens[at + 1 : at + 1 + _NEAR]
        counts = any(near.groups & {"product", "things", "quantity"} for near in after)
        if not counts:
            continue
        if not 1 <= count <= MOST_ROWS:
            return sentence.writer.ask(
                "limit", tool=TOOL, missing="limit", known=known, most=MOST_ROWS
            )
        capped = find_at_most(sentence.tokens, at)
        return {**known, "limit": count}, used | {at} | (capped[1] if capped else NOTHING)
    if "low_stock_at_most" in known:
        return before
    limited = read_limit(sentence, used, most=MOST_ROWS, tool=TOOL, loose=False, **known)
    return merge_built(before, limited)


def _refuse_products(sentence: Sentence) -> Question | None:
    """Ask back where one product or a category is named: this list cannot pick it out."""
    numbered = any(token.kind == "product" for token in sentence.tokens)
    named = any(
        all(not sentence.tokens[at].groups for at in found.used)
        for found in sentence.named_products
    )
    return sentence.writer.ask(WHOLE_STOCK, about=TOOL) if numbered or named else None
