"""Words that refine the last card, or turn back the change that it shows.

"The next ten", "дальше", "how many in all?", "as a chart", "by product", "the first one", "turn it
back on", "take the flag off".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tools import registry
from tools.intents.answers import Answer, OneAnswer, Question, ToolCall
from tools.intents.dialogue.shift import find_days
from tools.intents.frame import ActionFrame, ReadFrame, find_gifts, get_frame
from tools.intents.imperative import drop_defaults
from tools.intents.language.tokens import Token, find_end
from tools.intents.sentence import Sentence, parse_count
from tools.intents.slots.row_reference import find_rows, is_only_pointing
from tools.texts import Text

_MOST_ROWS = 100
_WEEK = timedelta(days=7)

CANNOT_TURN_BACK = Text(
    "That change cannot be turned back by me. What was applied can be taken back: write undo."
)


def refine(sentence: Sentence, call: ToolCall, items: Sequence[str]) -> OneAnswer | None:
    """Find what the sentence makes of the card of that call, which lists `items`; None: nothing."""
    if registry.is_action(call.tool):
        return _turn_back(sentence, call)
    if is_only_pointing(sentence.text):
        return _open_row(sentence, items) if call.tool == "orders_search" else None
    if _is_counting(sentence):
        return ToolCall(call.tool, _drop(call.payload, "offset"))
    if _is_drawing(sentence) and call.tool == "kpi_snapshot":
        return _draw_days(call, sentence.writer.today)
    return (
        _turn_page(sentence, call)
        or _limit_rows(sentence, call)
        or _compare_with(sentence, call)
        or _choose_anew(sentence, call)
    )


def is_refining(sentence: Sentence) -> bool:
    """Return whether the whole sentence only asks for the card in another form, or for its count."""
    return _is_counting(sentence) or _is_drawing(sentence)


def _is_counting(sentence: Sentence) -> bool:
    return _is_made_of(sentence.words, ("counts_all",))


def _is_drawing(sentence: Sentence) -> bool:
    return _is_made_of(sentence.words, ("as_chart", "leaves_with"), "as_chart")


def complete_from_card(alone: Answer, call: ToolCall) -> ToolCall | None:
    """Complete "take the flag off", which lacks only its order, by the card of one order.

    None: it lacks something else, or the card is about no single order.
    """
    if not isinstance(alone, Question) or alone.tool != "flag_order" or not alone.understood:
        return None
    if alone.missing != "order_ids" or call.tool != "order_detail":
        return None
    return ToolCall(alone.tool, {**alone.known, "order_ids": [call.payload["order_id"]]})


def _turn_back(sentence: Sentence, call: ToolCall) -> OneAnswer | None:
    """Turn back the change of the card: "turn it back on", "убери её"; else None."""
    on = _is_made_of(sentence.words, ("turns_back_on", "turns_with"))
    off = _is_made_of(sentence.words, ("turns_back_off", "turns_with"))
    frame = get_frame(call.tool)
    if not (on or off) or not isinstance(frame, ActionFrame):
        return None
    wanted = frame.turns_on if on else frame.turns_off
    if not wanted:
        return sentence.writer.ask(CANNOT_TURN_BACK)
    if all(call.payload.get(name, frame.defaults.get(name)) == wanted[name] for name in wanted):
        return None  # it is so already
    scope = {
        name: value
        for name in frame.scopes
        if (value := call.payload.get(name)) not in (None, "", [], False)
    }
    return ToolCall(call.tool, drop_defaults(frame, {**scope, **wanted}))


def _open_row(sentence: Sentence, items: Sequence[str]) -> OneAnswer | None:
    """Open the order that alone is pointed at: "the first one"; else None."""
    rows = find_rows(sentence.tokens)
    if rows is None or len(rows.places) != 1 or any(not item.startswith("OB-") for item in items):
        return None
    meant = rows.of(items)
    if meant is None:
        return sentence.writer.ask("no_such_row", tool="order_detail", count=len(items))
    return ToolCall("order_detail", {"order_id": meant[0]})


def _turn_page(sentence: Sentence, call: ToolCall) -> ToolCall | None:
    """Go on in a list: "more", "the next ten", "ещё 5"; None: nothing, or it has no pages."""
    tool = registry.get(call.tool)
    fields = tool.Payload.model_fields if tool is not None else {}
    words = sentence.words
    counts = [count for word in words if (count := parse_count(word)) is not None]
    rest = [word for word in words if parse_count(word) is None]
    if "offset" not in fields or len(counts) > 1 or (not counts and len(rest) != len(words)):
        return None
    if not _is_made_of(rest, ("next_page", "page_words"), "next_page"):
        return None
    size = int(call.payload.get("limit") or fields["limit"].default)
    offset = int(call.payload.get("offset") or 0) + size
    limit = {"limit": counts[0]} if counts and 0 < counts[0] <= _MOST_ROWS else {}
    return ToolCall(call.tool, {**call.payload, **limit, "offset": offset})


def _draw_days(call: ToolCall, today: date) -> ToolCall:
    """Return the chart of the days of the card, or of the usual ones if it is about today."""
    found = find_days(call, today)
    if found is None or found == (today, today):
        return ToolCall("revenue_trend", {})
    begin, end = found
    last = {} if end == today else {"end": end.isoformat()}
    return ToolCall("revenue_trend", {"days": (end - begin).days + 1, **last})


def _limit_rows(sentence: Sentence, call: ToolCall) -> ToolCall | None:
    """Show so many rows: "top 3 is enough", "five will do", "трёх хватит"; else None."""
    tool = registry.get(call.tool)
    words = [word for word in sentence.words if parse_count(word) is None]
    counts = [count for word in sentence.words if (count := parse_count(word)) is not None]
    if tool is None or "limit" not in tool.Payload.model_fields or len(counts) != 1:
        return None
    if not 0 < counts[0] <= _MOST_ROWS or not _is_made_of(
        words, ("enough", "enough_words"), "enough"
    ):
        return None
    return ToolCall(call.tool, {**_drop(call.payload, "offset"), "limit": counts[0]})


def _compare_with(sentence: Sentence, call: ToolCall) -> ToolCall | None:
    """Compare the days of the card with those before that are named: "versus September"; else None."""
    tool, windows = registry.get(call.tool), sentence.windows()
    days = find_days(call, sentence.writer.today)
    if tool is None or "compare_to" not in tool.Payload.model_fields:
        return None
    if days is None or not sentence.at("versus"):
        return None
    if not isinstance(windows, tuple) or len(windows) != 1:
        return None
    named, (begin, end) = windows[0], days
    length, month_before = end - begin, begin - timedelta(days=1)
    earlier = {
        "previous_week": (begin - _WEEK, end - _WEEK),
        "previous_month": (month_before.replace(day=1), month_before),
        "previous_period": (month_before - length, month_before),
    }
    whole_month = begin.day == 1 and (end + timedelta(days=1)).day == 1
    fitting = [
        name
        for name, span in earlier.items()
        if span == (named.start, named.end) and (name != "previous_month" or whole_month)
    ]
    weekday = (
        named.start == named.end and begin == end and named.start.weekday() == begin.weekday()
    )
    chosen = "previous_week" if weekday else next(iter(fitting), None)
    return ToolCall(call.tool, {**call.payload, "compare_to": chosen}) if chosen else None


def _choose_anew(sentence: Sentence, call: ToolCall) -> ToolCall | None:
    """Set back an argument that was chosen before: "by product", "by revenue"; else None."""
    frame = get_frame(call.tool)
    if not isinstance(frame, ReadFrame):
        return None
    gifts, used = find_gifts(frame.resets, sentence)
    left = [
        token
        for at, token in enumerate(sentence.tokens)
        if at not in used and token.kind != "sign" and "filler" not in token.groups
    ]
    if not gifts or any(not token.has("amends") for token in left):
        return None
    return ToolCall(call.tool, _drop(call.payload, "offset", *gifts))


def _drop(payload: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in names}


def _is_made_of(words: Sequence[Token], names: tuple[str, ...], needed: str = "") -> bool:
    """Return whether all words have one of these marks, and some word the `needed` one."""
    at, said = 0, set[str]()
    while at < len(words):
        then = max(find_end(words, at, name) for name in names)
        if then == at:
            return False
        said |= {name for name in names if find_end(words, at, name) > at}
        at = then
    return (needed or names[0]) in said
