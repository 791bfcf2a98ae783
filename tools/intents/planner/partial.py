"""Half an order is no order: whether a text names something that no proposed change has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tools.dashes import replace_dashes
from tools.intents.answers import ToolCall
from tools.intents.imperative import list_action_frames
from tools.intents.language.tokens import Token
from tools.intents.leniency.ordered import parse_said
from tools.intents.planner.arguments import find_ids, find_numbers
from tools.intents.planner.grounded import parse_figures
from tools.intents.sentence import Sentence
from tools.intents.several.corrections import correct_values
from tools.intents.slots.order_ids import SHORTEST_BARE_ID
from tools.intents.slots.rounding import find_rounding
from tools.intents.values.number import read_spoken
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue


def is_partial(changes: Iterable[ToolCall], said: str, catalogue: Catalogue = NO_PRODUCTS) -> bool:
    """Return whether the text names something that no change has: half an order is no order.

    What the text itself takes back, "not 20 but 25", need not be in them.
    """
    whole = parse_said(replace_dashes(said), catalogue)
    changes = list(changes)
    return is_naming_more(whole) or all(
        _is_lacking(changes, sentence) for sentence in (whole, correct_values(whole) or whole)
    )


def _is_lacking(changes: Collection[ToolCall], sentence: Sentence) -> bool:
    """Return whether an id or a number of the sentence is in none of the changes."""
    payloads = [change.payload for change in changes]
    used = str(payloads).upper()
    worded = parse_figures(" ".join(_collect_model_words(change) for change in changes))
    known = _collect_numbers(payloads) | worded
    rounding = find_rounding(sentence)
    skipped = {at for found in sentence.catalogue.named(sentence.tokens) for at in found.used}
    if rounding is not None and any(
        payload.get("rounding") == rounding[0] for payload in payloads
    ):
        skipped |= rounding[1]  # "to ten cents"
    return any(found not in used for found in find_ids(sentence.text)) or any(
        meant.isdisjoint(known) for meant in _list_numbers(sentence, skipped)
    )


def _list_numbers(sentence: Sentence, skipped: Collection[int]) -> list[set[Decimal]]:
    """List the values that each number of the sentence may mean, but for those at `skipped`."""
    tokens = sentence.tokens
    numbers: list[set[Decimal]] = []
    at = 0
    while at < len(tokens):
        spoken = read_spoken(tokens, at)
        end = spoken.end if spoken is not None else _find_end_of_digits(tokens, at)
        values = find_numbers(sentence.said(at, end))
        if values and at not in skipped:
            numbers.append(values | ({spoken.value} if spoken is not None else set()))
        at = end
    return numbers


def _find_end_of_digits(tokens: Sequence[Token], at: int) -> int:
    """Find where what is written without a space from `at` on ends: "7,40", "OB-1003"."""
    end = at + 1
    while end < len(tokens) and tokens[end].start == tokens[end - 1].end:
        end += 1
    return end


def is_naming_more(sentence: Sentence) -> bool:
    """Return whether more is meant than the ids that are said.

    "OB-1003 to OB-1010", "OB-1003 and all the stuck ones".
    """
    tokens = sentence.tokens
    return any(map(_is_going_on, tokens, tokens[1:], tokens[2:]))


def _is_going_on(left: Token, between: Token, right: Token) -> bool:
    """Return whether a list or range that begins with an id goes on without one."""
    if between.low == "-" or between.has("until_word"):
        alike = right.kind == left.kind or (left.kind, right.kind) == ("order", "number")
        long = min(len(left.low), len(right.low)) >= SHORTEST_BARE_ID
        return left.kind in {"order", "product", "number"} and alike and long
    listed = between.low == "," or between.has("joining")
    kinds = right.groups & {"everything", "article"}
    return left.kind in {"order", "product"} and listed and bool(kinds)


def _collect_model_words(change: ToolCall) -> str:
    """Collect the arguments that the model may word itself, as one text."""
    frame = list_action_frames()[change.tool]
    free = {name for slot in frame.slots if slot.free for name in slot.arguments} | frame.unsaid
    return " ".join(str(value) for name, value in change.payload.items() if name in free)


def _collect_numbers(payloads: Iterable[Mapping[str, Any]]) -> set[Decimal]:
    """Collect every number in the changes, also those of days and ids."""
    texts = "; ".join(  # "30 100" would be one number
        re.sub(r"(?<=\d)-(?=\d)|-0?", " ", str(value))
        for payload in payloads
        for value in payload.values()
    )
    return parse_figures(texts) | parse_figures(texts.replace("T", " "))
