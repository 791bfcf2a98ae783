"""Whether a sentence that can be cut is rather one request, because it is understood whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tools import registry
from tools.intents.answers import OneAnswer, Question, ToolCall
from tools.intents.dialogue.follow_up import DAYS
from tools.intents.frame import get_frame
from tools.intents.sentence import Sentence
from tools.intents.several.joints import Joint, cut_clause, is_telling

#: Arguments that name what a call is about.
_THINGS = frozenset({"order_id", "order_ids", "product_ids", "category", "campaign_id", "code"})

_REASON = "reason"


def is_rather_one(
    sentence: Sentence,
    whole: OneAnswer,
    places: Sequence[Joint],
    calls: Sequence[ToolCall],
    *,
    leaning: bool,
    sure: bool,
) -> bool:
    """Return whether the sentence is one request, although each part would be one by itself.

    `sure`: the ranker takes each part for what was read.
    """
    asked_once = _is_same_twice(calls) or _is_only_able(sentence, calls)
    if asked_once or _is_list(sentence, places) or _is_clause_of_one(places, calls):
        return True
    if isinstance(whole, Question) or whole.loose:
        return False
    worded = all(joint.worded for joint in places)
    if worded and (_is_swallowed(whole, calls) or (sure and _is_part_unsaid(whole, calls))):
        return False
    if leaning or all(call == whole for call in calls):
        return True
    if has_free_words(whole):
        return not all(is_addressed(sentence, joint) for joint in places) or ":" in sentence.text
    opens = worded and all(joint.opens for joint in places)
    return not opens and not _is_each_more(sentence, places, calls)


def _is_part_unsaid(whole: ToolCall, calls: Sequence[ToolCall]) -> bool:
    """Return whether the whole is one part, and another part is for nothing in it: "undo, then stock"."""
    return whole in calls and any(
        call.tool != whole.tool
        or any(call.payload[name] != whole.payload.get(name) for name in call.payload)
        for call in calls
    )


def _is_swallowed(whole: ToolCall, calls: Sequence[ToolCall]) -> bool:
    """Return whether the first part, said whole, has the others in its reason: "..., then open 1003"."""
    first = calls[0]
    said, reason = whole.payload.get(_REASON, ""), first.payload.get(_REASON, "")
    return (
        whole.tool == first.tool
        and _drop(whole, _REASON) == _drop(first, _REASON)
        and said != reason
        and said.startswith(reason)
    )


def _is_clause_of_one(places: Sequence[Joint], calls: Sequence[ToolCall]) -> bool:
    """Return whether a part only says more of the one before.

    A comma joins two calls of one tool: "orders, which we send late"; or what follows an order has
    no verb, so it may be what is ordered: "flag the unpaid and the late ones".
    """
    for at, joint in enumerate(places):
        before, after = calls[at], calls[at + 1]
        if not joint.worded and before.tool == after.tool and not _is_about_two(before, after):
            return True
        is_object = registry.is_action(before.tool) and not registry.is_action(after.tool)
        if is_object and not joint.has_verb and not joint.opens:
            return True
    return False


def _is_about_two(before: ToolCall, after: ToolCall) -> bool:
    """Return whether the calls name two different things: "C-4 off, C-9 back on"."""
    return any(
        before.payload[name] != after.payload[name]
        for name in _THINGS & before.payload.keys() & after.payload.keys()
    )


def has_free_words(call: ToolCall) -> bool:
    """Return whether the call hands on the owner's own words, in which anything may be said."""
    frame = get_frame(call.tool)
    return frame is not None and any(slot.free and slot.required for slot in frame.slots)


def is_addressed(sentence: Sentence, joint: Joint) -> bool:
    """Return whether the clause that begins there is for the bot, not for the team."""
    rest = sentence.tokens[joint.begin : joint.begin + 4]
    to_me = any("to_me" in token.marks for token in rest)
    return joint.worded and joint.opens and (to_me or joint.turns or joint.begin - joint.end > 1)


def _is_each_more(sentence: Sentence, places: Sequence[Joint], calls: Sequence[ToolCall]) -> bool:
    """Return whether each part is another read that names its own days or number."""
    if len({call.tool for call in calls}) < len(calls):
        return False
    if any(registry.is_action(call.tool) for call in calls):
        return False
    begins = [0, *(joint.begin for joint in places)]
    ends = [*(joint.end for joint in places), len(sentence.tokens)]
    parts = [cut_clause(sentence, *pair) for pair in zip(begins, ends, strict=True)]
    return all(call.payload or part.windows() for call, part in zip(calls, parts, strict=True))


def merge_lists(calls: Sequence[ToolCall]) -> ToolCall | None:
    """Merge calls that differ in nothing but their lists of ids; None: they differ in more."""
    first = calls[0]
    lists = [name for name, value in first.payload.items() if isinstance(value, list)]
    if len(lists) != 1:
        return None
    others = [_drop(call, lists[0]) for call in calls]
    if any(call.tool != first.tool or lists[0] not in call.payload for call in calls) or any(
        other != others[0] for other in others
    ):
        return None
    ids = dict.fromkeys(item for call in calls for item in call.payload[lists[0]])
    return ToolCall(first.tool, {**first.payload, lists[0]: list(ids)})


def _is_same_twice(calls: Sequence[ToolCall]) -> bool:
    """Return whether one read is asked for twice, once with days or a number, once without.

    "Visits, carts and orders for the past 21 days".
    """
    for at, call in enumerate(calls):
        for other in calls[at + 1 :]:
            if call.tool != other.tool or registry.is_action(call.tool):
                continue
            few, more = sorted((call.payload, other.payload), key=len)
            if few.items() <= more.items() and more.keys() - few.keys() <= DAYS | {"limit"}:
                return True
    return False


def _is_list(sentence: Sentence, places: Sequence[Joint]) -> bool:
    """Return whether it is cut at the last joint of a list only: "visits, carts and orders"."""
    tokens, cuts = sentence.tokens, {joint.end for joint in places}
    last = max((joint.end for joint in places if joint.worded and not joint.opens), default=0)
    return any(
        tokens[at].low == ","
        and at not in cuts
        and is_telling(tokens[at - 1])
        and is_telling(tokens[at + 1])
        for at in range(1, last - 1)
    )


def _is_only_able(sentence: Sentence, calls: Sequence[ToolCall]) -> bool:
    """Return whether it may only ask what the bot can do: "can you undo things, and how?"."""
    able = any("may_you" in token.groups for token in sentence.tokens[:3])
    vague = any(registry.is_action(call.tool) and not call.payload for call in calls)
    return able and vague and not any("plea" in token.marks for token in sentence.tokens)


def _drop(call: ToolCall, name: str) -> dict[str, Any]:
    return {key: value for key, value in call.payload.items() if key != name}
