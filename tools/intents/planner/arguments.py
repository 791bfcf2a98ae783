"""Where the arguments of a proposed change come from: the owner said them, or they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tools.dashes import plain_dashes
from tools.intents.answers import ToolCall
from tools.intents.imperative import action_frames
from tools.intents.planner.allowed import ORDERS as _KNOWN
from tools.intents.planner.allowed import parts_of
from tools.intents.planner.grounded import figures
from tools.intents.sentence import parse
from tools.intents.slots.slot import Evidence

_ID = re.compile(r"(OB|P|C)-\d+")
_ID_SAID = re.compile(r"(?<!\w)(?:OB|P|C)[- ]?\d+(?!\w)", re.IGNORECASE)
#: "OB-1003 to OB-1010" names more than it says.
_RANGE = re.compile(r"\d\s*(?:-|to|through|по|до)\s*(?:OB|P|C)[- ]?\d", re.IGNORECASE)
#: "OB-1003 and the stuck ones" names two things in two ways.
_AND_A_KIND = re.compile(
    r"OB[- ]?\d+\s*(?:,|and|&|и|плюс|plus)\s+(?:all|the|все|всех|каждый)\b", re.IGNORECASE
)
#: Digits inside a word are part of a code, or of a slip such as OB-10O3.
_GLUED = re.compile(r"\w*[^\W\d_]\d+\w*|\d+[^\W\d_]+\d\w*")
#: A coupon's code as people write it among other words.
_CODE_SAID = re.compile(r"(?<![\w-])(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[A-Za-z][A-Za-z0-9_-]+(?![\w-])")
_NO_CODES = frozenset(
    {"NOW", "TODAY", "TOMORROW", "OFF", "ALL", "COUPON", "COUPONS", "CODE", "PROMO"}
)
#: What has to be said beside a number for it to be a share, or an amount.
_PERCENT = re.compile(r"%|percent|per cent|процент|pct", re.IGNORECASE)
_MONEY = re.compile(r"[€$£₽]|euro?s?\b|eur\b|евро|dollar|usd|pound|руб|rub\b", re.IGNORECASE)
_UNITS = {"percent": _PERCENT, "percent_off": _PERCENT, "amount": _MONEY, "amount_off": _MONEY}
_SHARE = re.compile(
    rf"(?P<n>\d+(?:[.,]\d+)?)\s?(?:{_PERCENT.pattern})|(?:{_PERCENT.pattern})\s?(?P<m>\d+)",
    re.IGNORECASE,
)
#: "All teas" are not all products.
_ALL_OF_IT = re.compile(
    r"\beverything\b|\ball(?:\s+(?:of\s+)?(?:the|our|my))?(?:\s+(?:products?|prices?|items?|goods|stock|discounts?)|\s*[.!]?$"
    r"|\s+(?:up|down|by|to|at)\b)|\b(?:every|each)\s+(?:product|price|item)|\b(?:whole|entire)\s+(?:shop|store|catalogue|catalog|range)"
    r"|\bвс[её](?:\s*[.!]?$|\s+на\b)|\bвсе(?:х|м|ми)?(?:\s+(?:наши|мои|наших|моих))?\s+(?:товар|цен|позици|продукт|скид)"
    r"|\bвс(?:ем|ех|е)\s*[.!]?$|\b(?:весь|всю|всего|всему|всей|целиком)\b|\bкажд\w+\s+(?:товар|цен|позици)",
    re.IGNORECASE,
)
#: What says which things a change is about: one of these has been said, or the first is asked for.
SCOPES: dict[str, tuple[str, ...]] = {
    "adjust_price": ("product_ids", "category", "all"),
    "set_discount": ("product_ids", "category", "stock_at_most", "all"),
    "publish_product": ("product_ids", "stock_at_most"),
    "flag_order": ("order_ids", "preset"),
}
_WORD = re.compile(r"[^\W\d_]+")
_SPOKEN = re.compile(r"\w+")
#: Texts that the model words itself, and what changes nothing of importance: the preview shows them.
_FREE = frozenset({"reason", "message", "silent", "rounding"})
#: The owner's own words, to be sent as they are.
_OWN_WORDS = frozenset({"message"})

#: Values that are choices of a schema, and the beginnings of the words with which people say them.
CHOICES: dict[tuple[str, Any], str] = {
    ("preset", "stuck"): r"stuck|stall|завис|застр|подвис",
    ("preset", "late_ship"): r"late|overdue|delay|просроч|опозд|опазд|задерж",
    ("preset", "payment_issues"): r"pay|оплат|плат",
    ("preset", "unpaid"): r"unpaid|pay|неоплач|оплат|плат",
    ("all", True): r"all$|every|whole|entire|весь|вся|все$|целик",
    ("published", False): r"hide|unpublish|remove|скрой|скры|спряч|убер|сним|снять",
    ("published", True): r"show|publish|unhide|display|back|покаж|показ|публик|опублик|верн|вылож",
    ("paused", True): r"pause|stop|halt|hold|пауз|останов|приостан|стоп",
    ("paused", False): r"resume|unpause|start|continue|run|возобнов|запуст|продолж|сним|снять",
    ("flagged", False): r"unflag|unmark|remove|clear|take|off$|сним|снять|убер|убрать",
    (
        "flagged",
        True,
    ): r"flag$|mark$|пометь|пометить|помечай|отметь|отметить|отмечай|флагни|зафлаг",
    ("stock_at_most", 0): r"sold|out$|empty|законч|кончи|распрода|наличи",
    ("percent", 0): r"remove|clear|off$|end|drop|сним|снять|убер|убрать|отмен|без$",
}
_CHOICES = {key: re.compile(pattern) for key, pattern in CHOICES.items()}
#: How people say which way a price goes.
_UP = re.compile(
    r"rais|up$|increas|more|plus|lift|add|подн|повы|увелич|дорож|подорож|плюс|накин|приб"
)
_DOWN = re.compile(
    r"cut|lower|down$|decreas|reduc|less|minus|drop|cheap|сниз|пониз|уменьш|дешев|подешев|удешев|минус"
    r"|опуст|сбав|скин"
)
#: Or with a sign; the one inside P-101 is none.
_MINUS, _PLUS = (
    re.compile(r"(?<![\w-])-\s*[€$£₽]?\s*[.,]?\d"),
    re.compile(r"\+\s*[€$£₽]?\s*[.,]?\d"),
)
#: Words that stand for days: the model may work out which.
_DAY_WORDS = re.compile(
    r"today|tonight|tomorrow|week|month|mon|tue|wed|thu|fri|sat|sun|christmas|year|сегодня|завтра"
    r"|послезавтра|недел|месяц|понед|втор|сред|четв|пятн|субб|воскр|конц|год"
    r"|january|february|march|april|june|july|august|september|october|november|december"
    r"|январ|феврал|март|апрел|июн|июл|август|сентябр|октябр|ноябр|декабр"
)


#: What a later part of the sentence says of what an earlier one named.
_POINTS = re.compile(
    r"\b(?:it|its|them|same|его|ее|её|их|него|неё|нее|них|ним|ней|ему|им)\b", re.IGNORECASE
)
#: Choices of which one sentence can only mean one.
_OPPOSITES = ("flagged", "published", "paused")
_DEFAULTS_TO_TRUE = {"flag_order": "flagged", "pause_campaign": "paused"}
_UNTIL = re.compile(r"(?:until|till|through|до|по)$")
_FAMILIES = {"stuck": "stuck", "late_ship": "late", "payment_issues": "pay", "unpaid": "pay"}


@dataclass(frozen=True)
class _Heard:
    """What the owner said, taken apart."""

    text: str
    words: frozenset[str]
    figures: frozenset[Decimal]
    #: Ids that were read for the owner in the same breath.
    known: frozenset[str]

    def has(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.match(word) for word in self.words)

    def chose(self, name: str, value: Any) -> bool:
        """Whether a choice was said, and none that excludes it."""
        if (name, value) == ("all", True):
            return _ALL_OF_IT.search(self.text) is not None
        said = {one for (of, one), pattern in _CHOICES.items() if of == name and self.has(pattern)}
        if name == "preset":
            return value in said and len({_FAMILIES[one] for one in said}) == 1
        return value in said and not (name in _OPPOSITES and (not value) in said)


def _heard(said: str, known: Iterable[str]) -> _Heard:
    low = said.lower().replace("ё", "е")
    numbers = figures(_without_ids(said))
    return _Heard(said, frozenset(_WORD.findall(low)), frozenset(numbers), frozenset(known))


def _without_ids(said: str) -> str:
    """What is left are numbers by themselves."""
    return _GLUED.sub(" ", _ID_SAID.sub(" ", said))


def unsaid(change: ToolCall, said: str, known: Iterable[str]) -> str:
    """The first argument that neither the owner's words nor the ids read for them give; else ""."""
    said = plain_dashes(said)
    heard = _heard(_part_about(change, said), known)
    for name, value in change.payload.items():
        if name in _OWN_WORDS and not _is_quoted(str(value), said):
            return name
        if value is None or name in _FREE or (value is False and (name, value) not in _CHOICES):
            continue
        given = (
            _is_given(change, name, value, heard)
            if change.tool in _KNOWN
            else _is_given_to_frame(change, name, value, said, known)
        )
        if not given:
            return name
    if gap := _left_out(change, heard):
        return gap
    scopes = SCOPES.get(change.tool, ())
    named = (change.payload.get(scope) for scope in scopes)
    # 0 pieces in stock say which products; `all: false` and an empty list do not.
    return "" if not scopes or any(map(_names_some, named)) else scopes[0]


def _is_given_to_frame(
    change: ToolCall, name: str, value: Any, said: str, known: Iterable[str]
) -> bool:
    """Whether the slot of that argument, or a verb, says the value."""
    frame = action_frames().get(change.tool)
    if frame is None or name in frame.unsaid:
        return frame is not None
    sentence = parse(said, today=date.today(), language="en")  # noqa: DTZ011 -- no slot asks it for days
    spoken = frame.spoken(sentence)
    verbs: dict[str, frozenset[Any]] = {}
    for gives in spoken.values if spoken is not None else ():
        for key, given in gives.items():
            verbs[key] = verbs.get(key, frozenset()) | {given}
    slot = frame.slot(name)
    if slot is None:
        return verbs.get(name, frozenset()) == frozenset({value}) or (
            name not in verbs and frame.defaults.get(name) == value
        )
    numbers = frozenset(figures(_without_ids(said)))
    evidence = Evidence(sentence, frozenset(known), numbers, verbs, change.payload)
    return slot.reader.is_said(name, value, evidence)


def _names_some(scope: Any) -> bool:
    return bool(scope) or (scope == 0 and scope is not False)


def without_scope(change: ToolCall) -> ToolCall:
    """The change, but for what it is about."""
    scopes = SCOPES.get(change.tool, ())
    return replace(
        change, payload={key: one for key, one in change.payload.items() if key not in scopes}
    )


def _part_about(change: ToolCall, said: str) -> str:
    """The part of the sentence with its own verb that names what the change is about, and what "it"
    says of it; the whole sentence where no part does. "Hide P-101 and show P-102" has two."""
    parts = parts_of(said)
    named = [one.upper() for one in _names(change)]
    about = [any(_ids_of(part) & {one} for one in named) for part in parts]
    if len(parts) == 1 or not any(about):
        return said
    pointing = [bool(_POINTS.search(part)) and not _ids_of(part) for part in parts]
    return " ".join(
        part for at, part in enumerate(parts) if about[at] or (pointing[at] and any(about[:at]))
    )


def _names(change: ToolCall) -> list[str]:
    """The ids and the code that the change is about."""
    found = [
        change.payload.get(name) for name in ("order_ids", "product_ids", "campaign_id", "code")
    ]
    return [
        str(one)
        for value in found
        for one in (value if isinstance(value, list) else [value])
        if one
    ]


def _ids_of(text: str) -> set[str]:
    """The ids and codes that a text names, as payloads write them."""
    ids = {re.sub(r"(\D+?)[- ]?(\d+)", r"\1-\2", one.upper()) for one in _ID_SAID.findall(text)}
    return ids | {one.upper() for one in _CODE_SAID.findall(_ID_SAID.sub(" ", text))}


def _left_out(change: ToolCall, heard: _Heard) -> str:
    """What was said and is missing, where the tool would do something else without it: "unflag OB-1003"
    would flag it, and a coupon until Friday would never end."""
    turns = _DEFAULTS_TO_TRUE.get(change.tool, "")
    if turns and turns not in change.payload and heard.has(_CHOICES[turns, False]):
        return turns
    ends = change.tool == "create_coupon" and heard.has(_UNTIL) and heard.has(_DAY_WORDS)
    return "ends_at" if ends and not change.payload.get("ends_at") else ""


def _is_given(change: ToolCall, name: str, value: Any, heard: _Heard) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_was_said(one, heard) for one in value)
    if (name, value) in _CHOICES:
        return heard.chose(name, value)
    if name == "code":
        return _code_was_said(str(value), heard.text)
    unit = _UNITS.get(name)
    counted = unit is None or unit.search(heard.text) is not None
    if not (counted and _counts_as_said(name, value, heard)):
        return False
    goes = change.tool != "adjust_price" or _goes_as_said(name, value, heard)
    return goes and _was_said(value, heard)


def _counts_as_said(name: str, value: Any, heard: _Heard) -> bool:
    """Whether a number said as a share is taken for one, and for nothing else: "10% for 5 uses"."""
    shares = set().union(
        *(figures(one["n"] or one["m"]) for one in _SHARE.finditer(heard.text)), set()
    )
    if not shares or not isinstance(value, (int, str, Decimal)):
        return True
    try:
        number = abs(Decimal(str(value)))
    except InvalidOperation:
        return True
    if _UNITS.get(name) is _PERCENT:
        return number in shares
    others = figures(_SHARE.sub(" ", _without_ids(heard.text)))
    return number not in shares or number in others


def _is_quoted(message: str, said: str) -> bool:
    """Whether the words stand in the sentence as they are, signs and capitals apart."""
    words, among = (" ".join(_SPOKEN.findall(text.lower())) for text in (message, said))
    return f" {words} " in f" {among} "


def _goes_as_said(name: str, value: Any, heard: _Heard) -> bool:
    """Whether a price goes the way that the words say."""
    if name == "set_to":  # "raise it by 2" is no new price
        moves = heard.has(_UP) or heard.has(_DOWN)
        return not moves or bool(heard.words & {"to", "до"})
    if name not in {"percent", "amount"}:
        return True
    way = "down" if Decimal(str(value)) < 0 else "up"
    words = {"up": heard.has(_UP), "down": heard.has(_DOWN)}
    signs = {"up": bool(_PLUS.search(heard.text)), "down": bool(_MINUS.search(heard.text))}
    # "Raise by -5%" says both ways, by a word and by a sign: neither is taken for what was meant.
    against = any(any(said.values()) and not said[way] for said in (words, signs))
    return (words[way] or signs[way]) and not against


def _code_was_said(code: str, text: str) -> bool:
    """Whether the code stands there as one: with a digit, or in capitals."""
    there = re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text, re.IGNORECASE)
    if there is None or code.upper() in _NO_CODES:
        return False
    return any(sign.isdigit() for sign in code) or there.group().isupper()


def _was_said(value: Any, heard: _Heard) -> bool:
    text = str(value).strip().upper()
    if text in heard.known:
        return True
    if found := _ID.fullmatch(text):
        number = text.partition("-")[2]
        literal = rf"(?<!\w){found[1]}[- ]?{number}(?!\w)"
        if re.search(literal, heard.text, re.IGNORECASE):
            return True
        return found[1] == "OB" and Decimal(number) in heard.figures  # "flag 1003"
    try:
        return abs(Decimal(text)) in heard.figures
    except InvalidOperation:
        return _day_was_said(text, heard) or text in heard.text.upper()


def _day_was_said(text: str, heard: _Heard) -> bool:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return False
    return Decimal(day.day) in heard.figures or heard.has(_DAY_WORDS)


def unused(changes: Iterable[ToolCall], said: str) -> bool:
    """Whether the sentence names something that none of the changes has: half an order is none."""
    said = plain_dashes(said)
    if _RANGE.search(said) or _AND_A_KIND.search(said):
        return True
    used = " ".join(str(one.payload) for one in changes).upper()
    free = " ".join(
        str(value) for one in changes for name, value in one.payload.items() if name in _FREE
    )
    numbers = figures(_without_ids(said)) - figures(free)
    return any(one not in used for one in _ids_of(said)) or not numbers <= _numbers(changes)


def _numbers(changes: Iterable[ToolCall]) -> set[Decimal]:
    """Every number that the changes have, days and ids included."""
    texts = "; ".join(  # "30 100" would be one number
        re.sub(r"(?<=\d)-(?=\d)|-0?", " ", str(value))
        for one in changes
        for value in one.payload.values()
    )
    return figures(texts) | figures(texts.replace("T", " "))


def ids_in(data: Any) -> set[str]:
    """Every id in a tool's data: what the owner was shown, a change may be about."""
    match data:
        case str():
            return {data} if _ID.fullmatch(data) else set()
        case Mapping():
            return set().union(*map(ids_in, data.keys()), *map(ids_in, data.values()))
        case list() | tuple():
            return set().union(*map(ids_in, data))
        case _:
            return set()
