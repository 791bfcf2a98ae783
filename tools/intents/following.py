"""Sentences that lean on the card before them: "а вчера?", "flag the second one", "the same for P-105".

Each is written out in full, with what the card was about, and read by the ordinary rules: what they
refuse is refused here for the same reasons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tools.contracts import Language
from tools.intents.answers import Answer, Asker, Question, ToolCall
from tools.intents.catalogue import NO_GOODS, Catalogue
from tools.intents.lexicon.calendar import CARDINALS, MONTHS, ORDINALS
from tools.intents.resolve import resolve
from tools.intents.tokens import Token, clean, tokenize
from tools.intents.words import value_in

#: How the rules are asked for what a card showed, by its tool.
SUBJECTS: dict[str, str] = {
    "kpi_snapshot": "kpi",
    "revenue_trend": "revenue trend",
    "orders_search": "orders",
    "top_products": "best sellers",
    "funnel_snapshot": "sales funnel",
    "refunds_anomalies": "refunds",
    "truststack_signals": "trust signals",
    "demand_forecast": "demand forecast",
    "chats_unanswered": "unanswered chats",
}
#: Arguments that say which days; one of them said anew replaces them all.
DAYS = frozenset({"start", "end", "days", "since_hours", "horizon_days", "older_than_hours"})
#: What a card was about, and the example by which the rules read another one of it.
SCOPES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"order_id", "order_ids", "preset"}), "flag {said}"),
    (frozenset({"product_ids", "category", "stock_at_most", "all"}), "10% discount on {said}"),
    (frozenset({"code"}), "disable coupon {said}"),
    (frozenset({"campaign_id"}), "pause campaign {said}"),
)

_OPENS = re.compile(
    r"^(?:а|и|and|what\s+about|how\s+about|а\s+что|теперь|now)\s+(?:(?:если|for|of|по|для|у)\s+)?(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SAME = re.compile(
    r"^(?:(?:do|and)\s+)?(?:the\s+)?same\s+(?:for|with|on|to)\s+(?P<en>\S.*)$"
    r"|^(?:сделай\s+|и\s+)?(?:то\s+же|тоже|так\s+же|то\s+же\s+самое|тоже\s+самое)\s+(?:самое\s+)?(?:для|с|со|на|по)\s+(?P<ru>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ALL_OF_THEM = frozenset({"them", "these", "those", "их", "эти", "этих", "всех"})
_THE_ONE = frozenset({"it", "this", "его", "ее", "этот", "эту"})
_LAST = frozenset({"last", "последний", "последнего", "последнюю"})
_FILLS = frozenset(
    {"the", "of", "all", "one", "ones", "order", "orders", "заказ", "заказа", "заказы", "все", "товар", "товары",
     "product", "products", "coupon", "купон"}
)  # fmt: skip
#: How many rows one sentence may mean by "these".
MOST_ROWS = 50


@dataclass(frozen=True)
class Last:
    """The card before: what it was asked with, and the ids of its rows by their place."""

    call: ToolCall
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Rows:
    """Tokens that point at rows of the card: the first `count`, the `place`-th (from 1, -1 the last),
    or all of them."""

    begin: int
    end: int
    place: int = 0
    count: int = 0
    #: "It" means a row only where there is one.
    alone: bool = False


def looks_back(text: str) -> bool:
    """Whether a text that means nothing by itself may lean on the card before it."""
    said = clean(text).strip()
    return bool(_OPENS.match(said) or _SAME.match(said) or _pointing(tokenize(said)))


def follow(
    text: str, last: Last, *, today: date, language: Language, catalogue: Catalogue = NO_GOODS
) -> Answer | None:
    """What the text means after that card; None: nothing."""
    said = clean(text).strip().rstrip("?!. ")
    asker = Asker(today, language)

    def read(sentence: str) -> Answer:
        return resolve(sentence, today=today, language=language, catalogue=catalogue)

    if same := _SAME.match(said):
        return _again_for(same["en"] or same["ru"], last.call, read)
    rows = _pointing(tokenize(said))
    if rows is not None and last.items:
        return _of_rows(said, rows, last.items, asker, read)
    if opens := _OPENS.match(said):
        return _again_on(opens["rest"], last.call, read) or _again_for(
            opens["rest"], last.call, read
        )
    return None


def _again_on(rest: str, call: ToolCall, read: Any) -> Answer | None:
    """The same question about other days, or by another of its own words."""
    subject = SUBJECTS.get(call.tool)
    if subject is None:
        return None
    plain, found = read(subject), read(f"{subject} {rest}")
    if isinstance(found, Question):
        return (
            found if found.key not in {"unknown", "strange"} and found.tool == call.tool else None
        )
    if found.tool != call.tool:
        return None
    before: Mapping[str, Any] = plain.payload if isinstance(plain, ToolCall) else {}
    said = {key: value for key, value in found.payload.items() if before.get(key) != value}
    if not said:
        return None
    kept = {
        key: value
        for key, value in call.payload.items()
        if not (key in DAYS and said.keys() & DAYS) and key != "offset"
    }
    return ToolCall(call.tool, {**kept, **said})


def _again_for(rest: str, call: ToolCall, read: Any) -> Answer | None:
    """The same call for another order, product, category, coupon or campaign."""
    for names, example in SCOPES:
        about = names & call.payload.keys()
        if not about:
            continue
        found = read(example.format(said=rest))
        if isinstance(found, Question):
            return None
        scope = {key: value for key, value in found.payload.items() if key in names}
        if not scope or found.payload.keys() & {"reason"}:
            return None
        if about == {"order_id"}:
            ids = scope.get("order_ids", [])
            scope = {"order_id": ids[0]} if len(ids) == 1 else {}
        kept = {key: value for key, value in call.payload.items() if key not in names}
        return ToolCall(call.tool, {**kept, **scope}) if scope else None
    return None


def _of_rows(
    said: str, rows: _Rows, items: Sequence[str], asker: Asker, read: Any
) -> Answer | None:
    if rows.alone and len(items) > 1:
        return None
    if rows.count > len(items) or rows.place > len(items):
        return asker.ask("no_such_row", count=len(items))
    if rows.place:
        meant = [items[rows.place - 1 if rows.place > 0 else -1]]
    elif rows.count:
        meant = list(items[: rows.count])
    else:
        meant = list(items[:MOST_ROWS])
    written = f"{said[: rows.begin]} {', '.join(meant)} {said[rows.end :]}"
    answer: Answer = read(" ".join(written.split()))
    return None if isinstance(answer, Question) and not answer.understood else answer


def _pointing(tokens: Sequence[Token]) -> _Rows | None:
    """The words that point at rows of the card before, with the words around them that only help."""
    for at, token in enumerate(tokens):
        rows = _at(tokens, at, token)
        if rows is not None:
            return rows
    return None


def _at(tokens: Sequence[Token], at: int, token: Token) -> _Rows | None:
    first, then = at, at + 1
    while first and tokens[first - 1].low in _FILLS:
        first -= 1
    following = tokens[then] if then < len(tokens) else None
    ordinal = value_in(ORDINALS, token.low) if token.kind == "word" else None
    if ordinal is not None or token.low in _LAST:
        if any(value_in(MONTHS, one.low) is not None for one in tokens[then : then + 2]):
            return None  # "the first of november" is a day
        count = 0
        if ordinal == 1 and following is not None:
            count = value_in(CARDINALS, following.low) or (
                following.number if following.kind == "number" else 0
            )
        then += bool(count)
        place = 0 if count else (ordinal or -1)
        return _Rows(tokens[first].start, _end(tokens, then), place, count)
    if token.low in _ALL_OF_THEM:
        return _Rows(tokens[first].start, _end(tokens, then))
    if token.low in _THE_ONE:
        return _Rows(tokens[first].start, _end(tokens, then), place=1, alone=True)
    return None


def _end(tokens: Sequence[Token], then: int) -> int:
    while then < len(tokens) and tokens[then].low in _FILLS:
        then += 1
    return tokens[then - 1].end
