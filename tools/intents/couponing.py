"""Coupons and campaigns: a plain order to change one, with everything it needs.

A negation, a question, a condition, a strange word or a missing argument gives a question back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings

from tools.dashes import plain_dashes
from tools.intents.ahead import UNTIL, Past, find_ahead
from tools.intents.amounts import CURRENCIES, amounts
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.days import Wrong
from tools.intents.mused import mused
from tools.intents.sentence import Sentence
from tools.intents.tokens import Token, without_tags

#: Words that say together what one verb says.
_SAID_TOGETHER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("set", "up"), "coupon_make"),
    (("turn", "off"), "coupon_off"),
    (("switch", "off"), "coupon_off"),
    (("на", "паузу"), "campaign_pause"),
    (("on", "pause"), "campaign_pause"),
    (("on", "hold"), "campaign_pause"),
    (("с", "паузы"), "campaign_resume"),
)
#: Verbs of orders that are none about coupons or campaigns.
_OTHERS = frozenset(
    {"flag", "unflag", "tell", "price_up", "price_down", "hide", "publish", "undo"}
)
#: An order only with what the coupon gives: "I need the coupons" asks for a list.
_WISHES = frozenset({"need", "нужен"})
#: What may stand around the arguments without meaning anything of its own.
_GLUE = frozenset(
    """it он она оно valid действует действующий действующая которая который на за для с со по в in of for with off worth at that gives giving new новый новую новая
    скидка скидкой скидку скидки discount named called name названием под минус minus начиная""".split()  # noqa: SIM905 -- reads better as a text
)

_NEVER_CODES = frozenset(
    {"kindly", "filler", "asks", "not", "article", "coupon", "code_noun", "take_off", "future"}
)

_NUMBER = r"[0-9]{1,9}(?:[.,][0-9]{1,4})?"
_PERCENT = re.compile(
    rf"(?<![\w.,])(?P<n>{_NUMBER})\s?(?:%|(?:процент(?:а|ов)?|percent|per\scent|pct)(?!\w))",
    re.IGNORECASE,
)
_MONEY = {
    currency: re.compile(
        rf"(?:{sign})\s?(?P<n>{_NUMBER})(?![\w%])|(?<![\w.,])(?P<m>{_NUMBER})\s?(?:{sign})",
        re.IGNORECASE,
    )
    for currency, sign in CURRENCIES.items()
}
_USES = re.compile(
    r"(?:(?:не более|не больше|максимум|макс|до|на|лимит|max|maximum|at most|up to|limit|limited to|for)\s)?"
    r"(?<![\w.,])(?P<n>[0-9]{1,9})\s"
    r"(?:использован\w{1,3}|применен\w{1,3}|активаци\w{1,2}|раза?|uses?|times|redemptions)(?!\w)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*(?!\w)")
#: Letters and then digits, as in "SHIP5": without the word "coupon" only this can be a code.
_LIKE_A_CODE = re.compile(r"[A-Z]{3,}[0-9]+")
_LIKE_A_CODE_AFTER_ITS_NOUN = re.compile(r"[A-Za-z]{3,}[0-9]+")
#: The first letter may also be the Cyrillic one that looks the same.
_CAMPAIGN = re.compile(r"(?<![\w-])[cс]-(?P<n>[0-9]{1,12})(?!\w)", re.IGNORECASE)

MOST_BETWEEN = 6
SHORTEST_CODE, SHORTEST_WORD, LONGEST_CODE = 2, 3, 40
MOST_PERCENT, MOST_MONEY, MOST_USES = 95, Decimal(100_000), 1_000_000
CENT, CENT_DIGITS = Decimal("0.01"), 2


@dataclass
class Reading:
    """A sentence, and which of its tokens have been understood so far."""

    sentence: Sentence
    used: set[int]

    def __post_init__(self) -> None:
        # every sign in its old place, so that tokens and matches tell the same positions
        self.text = plain_dashes(without_tags(self.sentence.text))

    def take(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """What fits the pattern outside what was understood before; it is understood from here on."""
        found = []
        for match in pattern.finditer(self.text):
            at = self._tokens(match)
            if not at & self.used:
                self.used |= at
                found.append(match)
        return found

    def codes(self) -> list[str]:
        """Words that can only be codes: with a digit, or in capitals where not everything is."""
        shouting = self.text == self.text.upper()
        found = []
        for match in _CODE.finditer(self.text):
            code, at = match.group(), self._tokens(match)
            digits = any(char.isdigit() for char in code)
            capitals = not shouting and code.isupper() and len(code) >= SHORTEST_WORD
            known = any(self._is_word(one) for one in at)
            named = any(self.sentence.tokens[one].kind in {"product", "order"} for one in at)
            named = named or _CAMPAIGN.fullmatch(code) is not None
            fits = SHORTEST_CODE <= len(code) <= LONGEST_CODE and not named
            if fits and not at & self.used and (digits or (capitals and not known)):
                self.used |= at
                found.append(code.upper())
        return list(dict.fromkeys(found))

    def percents_in_words(self) -> list[str]:
        """ "ten percent", "десять процентов"."""
        found = []
        for one in amounts(self.sentence.tokens, frozenset(self.used)):
            spelt = all(self.sentence.tokens[at].kind == "word" for at in one.used)
            if one.percent and spelt:
                self.used |= one.used
                found.append(one.text)
        return found

    def _is_word(self, at: int) -> bool:
        """Whether it is a word of ours; one that is no help word may be a code after "coupon"."""
        tokens = self.sentence.tokens
        named = at > 0 and tokens[at - 1].groups & {"coupon", "code_noun"}
        return bool(tokens[at].groups & _NEVER_CODES if named else tokens[at].groups)

    def _tokens(self, match: re.Match[str]) -> set[int]:
        return {
            at
            for at, token in enumerate(self.sentence.tokens)
            if token.start < match.end() and token.end > match.start()
        }

    def left(self) -> Iterable[int]:
        tokens = self.sentence.tokens
        return (
            at for at in range(len(tokens)) if at not in self.used and tokens[at].kind != "sign"
        )


@dataclass(frozen=True)
class Order:
    """What is ordered: the verb, what it is about, the tool, and how its arguments are read."""

    verb: str
    noun: str
    tool: str
    read: Callable[[Reading], dict[str, Any] | Question]
    #: Groups that only help the verb.
    helps: tuple[str, ...] = ()


def promote(sentence: Sentence) -> Answer | None:
    """The change of a coupon or campaign that the sentence orders, or the question it raises; None:
    it orders none."""
    for order in ORDERS:
        verb = _verb(sentence, order.verb)
        wished = all(sentence.tokens[at].low in _WISHES for at in verb)
        if verb and _is_about(sentence, order) and (not wished or _says_worth(sentence)):
            return _ordered(sentence, order, verb)
    return None


def _says_worth(sentence: Sentence) -> bool:
    return bool(sentence.at("percent") or sentence.at("money_unit"))


def _is_about(sentence: Sentence, order: Order) -> bool:
    """Whether its noun is said, or something that can only be one: "turn off SHIP5", "pause C-1"."""
    if sentence.at(order.noun):
        return True
    text = plain_dashes(without_tags(sentence.text))
    if order.noun == "campaign":
        return _CAMPAIGN.search(text) is not None
    named = sentence.at("code_noun") or order.verb == "coupon_off"
    like = _LIKE_A_CODE_AFTER_ITS_NOUN if sentence.at("code_noun") else _LIKE_A_CODE
    return bool(named) and any(map(like.fullmatch, _CODE.findall(text)))


def _verb(sentence: Sentence, verb: str) -> set[int]:
    """The tokens that say it; empty where none does."""
    tokens = sentence.tokens
    for words, meaning in _SAID_TOGETHER:
        for at in range(len(tokens) if meaning == verb else 0):
            if tuple(token.low for token in tokens[at : at + len(words)]) == words:
                return set(range(at, at + len(words)))
    if verb == "coupon_off" and (apart := _apart(tokens)):
        return apart
    return set(sentence.at(verb)[:1])


def _apart(tokens: Sequence[Token]) -> set[int]:
    """ "Switch it off", "turn VIP25 off": where the two words stand."""
    turned = next((at for at, one in enumerate(tokens) if one.low in {"turn", "switch"}), None)
    if turned is None:
        return set()
    then = range(turned + 1, min(turned + MOST_BETWEEN, len(tokens)))
    off = next((at for at in then if tokens[at].low == "off"), None)
    return set() if off is None else {turned, off}


def _ordered(sentence: Sentence, order: Order, verb: set[int]) -> Answer:
    reading = Reading(
        sentence, verb | set(sentence.at(order.noun)) | set(sentence.at("code_noun"))
    )
    arguments = order.read(reading)
    if _doubted(reading, min(verb)):
        return sentence.asker.ask("not_promoted", about=order.tool)
    if isinstance(arguments, Question):
        return _two_orders(reading, order) or arguments
    allowed = {"kindly", "article", *order.helps}
    for at in reading.left():
        token = sentence.tokens[at]
        if not token.groups & allowed and token.low not in _GLUE:
            said = sentence.text[token.start : token.end]
            return sentence.asker.ask("strange", about=order.tool, tool=order.tool, said=said)
    return ToolCall(order.tool, arguments)


def _two_orders(reading: Reading, order: Order) -> Question | None:
    """The question about the verb of a second order: what this one lacks may belong to that one."""
    sentence = reading.sentence
    for at in reading.left():
        if sentence.tokens[at].groups & (_OTHERS | ({one.verb for one in ORDERS} - {order.verb})):
            said = sentence.text[sentence.tokens[at].start : sentence.tokens[at].end]
            return sentence.asker.ask("strange", about=order.tool, tool=order.tool, said=said)
    return None


def _doubted(reading: Reading, verb: int) -> bool:
    """Whether it is negated, asked, or hangs on a condition."""
    tokens = reading.sentence.tokens
    if mused(reading.text, tokens) or any(
        tokens[at].groups & {"asks", "not"} and "needless" not in tokens[at].groups
        for at in reading.left()
    ):
        return True
    polite = any("may_you" in token.groups for token in tokens[:verb])
    return "?" in reading.text and not polite


def _create(reading: Reading) -> dict[str, Any] | Question:
    asker, tool = reading.sentence.asker, "create_coupon"
    days = find_ahead(reading.sentence.tokens, asker.today)
    if isinstance(days, (Past, Wrong)):  # its "until" asks nothing
        tokens = enumerate(reading.sentence.tokens)
        reading.used |= {at for at, token in tokens if token.low in UNTIL}
    if isinstance(days, Wrong):
        return asker.wrong(days, tool)
    known: dict[str, Any] = {}
    if not isinstance(days, Past):
        reading.used |= days.used
        ends = {"starts_at": days.start, "ends_at": days.end}
        known |= {name: day.isoformat() for name, day in ends.items() if day is not None}
    uses = [int(match["n"]) for match in reading.take(_USES)]
    worth = _worth(reading)
    codes = reading.codes()
    usable = len(uses) <= 1 and all(1 <= one <= MOST_USES for one in uses)
    known |= {"code": codes[0]} if len(codes) == 1 else {}
    known |= {} if isinstance(worth, Question) else worth
    known |= {"max_uses": uses[0]} if uses and usable else {}
    if isinstance(days, Past):
        return asker.ask(
            "coupon_past", about=tool, tool=tool, missing="ends_at", known=known, said=days.said
        )
    if len(codes) != 1:
        return asker.ask("coupon_code", about=tool, tool=tool, missing="code", known=known)
    if isinstance(worth, Question):
        return replace(worth, known=known)
    if not usable:
        return asker.ask("coupon_uses", about=tool, tool=tool, missing="max_uses", known=known)
    return known


def _worth(reading: Reading) -> dict[str, Any] | Question:
    """percent_off or amount_off, whichever is said; a number without its unit says neither."""
    asker, tool = reading.sentence.asker, "create_coupon"
    percents = [match["n"] for match in reading.take(_PERCENT)] + reading.percents_in_words()
    sums = [(currency, one) for currency in _MONEY for one in reading.take(_MONEY[currency])]
    if len(percents) + len(sums) != 1:
        return asker.ask("coupon_worth", about=tool, tool=tool, missing="percent_off")
    if percents:
        said = percents[0]
        if not said.isdigit() or not 1 <= int(said) <= MOST_PERCENT:
            return asker.ask(
                "coupon_percent", about=tool, tool=tool, missing="percent_off", said=said
            )
        return {"percent_off": int(said)}
    currency, match = sums[0]
    said = (match["n"] or match["m"]).replace(",", ".")
    amount, cents = Decimal(said), said.partition(".")[2]
    # "1,000" may be a thousand, so it is not one
    fits = len(cents) <= CENT_DIGITS and CENT <= amount <= MOST_MONEY
    if currency != settings.SHOP_CURRENCY or not fits:
        return asker.ask(
            "coupon_amount", about=tool, tool=tool, missing="amount_off",
            said=match.group().strip(), currency=settings.SHOP_CURRENCY,
        )  # fmt: skip
    return {"amount_off": str(amount.quantize(CENT))}


def _disable(reading: Reading) -> dict[str, Any] | Question:
    codes = reading.codes()
    if len(codes) == 1:
        return {"code": codes[0]}
    tool = "disable_coupon"
    return reading.sentence.asker.ask("coupon_which", about=tool, tool=tool, missing="code")


def _pause(reading: Reading) -> dict[str, Any] | Question:
    found = {f"C-{match['n']}" for match in reading.take(_CAMPAIGN)}
    if len(found) == 1:
        return {"campaign_id": found.pop()}
    tool = "pause_campaign"
    return reading.sentence.asker.ask(
        "which_campaign", about=tool, tool=tool, missing="campaign_id"
    )


def _resume(reading: Reading) -> dict[str, Any] | Question:
    found = _pause(reading)
    if isinstance(found, Question):
        return replace(found, known={"paused": False})
    return found | {"paused": False}


ORDERS = (
    Order("coupon_make", "coupon", "create_coupon", _create),
    Order("coupon_off", "coupon", "disable_coupon", _disable, helps=("needless",)),
    Order("campaign_pause", "campaign", "pause_campaign", _pause, helps=("put", "needless")),
    Order("campaign_resume", "campaign", "pause_campaign", _resume, helps=("take_off", "again")),
)
