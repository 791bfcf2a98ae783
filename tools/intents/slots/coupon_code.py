"""The slot of a coupon's code, and the words that can be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tools.dashes import replace_dashes
from tools.intents.language.tokens import Token, replace_tags
from tools.intents.language.words import MONTHS, WEEKDAYS, get_value
from tools.intents.sentence import Sentence, find_once
from tools.intents.slots.campaign import is_campaign
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values

_CODE = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*(?!\w)")
_LETTERS = re.compile(r"[A-Za-z]+")
#: Groups whose words are never codes, not even after "coupon".
_NEVER_CODES = frozenset(
    {"kindly", "filler", "asks", "not", "article", "coupon", "code_noun", "take_off", "future"}
)
SHORTEST_CODE, SHORTEST_WORD, LONGEST_CODE = 2, 3, 40
#: A code in small letters, of which nobody says that it is one, has so many digits.
FEWEST_DIGITS = 2
#: How many words may stand between "coupon" and its code: "coupon with the name".
MOST_BETWEEN = 4


@dataclass(frozen=True)
class SaidCode:
    """A word that can only be a coupon's code."""

    code: str
    #: The places of its tokens.
    at: range
    #: Whether "coupon" or "code" stands before it.
    named: bool


class CouponCodeReader(SlotReader):
    """Reads `code`: a word with a digit, or in capitals unless the whole text is."""

    greedy = True

    def read(self, reading: Reading) -> Values | Problem | None:
        codes = find_codes(reading)
        if len(codes) == 1:
            return {"code": codes[0]}
        if not codes and reading.asked == "code":
            left = reading.left
            alone = len(left) == len(reading.sentence.words) == 1
            if alone and _CODE.fullmatch(word := reading.sentence.said(left[0])):
                token = reading.sentence.tokens[left[0]]
                known = (
                    token.kind != "word" or token.groups & _NEVER_CODES or token.has("hesitates")
                )
                if not known and len(word) >= SHORTEST_WORD:
                    reading.take(left)
                    return {"code": word.upper()}
        return Problem() if codes else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        """Return whether it stands in the sentence as a code; in small letters it has digits, "zima8"."""
        code = str(value).upper()
        small = any(map(str.isdigit, code)) and code.lower() in _CODE.findall(said.sentence.text)
        return small or code in find_codes(Reading(said.sentence))


def find_codes(reading: Reading) -> list[str]:
    """Find the codes among the words that no other reader has understood.

    Where one is named as such ("the code LENA20"), words in capitals elsewhere are none.
    """
    taken = reading.used | reading.verb
    said = [found for found in list_codes(reading.sentence) if not taken.intersection(found.at)]
    if reading.is_answer and not reading.asked:
        return []
    named = {found.code for found in said if found.named}
    sure = [found for found in said if found.named or any(map(str.isdigit, found.code))]
    kept = sure if len(named) == 1 else said
    for found in kept:
        reading.take(found.at)
    return list(dict.fromkeys(found.code for found in kept))


@find_once
def list_codes(sentence: Sentence) -> Sequence[SaidCode]:
    """List the words of the sentence that can only be coupons' codes, in order."""
    text = replace_dashes(replace_tags(sentence.text))
    shouting = text == text.upper()
    foreign = not text.isascii()
    found = []
    for match in _CODE.finditer(text):
        code, at = match.group(), sentence.within(*match.span())
        tokens = [sentence.tokens[place] for place in at]
        named = _is_named(sentence.tokens, at)
        if not SHORTEST_CODE <= len(code) <= LONGEST_CODE or is_campaign(code):
            continue
        if any(token.kind in {"product", "order"} or token.has("never_code") for token in tokens):
            continue
        if any(map(str.isdigit, code)):
            fits = named or (_is_like_a_code(code) and not _is_date(code))
        else:
            loud = not shouting and code.isupper()
            plain = foreign and named and sentence.tokens[at.start - 1].has("code_lead")
            long_enough = len(code) >= SHORTEST_WORD
            fits = (
                long_enough
                and (loud or plain)
                and not any(_is_word(token, named=named, plain=not loud) for token in tokens)
            )
        if fits:
            found.append(SaidCode(code.upper(), at, named))
    return found


def _is_named(tokens: tuple[Token, ...], at: range) -> bool:
    """Return whether "coupon" or "code" stands near: "a coupon called FIVER", "the ship5 code"."""
    if tokens[at.stop : at.stop + 1] and tokens[at.stop].groups & {"coupon", "code_noun"}:
        return True
    for step in range(at.start - 1, max(-1, at.start - 2 - MOST_BETWEEN), -1):
        if tokens[step].groups & {"coupon", "code_noun"} or tokens[step].has("promo_word"):
            return True
        if not (tokens[step].low in {":", "-"} or tokens[step].has("code_lead")):
            return False
    return False


def _is_like_a_code(code: str) -> bool:
    """Return whether the word looks like a code by itself: "SHIP5", "tea15".

    In small letters with one digit it may be a thing, "printer2"; in mixed ones it is one,
    "iPhone15".
    """
    digits = sum(map(str.isdigit, code))
    return code.isupper() or (code.islower() and digits >= FEWEST_DIGITS)


def _is_date(code: str) -> bool:
    """Return whether it is a day written in one word, "nov30", or a single letter: "x2"."""
    letters = _LETTERS.match(code)
    word = letters.group().lower() if letters else ""
    named = any(get_value(table, word) is not None for table in (MONTHS, WEEKDAYS))
    return len(word) < SHORTEST_CODE or named


def _is_word(token: Token, *, named: bool, plain: bool) -> bool:
    """Return whether the token is a word of the lexicon, and so no code.

    After "coupon" most of those words in capitals may be codes too.
    """
    if plain:
        return bool(token.groups or token.marks)
    if named:
        return bool(token.groups & _NEVER_CODES) and not token.has("may_be_code")
    return bool(token.groups)
