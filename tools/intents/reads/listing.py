"""Arguments of questions about orders: which, since when, how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from tools.intents.answers import Question
from tools.intents.language.tokens import Token
from tools.intents.limits import read_limit
from tools.intents.sentence import (
    NOTHING,
    Arguments,
    Built,
    Sentence,
    find_window,
    merge_built,
    parse_count,
)
from tools.intents.slots.order_ids import NOT_A_NUMBER, WHICH_ORDER
from tools.intents.values.at_most import find_at_most
from tools.intents.values.date_range import find_hours
from tools.intents.values.day import UnusablePeriod, Window
from tools.intents.values.told import find_told
from tools.intents.values.written_id import BARE_ID, is_measured
from tools.texts import Text

STATUSES = ("pending", "paid", "shipped", "delivered", "cancelled", "refunded")
#: A state that is named only with the word: failed payments are another thing.
FAILED = "failed"
MOST_ORDERS, MOST_HOURS = 200, 8760
#: A number of at least so many digits before "order" is its id, not a count of orders.
FULL_ID = 4
#: "A couple of orders" is how many to list within so many words of the beginning.
_OPENING = 4

ORDERS_OLDER = Text(
    "I list orders by when they came in, and by what is wrong with them now; older than so long I cannot pick out."
)


@cache
def read_orders(**payload: Any) -> Callable[[Sentence], Built]:
    """Build a reader of a list of orders: how many, since when. `payload` is always given."""

    def build(sentence: Sentence) -> Built:
        since = read_since(sentence, known="preset" in payload)
        if isinstance(since, Question):
            return since
        known, used = since or ({}, NOTHING)
        before = {**payload, **known}, used
        limit = _limit(sentence, "order", MOST_ORDERS, "orders_search", before)
        if limit is None and not payload and since is None:
            last = sentence.at("last") and sentence.at("one_order")
            limit = ({"limit": 1}, NOTHING) if last else None
        return merge_built(before, limit)

    return build


def read_orders_since(sentence: Sentence) -> Built:
    """Read the orders of a time, where only their coming is said: "what came in over the last 14 hours".

    None without a time.
    """
    since = read_since(sentence, known=False)
    return since if since is None or isinstance(since, Question) else read_orders()(sentence)


def read_orders_by_status(sentence: Sentence) -> Built:
    """Read a list of the orders with the first status that is said."""
    said = [status for status in STATUSES if sentence.at(status)]
    return read_orders(status=said[0])(sentence)


def read_order(sentence: Sentence) -> Built:
    """Read `order_id`: "OB-1003", "заказ 1003", "order #1003"; a question if it is not one id."""
    found = [
        at for at, token in enumerate(sentence.tokens) if is_order_name(sentence.tokens, at, token)
    ]
    if _is_beyond_order(sentence, found):
        return None
    if not found:
        return sentence.writer.ask(WHICH_ORDER, tool="order_detail", missing="order_id")
    ids = {sentence.tokens[at].order_id for at in found}
    if "" in ids:
        wrong = next(token for at in found if not (token := sentence.tokens[at]).order_id)
        return sentence.writer.ask(
            NOT_A_NUMBER, tool="order_detail", missing="order_id",
            said=sentence.text[wrong.start : wrong.end],
        )  # fmt: skip
    if len(ids) > 1:
        return sentence.writer.ask(WHICH_ORDER, tool="order_detail")
    return {"order_id": ids.pop()}, frozenset(found)


def _is_beyond_order(sentence: Sentence, named: Sequence[int]) -> bool:
    """Return whether more is meant than one order's card: a list too, who flagged it, a flag to set.

    `named` are the places of ids: "orders 1007" are no list.
    """
    tokens = enumerate(sentence.tokens, 1)
    if any(token.kind == "word" and _is_plural(token) and at not in named for at, token in tokens):
        return True
    if sentence.at("who") and sentence.at("flagged") and not sentence.at("customer"):
        return True  # the order does not say who flagged it
    if sentence.at("bring_back") and not sentence.at("up"):
        return True  # "bring up 1096" opens it
    marked = sentence.at("red_flag") or sentence.at("unflagged")
    return bool(marked) and not (sentence.at("asks") or sentence.text.endswith("?"))


def _is_plural(token: Token) -> bool:
    return "order" in token.groups and "one_order" not in token.groups


def read_since(sentence: Sentence, *, known: bool) -> Built:
    """Read when the orders were created: hours back from now, or days of the calendar.

    `known`: the list is of orders by what is wrong with them now ("stuck orders").
    """
    hours = find_hours(sentence.tokens, sentence.writer.today)
    if hours is None:
        return _read_days(sentence, known=known)
    if _is_older(sentence):  # "stuck orders over 3 days"
        return sentence.writer.ask(ORDERS_OLDER, tool="orders_search")
    return _count_hours_back(sentence, hours)


def _read_days(sentence: Sentence, *, known: bool) -> Built:
    window = find_window(sentence, "orders_search")
    if isinstance(window, Question):
        return window
    if window is None or (known and window.used & find_told(sentence.tokens)):
        return None  # "as payments failed yesterday, the unpaid orders"
    today = sentence.writer.today
    if known and (window.start, window.end) == (today, today):
        return {}, window.used  # "stuck orders today": those that are stuck by now
    if _is_day_or_since(sentence, window):
        both = (replace(window, end=window.start), window)
        said = sentence.said(min(window.used), max(window.used) + 1)
        return sentence.writer.wrong(UnusablePeriod("vague", said, both), "orders_search")
    if window.days is None:
        return {"start": window.start.isoformat(), "end": window.end.isoformat()}, window.used
    return _count_hours_back(sentence, (window.days * 24, window.used))


def _is_day_or_since(sentence: Sentence, window: Window) -> bool:
    """Return whether "orders from the 20th" may be those of that day, or those since it."""
    tokens, begin = sentence.tokens, min(window.used)
    led = begin > 0 and tokens[begin].has("dated_near") and "order" in tokens[begin - 1].groups
    opened = window.start < window.end == sentence.writer.today
    closed = any(tokens[at].has("closes_span") for at in window.used)
    return led and opened and not closed and not window.days


def _count_hours_back(
    sentence: Sentence, hours: tuple[int, frozenset[int]] | UnusablePeriod
) -> Built:
    return _read_hours(sentence, hours, "since_hours", MOST_HOURS, "orders_search")


def _read_hours(
    sentence: Sentence,
    hours: tuple[int, frozenset[int]] | UnusablePeriod,
    argument: str,
    most: int,
    about: str,
) -> Built:
    """Give the hours as that argument; a question if they are too many."""
    if isinstance(hours, UnusablePeriod) or hours[0] > most:
        said = hours.said if isinstance(hours, UnusablePeriod) else str(hours[0])
        return sentence.writer.ask("hours", about=about, said=said, most=most)
    return {argument: hours[0]}, hours[1]


def _limit(
    sentence: Sentence,
    noun: str,
    most: int,
    tool: str,
    before: Arguments,
) -> Built:
    """Read `limit`: a number that counts the noun ("last 10 orders"); None if there is none.

    `before` is what was read already; its tokens are not read again.
    """
    known, used = before
    for at, token in enumerate(sentence.tokens):
        count = parse_count(token)
        if count is None or at in used or _is_rough(sentence.tokens, at):
            continue
        counts = any(noun in token.groups for token in sentence.tokens[at + 1 : at + 4])
        capped = find_at_most(sentence.tokens, at)
        if capped is not None and not is_measured(sentence.tokens, at):  # "no more than ten"
            if 1 <= capped[0] <= most:
                return {"limit": capped[0]}, capped[1]
        elif not counts and not _is_list_end(sentence.tokens, at, noun):
            continue
        if not 1 <= count <= most or (at and sentence.tokens[at - 1].low == "-"):
            return sentence.writer.ask("limit", tool=tool, missing="limit", known=known, most=most)
        return {"limit": count}, frozenset({at})
    limited = read_limit(sentence, used, most=most, tool=tool, loose=False, **known)
    return limited if sentence.at("half_dozen") or sentence.at("dozen") else None


def _is_rough(tokens: Sequence[Token], at: int) -> bool:
    """Return whether only some are told of: "we flagged a couple of orders"."""
    asked = at < _OPENING or "last" in tokens[at - 1].groups
    return tokens[at].has("couple_of") and not asked


def _is_list_end(tokens: Sequence[Token], at: int, noun: str) -> bool:
    """Return whether the number ends the sentence right after the plural noun: "orders 10"."""
    before = tokens[at - 1].groups if at else frozenset[str]()
    return at == len(tokens) - 1 and noun in before and "one_order" not in before


def _is_older(sentence: Sentence) -> bool:
    """Return whether more than a time is meant: "over 3 days", but not "over the last 6 hours"."""
    numbered = zip(sentence.tokens, sentence.tokens[1:], strict=False)
    return any(token.has("longer_than") for token in sentence.tokens) or any(
        token.has("over_number") and parse_count(then) is not None for token, then in numbered
    )


def is_order_name(tokens: Sequence[Token], at: int, token: Token) -> bool:
    """Return whether the token at `at` is the number of an order: "OB-1003", "order #1003"."""
    if token.kind == "order" or BARE_ID in token.groups:
        return True
    if token.kind != "number":
        return False
    then = tokens[at + 1].groups if at + 1 < len(tokens) else frozenset[str]()
    if "one_order" in then and len(token.low) >= FULL_ID:  # "1010 заказ"
        return True
    if then & {"day", "week", "month", "year", "hour", "order"} or not at:
        return False
    before = tokens[at - 2] if tokens[at - 1].low == "#" and at > 1 else tokens[at - 1]
    named = "phone" in before.groups and any("one_order" in token.groups for token in tokens)
    return named or "one_order" in before.groups
