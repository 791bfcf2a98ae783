"""Arguments of questions about orders and chats: which, since when, how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tools.dashes import replace_dashes
from tools.intents.answers import Question
from tools.intents.language.morphology import is_person, to_nominative
from tools.intents.language.tokens import Token, find_end, replace_tags
from tools.intents.language.words import is_named
from tools.intents.sentence import (
    NOTHING,
    Arguments,
    Built,
    Sentence,
    find_window,
    merge_built,
    parse_count,
)
from tools.intents.slots.count import AskedReader
from tools.intents.slots.order_ids import NOT_A_NUMBER, WHICH_ORDER
from tools.intents.slots.slot import Reading, Values
from tools.intents.values.date_range import find_hours
from tools.intents.values.day import UnusablePeriod
from tools.texts import Text

STATUSES = ("pending", "paid", "shipped", "delivered", "cancelled", "refunded")
MOST_ORDERS, MOST_HOURS = 200, 8760
MOST_CHATS, MOST_WAITING_HOURS = 50, 720
LONGEST_QUERY = 3
#: A number of at least so many digits before "order" is its id, not a count of orders.
FULL_ID = 4

WHOSE_ORDERS = Text("Whose orders? Write a name or a phone number, for example Smith.")
ORDERS_OLDER = Text(
    "I list orders by when they came in, and by what is wrong with them now; older than so long I cannot pick out."
)
CHATS_NEWER = Text(
    "I list chats by how long they have been waiting, for example: chats waiting over 2 hours."
)


def read_orders(**payload: Any) -> Callable[[Sentence], Built]:
    """Build a reader of a list of orders: how many, since when. `payload` is always given."""

    def build(sentence: Sentence) -> Built:
        since = _read_since(sentence, known="preset" in payload)
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


def read_orders_by_status(sentence: Sentence) -> Built:
    """Read a list of the orders with the first status that is said."""
    said = [status for status in STATUSES if sentence.at(status)]
    return read_orders(status=said[0])(sentence)


def read_orders_by_query(sentence: Sentence) -> Built:
    """Read `query`: "orders of customer Anna Schmidt", "заказы по телефону +49 170 1234567"."""
    phone = next((at for at, token in enumerate(sentence.tokens) if token.kind == "phone"), None)
    if phone is not None:
        token = sentence.tokens[phone]
        return {"query": replace_dashes(sentence.text[token.start : token.end])}, frozenset(
            {phone}
        )
    named = [group for group in ("order", "customer", "phone", "find") if sentence.at(group)]
    last = max((at for group in named for at in sentence.at(group)), default=-1)
    since = _read_since(sentence, known=False)
    if isinstance(since, Question):
        return since
    created, timed = since or ({}, NOTHING)
    rest = [
        at
        for at in range(last + 1, len(sentence.tokens))
        if at not in timed and not _is_plain(sentence.tokens[at])
    ]
    if not 1 <= len(rest) <= LONGEST_QUERY or any(
        not _is_name(sentence.tokens[at]) for at in rest
    ):
        return _ask_whose(sentence)
    first, final = sentence.tokens[rest[0]], sentence.tokens[rest[-1]]
    query = replace_dashes(replace_tags(sentence.text))[first.start : final.end]
    used = timed | set(range(rest[0], rest[-1] + 1))
    return {"query": " ".join(map(to_nominative, query.split())), **created}, frozenset(used)


def find_name(sentence: Sentence) -> dict[str, Any] | None:
    """Return the text as `query` if it is a name or a phone number and nothing else; else None."""
    phone = next((token for token in sentence.tokens if token.kind == "phone"), None)
    if phone is not None:
        return {"query": sentence.text[phone.start : phone.end]}
    rest = [token for token in sentence.tokens if not _is_plain(token)]
    named = all(
        _is_name(token) and token.kind != "order" and not is_named(token.low) for token in rest
    )
    if not 1 <= len(rest) <= LONGEST_QUERY or not named:
        return None
    if not any(token.kind == "word" for token in rest):
        return None
    query = replace_tags(sentence.text)[rest[0].start : rest[-1].end]
    return {"query": " ".join(map(to_nominative, query.split()))}


class CustomerQueryReader(AskedReader):
    """Reads `query`: the name or phone number of the customer whose orders are searched."""

    def read_answer(self, reading: Reading) -> Values | None:
        return find_name(reading.sentence)


def find_persons(sentence: Sentence) -> list[int]:
    """Find the places of the names of people.

    A Russian name, or capitalised words at the end: "orders of Anna Schmidt".
    """
    tokens = sentence.tokens
    found = [
        at
        for at, token in enumerate(tokens)
        if _is_name(token) and not is_named(token.low) and is_person(token.low)
    ]
    at = len(tokens)
    while at and _may_name(tokens[at - 1]):
        at -= 1
    ends = range(at, len(tokens))
    named = all(sentence.text[tokens[place].start].isupper() for place in ends)
    latin = not sentence.text.isascii() and all(tokens[place].low.isascii() for place in ends)
    led = at and (tokens[at - 1].has("of_person") or latin)  # "заказы Nils Weber"
    return found or (list(ends) if named and led else [])


def _may_name(token: Token) -> bool:
    return token.kind == "word" and _is_name(token) and not is_named(token.low)


def _ask_whose(sentence: Sentence) -> Question | None:
    if not sentence.at("customer"):
        return None
    return sentence.writer.ask(WHOSE_ORDERS, tool="orders_search", missing="query")


def read_order(sentence: Sentence) -> Built:
    """Read `order_id`: "OB-1003", "заказ 1003", "order #1003"; a question if it is not one id."""
    found = [
        at for at, token in enumerate(sentence.tokens) if is_order_name(sentence.tokens, at, token)
    ]
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


def read_chats(sentence: Sentence) -> Built:
    """Read a list of chats: `older_than_hours` and `limit`; a question if newer ones are meant."""
    hours = find_hours(sentence.tokens, sentence.writer.today)
    if hours is not None and (sentence.at("last") or _is_at_most(sentence)):
        return sentence.writer.ask(CHATS_NEWER, tool="chats_unanswered")
    waiting: Built = None
    if hours is not None:
        waiting = _read_hours(
            sentence, hours, "older_than_hours", MOST_WAITING_HOURS, "chats_unanswered"
        )
    if isinstance(waiting, Question):
        return waiting
    before = waiting or ({}, NOTHING)
    limit = _limit(sentence, "chat", MOST_CHATS, "chats_unanswered", before)
    return merge_built(before, limit)


def _read_since(sentence: Sentence, *, known: bool) -> Built:
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
    if window is None:
        return None
    today = sentence.writer.today
    if known and (window.start, window.end) == (today, today):
        return {}, window.used  # "stuck orders today": those that are stuck by now
    if window.days is None:
        return {"start": window.start.isoformat(), "end": window.end.isoformat()}, window.used
    return _count_hours_back(sentence, (window.days * 24, window.used))


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
        if count is None or at in used:
            continue
        counts = any(noun in token.groups for token in sentence.tokens[at + 1 : at + 4])
        if not counts and not _is_list_end(sentence.tokens, at, noun):
            continue
        if not 1 <= count <= most or (at and sentence.tokens[at - 1].low == "-"):
            return sentence.writer.ask("limit", tool=tool, missing="limit", known=known, most=most)
        return {"limit": count}, frozenset({at})
    return None


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


def _is_at_most(sentence: Sentence) -> bool:
    tokens = sentence.tokens
    return any(find_end(tokens, at, "no_longer_than") > at for at in range(len(tokens)))


def is_order_name(tokens: Sequence[Token], at: int, token: Token) -> bool:
    """Return whether the token at `at` is the number of an order: "OB-1003", "order #1003"."""
    if token.kind == "order":
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


def _is_plain(token: Token) -> bool:
    return token.kind == "sign" or "filler" in token.groups


def _is_name(token: Token) -> bool:
    """Return whether a token can be part of a name or number: no word of the lexicon's groups."""
    return token.kind in {"number", "order", "phone"} or (
        token.kind == "word" and not token.groups
    )
