"""Orders about prices: a verb and the word "price", or a product and how its price moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tools.intents.frame import ActionMatch
from tools.intents.language.tokens import Token, find_end
from tools.intents.sentence import Sentence
from tools.intents.slots.product_scope import Scope, find_scope
from tools.intents.slots.rounding import find_rounding
from tools.intents.values.amount import Amount

#: The ways a price may go. Each is also the group of its verbs.
WAYS = ("price_up", "price_down", "price_set")
#: Groups and marks of words that say by themselves where a price goes: "coffee up 4%".
_MOVES = {"price_up": ("dearer", "up", "plus"), "price_down": ("cheaper", "down", "minus")}
#: Marks of verbs that order a change together with such a word, or with a new price.
_MOVING = ("price_move", "price_be", "wanted")
#: Groups and marks of words that may stand in an order without a verb: "the matcha now 12.90".
_BESIDE = frozenset({
    "article", "kindly", "everything", "link", "product", "price", "percent", "money_unit",
    "at_price", "joining", "cents", "list_link", "by_amount", "plea", "fresh", "apiece",
})  # fmt: skip

#: Groups of words that say that it is about a price.
_SAID = ("price", "cheaper", "dearer")

Places = Mapping[str, list[int]]


def find_price_change(sentence: Sentence) -> ActionMatch | None:
    """Find an order about prices; None: there is none.

    A verb and the word "price", "make it cheaper", or a product that goes up by so much.
    """
    if not (sentence.has_any(_SAID) or sentence.amounts(loosely=True)):
        return None
    scope = find_scope(sentence)
    skipped = scope.used | _get_rounding(sentence)
    amounts = sentence.amounts(skipped, loosely=True)
    if _is_discount(sentence, amounts) or sentence.at("stock"):
        return None
    verbs = {way: [at for at in sentence.at(way) if at not in skipped] for way in WAYS}
    moves = _find_moves(sentence, skipped, amounts)
    moving = [at for mark in _MOVING for at in sentence.at(mark) if at not in skipped]
    if any(moves.values()):  # "add 2 euro", "лупани плюс 11%"
        moving += [at for at in sentence.at("adds") if at not in skipped]
    ordered = any(verbs.values()) or bool(moving)
    moved = any(moves.values()) or any(map(verbs.get, ("price_up", "price_down")))
    moved |= any(amount.sign for amount in amounts)
    said = sentence.has_any(_SAID)
    if not (said and any(verbs.values())):
        if not _is_worth(scope, amounts) or not (moved or _is_new_price(sentence, amounts)):
            return None
        if not ordered and not _is_plain(sentence, skipped, amounts, moves):
            return None
    match = _build_match(sentence, verbs, moves, moving, skipped)
    return match if match.tokens else replace(match, tokens=scope.used)


def _build_match(
    sentence: Sentence, verbs: Places, moves: Places, moving: list[int], skipped: frozenset[int]
) -> ActionMatch:
    ways = {way: [*verbs[way], *moves.get(way, ())] for way in WAYS}
    told = [way for way in ("price_up", "price_down") if ways[way]] or ["price_set"]
    tokens = {at for way in WAYS for at in ways[way]} | {*moving, *sentence.at("price")}
    asked = set(sentence.at("asks"))
    if sentence.at("wanted"):  # "пусть будет 6 евро", "пускай стоит восемь пятьдесят"
        asked -= {at for at in sentence.at("price_be") if at > sentence.first("wanted")}
    return ActionMatch(frozenset(tokens - skipped - asked), tuple(told))


def _get_rounding(sentence: Sentence) -> frozenset[int]:
    found = find_rounding(sentence)
    return found[1] if found is not None else frozenset()


def _is_discount(sentence: Sentence, amounts: Sequence[Amount]) -> bool:
    """Return whether a discount is meant. "Knock 5% off all prices" is about prices."""
    if not (sentence.at("discount") or sentence.at("sale")):
        return False
    spoken = [at for at in sentence.at("discount") if "percent" not in sentence.tokens[at].groups]
    off_only = all(sentence.tokens[at].groups & {"off", "portion"} for at in spoken)
    lowered = sentence.at("price_down") or (sentence.at("take_verb") and amounts)
    return not (sentence.at("price") and off_only and lowered and not sentence.at("sale"))


def _find_moves(
    sentence: Sentence, skipped: frozenset[int], amounts: Sequence[Amount]
) -> dict[str, list[int]]:
    """Find the words beside verbs that say which way a price goes, by that way."""
    tokens = sentence.tokens
    found = {
        way: [at for name in names for at in sentence.at(name) if at not in skipped]
        for way, names in _MOVES.items()
    }
    found["price_up"] = [
        at
        for at in found["price_up"]
        if not (tokens[at].has("up") and tokens[at + 1 : at + 2] and tokens[at + 1].has("to"))
    ]
    money = any(amount.money or amount.is_price_like for amount in amounts)
    if money:  # "2 euro off the carafe", "сними с неё 2 евро"
        found["price_down"] += [
            at for name in ("off", "take_off") for at in sentence.at(name) if at not in skipped
        ]
    percent = any(amount.percent for amount in amounts)
    adding = "adds_percent" if percent else "adds"
    if (money or percent) and not found["price_up"] and not found["price_down"]:
        found["price_up"] += [
            at
            for at in sentence.at(adding)
            if at not in skipped and _is_added(sentence, at, amounts)
        ]
    return found


def _is_added(sentence: Sentence, at: int, amounts: Sequence[Amount]) -> bool:
    """Return whether an amount follows the verb at once: "add 2 euro to the carafe"."""
    begins = {min(amount.used) for amount in amounts}
    return any(place in begins for place in (at + 1, at + 2))


def _is_worth(scope: Scope, amounts: Sequence[Amount]) -> bool:
    """Return whether products and an amount are said, of which one order can be made."""
    named = (scope.values and not scope.is_hint) or scope.everything or scope.choices
    return bool(named and amounts)


def _is_new_price(sentence: Sentence, amounts: Sequence[Amount]) -> bool:
    """Return whether an amount can only be a new price: "at 39.90", "set the mug to 12"."""
    (amount, *more) = amounts
    beside = (min(amount.used) - 1, max(amount.used) + 1)
    tokens = sentence.tokens
    led = any(0 <= at < len(tokens) and tokens[at].has("at_price") for at in beside)
    return not more and not amount.percent and (amount.money or amount.is_price_like or led)


def _is_plain(
    sentence: Sentence, skipped: frozenset[int], amounts: Sequence[Amount], moves: Places
) -> bool:
    """Return whether an order without a verb has no other word: "coffee up 4%", "P-101 12,90"."""
    used = skipped.union(*(amount.used for amount in amounts), *moves.values())
    used |= set(range(_find_conclusion(sentence.tokens)))
    return len(amounts) == 1 and all(
        token.kind == "sign" or any(map(token.has, _BESIDE))
        for at, token in enumerate(sentence.tokens)
        if at not in used
    )


def _find_conclusion(tokens: Sequence[Token]) -> int:
    """Return where the words end that begin a conclusion: "so", "так что"."""
    begin = next((at for at, token in enumerate(tokens) if token.kind != "sign"), 0)
    return find_end(tokens, begin, "therefore")
