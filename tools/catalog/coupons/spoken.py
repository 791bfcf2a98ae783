"""How people order a coupon, or that one ends: the verbs, and the coupon near them."""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.frame import ActionMatch
from tools.intents.gate import is_inside_quotes
from tools.intents.language.tokens import Token, find_end
from tools.intents.sentence import Sentence, find_once, parse_count
from tools.intents.slots.coupon_code import SaidCode, list_codes
from tools.intents.slots.use_limit import find_uses
from tools.intents.values.future_date import FutureDate, find_ahead

#: A verb and the coupon that it is about have no more words between them.
MOST_BETWEEN = 7
_NOUNS = frozenset({"coupon", "code_noun"})


class CouponWords:
    """The words of a sentence that speak of coupons: nouns, codes, and what a coupon gives."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens: Sequence[Token] = sentence.tokens
        self.codes: Sequence[SaidCode] = list_codes(sentence)
        self.code_places = {at for code in self.codes for at in code.at}
        self.nouns = {
            at
            for at, token in enumerate(self.tokens)
            if (token.groups & _NOUNS or token.has("promo_word")) and at not in self.code_places
        }
        amounts = sentence.amounts(frozenset(self.code_places))
        self.worth = {
            at for amount in amounts if amount.percent or amount.money for at in amount.used
        }

        self.worth |= {
            at
            for at, token in enumerate(self.tokens[:-1])
            if "percent" in token.groups and parse_count(self.tokens[at + 1]) is not None
        }  # "процентов пятнадцать"

    def is_object(self, at: int) -> bool:
        return at in self.nouns or at in self.code_places

    def find_after(self, at: int) -> int | None:
        """Find the coupon that a verb which ends at `at` is about; None: it is about none."""
        for step in range(at, min(at + MOST_BETWEEN, len(self.tokens))):
            if self.is_object(step):
                return step
            if not (self.is_link(step) or self._is_aside(step)):
                return None
        return None

    def find_before(self, at: int) -> int | None:
        """Find the coupon right before `at`, in the same clause: "купон NOEL стоп"."""
        for step in range(at - 1, max(-1, at - MOST_BETWEEN), -1):
            if self.is_object(step):
                return step
            if not (self.is_link(step) or self._is_aside(step) or step in self.worth):
                return None
        return None

    def begin_clause(self, at: int) -> int:
        """Return where the clause of the token at `at` begins: after a sign, or after "so"."""
        while at > 0 and self.tokens[at - 1].low not in {",", ".", ";"}:
            at -= 1
        return at

    def _is_aside(self, at: int) -> bool:
        """Return whether a courtesy between commas stands here: "снимите, пожалуйста, купон"."""
        near = self.tokens[max(0, at - 1) : at + 2] if self.tokens[at].low == "," else ()
        return any(token.has("beside_order") or "kindly" in token.groups for token in near) or (
            self.tokens[at].has("beside_order")
        )

    def is_alone(self, begin: int, end: int) -> bool:
        """Return whether nothing but courtesies and "it" stand beside the verb in its clause."""
        while end < len(self.tokens) and self.is_beside(end):
            end += 1
        closes = end == len(self.tokens) or self.tokens[end].low in {",", ".", ";", "?"}
        return closes and self.is_leading(begin)

    def is_leading(self, at: int) -> bool:
        """Return whether a verb at `at` can be an order: it begins a clause, or follows "please".

        English verbs look the same in "Anna and I set up coupons".
        """
        if at == 0 or not self.tokens[at].low.isascii():
            return True
        before = self.tokens[at - 1]
        if before.has("to"):
            return at > 1 and self.tokens[at - 2].has("to_lead")
        if before.has("teller") and not before.has("asked_one"):
            return False
        return bool(
            before.kind == "sign"
            or self.is_object(at - 1)
            or before.groups & {"kindly", "joins"}
            or before.marks & {"order_lead", "so_word", "greets", "plea"}
            or any(find_end(self.tokens, step, "beside_order") == at for step in range(at))
        )

    def is_beside(self, at: int) -> bool:
        token = self.tokens[at]
        return bool("kindly" in token.groups or token.marks & {"it_word", "beside_order"})

    def is_link(self, at: int) -> bool:
        token = self.tokens[at]
        linking = token.groups & {"filler", "kindly", "article", "discount"}
        signs = token.low in {"-", ":"}
        return bool(linking or signs or token.marks & {"coupon_between", "coupon_link"})


@find_once
def read_coupon_words(sentence: Sentence) -> CouponWords:
    """Read the words of the sentence that speak of coupons."""
    return CouponWords(sentence)


def find_off(sentence: Sentence) -> ActionMatch | None:
    """Find an order that a coupon ends, in any mood; None: there is none."""
    words = read_coupon_words(sentence)
    if not (words.codes or words.nouns):
        return None
    if words.worth and _find_make_verb(words) is not None:
        return None
    found = _find_off_verb(words)
    if found is None:
        return None
    return _build_match(words, found, "coupon_off")


def _build_match(words: CouponWords, verb: set[int], group: str) -> ActionMatch | None:
    """Build the match of a verb and the nouns near it; None: somebody else says it, in quotes."""
    tokens = words.tokens
    begin = min(verb)
    if is_inside_quotes(words.sentence.text, tokens[begin].start):
        return None
    near = words.find_before(begin)
    begin = words.begin_clause(begin if near is None else near)
    nouns = {at for at in words.nouns if at >= begin}
    return ActionMatch(frozenset(verb | nouns), (group,), ())


def _find_off_verb(words: CouponWords) -> set[int] | None:
    tokens = words.tokens
    for at in range(len(tokens)):
        for mark in ("off_verb", "off_verb_alone"):
            end = find_end(tokens, at, mark)
            if end == at or not words.is_leading(at):
                continue
            near = words.find_after(end)
            before = words.find_before(at)
            alone = mark == "off_verb_alone" and words.codes and words.is_alone(at, end)
            it = bool(words.codes) and _is_it(words, end)
            foreign = not tokens[at].low.isascii()  # it has a form of its own for orders
            ends = before is not None and (foreign or _is_closing(words, end))
            if near is not None or alone or it or ends:
                return set(range(at, end))
        if (pair := _read_pair(words, at)) is not None:
            return pair
        end = find_end(tokens, at, "off_after")
        if end > at and words.is_object(at - 1) and _is_closing(words, end):
            return set(range(at, end))
        end = find_end(tokens, at, "off_wish")
        if end > at and words.find_before(at) is not None:
            return set(range(at, end))
        end = find_end(tokens, at, "off_nobody")
        if end > at and words.find_after(end) is not None:
            return set(range(at, end))
    return None


def _is_it(words: CouponWords, at: int) -> bool:
    """Return whether "it" stands for the coupon after the verb: "закрой ты его"."""
    while at < len(words.tokens) and not words.tokens[at].has("it_word") and words.is_link(at):
        at += 1
    return at < len(words.tokens) and words.tokens[at].has("it_word")


def _is_closing(words: CouponWords, end: int) -> bool:
    """Return whether the clause ends here, courtesies apart."""
    return words.is_alone(0, end)


def _read_pair(words: CouponWords, at: int) -> set[int] | None:
    """Read a verb in two parts around its coupon: "turn the code off", "сними купон с работы"."""
    tokens = words.tokens
    then = find_end(tokens, at, "off_start")
    if then == at or not words.is_leading(at):
        return None
    seen = False
    for step in range(then, min(then + MOST_BETWEEN + 2, len(tokens))):
        end = find_end(tokens, step, "off_end")
        if end > step:
            it = any(tokens[place].has("it_word") for place in range(then, step))
            near = seen or (it and words.codes) or words.find_after(end) is not None
            near = near or words.find_before(at) is not None
            return {*range(at, then), *range(step, end)} if near else None
        seen = seen or words.is_object(step)
        if not (words.is_object(step) or words.is_link(step) or tokens[step].has("it_word")):
            return None
    return None


def find_make(sentence: Sentence) -> ActionMatch | None:
    """Find an order for a new coupon, in any mood; None: there is none.

    "I need the coupons" asks for the list, unless it says what a coupon takes off.
    """
    words = read_coupon_words(sentence)
    if not (words.nouns or (words.codes and words.worth)):
        return None
    found = _find_make_verb(words)
    if found is None and words.codes and words.worth:
        found = _read_bare(words)
    if found is None or (not words.worth and _find_off_verb(words) is not None):
        return None
    wished = all(sentence.tokens[at].has("need") for at in found)
    if wished and not words.worth:
        return None
    return _build_match(words, found, "coupon_make")


def _find_make_verb(words: CouponWords) -> set[int] | None:
    tokens = words.tokens
    for at in range(len(tokens)):
        end = find_end(tokens, at, "makes")
        if end == at and "coupon_make" in tokens[at].groups:
            end = at + 1
        if end == at or words.is_object(at) or not words.is_leading(at):
            continue
        closing = not tokens[at].low.isascii() or _is_closing(words, end)
        before = words.find_before(at) if closing else None
        if words.find_after(end) is not None or before is not None:
            return set(range(at, end))
        if words.codes and words.worth and words.is_alone(at, end):
            return set(range(at, end))
    return None


def _read_bare(words: CouponWords) -> set[int] | None:
    """Read "coupon TEA10 10% until Friday", where no verb is said and no other word either."""
    if not words.nouns:
        return None
    tokens = words.tokens
    begin = min(words.nouns | words.code_places)
    while begin > 0 and tokens[begin - 1].low not in {",", ".", ";"}:
        if not (words.is_link(begin - 1) or words.is_beside(begin - 1)) and not tokens[
            begin - 1
        ].has("so_word"):
            return None
        begin -= 1
    days = find_ahead(tokens, words.sentence.writer.today)
    used = (
        words.nouns
        | words.code_places
        | words.worth
        | set(find_uses(tokens, without=frozenset(words.code_places))[1])
    )
    used |= set(days.used) if isinstance(days, FutureDate) else set()
    rest = [at for at in range(begin, len(tokens)) if at not in used and tokens[at].kind != "sign"]
    plain = all(words.is_link(at) or words.is_beside(at) for at in rest)
    return {min(words.nouns)} if plain else None
