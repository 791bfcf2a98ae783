"""Slots of the orders that are meant: by their ids, or by what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tools.intents.language.tokens import Token
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.texts import Text

MOST_ORDERS = 200
SHORTEST_BARE_ID = 3
#: A number with so many digits, and no year, is an order where orders are flagged.
LONG_ID = 4
_YEARS = range(2000, 2050)

#: Each preset, with the sets of groups that name it; no other group of `_PRESET_GROUPS` may be
#: said, as "late payments" are not late shipments.
PRESETS: dict[str, tuple[frozenset[str], ...]] = {
    "stuck": (frozenset({"stuck"}),),
    "late_ship": (frozenset({"late"}), frozenset({"late", "ship"})),
    "unpaid": (frozenset({"unpaid"}), frozenset({"unpaid", "payment"})),
    "payment_issues": (frozenset({"payment", "problem"}),),
}
_PRESET_GROUPS = frozenset({"stuck", "late", "unpaid", "payment", "problem", "ship"})
_UNITS = frozenset({"day", "week", "month", "year", "hour"})

WHICH_ORDER = Text("Which order? Its number, for example OB-1003.")
NOT_A_NUMBER = Text("“{said}” is not an order number; one looks like OB-1003.")
ONE_BY_ONE = Text(
    "I take up to {most} orders at a time, each by its number: flag OB-1003, OB-1004."
)


class OrderIdsReader(SlotReader):
    """Reads `order_ids`, or `preset` if no ids are said."""

    #: Whether a long number is an id wherever it stands: "kindly flag, as I said, 1003".
    bare: ClassVar[bool] = False

    def read(self, reading: Reading) -> Values | Problem | None:
        tokens = reading.sentence.tokens
        run = find_run(tokens, answered=bool(reading.asked), bare=self.bare)
        if run is None:
            return self._read_preset(reading)
        first, then = run
        reading.take(range(first, then))
        tail = tokens[then:]
        if _is_continued(tail) or _has_more_numbers(tail):
            return Problem(ONE_BY_ONE, details={"most": MOST_ORDERS})
        said = [token for token in tokens[first:then] if token.kind in {"order", "number"}]
        wrong = next((token for token in said if not token.order_id), None)
        if wrong is not None:
            return Problem(NOT_A_NUMBER, said=reading.sentence.text[wrong.start : wrong.end])
        ids = list(dict.fromkeys(token.order_id for token in said))
        if len(ids) > MOST_ORDERS:
            return Problem(ONE_BY_ONE, details={"most": MOST_ORDERS})
        return {"order_ids": ids}

    def _read_preset(self, reading: Reading) -> Values | Problem | None:
        preset, used = find_preset(reading.sentence.tokens, min(reading.verb, default=0))
        reading.take(used)
        reading.take(_find_nouns(reading.sentence.tokens, used))
        if preset:
            return {"preset": preset}
        return Problem() if used else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        tokens = said.sentence.tokens
        if name == "preset":
            return bool(find_preset(tokens)[0] == value)
        ids = {
            token.order_id
            for token in tokens
            if token.kind == "order"
            or (token.kind == "number" and len(token.low) >= SHORTEST_BARE_ID)
        }
        return {str(order_id).upper() for order_id in value} <= ids | said.known


class FlaggedIdsReader(OrderIdsReader):
    """Reads them where an order is flagged: a long number is one wherever it stands."""

    bare = True


class OrderIdReader(SlotReader):
    """Reads `order_id`: exactly one id."""

    def read(self, reading: Reading) -> Values | Problem | None:
        words = reading.sentence.words
        if (
            reading.asked
            and len(reading.sentence.tokens) == len(words) == 1
            and words[0].kind == "number"
        ):
            reading.take({0})
            return {"order_id": words[0].order_id} if words[0].order_id else Problem()
        found = OrderIdsReader().read(reading)
        if found is None or isinstance(found, Problem):
            return found
        ids = found.get("order_ids", [])
        return {"order_id": ids[0]} if len(ids) == 1 else Problem()

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        return OrderIdsReader().is_said("order_ids", [value], said)


def find_preset(tokens: Sequence[Token], begin: int = 0) -> tuple[str, list[int]]:
    """Find the preset that is named before any reason, and the places of its words.

    "": none is named, or more than one. `begin`: a reason before it is one of the whole sentence.
    """
    after = range(begin, len(tokens))
    end = next((at for at in after if "reason" in tokens[at].groups), len(tokens))
    used = [at for at in range(end) if tokens[at].groups & _PRESET_GROUPS]
    said = frozenset[str]().union(*(tokens[at].groups & _PRESET_GROUPS for at in used))
    return next((name for name, ways in PRESETS.items() if said in ways), ""), used


def _find_nouns(tokens: Sequence[Token], used: Sequence[int]) -> list[int]:
    """Find the words beside those of a preset that only say that orders are meant: "all", "orders"."""
    if not used:
        return []
    begin, end = min(used), max(used) + 1
    while begin and tokens[begin - 1].groups & {"near_id", "everything", "order"}:
        begin -= 1
    while end < len(tokens) and "order" in tokens[end].groups:
        end += 1
    return [at for at in range(begin, end) if at < min(used) or at > max(used)]


def find_run(
    tokens: Sequence[Token], *, answered: bool = False, bare: bool = False
) -> tuple[int, int] | None:
    """Find where the first run of order ids begins and ends: "OB-1003, 1004 and OB-1005".

    None: there are no ids. `answered`: a bare number anywhere may begin the run; `bare`: a long
    one may.
    """
    places = range(len(tokens))
    first = next((at for at in places if _is_run_start(tokens, at, answered=answered)), None)
    if first is None and bare:
        first = next((at for at in places if _is_long_id(tokens, at)), None)
    if first is None:
        return None
    then = _skip_ending(tokens, first + 1)
    while then < len(tokens):
        step = then
        while step < len(tokens) and _is_separator(tokens[step]):
            step += 1
        listed = step > then or _is_only_ids(tokens, first, then)
        if step == len(tokens) or not (
            tokens[step].kind == "order" or (listed and is_bare_id(tokens, step))
        ):
            break
        then = _skip_ending(tokens, step + 1)
    return first, then


def _skip_ending(tokens: Sequence[Token], at: int) -> int:
    """Skip the ending of a number: the "-й" of "1003-й"."""
    ended = at + 1 < len(tokens) and tokens[at].low == "-" and tokens[at + 1].has("nth_row")
    return at + 2 if ended and tokens[at].end == tokens[at + 1].start else at


def _is_long_id(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number can only be an order's: no year, and nothing that is counted."""
    token = tokens[at]
    long = token.kind == "number" and len(token.low) >= LONG_ID and token.number not in _YEARS
    counted = at > 0 and ("over" in tokens[at - 1].groups or tokens[at - 1].has("amount_lead"))
    return long and not counted and is_bare_id(tokens, at)


def is_bare_id(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number can stand for an order: "1003", but not the 100 of "100 days"."""
    if tokens[at].kind != "number" or len(tokens[at].low) < SHORTEST_BARE_ID:
        return False
    return at + 1 == len(tokens) or not tokens[at + 1].groups & (
        _UNITS | {"percent", "money_unit"}
    )


def _is_run_start(tokens: Sequence[Token], at: int, *, answered: bool) -> bool:
    token = tokens[at]
    if token.kind == "order":
        return True
    if at == 0 or answered:
        return is_bare_id(tokens, at)
    before = tokens[at - 1]
    named = before.groups & {"order", "phone", "flag", "unflag", "flag_noun"}
    return bool(named or "before_id" in before.marks or before.low == "#") and is_bare_id(
        tokens, at
    )


def _is_only_ids(tokens: Sequence[Token], first: int, then: int) -> bool:
    """Return whether only ids follow: numbers of one length, "1010 1011 и 1012"."""
    rest = [token for token in tokens[then:] if not _is_separator(token)]
    while rest and "kindly" in rest[-1].groups:
        rest.pop()
    end = next((at for at, token in enumerate(rest) if "reason" in token.groups), len(rest))
    apart = [at for at in range(then, len(tokens) - 1) if tokens[at].low == ","]
    told = next((at for at in apart if tokens[at + 1].kind == "word"), None)
    if told is not None and "joins" not in tokens[told + 1].groups:  # "1016 1019, всё норм"
        end = min(end, sum(not _is_separator(token) for token in tokens[then:told]))
    return bool(end) and all(
        token.kind == "number" and len(token.low) == len(tokens[first].low) for token in rest[:end]
    )


def _is_separator(token: Token) -> bool:
    return token.low in {",", ";", "&", "#", "№", "+"} or bool(token.groups & {"joins", "order"})


def _is_continued(tail: Sequence[Token]) -> bool:
    """Return whether the list goes on in a way that cannot be read: a range, "and the others"."""
    if not tail:
        return False
    if len(tail) > 1 and tail[0].kind == "word" and len(tail[0].low) == 1:  # "1010 n 1011"
        return tail[1].kind == "order" or is_bare_id(tail, 1)
    follows = tail[1] if len(tail) > 1 else None
    if follows and is_bare_id(tail, 0) and "joins" in follows.groups:  # "1010 1011 и 1012 ..."
        return True
    if tail[0].low in {"-", "–", "—"}:
        return follows is not None and follows.kind in {"order", "number"}
    return "chain" in tail[0].groups and not (follows and "reason" in follows.groups)


def _has_more_numbers(tail: Sequence[Token]) -> bool:
    """Return whether more ids follow before a possible reason: "1001 1002 1009 check address"."""
    return len(tail) > 1 and is_bare_id(tail, 0) and is_bare_id(tail, 1)
