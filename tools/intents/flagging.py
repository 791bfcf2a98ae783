"""Flagging orders, and taking flags off.

Only a plain request becomes a call: a verb, orders by number or by a known list, perhaps a reason.
A negation, a question, a condition or any strange word before the reason gives a question back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tools.intents.answers import Answer, Asker, Question, ToolCall
from tools.intents.tokens import Token, after_pause

TOOL = "flag_order"
MOST_ORDERS = 200
LONGEST_REASON = 300
SHORTEST_BARE_ID = 3

#: Each list, the ways it is named, and nothing else: "late payments" are not late shipments.
_PRESETS: dict[str, tuple[frozenset[str], ...]] = {
    "stuck": (frozenset({"stuck"}),),
    "late_ship": (frozenset({"late"}), frozenset({"late", "ship"})),
    "unpaid": (frozenset({"unpaid"}), frozenset({"unpaid", "payment"})),
    "payment_issues": (frozenset({"payment", "problem"}),),
}
_VERBS = frozenset({"flag", "unflag", "flag_noun", "put", "take_off"})
_BEFORE = _VERBS | {"kindly", "near_id", "order", "reason"}
_BEFORE_ID = frozenset({"#", "на", "с", "у", "on", "from"})
#: "Хотя нет": what begins like this takes back.
_AFTER_ALL = frozenset({"хотя", "впрочем", "actually", "although", "or"})
#: The verb of a second order, and what makes an exception, are no reasons.
_OTHER_ORDERS = frozenset(
    {"take_off", "hide", "publish", "price_up", "price_down", "tell", "coupon_off", "bring_back"}
)
_BUT = frozenset({"а", "но", "but", "except", "кроме"})
#: After the orders these add nothing.
_OFF = frozenset({"с", "со", "from", "off"})
#: A reason does not begin so: what is corrected, taken back, put off or hangs on something.
_TURNS = re.compile(
    r"(?:i meant?|oops|forget|never ?mind|just (?:kidding|joking)|kidding|joking|only|once|provided|assuming|when|as soon"
    r"|after|later|tonight|(?:in|on) (?:an?|\d+|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|то есть|вернее|точнее|ой|отбой|шучу|только|лишь|если|после|через|позже|в(?:о)? (?:случае|\d+|понедельник|вторник"
    r"|среду|четверг|пятницу|субботу|воскресенье))(?: |$)"
)
_IDLE = frozenset({"again", "too", "also", "снова", "опять", "тоже"})
_UNITS = frozenset({"day", "week", "month", "year", "hour"})
_PRESET_WORDS = frozenset({"stuck", "late", "unpaid", "payment", "problem", "ship"})


def asks_to_flag(tokens: Sequence[Token]) -> bool:
    """Whether the sentence speaks of putting a flag on or taking it off, in any mood."""
    verbs = [token for token in tokens if not token.groups & {"flagged", "unflagged"}]
    if any(token.groups & {"flag", "unflag"} for token in verbs):
        return True
    if not any("flag_noun" in token.groups for token in verbs):
        return False
    return "flag_noun" in verbs[0].groups or any(
        token.groups & {"put", "take_off", "not"} for token in verbs
    )


def flag(text: str, tokens: Sequence[Token], asker: Asker) -> Answer:
    """The call a sentence about flags asks for, or the question that is missing."""
    ids_at = _ids_at(tokens)
    if ids_at is None:
        return _by_preset(text, tokens, asker)
    first, then = ids_at
    head, tail = tokens[:first], tokens[then:]
    if not any(token.groups & _VERBS for token in head):
        return _after_ids(text, tokens, ids_at, asker)
    if not any(token.groups & _VERBS - {"flag_noun"} for token in head) and _tells(head, tail):
        return asker.ask("not_flagged", about=TOOL)  # "флаг на 1003 не ...", "флаг с 1003 снят"
    if refused := _refused(head, tail, text, asker):
        return refused
    reason = _reason(text, tail, tokens[then - 1].end)
    return _call(text, head, tokens[first:then], reason, asker)


def _tells(head: Sequence[Token], tail: Sequence[Token]) -> bool:
    """Whether a sentence without a verb tells of a flag rather than wants one."""
    words = [token for token in tail if token.kind != "sign" and "kindly" not in token.groups]
    off = any(token.low in _OFF for token in head)
    return off or bool(words and not words[0].groups & {"reason", "as"})


def flag_command(text: str, tokens: Sequence[Token], asker: Asker) -> Answer:
    """`/flag OB-1003 reason`: the verb is the command itself."""
    if not tokens:
        return asker.ask("which_order_to_flag", about=TOOL, tool=TOOL, missing="order_ids")
    return flag(text, (_COMMAND, *tokens), asker)


_COMMAND = Token("word", "flag", 0, 0, frozenset({"flag"}))


def _ids_at(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Where the first run of order ids begins and ends: "OB-1003, 1004 and OB-1005"."""
    first = next((at for at, token in enumerate(tokens) if _starts_ids(tokens, at, token)), None)
    if first is None:
        return None
    then = first + 1
    while then < len(tokens):
        step = then
        while step < len(tokens) and _separates(tokens[step]):
            step += 1
        listed = step > then or _only_ids(tokens, first, then)
        if step == len(tokens) or not (
            tokens[step].kind == "order" or (listed and _bare_id(tokens, step))
        ):
            break
        then = step + 1
    return first, then


def _only_ids(tokens: Sequence[Token], first: int, then: int) -> bool:
    """ "1010 1011 и 1012": numbers alike in length, with nothing after them that they could count."""
    rest = [token for token in tokens[then:] if not _separates(token)]
    while rest and "kindly" in rest[-1].groups:
        rest.pop()
    end = next((at for at, token in enumerate(rest) if "reason" in token.groups), len(rest))
    return bool(end) and all(
        token.kind == "number" and len(token.low) == len(tokens[first].low) for token in rest[:end]
    )


def _starts_ids(tokens: Sequence[Token], at: int, token: Token) -> bool:
    if token.kind == "order":
        return True
    before = frozenset({"order"}) if at == 0 else tokens[at - 1].groups
    named = before & {"order", "phone", "flag", "unflag", "flag_noun"}
    return bool(named or tokens[at - 1].low in _BEFORE_ID) and _bare_id(tokens, at)


def _bare_id(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number can stand for an order: "1003", but not the 5 of "5 days"."""
    if tokens[at].kind != "number" or len(tokens[at].low) < SHORTEST_BARE_ID:
        return False
    return at + 1 == len(tokens) or not tokens[at + 1].groups & _UNITS


def _separates(token: Token) -> bool:
    return token.low in {",", ";", "&", "#", "№"} or bool(token.groups & {"joins", "order"})


def _refused(
    head: Sequence[Token], tail: Sequence[Token], text: str, asker: Asker
) -> Question | None:
    """Why this is not a request: negated, asked, conditional, a range, or partly strange."""
    negated = _negated(head)
    asked = any("asks" in token.groups for token in head)
    polite = any("may_you" in token.groups for token in head)
    asking = text.rstrip().endswith("?")
    doubted = asking and (not polite or any(token.low == "yet" for token in tail))
    if negated or asked or _tail_takes_it_back(tail, doubted=doubted):
        return asker.ask("not_flagged", about=TOOL)
    if _continues(tail) or _numbers_on(tail):
        return asker.ask(
            "flag_list", about=TOOL, tool=TOOL, missing="order_ids", known=_said(head, None),
            most=MOST_ORDERS,
        )  # fmt: skip
    strange = next((token for token in head if not _known(token, _BEFORE)), None)
    if strange is not None:
        return asker.ask("strange", about=TOOL, tool=TOOL, said=text[strange.start : strange.end])
    return None


def _negated(tokens: Sequence[Token]) -> bool:
    """Whether a word says not to; the "cancel" of "cancel the flag" asks to take it off."""
    return any("not" in token.groups and "take_off" not in token.groups for token in tokens)


def _continues(tail: Sequence[Token]) -> bool:
    """Whether the list of orders goes on in a way we do not take: a range, "and the others"."""
    if not tail:
        return False
    if len(tail) > 1 and tail[0].kind == "word" and len(tail[0].low) == 1:  # "1010 n 1011"
        return tail[1].kind == "order" or _bare_id(tail, 1)
    follows = tail[1] if len(tail) > 1 else None
    if follows and _bare_id(tail, 0) and "joins" in follows.groups:  # "1010 1011 и 1012 ..."
        return True
    if tail[0].low == "-":
        return follows is not None and follows.kind in {"order", "number"}
    return "chain" in tail[0].groups and not (follows and "reason" in follows.groups)


def _numbers_on(tail: Sequence[Token]) -> bool:
    """Whether further orders follow, before what may be a reason: "1001 1002 1009 check address"."""
    return len(tail) > 1 and _bare_id(tail, 0) and _bare_id(tail, 1)


def _known(token: Token, groups: frozenset[str]) -> bool:
    return token.kind == "sign" or bool(token.groups & groups)


def _tail_takes_it_back(tail: Sequence[Token], *, doubted: bool) -> bool:
    """Whether what follows the ids negates, asks, adds a condition or says another state."""
    words = [token for token in tail if token.kind != "sign" and token.low not in _IDLE]
    if _negates_verb(words) or _turns_away(words):
        return True
    if not words or words[0].groups & {"reason"}:
        return not words and doubted
    while len(words) > 1 and words[0].groups & {"kindly", "flag_noun"} and not _flags(words[0]):
        words.pop(0)
    first, rest = words[0], words[1:]
    if "as" in first.groups:
        return not rest or bool(rest[0].groups & {"state", "not"})
    # "flag it tomorrow": a flag is set now, or not at all.
    turned = bool(first.groups & {"asks", "future"}) or first.groups >= {"call_off", "take_off"}
    turned = turned or ("state" in first.groups and not rest)  # "mark OB-1003 paid"
    turned = turned or (first.low in _AFTER_ALL and any("not" in one.groups for one in rest))
    if turned or any(token.groups & {"flag", "unflag"} for token in words):
        return True
    if "not" in first.groups:
        plain = first.low in {"не", "not"} and rest and _is_plain(rest[0])
        return not plain
    return doubted


def _turns_away(words: Sequence[Token]) -> bool:
    """ "... and take the flag off OB-1002", "... but not OB-1003": a second order, an exception."""
    begin = next((at for at, one in enumerate(words) if "joins" not in one.groups), len(words))
    if begin == len(words):
        return False
    second = words[begin].groups & (_OTHER_ORDERS | {"put"} if begin else _OTHER_ORDERS)
    return bool(second) or words[begin].low in _BUT or bool(_TURNS.match(_written(words)))


def _written(words: Sequence[Token]) -> str:
    return " ".join(token.low for token in words)


def _negates_verb(words: Sequence[Token]) -> bool:
    """ "Не помечай" anywhere, or nothing but "не снимай"."""
    if any("not" in one.groups and _flags(two) for one, two in pairwise(words)):
        return True
    return (
        len(words) > 1
        and "not" in words[0].groups
        and bool(words[-1].groups & {"take_off", "put"})
    )


def _flags(token: Token) -> bool:
    return bool(token.groups & {"flag", "unflag"})


def _is_plain(token: Token) -> bool:
    return token.kind == "word" and not token.groups & {"kindly", "over"}


def _reason(text: str, tail: Sequence[Token], after: int) -> str | None:
    """The reason as it was written: after its word, else whatever follows the ids.

    None where its word is said and no words follow.
    """
    words = [token for token in tail if token.kind != "sign"]
    begin = after
    if (
        len(words) > 1
        and "reason" in words[1].groups
        and words[0].low in {"по", "with", "с", "for"}
    ):
        words.pop(0)
    named = bool(words) and "reason" in words[0].groups
    if words and words[0].groups & {"reason", "as"}:
        begin = words.pop(0).end
        if words and words[0].low in {"is", "that", "of", "что"}:
            begin = words.pop(0).end
    if all(token.groups & {"kindly", "flag_noun"} or token.low in _IDLE for token in words):
        return None if named else ""
    return after_pause(text[begin:])


def _call(
    text: str, head: Sequence[Token], said: Sequence[Token], reason: str | None, asker: Asker
) -> Answer:
    orders = [token for token in said if token.kind in {"order", "number"}]
    wrong = next((token for token in orders if not token.order_id), None)
    if wrong is not None:
        return asker.ask(
            "bad_order_id", about=TOOL, tool=TOOL, missing="order_ids", known=_said(head, reason),
            said=text[wrong.start : wrong.end],
        )  # fmt: skip
    unique = list(dict.fromkeys(token.order_id for token in orders))
    if len(unique) > MOST_ORDERS:
        return asker.ask(
            "flag_list", about=TOOL, tool=TOOL, missing="order_ids", known=_said(head, reason),
            most=MOST_ORDERS,
        )  # fmt: skip
    return _payload(head, {"order_ids": unique}, reason, asker)


def _payload(
    head: Sequence[Token], scope: dict[str, Any], reason: str | None, asker: Asker
) -> Answer:
    if reason is None or len(reason) > LONGEST_REASON:
        key = "flag_odd_reason" if reason is None else "flag_long_reason"
        return asker.ask(
            key, about=TOOL, tool=TOOL, missing="reason", known=scope | _said(head, None),
            most=LONGEST_REASON,
        )  # fmt: skip
    return ToolCall(TOOL, scope | _said(head, reason))


def _said(head: Sequence[Token], reason: str | None) -> dict[str, Any]:
    """What is said beside the orders: why, and whether their flags are to be taken off."""
    off = any(token.groups & {"unflag", "take_off"} for token in head)
    return ({"reason": reason} if reason else {}) | ({"flagged": False} if off else {})


def _after_ids(
    text: str, tokens: Sequence[Token], ids_at: tuple[int, int], asker: Asker
) -> Answer:
    """ "OB-1003 пометь": the verb follows the ids; everything else must be plain."""
    first, then = ids_at
    rest = (*tokens[:first], *tokens[then:])
    asked = any("asks" in token.groups for token in rest) or text.rstrip().endswith("?")
    of_mark = any(
        one.low in {"from", "of", "by"} and _flags(two) for one, two in pairwise(rest)
    )  # "OB-1003 from Mark"
    if asked or of_mark or _negated(rest):
        return asker.ask("not_flagged", about=TOOL)
    verb = next((at for at, token in enumerate(rest) if token.groups & _VERBS), 0)
    end = next((at for at, token in enumerate(rest) if "reason" in token.groups), len(rest))
    head = rest[: max(verb + 1, end)]
    strange = next((token for token in head if not _known(token, _BEFORE)), None)
    if strange is not None or (
        end == len(rest) and len(rest) > verb + 1 and not _only_kind(rest[verb + 1 :])
    ):
        odd = strange or rest[verb + 1]
        return asker.ask("strange", about=TOOL, tool=TOOL, said=text[odd.start : odd.end])
    return _call(text, head, tokens[first:then], _reason(text, rest[end:], len(text)), asker)


def _only_kind(tokens: Sequence[Token]) -> bool:
    return all(
        token.kind == "sign" or token.groups & {"kindly", "near_id", *_VERBS} for token in tokens
    )


def _by_preset(text: str, tokens: Sequence[Token], asker: Asker) -> Answer:
    """ "flag stuck orders": no numbers, so exactly one known list must be named."""
    end = next((at for at, token in enumerate(tokens) if "reason" in token.groups), len(tokens))
    head, tail = tokens[:end], tokens[end:]
    asked = any("asks" in token.groups for token in head)
    doubted = end == len(tokens) and text.rstrip().endswith("?")
    if asked or doubted or _negated(head):
        return asker.ask("not_flagged", about=TOOL)
    said = {group for token in head for group in token.groups & _PRESET_WORDS}
    presets = [name for name, ways in _PRESETS.items() if said in ways]
    strange = next((one for one in head if not _known(one, _BEFORE | _PRESET_WORDS)), None)
    if len(presets) == 1 and strange is None:
        return _payload(head, {"preset": presets[0]}, _reason(text, tail, len(text)), asker)
    if strange is not None and said:
        return asker.ask("strange", about=TOOL, tool=TOOL, said=text[strange.start : strange.end])
    known = _said(head, _reason(text, tail, len(text)))
    return asker.ask(
        "which_order_to_flag", about=TOOL, tool=TOOL, missing="order_ids", known=known
    )
