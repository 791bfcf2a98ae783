"""Follow-ups: sentences that lean on the card before them.

"А вчера?", "flag the second one", "the same for P-105".

Such a sentence is read by the frame of the card's tool, or as a full sentence in which ids replace
the words that point at rows. So what frames refuse is refused here as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tools import registry
from tools.intents.answers import Answer, OneAnswer, Question, Requests, ToolCall
from tools.intents.chatter import TALK
from tools.intents.dialogue.amend import read_reason
from tools.intents.dialogue.change import take_apart
from tools.intents.dialogue.opening import Opening, find_opening
from tools.intents.dialogue.pointing import is_picking_some, resolve_rows
from tools.intents.dialogue.refine import is_refining, refine
from tools.intents.dialogue.shift import apply_shift, find_days, parse_shift
from tools.intents.frame import ActionFrame, Frame, ReadFrame, get_frame
from tools.intents.gate import Mood, find_mood
from tools.intents.imperative import ask_about, ask_for, find_strange
from tools.intents.language.tokens import find_end
from tools.intents.match import match_frame, read_argument
from tools.intents.meaning import understand_words
from tools.intents.sentence import Sentence
from tools.intents.slots.row_reference import find_rows
from tools.intents.slots.slot import Problem, Reading, Slot
from tools.intents.values.day import POINTED, Window

#: Arguments that say which days; a new value of one of them replaces them all.
DAYS = frozenset({"start", "end", "days", "since_hours", "horizon_days", "older_than_hours"})
#: Arguments that hold ids: what a card was about if it listed nothing, and what words that point at
#: a row may stand for.
_IDS = ("order_id", "order_ids", "product_ids")
#: Ids as cards show them, and the read that lists such ids.
_IDS_SHOWN = re.compile(r"\b(?:OB|P)-[0-9]{1,12}\b")
_LISTED = {"OB": "orders_search", "P": "inventory_status"}
#: A sentence of at most so many words may be a bare "yesterday?".
MOST_BARE_WORDS = 4
#: The keys of answers to small talk, and to a "next" that may be the next page.
_MAY_LEAN = frozenset({*TALK, "future"})
#: The most days that can be compared with the same days a week or a month before.
_LONGEST = {"previous_week": 7, "previous_month": 31}


@dataclass(frozen=True)
class PreviousCard:
    """The card before a sentence: the call that it answered, and the ids of its rows."""

    call: ToolCall
    #: The ids of the rows, from the first on.
    items: tuple[str, ...] = ()
    #: Whether something else has been said since that led to no card.
    stale: bool = False
    #: The action that it shows; None: it is the answer of a read, or several changes.
    action: UUID | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Return what "it" and "these" mean: what the card was about, else its rows."""
        said = next((self.call.payload[key] for key in _IDS if self.call.payload.get(key)), ())
        about = (said,) if isinstance(said, str) else tuple(map(str, said))
        return about or self.items


def parse_card(text: str) -> PreviousCard | None:
    """Parse a message of the bot as a card, by the order or product ids in it; None: no ids."""
    ids = list(dict.fromkeys(found[0] for found in _IDS_SHOWN.finditer(text)))
    kind = ids[0].partition("-")[0] if ids else ""
    items = tuple(shown for shown in ids if shown.startswith(f"{kind}-"))
    return PreviousCard(ToolCall(_LISTED[kind], {}), items) if items else None


def is_leaning(sentence: Sentence, alone: Answer) -> bool:
    """Return whether a sentence that means `alone` by itself may lean on the card before it.

    A sentence that is complete by itself does not. "And for OB-1005" may, although the order's id
    alone would be a call.
    """
    if isinstance(alone, Requests):
        return False
    opening = find_opening(sentence)
    if _find_pointing(sentence) is not None or _find_same_days(sentence) is not None:
        return True
    if isinstance(alone, ToolCall) and not alone.loose:
        also = opening.same or opening.led_by_for or _is_alike(sentence)
        named = alone.tool == "order_detail" and also
        return named or is_refining(sentence) or is_fragment(sentence, alone)
    compares = bool(sentence.words) and "versus" in sentence.words[0].groups
    if is_refining(sentence) or compares:
        return True
    if _is_plain_question(alone):
        return False
    bare, change = len(sentence.words) <= MOST_BARE_WORDS, take_apart(sentence)
    return (
        bare
        or opening.opens
        or change.corrects
        or _is_alike(sentence)
        or parse_shift(sentence.text) is not None
        or bool(find_rows(sentence.tokens))
    )


def is_fragment(sentence: Sentence, alone: Answer) -> bool:
    """Return whether a read that could stand by itself rather narrows the card: "just the unpaid".

    It does only if the card is of the same tool.
    """
    frame = get_frame(alone.tool) if isinstance(alone, ToolCall) else None
    if not isinstance(alone, ToolCall) or not isinstance(frame, ReadFrame):
        return False
    named = any(sentence.at(group) for subject in frame.subjects for group in subject)
    short = 1 < len(sentence.words) <= MOST_BARE_WORDS
    if named or not short or {*_IDS} & alone.payload.keys():
        return False  # "please stuck orders" says what it is about
    return find_opening(sentence).opens or take_apart(sentence).corrects


def _is_plain_question(alone: Answer) -> bool:
    """Return whether it asks for something that no card says; small talk and days may lean."""
    return (
        isinstance(alone, Question)
        and alone.understood
        and alone.missing not in {*_IDS, "compare_to"}
        and alone.key not in _MAY_LEAN
    )


def follow(sentence: Sentence, last: PreviousCard) -> OneAnswer | None:
    """Find what the sentence means after that card; None: nothing."""
    refined = refine(sentence, last.call, last.items) or _resolve_days(sentence, last.call)
    if refined is not None:
        return refined
    if registry.is_action(last.call.tool):
        corrected = _correct_change(sentence, last.call)
        if corrected is None and last.action is not None:  # a refused change is none to repeat
            corrected = _change_another(sentence, last.call)
        if corrected is not None:
            return corrected
    bare = None if registry.is_action(last.call.tool) else take_apart(sentence)
    if bare is not None and (bare.corrects or bare.adds) and bare.rest.words:  # "no, last month"
        again = _follow(bare.rest, last, led=True)
        if again is not None:
            return again
    return _follow(sentence, last, led=False)


def _correct_change(sentence: Sentence, call: ToolCall) -> ToolCall | None:
    """Understand what corrects a change that was made: "hm no, undo that", "reason: paid twice"."""
    change = take_apart(sentence)
    if change.corrects and change.rest.words:
        again = understand_words(change.rest, strictly=True)
        if isinstance(again, ToolCall) and again.tool == "undo_action":
            return again
    frame = get_frame(call.tool)
    named = any("reason" in token.groups for token in change.rest.words[:2])
    if not named or not isinstance(frame, ActionFrame):
        return None
    reason = read_reason(frame, call.payload, change)
    return ToolCall(call.tool, {**call.payload, **reason}) if reason else None


def _is_alike(sentence: Sentence) -> bool:
    """Return whether it ends in "too", "as well", "the same"; "way too cheap, put it up" does not."""
    words = sentence.words
    return any(find_end(words, at, "amend_adds_end") == len(words) for at in range(1, len(words)))


def _change_another(sentence: Sentence, call: ToolCall) -> ToolCall | None:
    """Understand "and C-5 too", "с C-7 то же самое" after a change that was made: the same for that one."""
    change = take_apart(sentence)
    if not _is_alike(sentence) or not change.rest.words or sentence.text.rstrip().endswith("?"):
        return None
    led = (
        change.rest.words[0].has("same_for") and len(change.rest.words) > 1
    )  # "с C-7 то же самое"
    rest = change.rest.cut(change.rest.words[1].start) if led else change.rest
    found = _replace_scope(rest, call)
    return found if isinstance(found, ToolCall) else None


def _find_same_days(sentence: Sentence) -> tuple[int, int] | None:
    """Find the words that mean the days said before: "за неё же", "in that time"; None: none do."""
    places = range(len(sentence.tokens))
    runs = ((at, find_end(sentence.tokens, at, "same_days")) for at in places)
    return next(((at, end) for at, end in runs if end > at), None)


def _find_pointing(sentence: Sentence) -> Window | None:
    """Find the words that point to days said before: "that month"; None: none do."""
    windows = sentence.windows()
    found = windows if isinstance(windows, tuple) else ()
    return next((window for window in found if window.unit == POINTED), None)


def _resolve_days(sentence: Sentence, call: ToolCall) -> OneAnswer | None:
    """Understand "refunds for that month" with the days of that card; None: it has no such days."""
    pointing, same = _find_pointing(sentence), _find_same_days(sentence)
    days = find_days(call, sentence.writer.today) if pointing or same else None
    if days is None or not (pointing or same):
        return None
    if pointing is not None:
        begin, end = min(pointing.used), max(pointing.used) + 1
        while begin and sentence.tokens[begin - 1].has("points_unit"):
            begin -= 1
    elif same is not None:
        begin, end = same
    said = sentence.said(begin, end)
    written = sentence.rewritten(sentence.text.replace(said, f"{days[0]} - {days[1]}", 1))
    answer = understand_words(written)
    return answer if isinstance(answer, ToolCall) and not registry.is_action(answer.tool) else None


def _follow(sentence: Sentence, last: PreviousCard, *, led: bool) -> OneAnswer | None:
    tokens = sentence.tokens
    before = tokens[: sentence.first("reason")]
    if any("not" in token.groups or token.has("excepts") for token in before):
        return None
    shift = parse_shift(sentence.text)
    if shift is not None:
        moved = apply_shift(last.call, shift, sentence.writer.today)
        return moved or _refuse(sentence, sentence.text, last.call)
    opening = find_opening(sentence)
    if led and not opening.opens:
        opening = Opening(opens=True)
    rest = sentence.cut(opening.end).without_question_mark()
    if opening.same:
        return _repeat(sentence, rest, last.call)
    rows = None if is_picking_some(tokens) else find_rows(tokens)
    if rows is not None and last.ids:
        ids = last.items or last.ids if rows.places else last.ids
        return resolve_rows(sentence, rows, ids)
    return _continue_card(sentence, rest, opening, last)


def _continue_card(
    sentence: Sentence, rest: Sentence, opening: Opening, last: PreviousCard
) -> OneAnswer | None:
    """Find what "yesterday", "and yesterday" or "and for P-105" means after that card.

    None: nothing.
    """
    if not opening.opens:
        return _ask_anew(sentence, last.call)
    asked = sentence.text.rstrip().endswith("?") and not opening.led_by_for
    if registry.is_action(last.call.tool) and (last.stale or opening.muses or asked):
        return None  # "what about Nougat?" orders nothing, nor does "and Nougat?" long after
    about_days = None if opening.led_by_for else _ask_anew(rest, last.call)
    found = about_days or _replace_scope(rest, last.call)
    if found is None and opening.led_by_for:  # "and for the last 30 days?"
        about_days = found = _ask_anew(rest, last.call)
    # Only "the same for" is clear enough to ask what was meant by it.
    return found if isinstance(found, ToolCall) or found is about_days else None


def _refuse(sentence: Sentence, said: str, call: ToolCall) -> Question:
    frame = get_frame(call.tool)
    topic = call.tool if isinstance(frame, ReadFrame) and frame.subjects else ""
    return sentence.writer.ask("same_for", about=topic, said=said)


def _repeat(sentence: Sentence, rest: Sentence, call: ToolCall) -> OneAnswer:
    """Repeat the call for what the rest of the sentence says; ask if that is not understood."""
    again = _ask_anew(rest, call)
    if isinstance(again, ToolCall):
        return again
    return _replace_scope(rest, call) or again or _refuse(sentence, rest.text.rstrip("?!. "), call)


def _ask_anew(rest: Sentence, call: ToolCall) -> OneAnswer | None:
    """Repeat the read with other days, or with another argument that its own words give.

    None: the card is an action's, or the rest says no argument.
    """
    frame = get_frame(call.tool)
    if not isinstance(frame, ReadFrame):
        return None
    asked: Question | None = None
    for subject in frame.subjects:
        found = match_frame(call.tool, frame, rest, frozenset(subject)) or read_argument(
            call.tool, frame, rest
        )
        plain = match_frame(call.tool, frame, rest.cut(len(rest.text)), frozenset(subject))
        if isinstance(found, Question):
            asked = asked or (found if found.understood else None)
        if not isinstance(found, ToolCall):
            continue
        before = plain.payload if isinstance(plain, ToolCall) else {}
        said = {key: value for key, value in found.payload.items() if before.get(key) != value}
        if said:
            gone = {"offset"} | (DAYS if said.keys() & DAYS else frozenset())
            kept = {key: value for key, value in call.payload.items() if key not in gone}
            return ToolCall(call.tool, _to_comparable({**kept, **said}))
    return asked


def _to_comparable(payload: dict[str, Any]) -> dict[str, Any]:
    """Compare with the period before where the new days are too many to compare by week or month.

    A month beside the same days a week before would overlap itself.
    """
    longest = _LONGEST.get(payload.get("compare_to", ""))
    if longest is None or not payload.get("start") or not payload.get("end"):
        return payload
    days = date.fromisoformat(payload["end"]) - date.fromisoformat(payload["start"])
    return {**payload, "compare_to": "previous_period"} if days.days >= longest else payload


def _replace_scope(rest: Sentence, call: ToolCall) -> OneAnswer | None:
    """Repeat the call for another order, product, category, coupon, campaign or customer.

    None: the rest names none, or says more than that.
    """
    frame = get_frame(call.tool)
    slot = next((slot for slot in frame.slots if slot.is_scope), None) if frame else None
    if frame is None or slot is None or not set(slot.arguments) & call.payload.keys():
        return None
    kept = {
        key: value
        for key, value in call.payload.items()
        if key not in slot.arguments and key != "offset"
    }
    asked = slot.arguments[0] if slot.free else ""
    reading = Reading(rest, is_answer=slot.free, asked=asked, values=dict(kept))
    found = slot.reader.read(reading)
    changes = registry.is_action(call.tool)
    if changes and (find_mood(rest, reading.used) is not Mood.ORDERED or reading.doubted):
        return None
    if isinstance(found, Problem):
        return ask_about(call.tool, slot, found, reading)
    if not found:
        return _ask_for_scope(frame, slot, call.tool, reading) if slot.required else None
    if _has_more(frame, reading):
        return None
    return ToolCall(call.tool, {**kept, **found})


def _ask_for_scope(frame: Frame, slot: Slot, tool: str, reading: Reading) -> Question:
    """Ask for the scope; if a word of the rest is not understood, the question names it."""
    strange = find_strange(frame, reading) if isinstance(frame, ActionFrame) else None
    if strange is None:
        return ask_for(tool, slot, reading.values, reading.sentence)
    said = reading.sentence.said(strange)
    return reading.sentence.writer.ask("strange", tool=tool, said=said)


def _has_more(frame: Frame, reading: Reading) -> bool:
    """Return whether the sentence says more than the scope, such as a reason."""
    if isinstance(frame, ActionFrame):
        return find_strange(frame, reading) is not None
    tokens = reading.sentence.tokens
    used = reading.used or set(range(len(tokens)))
    return any(
        at not in used and token.kind != "sign" and "filler" not in token.groups
        for at, token in enumerate(tokens)
    )
