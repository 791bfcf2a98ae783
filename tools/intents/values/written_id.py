"""Ids as people write them: "order #1003", "1003-й", "заказ номер 1003", "the 1003 one", "товар 101".

Such a number becomes a token of an order or a product, together with the sign, the word "number"
and the ending that belong to it, so that every rule reads it as it reads "OB-1003". A number that
may be a price, a count, a year or a telephone's is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tools.intents.language.tokens import Kind, Token
from tools.intents.language.words import get_value

#: A number of at least so many digits can be an id where a word says so; of so many, without.
SHORTEST_ID, FULL_ID = 3, 4
#: The group of a number that nothing but its length makes an id.
BARE_ID = "bare_id"
#: A sentence with more such numbers names no order.
MOST_BARE = 3
_YEARS = range(1990, 2040)

_MEASURES = frozenset({
    "day", "week", "month", "quarter", "year", "hour", "percent", "money_unit", "quantity", "order",
    "product", "chat", "coupon", "people", "customer",
})  # fmt: skip
_OTHERS = frozenset({"chat", "coupon", "campaign", "telephone", "category"})


def mark_ids(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Replace each number that is an order's or a product's id by a token of that kind.

    A long number that only may be an order's gets the group `BARE_ID`, if no id is written plainly.
    """
    if not any(token.kind == "number" and len(token.low) >= SHORTEST_ID for token in tokens):
        return tokens
    telephone = any(token.has("telephone") for token in tokens)
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        kind = _find_kind(tokens, at, found, telephone=telephone)
        if kind is None:
            found.append(tokens[at])
            at += 1
            continue
        then = _skip_ending(tokens, at)
        begin = _drop_lead(found, tokens[at].start)
        found.append(replace(tokens[at], kind=kind, start=begin, end=tokens[then - 1].end))
        at = then
    return _mark_bare(tuple(found), telephone=telephone)


def is_measured(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the number at `at` counts or measures something: "1003 days", "€1003", "1003 %"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    before = tokens[at - 1] if at else None
    if before is not None and (before.low in {"+", "-", "/"} or "money_unit" in before.groups):
        return True
    if after is None:
        return False
    if "one_order" in after.groups:
        return False
    multiplied = after.kind == "word" and get_value("magnitudes", after.low) is not None
    return multiplied or bool(after.groups & _MEASURES)


def _find_kind(
    tokens: Sequence[Token], at: int, before: Sequence[Token], *, telephone: bool
) -> Kind | None:
    """Return the kind of id that the number at `at` is; None: it is none."""
    token = tokens[at]
    if token.kind != "number" or len(token.low) < SHORTEST_ID or is_measured(tokens, at):
        return None
    numbered, named = _find_named(before)
    if named is not None and named.groups & _OTHERS:
        return None
    if named is not None and "one_product" in named.groups:
        return "product"
    least = named is not None and _is_bound(before, named)
    full = len(token.low) >= FULL_ID
    if named is not None and not least and _is_order(named, full=full):
        return "order"
    return None if least or telephone else _find_unnamed(tokens, at, before, numbered=numbered)


def _find_unnamed(
    tokens: Sequence[Token], at: int, before: Sequence[Token], *, numbered: bool
) -> Kind | None:
    """Return the kind of an id that no noun stands before: "#1003", "1003-й", "OB-1003, 1004"."""
    token = tokens[at]
    full = len(token.low) >= FULL_ID
    if numbered and (full or before[-1].low in {"#", "№"}):
        return "order"
    if _is_listed(before, token):
        return before[-2].kind
    ordinal = _has_ending(tokens, at) and not _is_year(token)
    return "order" if full and (ordinal or _is_called(tokens, at)) else None


def _find_named(before: Sequence[Token]) -> tuple[bool, Token | None]:
    """Return whether a sign or a word for "number" stands before, and the word before that.

    The word is None where nothing or a pause stands there.
    """
    at = len(before) - 1
    numbered = False
    while at >= 0 and (before[at].low in {"#", "№", ".", ":"} or before[at].has("numbers_it")):
        numbered = numbered or before[at].low not in {".", ":"}
        at -= 1
    if at >= 0 and len(before) - 1 == at and before[at].has("being"):  # "whose order is 1080"
        at -= 1
    while numbered and at >= 0 and before[at].has("numbers_lead"):  # "an order with the number"
        at -= 1
    if at < 0 or (not numbered and before[-1].low in {".", ":"} and before[-1].low == "."):
        return numbered, None
    return numbered, before[at]


def _is_order(named: Token, *, full: bool) -> bool:
    """Return whether the word makes the number after it an order's: "order 103", "orders 1003"."""
    return "one_order" in named.groups or ("order" in named.groups and full)


def _is_bound(before: Sequence[Token], named: Token) -> bool:
    """Return whether the order is one of a sum: "minimum order 1500", "сумма заказа 1500"."""
    at = next(place for place in range(len(before) - 1, -1, -1) if before[place] is named)
    return any(token.has("sums_it") for token in before[max(0, at - 2) : at + 1])


def _is_called(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the number stands before the order: "1003 заказ", "the 1003 one"."""
    then = _skip_ending(tokens, at)
    if then >= len(tokens):
        return False
    if "one_order" in tokens[then].groups:
        return True
    the = at > 0 and tokens[at - 1].has("the")
    return the and tokens[then].has("slipped_one")


def _is_listed(before: Sequence[Token], token: Token) -> bool:
    """Return whether it goes on a list of ids of its length: "orders 1003 and 1004"."""
    if len(before) < 2 or before[-2].kind not in {"order", "product"}:  # noqa: PLR2004 -- the id and the comma
        return False
    joined = before[-1].low in {",", ";", "&"} or "joins" in before[-1].groups
    digits = sum(sign.isdigit() for sign in before[-2].low)
    return joined and digits == len(token.low)


def _has_ending(tokens: Sequence[Token], at: int) -> bool:
    return _skip_ending(tokens, at) > at + 1


def _skip_ending(tokens: Sequence[Token], at: int) -> int:
    """Return where the number at `at` ends, with its ending: "1003-й", "1003rd", "1003's"."""
    step = at + 1
    if step < len(tokens) and tokens[step].low == "-" and tokens[step].start == tokens[at].end:
        step += 1
    if step >= len(tokens) or tokens[step].kind != "word":
        return at + 1
    gap = tokens[step].start - tokens[step - 1].end
    if gap == 0 and tokens[step].has("nth_row"):
        return step + 1
    return step + 1 if gap == 1 and step == at + 1 and tokens[step].has("owned_by_id") else at + 1


def _drop_lead(found: list[Token], start: int) -> int:
    """Take the sign or word for "number" off the end of `found`; return where the id begins."""
    while found and (
        found[-1].low in {"#", "№"}
        or found[-1].has("numbers_it")
        or (found[-1].low in {".", ":"} and len(found) > 1 and found[-2].has("numbers_it"))
    ):
        start = found.pop().start
    return start


def _mark_bare(tokens: tuple[Token, ...], *, telephone: bool) -> tuple[Token, ...]:
    if telephone or any(token.kind in {"order", "product"} for token in tokens):
        return tokens
    bare = {at for at in range(len(tokens)) if _is_bare(tokens, at)}
    if not 1 <= len(bare) <= MOST_BARE:
        return tokens
    return tuple(
        replace(token, groups=token.groups | {BARE_ID}) if at in bare else token
        for at, token in enumerate(tokens)
    )


def _is_bare(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number that nothing explains has the looks of an order's."""
    token = tokens[at]
    if token.kind != "number" or len(token.low) != FULL_ID:
        return False
    before = tokens[at - 1] if at else None
    led = before is not None and (
        before.has("limits") or bool(before.groups & (_OTHERS | {"price"}))
    )
    return not (led or _is_year(token) or is_measured(tokens, at) or token.low.startswith("0"))


def _is_year(token: Token) -> bool:
    return token.number in _YEARS
