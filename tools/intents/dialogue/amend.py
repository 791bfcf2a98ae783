"""Words that change the preview waiting for its tap.

"Make it 20%", "на 5", "и P-113 тоже", "not P-101", "until the 24th", "because ...". They are read by
the slots of the preview's tool. What the slots do not explain amends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings

from tools import registry
from tools.intents.answers import WAY, Answer, Question, ToolCall
from tools.intents.dialogue.change import Change, split_contrast, take_apart
from tools.intents.frame import ActionFrame, find_gifts, get_frame
from tools.intents.gate import Mood, find_mood
from tools.intents.imperative import PUT_OFF, drop_defaults, find_strange, read_slots
from tools.intents.language.tokens import find_end
from tools.intents.meaning import understand_words
from tools.intents.sentence import Sentence
from tools.intents.slots.price_change import LOWER, RAISE, find_move
from tools.intents.slots.slot import Reading, Slot
from tools.intents.slots.text import LONGEST_REASON, find_reason_begin
from tools.intents.values.amount import find_amounts
from tools.texts import Text

#: Arguments that hold an amount, each with what is counted: a number alone means the same as before.
_UNITS = {
    "percent": "%", "percent_off": "%", "amount": "", "amount_off": "", "set_to": "",
}  # fmt: skip
_SIGNED = ("percent", "amount")

ALSO_OR_ONLY = Text(
    "Also {said}, or {said} in place of the others? Write “and {said}” or “{said} instead”."
)
NOT_IN_PARTS = Text("That change is about a whole group; name the ones you mean, please.")
NOTHING_LEFT = Text("Nothing would be left of that change; to cancel it, tap its button.")


@dataclass(frozen=True)
class Amendment:
    """The call whose preview takes the place of the one that waits."""

    call: ToolCall


def amend(sentence: Sentence, call: ToolCall, alone: Answer) -> Amendment | Answer | None:
    """Find what the sentence makes of the call whose preview waits.

    A ToolCall is a request of its own: "and C-2 too" where one preview can be about one campaign
    only. `alone` is what the sentence means by itself. None: it does not speak of that preview.
    """
    adding = find_end(sentence.tokens, 0, "amend_adds") > 0
    if adding and sentence.text.rstrip().endswith("?"):
        return None  # "and P-105?" asks
    frame = get_frame(call.tool)
    if not isinstance(frame, ActionFrame):
        return None
    before = _drop_unset(call)
    change = take_apart(sentence)
    again = _read_whole_order(change, call)
    if again is not None:
        return again
    if isinstance(alone, ToolCall) and not alone.loose:
        return None
    whole = replace(change, rest=sentence, drops=False) if change.drops else None  # "без звука"
    readings = (change, split_contrast(change), whole) if change.rest.words else ()
    for reading in filter(None, readings):
        found = (
            read_reason(frame, before, reading)
            or _read_values(frame, before, reading)
            or _read_direction(before, reading)
            or _read_message(frame, reading)
        )
        answer = _build_answer(frame, call.tool, before, found, reading)
        if answer is not None:
            return answer
    return _complete_from(before, alone, frame, call.tool)


def _build_answer(
    frame: ActionFrame,
    tool: str,
    before: Mapping[str, Any],
    found: Mapping[str, Any] | Question | None,
    change: Change,
) -> Amendment | Question | None:
    """Put what was read into the call, or ask what is meant; None: nothing was read."""
    if isinstance(found, Question):
        return found
    if not found:
        return None
    merged = _merge(frame, before, found, change)
    if isinstance(merged, Text):
        said = " ".join(change.rest.text.split())
        return change.rest.writer.ask(merged, tool=tool, said=said)
    return Amendment(ToolCall(tool, drop_defaults(frame, merged))) if merged else None


def _drop_unset(call: ToolCall) -> dict[str, Any]:
    """Return the arguments of the call that say something: not None, nor the tool's own default."""
    tool = registry.get(call.tool)
    fields = tool.Payload.model_fields if tool is not None else {}
    unset = {
        name: field.get_default(call_default_factory=True)
        for name, field in fields.items()
        if not field.is_required()
    }
    return {
        name: value
        for name, value in call.payload.items()
        if value is not None and not (name in unset and value in (unset[name], [], ""))
    }


def _read_whole_order(change: Change, call: ToolCall) -> Amendment | ToolCall | None:
    """Read a whole order after "no, ..." or "and ... too"; None: the rest is none."""
    if not (change.corrects or change.adds) or change.drops or change.old is not None:
        return None
    answer = understand_words(change.rest, strictly=True)
    if not isinstance(answer, ToolCall) or not registry.is_action(answer.tool):
        return None
    if change.adds:
        return answer
    return Amendment(answer) if answer.tool == call.tool else None


def read_reason(
    frame: ActionFrame, before: Mapping[str, Any], change: Change
) -> dict[str, Any] | None:
    """Read "because ..." and "reason: ..."; None: no reason is given, or there is none to give."""
    if frame.slot("reason") is None or before.get("flagged") is False:
        return None
    begin = find_reason_begin(change.rest.words)
    reason = change.rest.text[begin:].strip(" :,-") if begin is not None else ""
    return {"reason": reason} if 0 < len(reason) <= LONGEST_REASON else None


def _read_direction(before: Mapping[str, Any], change: Change) -> dict[str, Any] | None:
    """Turn the change of a price round: "no, lower them"; None: nothing else than that is said."""
    name = next((name for name in _SIGNED if before.get(name) is not None), None)
    up, tokens = find_move(change.rest), change.rest.tokens
    said = {
        group for token in tokens for group in token.groups if group in {"price_up", "price_down"}
    }
    others = [
        token for token in tokens if not token.groups & said and not token.has("amends_within")
    ]
    if name is None or up is None or others or not change.corrects:
        return None
    amount = str(before[name]).lstrip("-")
    return {name: amount if up else f"-{amount}"}


def _read_message(frame: ActionFrame, change: Change) -> dict[str, Any] | None:
    """Read other words to hand on: "no, write: we open at nine"; None: none are said."""
    slot = next((slot for slot in frame.slots if slot.free and slot.required), None)
    _, colon, message = change.rest.text.partition(":")
    if slot is None or not change.corrects or not colon or not message.strip():
        return None
    return {slot.arguments[0]: message.strip()}


def _read_values(
    frame: ActionFrame, before: Mapping[str, Any], change: Change
) -> dict[str, Any] | Question | None:
    """Read the new arguments by the slots of the frame; None: not every word is explained."""
    rest = change.rest
    known = dict(before) | _find_way(rest, before)
    slots = tuple(slot for slot in frame.slots if not slot.free)
    narrowed = replace(frame, slots=slots)
    if change.old is not None and not _is_held(narrowed, before, known, change.old):
        return None
    found = _read_by(narrowed, rest, known)
    if not found:
        written = _write_unit(rest, before)
        found = _read_by(narrowed, written, known) if written is not None else None
    return found


def _read_by(
    frame: ActionFrame, rest: Sentence, known: Mapping[str, Any]
) -> dict[str, Any] | Question | None:
    gifts, verb = find_gifts(frame.tunes, rest)
    reading = Reading(rest, is_answer=True, known=known, verb=verb, values=dict(gifts))
    price = frame.slot("set_to")
    if price is not None and _is_price(rest, known):
        reading.asked, reading.known = "set_to", {}
    problems = read_slots(frame, reading)
    reading.values.pop(WAY, None)
    helped = replace(frame, helps=frame.helps | {"amends_within"})
    strange = find_strange(helped, reading)
    mood = find_mood(rest, reading.used, verb=reading.verb, dated=frame.dated)
    if not reading.values or strange is not None or reading.doubted:
        return None
    if any(not problem.is_gap and slot is not price for slot, problem in problems.items()):
        return None
    if mood is Mood.PUT_OFF or reading.put_off:
        return rest.writer.ask(PUT_OFF)
    return reading.values if mood is Mood.ORDERED else None


def _is_price(rest: Sentence, known: Mapping[str, Any]) -> bool:
    """Return whether the only amount is a new price: "to 9.50", or a price was set before."""
    found = rest.amounts()
    if len(found) != 1 or found[0].percent or found[0].sign:
        return False
    begin = min(found[0].used)
    led = begin > 0 and rest.tokens[begin - 1].has("to")
    by = begin > 0 and rest.tokens[begin - 1].marks & {"by_word", "by_amount"}
    return led or ("set_to" in known and not by and find_move(rest) is None)


def _find_way(rest: Sentence, before: Mapping[str, Any]) -> dict[str, str]:
    """Find which way a price goes: as the words say, else as before; empty: it is not known."""
    moved = find_move(rest)
    if moved is None:
        amounts = [str(before[name]) for name in _SIGNED if before.get(name) is not None]
        moved = not amounts[0].startswith("-") if amounts else None
    return {} if moved is None else {WAY: RAISE if moved else LOWER}


def _write_unit(rest: Sentence, before: Mapping[str, Any]) -> Sentence | None:
    """Write the unit of the amount before after a number that stands without one; None: no such."""
    unit = next((_UNITS[name] for name in _UNITS if before.get(name) is not None), None)
    tokens = rest.tokens
    found = find_amounts(tokens)
    plain = [amount for amount in found if not amount.percent and not amount.money]
    if unit is None or len(found) > 1 or (found and not plain):
        return None
    counted = rest.without_question_mark()
    end = tokens[max(plain[0].used)].end if plain else len(counted.text)
    head, tail = counted.text[:end], counted.text[end:]
    return rest.rewritten(f"{head} {unit or settings.SHOP_CURRENCY}{tail}")


def _is_held(
    frame: ActionFrame, before: Mapping[str, Any], known: Mapping[str, Any], old: Sentence
) -> bool:
    """Return whether the preview has what the words name: the 5 of "not 5 but 10"."""
    written = _write_unit(old, before)
    found = _read_by(frame, old, known) or (_read_by(frame, written, known) if written else None)
    if not found or isinstance(found, Question):
        return False
    return all(_is_part(value, before.get(name)) for name, value in found.items())


def _is_part(value: Any, whole: Any) -> bool:
    if isinstance(value, list):
        return isinstance(whole, list) and set(value) <= set(whole)
    if isinstance(value, int | str) and str(whole).lstrip("-").replace(".", "").isdecimal():
        plain = str(value).lstrip("-").replace(".", "").isdecimal()
        return plain and Decimal(str(value)) == Decimal(str(whole))
    return bool(value == whole)


def _merge(
    frame: ActionFrame, before: Mapping[str, Any], found: Mapping[str, Any], change: Change
) -> dict[str, Any] | Text | None:
    """Put the new arguments in place of the old ones.

    A text asks what is meant; None: it is not plain that they belong to the preview.
    """
    merged = dict(before)
    for slot in frame.slots:
        given = {name: found[name] for name in slot.arguments if name in found}
        if not given:
            continue
        if slot.is_scope and not (change.corrects and not (change.adds or change.drops)):
            scope = _merge_scope(slot, before, given, change)
            if not isinstance(scope, dict) or len(found) > len(given):
                return scope if not isinstance(scope, dict) else None
            given = scope
        if slot.required or slot.is_scope:  # its arguments exclude each other
            for name in slot.arguments:
                merged.pop(name, None)
        merged |= given
    tuned = {name: value for name, value in found.items() if frame.slot(name) is None}
    if change.drops and (tuned or merged.keys() - before.keys()):
        return None
    return merged | tuned


def _merge_scope(
    slot: Slot, before: Mapping[str, Any], given: Mapping[str, Any], change: Change
) -> dict[str, Any] | Text | None:
    """Add what was named to what the preview is about, or leave it out."""
    ((name, value),) = list(given.items())[:1]
    whole = before.get(name)
    if not (change.adds or change.drops):
        return ALSO_OR_ONLY if isinstance(value, list) else None
    if not isinstance(whole, list) or not isinstance(value, list):
        single = not isinstance(value, list) and not {"category", "preset", "all"} & set(
            slot.arguments
        )
        return None if single else NOT_IN_PARTS
    if change.adds:
        return {name: list(dict.fromkeys([*whole, *value]))}
    if not set(value) <= set(whole):
        return None
    kept = [item for item in whole if item not in value]
    return {name: kept} if kept else NOTHING_LEFT


def _complete_from(
    before: Mapping[str, Any], alone: Answer, frame: ActionFrame, tool: str
) -> Amendment | None:
    """Take what a whole sentence says that lacks only its products: "lower it by 3%"; else None."""
    if not isinstance(alone, Question) or alone.tool != tool or not alone.understood:
        return None
    scope = next((slot for slot in frame.slots if slot.is_scope), None)
    said = {name: value for name, value in alone.known.items() if name != WAY}
    if scope is None or alone.missing not in scope.names or not said:
        return None
    merged = dict(before)
    for slot in frame.slots:
        if slot.required and not slot.is_scope and set(slot.arguments) & said.keys():
            for name in slot.arguments:
                merged.pop(name, None)
    return Amendment(ToolCall(tool, drop_defaults(frame, merged | said)))
