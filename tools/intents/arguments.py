"""How the arguments of a tool are read out of a sentence, each way of reading a function.

What was said is read, nothing is added: a tool's own defaults stay its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tools.intents.answers import Asker, Question
from tools.intents.catalogue import NO_GOODS, Catalogue
from tools.intents.dates import find_hours, find_windows
from tools.intents.days import MOST_DAYS, Window, Wrong
from tools.intents.tokens import Token, without_tags
from tools.intents.lexicon.calendar import CARDINALS
from tools.intents.words import value_in

STATUSES = ("pending", "paid", "shipped", "delivered", "cancelled", "refunded")
MOST_ORDERS = 200
MOST_CHATS = 50
MOST_HOURS = 8760
MOST_WAITING_HOURS = 720
LONGEST_QUERY = 3
#: So many digits before "order" are its number, not a count of orders.
FULL_ID = 4

#: Arguments read out of a sentence, and the tokens that say them; or the question they raise; or
#: None where the sentence turns out to mean something else.
Built = tuple[dict[str, Any], frozenset[int]] | Question | None
NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sentence:
    """A question: its text, its tokens, who asks, and the products it may name."""

    text: str
    tokens: tuple[Token, ...]
    asker: Asker
    catalogue: Catalogue = NO_GOODS

    def at(self, group: str) -> list[int]:
        return [at for at, token in enumerate(self.tokens) if group in token.groups]

    def windows(self, without: frozenset[int] = NOTHING) -> tuple[Window, ...] | Wrong:
        """The periods said, as if the tokens `without` were not there."""
        kept = [at for at in range(len(self.tokens)) if at not in without]
        found = find_windows([self.tokens[at] for at in kept], self.asker.today)
        if isinstance(found, Wrong):
            return found
        return tuple(
            Window(one.start, one.end, frozenset(kept[at] for at in one.used), one.days, one.unit)
            for one in found
        )


def counted(token: Token) -> int | None:
    """The number that a token says, in digits or as a word."""
    return token.number if token.kind == "number" else value_in(CARDINALS, token.low)


def nothing(_: Sentence) -> Built:
    return {}, NOTHING


def fixed(**payload: Any) -> Callable[[Sentence], Built]:
    return lambda _: (dict(payload), NOTHING)


def kpi(sentence: Sentence) -> Built:
    """A day or a span as start and end; nothing said means today."""
    window = one_window(sentence, "kpi_snapshot")
    if isinstance(window, Question):
        return window
    if window is None:
        return {}, NOTHING
    return _days(window), window.used


def trend(sentence: Sentence) -> Built:
    window = one_window(sentence, "revenue_trend")
    if isinstance(window, Question):
        return window
    if window is not None:
        return _as_trend(sentence, window)
    numbers = [at for at, token in enumerate(sentence.tokens) if token.kind == "number"]
    if len(numbers) != 1:
        return {}, NOTHING
    days = sentence.tokens[numbers[0]].number  # "trend 14", as in the command
    if 1 <= days <= MOST_DAYS:
        return {"days": days}, frozenset(numbers)
    return _trend_days(sentence)


def sales(sentence: Sentence) -> Built:
    """Sales of so many days back; other spans are left to kpi."""
    window = one_window(sentence, "revenue_trend")
    if isinstance(window, Question):
        return window
    if window is None or window.days is None or window.days == 1:
        return {}, NOTHING
    return {"days": window.days}, window.used


def compare(sentence: Sentence) -> Built:
    """ "this month vs last month": a comparison by unit, or of two spans that touch."""
    unit, used = _compared_unit(sentence)
    windows = sentence.windows(used)
    if isinstance(windows, Wrong):
        return sentence.asker.wrong(windows, "compare")
    if unit:
        windows_said = [one for one in windows if one.unit != unit]
        used = used.union(*(one.used for one in windows))
        if len(windows_said) > 1:
            return sentence.asker.ask("two_windows", about="compare", tool="kpi_snapshot")
        payload = _days(windows_said[0]) if windows_said else {}
        return {**payload, "compare_to": f"previous_{unit}"}, used
    match sorted(windows, key=lambda one: one.start):
        case [before, after] if _touch(before, after):
            payload = {**_days(after), "compare_to": "previous_period"}
            return payload, before.used | after.used
    return sentence.asker.ask(
        "compare", about="compare", tool="kpi_snapshot", missing="compare_to"
    )


def _touch(before: Window, after: Window) -> bool:
    """Whether two spans of one length follow each other without a gap."""
    same_length = before.end - before.start == after.end - after.start
    return same_length and before.end + timedelta(days=1) == after.start


def orders(**payload: Any) -> Callable[[Sentence], Built]:
    """A list of orders: how many, since when."""

    def build(sentence: Sentence) -> Built:
        found, used = dict(payload), set[int]()
        since = _since(sentence)
        if isinstance(since, Question):
            return since
        if since is not None:
            found["since_hours"] = since[0]
            used |= since[1]
        limit = _limit(sentence, "order", MOST_ORDERS, "orders_search", used)
        if isinstance(limit, Question):
            return limit
        if limit is not None:
            found["limit"] = limit[0]
            used |= limit[1]
        elif not payload and since is None and sentence.at("last") and sentence.at("one_order"):
            found["limit"] = 1
        return found, frozenset(used)

    return build


def orders_by_status(sentence: Sentence) -> Built:
    said = [status for status in STATUSES if sentence.at(status)]
    return orders(status=said[0])(sentence)


def orders_by_query(sentence: Sentence) -> Built:
    """ "orders of customer Anna Schmidt", "заказы по телефону +49 170 1234567"."""
    phone = next((at for at, one in enumerate(sentence.tokens) if one.kind == "phone"), None)
    if phone is not None:
        token = sentence.tokens[phone]
        return {"query": sentence.text[token.start : token.end]}, frozenset({phone})
    last = max((*sentence.at("customer"), *sentence.at("phone"), *sentence.at("find")))
    rest = [at for at in range(last + 1, len(sentence.tokens)) if not _plain(sentence.tokens[at])]
    if not 1 <= len(rest) <= LONGEST_QUERY or any(
        not _is_name(sentence.tokens[at]) for at in rest
    ):
        return _whose(sentence)
    first, final = sentence.tokens[rest[0]], sentence.tokens[rest[-1]]
    query = without_tags(sentence.text)[first.start : final.end]
    return {"query": " ".join(query.split())}, frozenset(range(rest[0], rest[-1] + 1))


def _whose(sentence: Sentence) -> Question | None:
    if not sentence.at("customer"):
        return None
    return sentence.asker.ask(
        "whose_orders", about="orders_search", tool="orders_search", missing="query"
    )


def one_order(sentence: Sentence) -> Built:
    """The order whose number is said: OB-1003, "заказ 1003", "order #1003"."""
    found = [
        at for at, token in enumerate(sentence.tokens) if names_order(sentence.tokens, at, token)
    ]
    if not found:
        return sentence.asker.ask(
            "which_order", about="order_detail", tool="order_detail", missing="order_id"
        )
    ids = {sentence.tokens[at].order_id for at in found}
    if "" in ids:
        wrong = next(one for at in found if not (one := sentence.tokens[at]).order_id)
        return sentence.asker.ask(
            "bad_order_id", about="order_detail", tool="order_detail", missing="order_id",
            said=sentence.text[wrong.start : wrong.end],
        )  # fmt: skip
    if len(ids) > 1:
        return sentence.asker.ask("which_order", about="order_detail", tool="order_detail")
    return {"order_id": ids.pop()}, frozenset(found)


def chats(sentence: Sentence) -> Built:
    found: dict[str, Any] = {}
    used: set[int] = set()
    hours = find_hours(sentence.tokens, sentence.asker.today)
    if isinstance(hours, Wrong) or (hours is not None and hours[0] > MOST_WAITING_HOURS):
        said = hours.said if isinstance(hours, Wrong) else str(hours[0])
        return sentence.asker.ask(
            "hours", about="chats_unanswered", said=said, most=MOST_WAITING_HOURS
        )
    if hours is not None:
        found["older_than_hours"] = hours[0]
        used |= hours[1]
    limit = _limit(sentence, "chat", MOST_CHATS, "chats_unanswered", used)
    if isinstance(limit, Question):
        return limit
    if limit is not None:
        found["limit"] = limit[0]
        used |= limit[1]
    return found, frozenset(used)


def one_window(sentence: Sentence, about: str) -> Window | Question | None:
    """The one period said; a question where there are several, or it cannot be used."""
    windows = sentence.windows()
    if isinstance(windows, Wrong):
        return sentence.asker.wrong(windows, about)
    if len({(one.start, one.end) for one in windows}) > 1:
        return sentence.asker.ask("two_windows", about=about, tool=about)
    if not windows:
        return None
    return Window(
        windows[0].start, windows[0].end, NOTHING.union(*(one.used for one in windows)),
        windows[0].days, windows[0].unit,
    )  # fmt: skip


def _days(window: Window) -> dict[str, Any]:
    return {"start": window.start.isoformat(), "end": window.end.isoformat()}


def _as_trend(sentence: Sentence, window: Window) -> Built:
    days = window.days or (window.end - window.start).days + 1
    if days > MOST_DAYS:
        return _trend_days(sentence)
    payload: dict[str, Any] = {"days": days}
    if window.end != sentence.asker.today:
        payload["end"] = window.end.isoformat()
    return payload, window.used


def _trend_days(sentence: Sentence) -> Question:
    return sentence.asker.ask(
        "trend_days", about="revenue_trend", tool="revenue_trend", missing="days"
    )


def _compared_unit(sentence: Sentence) -> tuple[str, frozenset[int]]:
    """The unit that is compared with the one before it, and the tokens that say so."""
    pair = unit_to_unit(sentence)
    if pair:
        return _unit(sentence.tokens[pair[0]]), frozenset(pair)
    tokens = sentence.tokens
    starts = [at for at in sentence.at("previous") if not (at and "this" in tokens[at - 1].groups)]
    for at in reversed(starts):
        then = tokens[at + 1] if at + 1 < len(tokens) else None
        unit = _unit(then) if then else ""
        if unit:
            return unit, frozenset({at, at + 1})
        named = next((_unit(one) for one in tokens if _unit(one)), "")
        if named and (then is None or "filler" in then.groups or then.kind == "sign"):
            return named, frozenset({at})
    return "", NOTHING


def unit_to_unit(sentence: Sentence) -> tuple[int, ...]:
    """Where "week over week" or "неделя к (прошлой) неделе" stands."""
    tokens = sentence.tokens
    for at in range(len(tokens) - 2):
        unit = _unit(tokens[at])
        if not unit or not tokens[at + 1].groups & {"to_each", "versus"}:
            continue
        then = at + 3 if "previous" in tokens[at + 2].groups else at + 2
        if then < len(tokens) and _unit(tokens[then]) == unit:
            start = at - 1 if at and "this" in tokens[at - 1].groups else at
            return (at, *(one for one in range(start, then + 1) if one != at))
    return ()


def beside_previous(sentence: Sentence) -> bool:
    """Whether it says "к прошлому месяцу"."""
    tokens = sentence.tokens
    return any(
        token.low == "к" and "previous" in tokens[at + 1].groups and _unit(tokens[at + 2])
        for at, token in enumerate(tokens[:-2])
    )


def _unit(token: Token) -> str:
    return next((unit for unit in ("week", "month", "period") if unit in token.groups), "")


def _since(sentence: Sentence) -> tuple[int, frozenset[int]] | Question | None:
    """Hours back from now; periods that are not counted back from now are asked about."""
    hours = find_hours(sentence.tokens, sentence.asker.today)
    if hours is None:
        windows = sentence.windows()
        if isinstance(windows, Wrong):
            return sentence.asker.wrong(windows, "orders_search")
        if not windows:
            return None
        if len(windows) > 1 or windows[0].days is None:
            return sentence.asker.ask("orders_window", about="orders_search", tool="orders_search")
        hours = windows[0].days * 24, windows[0].used
    if isinstance(hours, Wrong) or hours[0] > MOST_HOURS:
        said = hours.said if isinstance(hours, Wrong) else str(hours[0])
        return sentence.asker.ask("hours", about="orders_search", said=said, most=MOST_HOURS)
    return hours


def _limit(
    sentence: Sentence, noun: str, most: int, tool: str, used: set[int]
) -> tuple[int, frozenset[int]] | Question | None:
    """A number that counts the noun: "last 10 orders", "10 последних заказов"."""
    for at, token in enumerate(sentence.tokens):
        count = counted(token)
        if count is None or at in used:
            continue
        counts = any(noun in one.groups for one in sentence.tokens[at + 1 : at + 4])
        if not counts and not _closes_list(sentence.tokens, at, noun):
            continue
        if not 1 <= count <= most or (at and sentence.tokens[at - 1].low == "-"):
            return sentence.asker.ask("limit", about=tool, tool=tool, missing="limit", most=most)
        return count, frozenset({at})
    return None


def _closes_list(tokens: Sequence[Token], at: int, noun: str) -> bool:
    """ "orders 10": a number that ends the sentence, right after the plural noun."""
    before = tokens[at - 1].groups if at else frozenset[str]()
    return at == len(tokens) - 1 and noun in before and "one_order" not in before


def names_order(tokens: Sequence[Token], at: int, token: Token) -> bool:
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
    named = "phone" in before.groups and any("one_order" in one.groups for one in tokens)
    return named or "one_order" in before.groups


def _plain(token: Token) -> bool:
    return token.kind == "sign" or "filler" in token.groups


def _is_name(token: Token) -> bool:
    """Whether a token can be part of what is looked for, rather than a word of ours."""
    return token.kind in {"number", "order", "phone"} or (
        token.kind == "word" and not token.groups
    )
